// A map of our own areas without tiles: nothing is asked of another site. North is up, and the page scrolls past it:
// a finger scrolls the page, two fingers or the buttons move the map.

import { Map as LibreMap, NavigationControl, prewarm, setWorkerUrl } from "maplibre-gl";

const MARGIN = 16;
const GROUND = "#f3f4f6";

// The library's other thread starts while what it is to draw is still fetched.
export function wake(workerUrl) {
  setWorkerUrl(new URL(workerUrl, document.baseURI).href);
  prewarm();
}

export function baseMap(container, { bounds, layers = [], sources = {}, ...more }) {
  const map = new LibreMap({
    container,
    bounds,
    fitBoundsOptions: { padding: MARGIN },
    style: {
      version: 8,
      sources,
      layers: [{ id: "ground", type: "background", paint: { "background-color": GROUND } }, ...layers],
    },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    trackResize: false,
    fadeDuration: 0,
    renderWorldCopies: false,
    canvasContextAttributes: { preserveDrawingBuffer: true }, // so that it is printed
    locale: {
      "NavigationControl.ZoomIn": "Closer",
      "NavigationControl.ZoomOut": "Further away",
      "Map.Title": "Map",
      "CooperativeGesturesHandler.WindowsHelpText": "Hold Ctrl and scroll to come closer",
      "CooperativeGesturesHandler.MacHelpText": "Hold ⌘ and scroll to come closer",
      "CooperativeGesturesHandler.MobileHelpText": "Use two fingers to move the map",
    },
    ...more,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  followSize(map, container);
  return map;
}

// A canvas of another size is drawn anew, which takes long. A map that only moves to another place of the page is not:
// for a moment it has no size at all.
function followSize(map, container) {
  const canvas = map.getCanvas();
  const isOther = () => container.clientWidth !== canvas.clientWidth || container.clientHeight !== canvas.clientHeight;
  new ResizeObserver(() => container.clientWidth > 0 && isOther() && map.resize()).observe(container);
}

export function fit(map, bounds, options = {}) {
  map.fitBounds(bounds, { padding: MARGIN, ...options });
}

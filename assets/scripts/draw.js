// Draws an own area on a map of the partnership's wards and neighbourhoods. The line goes with the form as GeoJSON.
// Without this script the page sends people on to a file, or to a list of neighbourhoods.

import { TerraDraw, TerraDrawModeUndoRedo, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";

import { baseMap, wake } from "./base-map.js";

const INK = "#0b4a7a";
const SAID = {
  ready: "Choose “Draw a line” to begin.",
  drawing:
    "Press where the line turns. Press the first point again to close it. With the keyboard, move the map under the cross by the arrow keys; Space puts a point there, Enter closes the line.",
  closed: "The line is closed. Move a point by dragging it; drag the small point half way along an edge to add one.",
  begun: "This is the area as it is now. Press inside it, then move a point by dragging it.",
  kept: "Parts with holes stay as they are. “Begin again” takes them away too.",
};

for (const place of document.querySelectorAll('[data-module="saferplan-draw"]')) {
  begin(place).catch((fault) => giveUp(place, fault));
}

async function begin(place) {
  wake(place.dataset.worker);
  const [wards, neighbourhoods, others] = await Promise.all(
    [place.dataset.ward, place.dataset.lsoa, place.dataset.others].map((address) => (address ? fetched(address) : null)),
  );
  const ground = neighbourhoods ?? wards;
  others.features = others.features.filter((one) => one.properties.code !== place.dataset.code);
  const live = place.querySelector(".saferplan-draw__live");
  live.hidden = false;
  if (!ground.saferplan.is_real) {
    const form = place.closest("form");
    form.hidden = true; // without an outline there is nothing to save
    form.nextElementSibling.hidden = false;
    return;
  }
  const now = place.querySelector('script[type="application/json"]');
  new Drawing(place, live, { wards, neighbourhoods, others }, now ? JSON.parse(now.textContent) : null);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`${answer.status} for ${address}`);
  }
  return answer.json();
}

function giveUp(place, fault) {
  console.warn("The map could not be drawn:", fault);
  const live = place.querySelector(".saferplan-draw__live");
  live.hidden = false;
  live.replaceChildren(made("p", "govuk-body", "The map cannot be drawn in this browser. Send a file instead."));
}

function made(element, className, text = "") {
  const one = document.createElement(element);
  one.className = className;
  one.textContent = text;
  return one;
}

class Drawing {
  constructor(place, live, layers, now) {
    this.field = document.getElementById(place.dataset.field);
    this.buttons = made("div", "govuk-button-group saferplan-draw__buttons");
    this.said = made("p", "govuk-body saferplan-draw__said", SAID.ready);
    this.said.setAttribute("role", "status");
    this.stage = made("div", "saferplan-draw__stage");
    live.append(this.buttons, this.said, this.stage);
    const ground = layers.neighbourhoods ?? layers.wards;
    this.map = baseMap(this.stage, {
      bounds: ground.bbox,
      sources: sources(layers),
      layers: lines(layers),
    });
    this.canvas = this.map.getCanvas();
    this.canvas.setAttribute("aria-label", "Map to draw on. An area can also be given as a file or by a list.");
    this.canvas.addEventListener("keydown", (event) => this.pressed(event));
    this.map.once("load", () => this.start(now ?? this.typed()));
  }

  // What was sent and came back with an error.
  typed() {
    try {
      return this.field.value ? JSON.parse(this.field.value) : null;
    } catch {
      return null;
    }
  }

  button(text, act, kind = "") {
    const one = made("button", `govuk-button${kind ? ` govuk-button--${kind}` : ""}`, text);
    one.type = "button";
    one.addEventListener("click", act);
    this.buttons.append(one);
    return one;
  }

  addButtons() {
    this.button("Draw a line", () => this.draw());
    this.whileDrawing = [
      this.button("Put a point at the cross", () => this.putAtCross(), "secondary"),
      this.button("Close the line", () => this.close(), "secondary"),
    ];
    this.isDrawing(false);
    this.button("Take back the last point", () => this.pen.undo(), "secondary");
    this.button("Begin again", () => this.clear(), "secondary");
  }

  start(now) {
    const styles = { fillColor: INK, fillOpacity: 0.2, outlineColor: INK, outlineWidth: 3 };
    const flags = {
      polygon: {
        feature: { draggable: false, coordinates: { midpoints: true, draggable: true, deletable: true } },
      },
    };
    this.untouched = [];
    this.pen = new TerraDraw({
      undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
      adapter: new TerraDrawMapLibreGLAdapter({ map: this.map }),
      modes: [
        new TerraDrawPolygonMode({ styles, pointerDistance: 30 }),
        new TerraDrawSelectMode({ flags, styles: { selectedPolygonColor: INK, selectedPolygonOutlineColor: INK } }),
      ],
    });
    this.addButtons();
    this.pen.start();
    this.pen.on("change", () => this.keep());
    this.pen.on("finish", (id) => this.finished(id));
    this.pen.setMode("select");
    this.put(now);
    this.stage.dataset.ready = "true";
  }

  // Lines of a file may be of several parts: each is a polygon of its own here. One with holes cannot be changed by hand.
  put(now) {
    if (!now) {
      return;
    }
    const parts = now.features.flatMap(({ geometry }) =>
      geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates],
    );
    const features = parts.map((coordinates) => ({
      type: "Feature",
      properties: { mode: "polygon" },
      geometry: { type: "Polygon", coordinates },
    }));
    const taken = this.pen.addFeatures(features);
    this.untouched = features.filter((_, at) => !taken[at].valid);
    this.showUntouched();
    this.keep();
    this.map.fitBounds(bounds(parts), { padding: 40, animate: false });
    this.said.textContent = this.untouched.length ? `${SAID.begun} ${SAID.kept}` : SAID.begun;
  }

  showUntouched() {
    this.map.getSource("untouched").setData({ type: "FeatureCollection", features: this.untouched });
  }

  draw() {
    this.pen.setMode("polygon");
    this.isDrawing(true);
    this.said.textContent = SAID.drawing;
    this.canvas.focus({ preventScroll: true });
  }

  isDrawing(yes) {
    this.stage.toggleAttribute("data-drawing", yes);
    for (const button of this.whileDrawing) {
      button.hidden = !yes;
    }
  }

  pressed(event) {
    if (event.key === " " && this.stage.hasAttribute("data-drawing")) {
      event.preventDefault();
      this.putAtCross();
    }
  }

  // As if it was pressed there: the pen knows one way to put a point.
  putAtCross() {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const place = { clientX: left + width / 2, clientY: top + height / 2, isPrimary: true, button: 0 };
    for (const type of ["pointermove", "pointerdown", "pointerup"]) {
      this.canvas.dispatchEvent(new PointerEvent(type, place));
    }
  }

  // As the pen's own key does.
  close() {
    this.canvas.dispatchEvent(new KeyboardEvent("keyup", { key: "Enter" }));
  }

  clear() {
    this.untouched = [];
    this.showUntouched();
    this.pen.clear();
    this.pen.setMode("select");
    this.isDrawing(false);
    this.field.value = "";
    this.said.textContent = SAID.ready;
  }

  finished(id) {
    this.keep();
    if (this.pen.getMode() === "polygon") {
      this.pen.setMode("select");
      this.pen.selectFeature?.(id);
      this.isDrawing(false);
    }
    this.said.textContent = SAID.closed;
  }

  keep() {
    const drawn = this.pen.getSnapshot().filter(({ geometry, properties }) => closed(geometry, properties));
    const features = drawn.map(bare);
    const whole = { type: "FeatureCollection", features: [...features, ...this.untouched.map(bare)] };
    this.field.value = whole.features.length ? JSON.stringify(whole) : "";
  }
}

function bare({ geometry }) {
  return { type: "Feature", properties: {}, geometry };
}

// While it is drawn, the line is a polygon too, which follows the pointer.
function closed(geometry, properties) {
  return geometry.type === "Polygon" && properties.mode === "polygon" && !properties.currentlyDrawing;
}

function sources({ wards, neighbourhoods, others }) {
  const found = { wards, neighbourhoods, others, untouched: { type: "FeatureCollection", features: [] } };
  return Object.fromEntries(
    Object.entries(found)
      .filter(([, data]) => data)
      .map(([name, data]) => [name, { type: "geojson", data }]),
  );
}

function lines({ wards, neighbourhoods, others }) {
  return [
    neighbourhoods && line("neighbourhoods", "#9aa5b1", 0.7),
    wards && line("wards", "#4a5560", 1.6),
    others && { ...line("others", "#b5532a", 2), paint: { "line-color": "#b5532a", "line-width": 2, "line-dasharray": [2, 2] } },
    { id: "untouched", type: "fill", source: "untouched", paint: { "fill-color": INK, "fill-opacity": 0.2 } },
  ].filter(Boolean);
}

function line(source, colour, width) {
  return { id: source, type: "line", source, paint: { "line-color": colour, "line-width": width } };
}

function bounds(parts) {
  const places = parts.flatMap((rings) => rings[0]);
  const [across, up] = [0, 1].map((at) => places.map((place) => place[at]));
  return [Math.min(...across), Math.min(...up), Math.max(...across), Math.max(...up)];
}

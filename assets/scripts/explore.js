// Figures change with each choice (htmx). The map library is large: it is fetched when a map is first shown.

import { swapped } from "./swapped.js";

async function drawMapsOf(scope) {
  if (scope.querySelector('[data-module="saferplan-map"]')) {
    const { drawMaps } = await import("./map.js");
    drawMaps(scope);
  }
}

drawMapsOf(document);
// Whoever comes to the choices may be about to choose a map.
document.querySelector("#choices")?.addEventListener("focusin", () => import("./map.js"), { once: true });
document.addEventListener("htmx:after:swap", (event) => drawMapsOf(swapped(event)));

// Figures change with each choice (htmx). The map library is large: it is fetched when a map is first shown.

import { swapped } from "./swapped.js";

async function drawMapsOf(scope) {
  if (scope.querySelector('[data-module="saferplan-map"]')) {
    const { drawMaps } = await import("./map.js");
    drawMaps(scope);
  }
}

drawMapsOf(document);
document.addEventListener("htmx:after:swap", (event) => drawMapsOf(swapped(event)));

// Figures change with each choice (htmx). The map library is large: it is fetched when a map is first shown.

import { swapped } from "./swapped.js";

const choices = document.querySelector("#choices");

async function drawMapsOf(scope) {
  if (scope.querySelector('[data-module="saferplan-map"]')) {
    const { drawMaps } = await import("./map.js");
    drawMaps(scope);
  }
}

drawMapsOf(document);
// Whoever comes to the choices may be about to choose a map.
choices?.addEventListener("focusin", () => import("./map.js"), { once: true });
document.addEventListener("htmx:after:swap", (event) => drawMapsOf(swapped(event)));
// A choice that is refused is made as a page: that says why, or asks to sign in and leads back to the choice.
choices?.addEventListener("htmx:response:error", () => choices.submit());

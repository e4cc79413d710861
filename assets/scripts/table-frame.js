// A frame that scrolls can be reached by the keyboard (axe: scrollable-region-focusable); one that does not scroll is no stop.

const SIZES = new ResizeObserver((entries) => entries.forEach((entry) => setStop(entry.target)));

export function letFramesScroll(scope) {
  scope.querySelectorAll(".saferplan-table-frame").forEach((frame) => SIZES.observe(frame));
}

function setStop(frame) {
  if (frame.scrollWidth > frame.clientWidth) {
    frame.tabIndex = 0;
  } else {
    frame.removeAttribute("tabindex");
  }
}

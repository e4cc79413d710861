// Clerical review by the keyboard: a key presses the button that names it. Nothing where somebody types, or holds
// another key; a key that is held down answers once. The page without this script has the same buttons.

const pressed = new Set();

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=hidden]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
    return;
  }
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button && pressed.size === 0) {
    pressed.add(button);
    button.click();
  }
});

// The page may come back from the browser's memory, with what was pressed on it.
window.addEventListener("pageshow", () => pressed.clear());

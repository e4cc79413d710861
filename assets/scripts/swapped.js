// The part of the page that htmx has brought. Its event tells of the element that asked, such as a form; an element that
// is replaced whole is found again by its id.

export function swapped(event) {
  const target = event.detail?.ctx?.target;
  return target?.isConnected ? target : (target?.id && document.getElementById(target.id)) || document;
}

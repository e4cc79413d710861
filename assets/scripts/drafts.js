// What is typed and not saved yet is kept in this browser: when the network goes, or the page is closed, it is there.
// A person's texts are kept under their own number, and all of them go when someone signs out.

const PREFIX = "saferplan-draft";
let hasSignedOut = false; // the page that is being left is not to keep its text once more

export function keep(writer, block, text, basedOn) {
  if (hasSignedOut) {
    return false;
  }
  try {
    localStorage.setItem(key(writer, block), JSON.stringify({ text, basedOn, at: Date.now() }));
    return true;
  } catch {
    return false; // no room, or a browser that keeps nothing
  }
}

export function kept(writer, block) {
  try {
    return JSON.parse(localStorage.getItem(key(writer, block)));
  } catch {
    return null;
  }
}

export function forget(writer, block) {
  forgetWhere((name) => name === key(writer, block));
}

// Whoever signs in next at this browser does not find what somebody else typed.
export function forgetOthers(writer) {
  forgetWhere((name) => !name.startsWith(`${PREFIX}/${writer}/`));
}

export function forgetAll() {
  hasSignedOut = true;
  forgetWhere(() => true);
}

function forgetWhere(matches) {
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(`${PREFIX}/`) && matches(name))
      .forEach((name) => localStorage.removeItem(name));
  } catch {
    // Nothing is kept.
  }
}

function key(writer, block) {
  return `${PREFIX}/${writer}/${block}`;
}

// Pages of documents: keeps what is typed, offers it again, and puts a chosen figure where the cursor stands.
import { forget, forgetOthers, keep, kept } from "./drafts.js";

const PAUSE = 500;

document.querySelectorAll("[data-saved]").forEach((saved) => forget(saved.dataset.writer, saved.dataset.saved));
document.querySelectorAll("form[data-draft]").forEach(keepDraft);
document.addEventListener("click", putIn);

function keepDraft(form) {
  const { draft: block, writer } = form.dataset;
  const text = form.elements.text;
  const basedOn = form.elements.based_on;
  const onServer = text.defaultValue;
  forgetOthers(writer);
  offer(form, kept(writer, block), onServer);

  let waiting;
  const keepNow = () => {
    clearTimeout(waiting);
    if (text.value !== onServer) {
      keep(writer, block, text.value, basedOn.value);
    }
  };
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keepNow, PAUSE);
  });
  addEventListener("pagehide", keepNow);
  form.addEventListener("submit", (event) => {
    keepNow();
    if (!navigator.onLine) {
      event.preventDefault();
      tell(form, "There is no network. Your text is kept in this browser: save it when the network is back.");
    }
  });
  addEventListener("online", () => tell(form, "The network is back. You can save now."));
}

function offer(form, draft, onServer) {
  const { draft: block, writer } = form.dataset;
  if (!draft || draft.text === onServer) {
    forget(writer, block);
    return;
  }
  const box = form.querySelector("[data-kept]");
  const when = new Date(draft.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  box.replaceChildren(
    element("p", "govuk-body", `This browser has text of yours from ${when} that was not saved.`),
    button("Put it back", () => {
      form.elements.text.value = draft.text;
      form.elements.based_on.value = draft.basedOn;
      box.hidden = true;
      form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
      form.elements.text.focus();
    }),
    button("Discard it", () => {
      forget(writer, block);
      box.hidden = true;
      form.elements.text.focus();
    }),
  );
  box.hidden = false;
}

function tell(form, words) {
  const box = form.querySelector("[data-kept]");
  const said = element("p", "govuk-body", words);
  said.setAttribute("role", "status");
  box.replaceChildren(said);
  box.hidden = false;
}

// On the page of a block, a figure that is chosen is written where the cursor stands, and not added after the block.
function putIn(event) {
  const chosen = event.target.closest("[data-insert]");
  const text = document.querySelector("form[data-draft]")?.elements.text;
  if (!chosen || !text) {
    return;
  }
  event.preventDefault();
  text.setRangeText(chosen.dataset.insert, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

function element(name, classes, words) {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = words;
  return made;
}

function button(words, press) {
  const made = element("button", "govuk-button govuk-button--secondary", words);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

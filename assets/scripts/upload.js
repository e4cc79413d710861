// Shows how much of a file has been sent. Without this script the form is sent as any form, and the browser shows it.

const LOST = "The connection was lost, and nothing was kept. Send the file again.";
const REFUSED = "The site could not take the file. Send it again, or tell your administrator.";

function words(loaded, total) {
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 });
  return `${megabytes(loaded)} of ${megabytes(total)} MB sent`;
}

function made(form) {
  const box = document.createElement("div");
  box.className = "govuk-form-group";
  const label = document.createElement("label");
  label.htmlFor = "sent-so-far";
  label.className = "govuk-body";
  const bar = document.createElement("progress");
  bar.id = "sent-so-far";
  bar.className = "saferplan-progress";
  bar.max = 100;
  const said = document.createElement("p");
  said.className = "govuk-body";
  said.setAttribute("role", "status");
  label.textContent = "Sending the file";
  box.append(label, document.createElement("br"), bar, said);
  form.querySelector("button:not([type=button])").before(box);
  return { box, bar, said };
}

function show(form, text) {
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const main = parsed.querySelector("main");
  if (!main) {
    return false;
  }
  document.title = parsed.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  document.querySelector(".govuk-error-summary")?.setAttribute("tabindex", "-1");
  document.querySelector(".govuk-error-summary")?.focus();
  watch();
  return true;
}

function send(form) {
  const button = form.querySelector("button:not([type=button])");
  const { box, bar, said } = made(form);
  const request = new XMLHttpRequest();
  let told = 0;
  const stop = (why) => {
    bar.remove();
    said.textContent = why;
    said.className = "govuk-error-message";
    box.querySelector("label").remove();
    button.disabled = false;
  };
  button.disabled = true;
  form.querySelectorAll(".saferplan-upload-stopped").forEach((one) => one.remove());
  box.classList.add("saferplan-upload-stopped");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) {
      return;
    }
    const share = Math.floor((event.loaded / event.total) * 100);
    bar.value = share;
    // A screen reader is told at every tenth, and not a hundred times.
    if (share >= told + 10 || share === 100) {
      told = share;
      said.textContent = share === 100 ? "Sent. The site is checking the file." : words(event.loaded, event.total);
    }
  });
  request.addEventListener("load", () => {
    if (request.status >= 400) {
      stop(REFUSED);
    } else if (new URL(request.responseURL).pathname !== location.pathname) {
      location.assign(request.responseURL);
    } else if (!show(form, request.responseText)) {
      stop(REFUSED);
    }
  });
  request.addEventListener("error", () => stop(LOST));
  request.addEventListener("abort", () => stop(LOST));
  request.open("POST", form.action || location.href);
  request.send(new FormData(form));
}

function watch() {
  const form = document.querySelector('main form[enctype="multipart/form-data"]');
  form?.addEventListener("submit", (event) => {
    if ([...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) {
      event.preventDefault();
      send(form);
    }
  });
}

watch();

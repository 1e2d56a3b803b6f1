/* Niceties of the capture page: a file dropped or pasted anywhere on it is read at once, a pasted
   address goes where addresses go, and nothing is sent twice. Without it the page works the same. */
"use strict";

(() => {
  const form = document.querySelector("form.capture");
  if (!form) return;
  const { text, file, url } = form.elements;
  const door = form.querySelector(".capture-door");
  const say = form.querySelector(".capture-say");

  function take(files) {
    if (files.length !== 1) {
      say.textContent = form.dataset.one;
      return;
    }
    file.files = files;
    form.requestSubmit();
  }

  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    door.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) door.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    door.classList.remove("over");
    take(event.dataTransfer.files);
  });

  text.addEventListener("paste", (event) => {
    const { files } = event.clipboardData;
    if (files.length) {
      event.preventDefault();
      take(files);
      return;
    }
    const pasted = event.clipboardData.getData("text/plain").trim();
    if (!text.value.trim() && /^https?:\/\/\S+$/i.test(pasted)) {
      event.preventDefault();
      url.value = pasted;
      url.focus();
    }
  });

  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    form.ariaBusy = "true";
    say.textContent = file.value || (url.value && !text.value) ? form.dataset.reading : "";
  });
  // The page comes back from the browser's memory as it was left: busy.
  window.addEventListener("pageshow", () => { form.ariaBusy = "false"; say.textContent = ""; });
})();

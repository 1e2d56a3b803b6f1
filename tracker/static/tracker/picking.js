/* Choosing words by clicking them. The server gives each word its place in code points; this
   script only carries the place of the first word into the form. Without it the words are typed. */
"use strict";

(() => {
  const text = document.querySelector(".desk-pick");
  if (!text) return;
  const words = [...text.querySelectorAll("[data-start]")];
  const roles = [...text.querySelectorAll("input[name=picking]")];
  const say = text.querySelector("[role=status]");
  let first = null;

  const role = () => roles.find((radio) => radio.checked).value;
  const input = (name) => document.getElementById(`id_${name}`);
  const place = (name) => document.querySelector(`[name=${name}_at]`);

  function between(one, other) {
    const [low, high] = [words.indexOf(one), words.indexOf(other)].sort((a, b) => a - b);
    return words.slice(low, high + 1);
  }

  function slice(chosen) {
    return chosen.map((word, i) => (i ? word.dataset.gap : "") + word.textContent).join("");
  }

  function show() {
    for (const word of words) word.removeAttribute("data-roles");
    for (const radio of roles) {
      const name = radio.value;
      const start = Number(place(name)?.value || -1);
      const length = [...(input(name)?.value ?? "")].length;
      if (start < 0 || !place(name).value) continue;
      for (const word of words) {
        const inside = Number(word.dataset.start) >= start &&
          Number(word.dataset.end) <= start + length;
        if (inside) word.dataset.roles = `${word.dataset.roles ?? ""} ${name}`.trim();
      }
    }
  }

  function choose(word) {
    const from = first ?? word;
    const chosen = between(from, word);
    const name = role();
    input(name).value = slice(chosen).replace(/\s+/g, " ");
    const hidden = place(name);
    if (hidden.tagName === "SELECT") {
      const plain = document.createElement("input");
      plain.type = "hidden";
      plain.name = hidden.name;
      hidden.replaceWith(plain);
    }
    place(name).value = chosen[0].dataset.start;
    first = first ? null : word;
    text.classList.toggle("picking", Boolean(first));
    say.textContent = `${text.dataset[first ? "further" : "chosen"]} ${input(name).value}`;
    show();
  }

  text.addEventListener("click", (event) => {
    const word = event.target.closest("[data-start]");
    if (word) choose(word);
  });
  text.addEventListener("keydown", (event) => {
    const word = event.target.closest("[data-start]");
    if (!word) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const right = getComputedStyle(text.querySelector("ol")).direction === "rtl" ? -step : step;
      const next = words[words.indexOf(word) + right];
      if (next) { word.tabIndex = -1; next.tabIndex = 0; next.focus(); }
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(word);
    } else if (event.key === "Escape") {
      first = null;
      text.classList.remove("picking");
    }
  });
  for (const radio of roles) radio.addEventListener("change", () => { first = null; });
  for (const radio of roles) {
    input(radio.value)?.addEventListener("input", () => {
      const hidden = place(radio.value);
      if (hidden.tagName !== "SELECT") hidden.value = "";
      show();
    });
  }
  for (const word of words) {
    word.tabIndex = -1;
    word.setAttribute("role", "button");
  }
  if (words.length) words[0].tabIndex = 0;
  text.classList.add("live");
  show();
})();

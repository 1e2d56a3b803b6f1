/* Names for what the admin's own scripts leave unnamed: the fields of its autocompletes, the lists
   that they draw, and the first column of its tables of rows. */
"use strict";

(() => {
  function columnOf(select) {
    const cell = select.closest("td");
    const [, field] = cell?.className.match(/field-(\w+)/) ?? [];
    return field && cell.closest("table").querySelector(`th.column-${field}`);
  }

  function nameOf(select) {
    const named = select.labels?.[0] ?? columnOf(select);
    const name = named?.textContent ?? select.getAttribute("aria-label") ?? "";
    return name.replace(/:\s*$/, "").trim();
  }

  function mend(container) {
    const select = container.previousElementSibling;
    if (select?.tagName !== "SELECT") return;
    const name = nameOf(select);
    for (const field of container.querySelectorAll(".select2-search__field, [role=textbox]")) {
      if (name && field.getAttribute("aria-label") !== name) {
        field.removeAttribute("aria-labelledby");
        field.setAttribute("aria-label", name);
      }
    }
    for (const box of container.querySelectorAll("[role=combobox]")) {
      if (name && box.getAttribute("aria-label") !== name) box.setAttribute("aria-label", name);
    }
    // Select2 puts more into its lists than items: what it draws is no list to a screen reader.
    for (const part of container.querySelectorAll("ul.select2-selection__rendered, ul.select2-selection__rendered > li")) {
      if (part.getAttribute("role") !== "presentation") part.setAttribute("role", "presentation");
    }
  }

  function look() {
    document.querySelectorAll(".select2-container").forEach(mend);
    for (const head of document.querySelectorAll("th.original:empty")) head.textContent = "·";
  }

  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", look);
})();

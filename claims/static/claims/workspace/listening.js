/* Keys, taps and fields: what an editor does, turned into acts. */
import { Combo } from "./combo.js";
import { keyOf } from "./keys.js";

const POLL = 20_000;

export const listening = {
  /** Keys work while a sentence has the focus, and nowhere else. */
  pressed(event) {
    if (event.isComposing) return;
    const pressed = keyOf(event, this.text.rtl);
    const fixed = { Enter: "edit", "Ctrl+Enter": "accept", "Ctrl+z": "undo" };
    const act = this.keys.get(pressed) ?? fixed[pressed];
    if (!act) return;
    event.preventDefault();
    this.act(act);
  },

  listen() {
    const { reader, panel, root } = this;
    reader.addEventListener("keydown", (event) => {
      if (event.target.closest(".ws-sentence")) this.pressed(event);
    });
    reader.addEventListener("click", (event) => this.tapped(event));
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.back();
      else if (keyOf(event) === "Ctrl+Enter") this.accept();
      else if (event.key !== "Enter" || !event.target.matches("input, .ws-trim textarea")) return;
      event.preventDefault();
    });
    for (const button of root.querySelectorAll("[data-act]")) {
      if (!reader.contains(button)) {
        button.addEventListener("click", (event) => {
          event.preventDefault();
          this.act(button.dataset.act, button);
        });
      }
    }
    this.listenToFields();
    this.listenToTools();
    addEventListener("beforeunload", (event) => {
      this.record.keep();
      if (this.server.waiting || this.failed.length || this.record.dirty) event.preventDefault();
    });
    setInterval(() => this.presence(), POLL);
  },

  tapped(event) {
    const { target } = event;
    const chip = target.closest("[data-open]");
    const button = target.closest("[data-act]");
    const p = target.closest(".ws-sentence");
    if (chip) {
      event.preventDefault();
      const { line, item } = this.items().find((found) => found.item.key === chip.dataset.open);
      this.select(line, { item });
    } else if (button) {
      this.act(button.dataset.act, button);
    } else if (p) {
      const span = this.text.selected();
      const line = this.text.lines.find((candidate) => candidate.p === p);
      if (span) {
        if (!this.line) this.select(line);
        this.mark(this.active, span);
      } else if (line !== this.line || !this.record.item) {
        this.select(line);
      }
    }
  },

  listenToFields() {
    const { form } = this.record;
    for (const box of form.querySelectorAll("[data-span]")) {
      const name = box.dataset.span;
      const words = box.querySelector("textarea");
      words.addEventListener("input", ({ target }) => this.typedWords(name, target));
      words.addEventListener("blur", ({ target }) => {
        const span = this.record.span(name);
        if (span) target.value = this.text.words(span);
      });
      box.addEventListener("focusin", () => { this.active = name; });
      for (const button of box.querySelectorAll("[data-trim]")) {
        button.addEventListener("click", () => { this.active = name; this.trim(button.dataset.trim); });
      }
    }
    this.combos = [...form.querySelectorAll(".ws-who")].map((box) => this.combo(box));
    form.querySelector(".ws-via").addEventListener("focusin", ({ target }) => {
      const box = target.closest("[data-combo]");
      if (!box.dataset.live) this.combo(box);
      if (!box.closest("li").nextElementSibling) this.record.addHop();
    });
    form.addEventListener("change", ({ target }) => {
      if (target.name === "naming") this.naming();
    });
    this.record.control("claim_text").addEventListener("input", () => {
      this.record.set("claim", "new");
      this.help();
    });
    form.addEventListener("focusin", ({ target }) => {
      const place = target.closest(".ws-field")?.querySelector(".ws-why")?.dataset.place;
      this.text.show("why", place ? [place.split("-").map(Number)] : []);
    });
  },

  combo(box) {
    box.dataset.live = "yes";
    return new Combo(box, this.server, this.words);
  },

  listenToTools() {
    const find = this.root.querySelector("#ws-find");
    find.addEventListener("input", () => this.find(find.value));
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.nextMatch();
      else if (event.key === "Escape") {
        find.value = "";
        this.find("");
        this.back();
      } else return;
      event.preventDefault();
    });
    this.root.querySelector("#ws-speaker").addEventListener("change", () => this.filter());
  },

  back() {
    this.unfold(false);
    this.line?.p.focus({ preventScroll: true });
  },

  /** Open what the address names, else what was kept unsaved, else what waits first. */
  begin() {
    for (const place of this.root.querySelectorAll("kbd[data-key]")) {
      const key = [...this.keys].find(([, act]) => act === place.dataset.key)?.[0] ?? "";
      place.textContent = key;
      place.ariaHidden = "true";
      if (key) place.closest("button")?.setAttribute("aria-keyshortcuts", key);
    }
    const kept = this.record.allKept();
    const wanted = new URLSearchParams(location.search).get("open") ?? kept[0]?.key ?? "";
    const isOfClaim = this.record.form.dataset.key.startsWith("new-");
    const found = this.items().find(({ item }) => item.key === wanted) ??
      this.items().find(({ item }) => !item.number && !isOfClaim);
    const line = this.text.line(location.hash.slice(2)) ?? this.text.line(wanted.split("-")[1]);
    if (wanted.startsWith("new-") && this.text.line(wanted.slice(4))) {
      const at = this.text.line(wanted.slice(4));
      this.select(at, { item: this.blank(at) });
    } else if (found) this.select(found.line, { item: found.item });
    else if (isOfClaim) this.select(this.text.lines[0], { item: this.blank(this.text.lines[0]) });
    else this.select(line ?? this.text.lines[0]);
    if (kept.length) {
      const numbers = kept.map(({ sentence }) => sentence).join(", ");
      this.say(this.words.kept.replace("%s", numbers));
    }
    this.root.classList.add("live");
    this.presence();
  },
};

/* The record panel: filled from a suggestion, a saved record or nothing; what is typed is kept. */

const MANY = ["via", "via_pk", "via_kind"];
const DELAY = 300;

export class Record {
  constructor(form, { user, document: key, words }) {
    this.form = form;
    this.words = words;
    this.prefix = `dixit:${user}:${key}:`;
    this.item = null;
    this.blankHop = form.querySelector(".ws-via li:last-child").cloneNode(true);
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
  }

  get key() {
    return this.item?.key ?? "";
  }

  get kind() {
    return this.key.split("-")[0];
  }

  control(name) {
    return this.form.elements.namedItem(name);
  }

  value(name) {
    return this.control(name)?.value ?? "";
  }

  /** Every field as [name, value], in the order of the form. */
  entries() {
    return [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken" &&
      !name.startsWith("keep_"));
  }

  /** Open an item: its own record, else what was typed into it and not saved. */
  open(item) {
    this.keep();
    this.item = item;
    this.version = item.version ?? 0;
    this.write(item);
    this.clean = JSON.stringify(this.entries());
    const kept = this.kept(item.key);
    if (kept) this.restore(kept);
    this.tell();
    this.form.dispatchEvent(new CustomEvent("opened"));
  }

  write({ key, record, version, sentence, through, title, public: isPublic, why = {} }) {
    const { form, words } = this;
    form.dataset.key = key;
    const labels = { suggestion: words.suggestion, attribution: words.recorded, new: words.new };
    form.querySelector("#ws-heading").textContent = labels[this.kind];
    form.querySelector(".ws-where").textContent = words.sentence.replace("%s", sentence);
    form.querySelector(".ws-summary").textContent = title ?? "";
    form.querySelector("#ws-conflict").replaceChildren();
    form.querySelector(".ws-main span").textContent =
      this.kind === "suggestion" ? words.accept : words.save;
    form.querySelector(".ws-dismiss").hidden = this.kind !== "suggestion";
    form.querySelector(".ws-reason").hidden = !isPublic;
    const drop = form.querySelector(".ws-delete");
    if (drop) drop.hidden = this.kind !== "attribution";
    const own = form.querySelector(".ws-this");
    own.hidden = !record.claim_words;
    own.querySelector("input").value = record.claim_words ? record.claim : "";
    own.querySelector("span").textContent = record.claim_words ?? "";
    form.querySelector("#ws-similar").replaceChildren();
    this.errors({});
    this.fill({ ...record, key, version: version ?? 0, sentence, through: through ?? "", reason: "" });
    for (const line of form.querySelectorAll(".ws-why")) this.explain(line, why[line.dataset.why]);
  }

  explain(line, reason) {
    line.hidden = !reason;
    line.replaceChildren();
    if (!reason) return;
    const [words, how, place] = reason;
    if (words) {
      const quote = document.createElement("q");
      quote.lang = this.form.dataset.language ?? "";
      quote.textContent = words.length > 90 ? `${words.slice(0, 90)}…` : words;
      line.append(quote, " ");
    }
    line.append(how);
    line.dataset.place = place;
  }

  /** Set fields by name; of those that are not named, nothing changes. */
  fill(values) {
    for (const [name, value] of Object.entries(values)) {
      if (name === "via") this.chain(value);
      else this.set(name, value);
    }
  }

  set(name, value) {
    const control = this.control(name);
    if (!control) return;
    if (control instanceof RadioNodeList) {
      for (const radio of control) radio.checked = radio.value === String(value);
    } else if (control.type === "checkbox") {
      control.checked = Boolean(value);
    } else {
      control.value = value ?? "";
    }
  }

  chain(hops) {
    const list = this.form.querySelector(".ws-via");
    list.replaceChildren();
    for (const hop of [...hops, ["", "", ""]]) {
      const row = this.blankHop.cloneNode(true);
      MANY.forEach((name, i) => { row.querySelector(`[name=${name}]`).value = hop[i] ?? ""; });
      list.append(row);
    }
  }

  viaRows() {
    return [...this.form.querySelectorAll(".ws-via li")]
      .map((row) => MANY.map((name) => row.querySelector(`[name=${name}]`).value));
  }

  addHop() {
    this.form.querySelector(".ws-via").append(this.blankHop.cloneNode(true));
  }

  /** A span field's span; null for none. */
  span(name) {
    const found = this.value(`${name}_at`).match(/^(\d+)-(\d+)$/);
    return found ? [Number(found[1]), Number(found[2])] : null;
  }

  mark(name, span, words) {
    this.set(`${name}_at`, span ? span.join("-") : "");
    this.set(name, span ? words : "");
    this.typed();
  }

  /** Show what was refused at each field; above the form what belongs to none. */
  errors(found) {
    for (const line of this.form.querySelectorAll("[data-error]")) {
      const said = found[line.dataset.error];
      line.hidden = !said;
      line.textContent = said ? said.join(" ") : "";
      const input = this.form.querySelector(`#f-${line.dataset.error}`);
      if (said) input?.setAttribute("aria-invalid", "true");
      else input?.removeAttribute("aria-invalid");
    }
    if (Object.keys(found).some((name) => this.form.querySelector(`.ws-more [name=${name || "_"}]`))) {
      this.form.querySelector(".ws-more").open = true;
    }
  }

  // --- what is typed and not saved

  get dirty() {
    return Boolean(this.item) && JSON.stringify(this.entries()) !== this.clean;
  }

  typed() {
    this.tell();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), DELAY);
  }

  tell() {
    this.form.querySelector(".ws-unsaved").hidden = !this.dirty;
  }

  /** Put what is typed into the browser's store; afterwards nothing of it can be lost. */
  keep() {
    clearTimeout(this.timer);
    if (!this.item) return;
    if (this.dirty) {
      const kept = { entries: this.entries(), sentence: this.item.sentence };
      localStorage.setItem(this.prefix + this.key, JSON.stringify(kept));
    } else {
      localStorage.removeItem(this.prefix + this.key);
    }
  }

  kept(key) {
    return JSON.parse(localStorage.getItem(this.prefix + key) ?? "null");
  }

  forget(key) {
    localStorage.removeItem(this.prefix + key);
  }

  /** Every kept record: its key and its sentence. */
  allKept() {
    return Object.keys(localStorage).filter((name) => name.startsWith(this.prefix)).map((name) => {
      const key = name.slice(this.prefix.length);
      return { key, sentence: this.kept(key).sentence };
    });
  }

  restore({ entries }) {
    const many = MANY.map((name) => entries.filter(([key]) => key === name).map(([, v]) => v));
    this.chain(many[0].map((name, i) => [name, many[1][i], many[2][i]]).filter(([name]) => name));
    this.set("said_deduced", "");
    for (const [name, value] of entries) {
      if (!MANY.includes(name)) this.set(name, value);
    }
  }
}

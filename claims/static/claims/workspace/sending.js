/* What is done with the open record: saved, accepted, dismissed, undone; nothing typed is dropped. */
import { morph } from "./server.js";

export const sending = {
  /** Save what is open and go on: at once where a suggestion is accepted as it is. */
  async accept() {
    if (this.busy || !this.record.item) return;
    const { kind, dirty } = this.record;
    if (kind === "suggestion" && !dirty) {
      this.hurry("save");
      return;
    }
    this.busy = true;
    this.say(this.words.saving);
    const here = this.line;
    const done = await this.submit("save", this.record.item);
    this.busy = false;
    if (done && this.line?.number === here.number) this.goOn(here);
  },

  goOn(from) {
    this.line = this.text.line(from.number) ?? this.line;
    this.unfold(false);
    if (!this.goWaiting(1)) this.go(this.text.lines.at(-1) === this.line ? 0 : 1);
  },

  /** Send it and go on without waiting; if it is refused, it is said and can be opened again. */
  hurry(deed) {
    const { item } = this.record;
    const from = this.waiting().findIndex((waiting) => waiting.item.key === item.key);
    this.submit(deed, item);
    this.sent.add(item.key);
    this.record.item = null;
    const rest = this.waiting();
    const next = rest[from] ?? rest[0];
    if (next) this.select(next.line, { item: next.item });
    else this.select(this.line);
  },

  async submit(deed, item, data = this.record.entries()) {
    const { key, sentence } = item;
    localStorage.setItem(this.record.prefix + key, JSON.stringify({ entries: data, sentence }));
    const answer = await this.server.post([...data, ["do", deed]]);
    this.sent.delete(key);
    if (answer.status === 200) {
      this.record.forget(key);
      if (this.record.key === key) this.record.item = null;
      this.answered(answer);
      return true;
    }
    if (answer.status === 422 || answer.status === 409) this.refused(answer, item);
    else this.unsent(answer, [deed, item, data]);
    return false;
  },

  answered(answer) {
    if (answer.reader !== undefined) this.redraw(answer.reader);
    this.root.dataset.state = answer.state;
    this.root.querySelector("#ws-saved").textContent = answer.saved;
    this.root.querySelector("#ws-total").textContent = answer.total;
    Object.assign(this.root.querySelector("#ws-progress"), { max: answer.total || 1, value: answer.saved });
    this.root.querySelector("[data-act=undo]").disabled = !answer.steps;
    this.say(answer.said);
  },

  redraw(html) {
    const focused = document.activeElement?.closest?.(".ws-sentence")?.id;
    const number = this.line?.number;
    morph(this.reader, html, this.known);
    this.text.read();
    if (!this.known.size) for (const { li } of this.text.lines) this.known.set(li.id, li.outerHTML);
    this.line = this.text.line(number) ?? this.text.lines[0];
    this.dress();
    this.line?.p.setAttribute("aria-current", "true");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    this.show();
  },

  /** Refused: shown at its fields if the record is still open, else said with a way back to it. */
  refused(answer, item) {
    if (answer.reader) this.redraw(answer.reader);
    if (this.record.key !== item.key) {
      this.alert(`${this.words.not_saved.replace("%s", item.sentence)} ${answer.said}`,
        [this.words.open, () => this.select(this.text.line(item.sentence), { item })]);
      return;
    }
    this.record.errors(answer.errors ?? {});
    if (answer.conflict) this.conflict(answer);
    this.unfold(true);
    this.say("");
    this.alert(answer.said);
    this.record.form.querySelector("[aria-invalid], .ws-conflict")?.scrollIntoView({ block: "nearest" });
  },

  conflict({ conflict, version }) {
    const box = this.record.form.querySelector("#ws-conflict");
    box.innerHTML = conflict;
    this.record.set("version", version);
    this.mine = Object.fromEntries(this.record.entries());
    this.mine.via = this.record.viaRows();
    box.addEventListener("change", (event) => this.keep(event.target));
    for (const button of box.querySelectorAll("[data-keep]")) {
      button.addEventListener("click", () => {
        for (const radio of box.querySelectorAll(`[value=${button.dataset.keep}]`)) {
          radio.checked = true;
          this.keep(radio);
        }
      });
    }
  },

  keep(radio) {
    const theirs = JSON.parse(radio.closest("fieldset").dataset.theirs);
    const mine = Object.fromEntries(Object.keys(theirs).map((name) => [name, this.mine[name] ?? ""]));
    this.record.fill(radio.value === "theirs" ? theirs : mine);
    this.record.typed();
    this.show();
  },

  /** The server did not take it: it is kept, and sent again when asked. */
  unsent({ status }, what) {
    this.failed.push(what);
    const said = { 0: this.words.gone, 401: this.words.logged_out, 403: this.words.forbidden,
      404: this.words.forbidden }[status] ?? this.words.gone;
    const login = `${this.root.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
    this.alert(said, ...(status === 401 ? [[this.words.log_in, login]] : []),
      [this.words.again, () => this.again()]);
  },

  async again() {
    const failed = this.failed.splice(0);
    this.alert("");
    for (const [deed, item, data] of failed) await this.submit(deed, item, data);
    if (!this.failed.length && !this.record.item) this.select(this.line);
  },

  /** A deed without a record: undo, or a change of how the text is cut. */
  async deed(deed, extra = []) {
    // Undoing is sent as often as it is pressed; a cut waits for the numbers that the last one gave.
    if (this.busy && deed !== "undo") return false;
    this.busy = deed !== "undo";
    this.record.keep();
    const answer = await this.server.post([["do", deed], ...extra]);
    this.busy = false;
    if (answer.status !== 200) {
      if (answer.status === 422) this.alert(answer.said);
      else this.unsent(answer, [deed, { key: "-", sentence: this.line.number }, extra]);
      return false;
    }
    if (!this.record.dirty) this.record.item = null;
    this.answered(answer);
    this.select(this.text.line(answer.sentence) ?? this.line);
    if (answer.left) this.alert(answer.left);
    return true;
  },

  mend(deed) {
    const [start, end] = this.record.span("content") ?? [this.line.start, this.line.end];
    const at = start > this.line.start && start < this.line.end ? start : end;
    const through = this.text.holding(Math.max(start, end - 1)).number;
    const first = this.text.holding(start).number;
    if (deed === "split") this.deed(deed, [["sentence", this.line.number], ["at", at]]);
    else if (deed === "include") this.deed(deed, [["sentence", this.line.number]]);
    else this.deed(deed, [["sentence", first], ["through", through === first ? "" : through]]);
  },

  async remove() {
    if (this.busy || this.record.kind !== "attribution") return;
    this.busy = true;
    await this.submit("delete", this.record.item);
    this.busy = false;
    this.select(this.text.line(this.line.number));
  },
};

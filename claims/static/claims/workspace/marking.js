/* The marked words of the open record: chosen, trimmed, extended, typed; and finding words. */
import { fill } from "./words.js";

const SPANS = ["content", "cue", "mention", "evidence"];

export const marking = {
  mark(name, span) {
    this.record.mark(name, span, span ? this.text.words(span) : "");
    this.show();
    if (span) this.say(this.words.trimmed.replace("%s", this.text.words(span)));
  },

  trim(how) {
    this.mark(this.active, this.text.trim(this.record.span(this.active), how, this.line));
  },

  extend(step) {
    const [start, end] = this.record.span("content") ?? [this.line.start, this.line.end];
    const index = this.text.lines.indexOf(this.text.holding(step > 0 ? end - 1 : start));
    const line = this.text.lines[index + step];
    if (!line) return;
    this.record.set(step > 0 ? "through" : "sentence", line.number);
    this.mark("content", step > 0 ? [start, line.end] : [line.start, end]);
  },

  /** Words typed into a field of words: found in the text, or said not to stand there. */
  typedWords(name, input) {
    const span = this.text.find(input.value, this.line);
    this.record.set(`${name}_at`, span ? span.join("-") : "");
    input.toggleAttribute("aria-invalid", Boolean(input.value.trim()) && !span);
    this.show();
  },

  choose(name, value) {
    this.record.set(name, value);
    this.record.typed();
    const radio = this.record.form.querySelector(`[name=${name}][value=${value}]`);
    this.say(radio.parentElement.firstChild.nextSibling.textContent.trim());
  },

  naming() {
    this.record.form.classList.toggle("unnamed", this.record.value("naming").startsWith("unnamed"));
    this.record.form.classList.toggle("undescribed",
      this.record.value("naming") === "unnamed_undescribed");
  },

  filter() {
    const { value } = this.root.querySelector("#ws-speaker");
    for (const { li } of this.text.lines) {
      li.hidden = Boolean(value) && !li.dataset.speakers.split("\n").includes(value);
    }
  },

  find(words) {
    this.matches = this.text.search(words);
    this.match = -1;
    this.text.show("find", this.matches.map(([, span]) => span));
    if (words.trim()) this.say(this.matches.length ? "" : this.words.not_found);
  },

  nextMatch() {
    if (!this.matches?.length) return;
    this.match = (this.match + 1) % this.matches.length;
    this.select(this.matches[this.match][0], { focus: false });
    this.say(fill(this.words.found, this.match + 1, this.matches.length));
  },

  /** The words of the open record, in the text. */
  show() {
    for (const name of SPANS) this.text.show(name, [this.record.span(name)]);
    this.text.show("why", []);
  },
};

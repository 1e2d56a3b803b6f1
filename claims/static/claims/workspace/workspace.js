/* The workspace: a text and a panel. Without this script the same is done by plain forms. */
import { listening } from "./listening.js";
import { marking } from "./marking.js";
import { Record } from "./record.js";
import { sending } from "./sending.js";
import { Server } from "./server.js";
import { Text } from "./text.js";
import { together } from "./together.js";
import { fill } from "./words.js";

const EVIDENCE = ["not_assessed", "none_given", "not_mentioned", "invoked", "shown", "not_expected"];
const TRIMS = ["start_earlier", "start_later", "end_shorter", "end_longer"];
const SOON = 120;

class Workspace {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.keys = new Map(Object.entries(JSON.parse(root.dataset.keys)).map(([act, key]) => [key, act]));
    this.reader = root.querySelector("#ws-reader");
    this.panel = root.querySelector("#ws-panel");
    this.server = new Server(root);
    this.text = new Text(this.reader, this.reader.querySelector(".ws-sentence")?.lang);
    this.record = new Record(root.querySelector("#ws-record"), { ...root.dataset, words: this.words });
    this.record.form.dataset.language = this.text.language;
    for (const forms of this.reader.querySelectorAll("noscript")) forms.remove();
    this.known = new Map(this.text.lines.map(({ li }) => [li.id, li.outerHTML]));
    this.sent = new Set();
    this.failed = [];
    this.active = "content";
    this.dress();
    this.listen();
    this.begin();
  }

  /** What the script adds to the server's sentences: each is a button, one of them in the tab order. */
  dress() {
    for (const { p, number } of this.text.lines) {
      p.setAttribute("role", "button");
      p.setAttribute("aria-labelledby", `n${number} t${number}`);
      p.tabIndex = number === this.line?.number ? 0 : -1;
    }
    const options = this.items().filter(({ item }) => item.number)
      .sort((a, b) => a.item.number - b.item.number)
      .map(({ item }) => new Option(`${item.number} · ${item.title}`, item.key.split("-")[1]));
    const nested = this.record.control("nested_in");
    const { value } = nested;
    const kept = [...nested.options].filter((option) => !Number(option.value));
    nested.replaceChildren(...kept, ...options);
    nested.value = value;
    this.filter();
  }

  itemsOf(line) {
    const items = JSON.parse(line.li.dataset.items);
    return items.filter(({ key }) => !this.sent.has(key))
      .map((item) => ({ ...item, sentence: line.number }));
  }

  /** Every utterance of the text with its sentence, each once. */
  items() {
    const seen = new Set();
    return this.text.lines.flatMap((line) => this.itemsOf(line).map((item) => ({ line, item })))
      .filter(({ item }) => !seen.has(item.key) && seen.add(item.key));
  }

  waiting() {
    return this.items().filter(({ item }) => !item.number && !this.text.line(item.sentence).li.hidden);
  }

  blank(line, through = null) {
    const at = line.li.dataset.content;
    const content = this.text.words(at.split("-").map(Number));
    const record = { ...JSON.parse(this.root.dataset.plain), content, content_at: at,
      claim_text: content, manner: line.li.dataset.manner };
    return { key: `new-${line.number}`, record, sentence: line.number, through, title: "" };
  }

  /** Go to a sentence and open what waits there, else what is recorded, else a blank record. */
  select(line, { item = null, focus = true } = {}) {
    if (!line) return;
    if (this.line) this.line.p.tabIndex = -1;
    this.line?.p.removeAttribute("aria-current");
    this.line = line;
    line.li.closest("details")?.setAttribute("open", "");
    line.p.tabIndex = 0;
    line.p.setAttribute("aria-current", "true");
    this.active = "content";
    this.open(item ?? this.itemsOf(line)[0] ?? this.blank(line));
    if (focus) line.p.focus({ preventScroll: true });
    line.li.scrollIntoView({ block: "nearest" });
  }

  open(item) {
    if (this.record.item) this.record.keep();
    this.record.open(item);
    for (const chip of this.reader.querySelectorAll(".ws-chip")) {
      chip.toggleAttribute("aria-current", chip.dataset.open === item.key);
    }
    this.naming();
    this.show();
    this.help();
  }

  /** Who bears these names already, and which claims say nearly this. */
  help() {
    clearTimeout(this.helping);
    this.helping = setTimeout(async () => {
      const { key } = this.record;
      const words = this.record.value("claim_text").trim();
      for (const combo of this.combos.slice(0, 2)) combo.ask();
      if (!words) return;
      const { status, claims } = await this.server.choices({ claim: words });
      if (status !== 200 || key !== this.record.key) return;
      const chosen = this.record.value("claim");
      this.record.form.querySelector("#ws-similar").innerHTML = claims;
      this.record.set("claim", chosen);
    }, SOON);
  }

  go(step) {
    const shown = this.text.lines.filter(({ li }) => !li.hidden && li.checkVisibility());
    this.select(shown[shown.indexOf(this.line) + step]);
  }

  goWaiting(step) {
    const waiting = this.waiting();
    const here = waiting.findIndex(({ item }) => item.key === this.record.key);
    const place = this.text.lines.indexOf(this.line);
    const next = here >= 0 ? waiting[here + step]
      : step > 0 ? waiting.find(({ line }) => this.text.lines.indexOf(line) >= place) ?? waiting[0]
        : waiting.findLast(({ line }) => this.text.lines.indexOf(line) <= place);
    if (next) this.select(next.line, { item: next.item });
    else this.say(this.words.no_more);
    return Boolean(next);
  }

  act(name, button) {
    const trim = TRIMS.includes(name);
    const acts = {
      next: () => this.go(1),
      previous: () => this.go(-1),
      next_suggestion: () => this.goWaiting(1),
      previous_suggestion: () => this.goWaiting(-1),
      accept: () => this.accept(),
      accept_shown: () => this.acceptShown(),
      dismiss: () => this.record.kind === "suggestion" && this.hurry("dismiss"),
      delete: () => this.remove(),
      edit: () => (button && this.panel.classList.contains("open") ? this.back() : this.edit()),
      new: () => this.fresh(),
      same_speaker: () => this.sameSpeaker(),
      undo: () => this.deed("undo"),
      find: () => this.root.querySelector("#ws-find").focus(),
      help: () => this.root.querySelector("#ws-keys").showModal(),
      extend_down: () => this.extend(1),
      extend_up: () => this.extend(-1),
    };
    const [group, code] = name.split(/_(.*)/);
    if (trim) this.trim(name);
    else if (acts[name]) acts[name]();
    else if (group === "evidence") this.choose("evidence_in_text", EVIDENCE[code]);
    else if (group === "manner") this.choose("manner", code);
    else {
      if (button?.dataset.sentence) this.select(this.text.line(button.dataset.sentence));
      this.mend(name);
    }
  }

  edit() {
    this.unfold(true);
    const first = this.record.form.classList.contains("unnamed") ? "description" : "speaker";
    const input = this.record.form.querySelector(`#f-${first}`);
    input.focus();
    input.select();
  }

  /** On a narrow screen: the panel at its full height, or two lines of it. */
  unfold(isOpen) {
    this.panel.classList.toggle("open", isOpen);
    this.panel.querySelector(".ws-narrow").ariaExpanded = String(isOpen);
  }

  fresh() {
    this.open(this.blank(this.line));
    this.edit();
  }

  sameSpeaker() {
    const saved = this.items().filter(({ item }) => item.number);
    const last = saved.sort((a, b) => b.item.number - a.item.number)[0];
    if (!last) return this.say(this.words.nothing);
    if (this.record.kind === "attribution") this.open(this.blank(this.line));
    const { speaker, speaker_pk, naming, description, anonymity_reason, speaking_as } = last.item.record;
    this.record.fill({ speaker, speaker_pk, naming, description, anonymity_reason, speaking_as });
    this.record.typed();
    this.naming();
    this.help();
    return this.say(last.item.speaker);
  }

  async presence() {
    if (document.hidden || this.server.waiting) return;
    const answer = await this.server.presence(this.root.dataset.state);
    if (answer.status !== 200) return;
    const said = answer.others.map(({ name, minutes }) =>
      minutes ? fill(this.words.minutes, name, minutes) : fill(this.words.here, name)).join(", ");
    const place = this.root.querySelector("#ws-presence");
    if (place.textContent !== said) place.textContent = said;
    if (answer.reader !== undefined && !this.server.waiting) {
      this.answered({ ...answer, said: this.words.changed });
    }
  }

  say(words) {
    this.root.querySelector("#ws-status").textContent = words;
  }

  alert(words, ...ways) {
    const box = this.root.querySelector("#ws-alert");
    box.hidden = !words;
    box.replaceChildren(words, ...ways.map(([label, way]) => {
      const isLink = typeof way === "string";
      const control = document.createElement(isLink ? "a" : "button");
      control.textContent = label;
      if (isLink) Object.assign(control, { href: way, target: "_blank" });
      else Object.assign(control, { type: "button", onclick: () => { this.alert(""); way(); } });
      return control;
    }));
  }
}

Object.assign(Workspace.prototype, listening, marking, sending, together);

const root = document.querySelector("[data-workspace]");
if (root?.querySelector("#ws-record")) new Workspace(root);

/* A field that names an actor: type, choose among those of the register, or create one. */

const WAIT = 150;

export class Combo {
  constructor(box, server, words) {
    this.box = box;
    this.server = server;
    this.words = words;
    this.input = box.querySelector("input[type=text]");
    this.pk = box.querySelector("input[type=hidden]");
    this.kind = box.querySelector(".ws-kind");
    this.list = box.querySelector(".ws-options");
    this.hint = box.closest(".ws-field")?.querySelector(".ws-hint");
    this.list.id ||= `o-${Math.random().toString(36).slice(2)}`;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": this.list.id })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.take(option);
    });
    this.showKind(false);
  }

  typed() {
    this.pk.value = "";
    this.hurried = false;
    clearTimeout(this.timer);
    this.pending = true;
    this.timer = setTimeout(() => this.ask(true), WAIT);
  }

  /** Ask who bears the name; say it, and offer them when somebody is typing. */
  async ask(offer = false) {
    const name = this.input.value.trim();
    if (!name) {
      this.tell("", false);
      this.close();
      return;
    }
    const { status, actors = [], named = [] } = await this.server.choices({ actor: name });
    if (status !== 200 || this.input.value.trim() !== name) return;
    this.judge(name, actors, named);
    this.pending = false;
    if (!offer) return;
    this.offer(name, actors);
    if (this.hurried) this.take(this.active);
  }

  judge(name, actors, named) {
    const chosen = actors.find((actor) => actor.pk === this.pk.value);
    const same = actors.filter((actor) => named.includes(actor.pk));
    if (this.pk.value === "new") this.tell(this.words.unknown, true);
    else if (chosen) this.tell(this.words.existing.replace("%s", chosen.note), false);
    else if (this.pk.value) this.tell("", false);
    else if (same.length === 1) this.tell(this.words.existing.replace("%s", same[0].note), false);
    else if (same.length > 1) this.tell(this.words.several, false);
    else this.tell(this.words.unknown, true);
  }

  tell(said, isNew) {
    if (this.hint) this.hint.textContent = said;
    this.showKind(isNew && Boolean(this.hint));
  }

  showKind(isNew) {
    this.kind.hidden = !isNew;
    const select = this.kind.querySelector("select");
    if (isNew && !select.value) select.value = "person";
  }

  offer(name, actors) {
    const options = actors.map((actor) => this.option(actor.pk, actor.name, actor.note));
    options.push(this.option("new", this.words.create.replace("%s", name), ""));
    this.list.replaceChildren(...options);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.choose(options[0]);
  }

  option(pk, name, note) {
    const item = document.createElement("li");
    const small = document.createElement("small");
    item.role = "option";
    item.id = `${this.list.id}-${pk}`;
    item.dataset.pk = pk;
    item.dataset.name = name;
    small.textContent = note;
    item.append(name, " ", small);
    return item;
  }

  choose(option) {
    for (const other of this.list.children) other.ariaSelected = String(other === option);
    this.active = option;
    this.input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.ctrlKey) return;
    if (event.key === "Enter" && this.pending) this.hurried = true;
    if (this.list.hidden) return;
    const options = [...this.list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = options.indexOf(this.active) + step;
      this.choose(options.at(next % options.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.take(this.active);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
  }

  take(option) {
    this.pk.value = option.dataset.pk;
    if (option.dataset.pk !== "new") this.input.value = option.dataset.name;
    this.close();
    this.tell(option.dataset.pk === "new" ? this.words.unknown
      : this.words.existing.replace("%s", option.querySelector("small").textContent),
    option.dataset.pk === "new");
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

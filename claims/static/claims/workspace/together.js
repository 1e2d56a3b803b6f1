/* Accepting together what stands on the screen and needs no decision: listed and counted first. */
import { fill } from "./words.js";

export const together = {
  /** What waits in the sentences that can be seen now: neither filtered out nor off the screen. */
  inSight() {
    const sheet = getComputedStyle(this.panel).position === "fixed";
    const floor = sheet ? this.panel.getBoundingClientRect().top : innerHeight;
    return this.waiting().filter(({ line }) => {
      const { top, bottom } = line.p.getBoundingClientRect();
      return line.p.checkVisibility() && bottom > 0 && top < floor;
    });
  },

  acceptShown() {
    this.record.keep();
    const seen = this.inSight();
    const isSure = ({ item }) => item.sure && !this.record.kept(item.key);
    const sure = seen.filter(isSure);
    const left = seen.filter((found) => !isSure(found)).map(({ line }) => line.number);
    if (!sure.length) return this.say(this.words.none_sure);
    const box = this.root.querySelector("#ws-together");
    const asked = sure.length === 1 ? this.words.together_one : this.words.together;
    box.querySelector("h2").textContent = fill(asked, sure.length);
    box.querySelector("ol").replaceChildren(...sure.map((found) => this.told(found)));
    box.querySelector(".ws-left").textContent = left.length
      ? fill(this.words.left, [...new Set(left)].join(", ")) : "";
    box.returnValue = "";
    box.onclose = () => box.returnValue && this.takeAll(sure);
    return box.showModal();
  },

  /** One suggestion as the question lists it: its sentence, who says how, and the words. */
  told({ line, item }) {
    const row = document.createElement("li");
    const words = document.createElement("q");
    row.value = line.number;
    words.lang = this.text.language;
    words.textContent = item.record.content;
    row.append(`${item.title} `, words);
    return row;
  },

  async takeAll(sure) {
    const shown = sure.map(({ item }) => ["shown", item.key]);
    if (!await this.deed("accept_shown", shown)) return;
    const [next] = this.waiting();
    if (next) this.select(next.line, { item: next.item });
  },
};

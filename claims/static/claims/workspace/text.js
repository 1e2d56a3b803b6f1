/* The text: sentences, spans, words. The document's offsets are code points, the browser's strings
   are UTF-16: both meet in this file and nowhere else. */

const marks = "Highlight" in globalThis ? CSS.highlights : null;

/** How many code points a string has. */
export const points = (string) => {
  let count = 0;
  for (const _ of string) count += 1;
  return count;
};

/** The place in UTF-16 of the code point number `count`. */
export const units = (string, count) => {
  let at = 0;
  for (const point of string) {
    if (count-- <= 0) break;
    at += point.length;
  }
  return at;
};

export class Text {
  constructor(reader, language) {
    this.reader = reader;
    this.language = language;
    this.read();
  }

  /** Take the sentences up afresh, after the server's HTML has changed. */
  read() {
    this.lines = [...this.reader.querySelectorAll(".ws-line")].map((li) => {
      const p = li.querySelector(".ws-sentence");
      const text = p.textContent;
      const start = Number(li.dataset.start);
      return { li, p, text, start, end: start + points(text), number: Number(li.dataset.number) };
    });
  }

  line(number) {
    return this.lines.find((line) => line.number === Number(number));
  }

  holding(at) {
    return this.lines.findLast((line) => line.start <= at) ?? this.lines[0];
  }

  get rtl() {
    return this.lines.length > 0 && getComputedStyle(this.lines[0].p).direction === "rtl";
  }

  /** The words of a span, one space between sentences. */
  words([start, end]) {
    return this.lines.filter((line) => line.start < end && start < line.end).map((line) => {
      const from = units(line.text, Math.max(0, start - line.start));
      return line.text.slice(from, units(line.text, Math.min(end, line.end) - line.start));
    }).join(" ");
  }

  /** Words and marks of a sentence as spans of the document. */
  tokens(line) {
    if (line.tokens) return line.tokens;
    const segments = new Intl.Segmenter(this.language || undefined, { granularity: "word" });
    let at = line.start;
    line.tokens = [];
    for (const { segment } of segments.segment(line.text)) {
      const end = at + points(segment);
      if (segment.trim()) line.tokens.push([at, end]);
      at = end;
    }
    return line.tokens;
  }

  near(span) {
    const first = this.lines.indexOf(this.holding(span[0]));
    const last = this.lines.indexOf(this.holding(Math.max(span[0], span[1] - 1)));
    return this.lines.slice(Math.max(0, first - 1), last + 2).flatMap((line) => this.tokens(line));
  }

  /** A span with one end moved by a word; the first word of the sentence where there was none. */
  trim(span, how, line) {
    if (!span) return this.tokens(line)[0] ?? null;
    const [start, end] = span;
    const tokens = this.near(span);
    if (how === "end_longer") {
      const next = tokens.find((token) => token[1] > end);
      return next ? [start, next[1]] : span;
    }
    if (how === "end_shorter") {
      const before = tokens.findLast((token) => token[1] < end && token[1] > start);
      return before ? [start, before[1]] : span;
    }
    if (how === "start_earlier") {
      const before = tokens.findLast((token) => token[0] < start);
      return before ? [before[0], end] : span;
    }
    const next = tokens.find((token) => token[0] > start);
    return next ? [next[0], Math.max(end, next[1])] : span;
  }

  /** Where typed words stand, in the sentence first; letter case and accents do not matter. */
  find(words, line) {
    const wanted = fold(words.trim());
    if (!wanted) return null;
    const index = this.lines.indexOf(line);
    const near = [line, ...this.lines.slice(index + 1, index + 3), this.lines[index - 1]];
    for (const candidate of near.filter(Boolean)) {
      const at = fold(candidate.text).indexOf(wanted);
      if (at >= 0) return spanOf(candidate, at, at + wanted.length);
    }
    return null;
  }

  /** Every place of some words, as [line, span]. */
  search(words) {
    const wanted = fold(words.trim());
    const found = [];
    if (!wanted) return found;
    for (const line of this.lines) {
      const hay = fold(line.text);
      for (let at = hay.indexOf(wanted); at >= 0; at = hay.indexOf(wanted, at + wanted.length)) {
        found.push([line, spanOf(line, at, at + wanted.length)]);
      }
    }
    return found;
  }

  range([start, end]) {
    const from = this.place(start, false);
    const to = this.place(end, true);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }

  /** The text node and the place in it of an offset; an end belongs to the sentence before it. */
  place(at, isEnd) {
    const line = isEnd
      ? this.lines.findLast((candidate) => candidate.start < at)
      : this.lines.find((candidate) => candidate.end > at);
    if (!line) return null;
    let left = units(line.text, Math.min(Math.max(at, line.start), line.end) - line.start);
    const walker = document.createTreeWalker(line.p, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (node && node.length < left) {
      left -= node.length;
      node = walker.nextNode();
    }
    return node ? [node, left] : null;
  }

  /** Show spans under a name, in the place of those shown before under it. */
  show(name, spans) {
    if (!marks) return;
    const ranges = spans.filter(Boolean).map((span) => this.range(span)).filter(Boolean);
    if (ranges.length) marks.set(`ws-${name}`, new Highlight(...ranges));
    else marks.delete(`ws-${name}`);
  }

  /** What the mouse or a finger has selected, as whole words; null for nothing. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = this.offset(range.startContainer, range.startOffset);
    const end = this.offset(range.endContainer, range.endOffset);
    if (start === null || end === null || start >= end) return null;
    const inside = this.near([start, end]).filter((token) => token[1] > start && token[0] < end);
    return inside.length ? [inside[0][0], inside.at(-1)[1]] : null;
  }

  offset(node, at) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const p = element.closest?.(".ws-sentence");
    const line = this.lines.find((candidate) => candidate.p === p);
    if (!line) return null;
    const before = document.createRange();
    before.setStart(p, 0);
    before.setEnd(node, at);
    return line.start + points(before.toString());
  }
}

const ALIKE = { "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "‑": "-", "–": "-",
  "—": "-", "\u00a0": " ", "\u202f": " ", "\n": " " };

/** A string of the same length in which letter case, accents and kinds of quotes are alike. */
function fold(string) {
  return string.replace(/[^]/g, (unit) => {
    const plain = (ALIKE[unit] ?? unit).normalize("NFD")[0].toLowerCase();
    return plain.length === 1 ? plain : unit;
  });
}

function spanOf(line, from, to) {
  const start = line.start + points(line.text.slice(0, from));
  return [start, start + points(line.text.slice(from, to))];
}

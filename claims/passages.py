"""Cutting shown sentences into runs, so that spans which nest or overlap stay legible. Pure.

All offsets count code points of the whole document, end exclusive, as in the records.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """A span with what it stands for: a role ("content", "cue", ...) or an attribution."""

    start: int
    end: int
    value: Any


@dataclass(frozen=True)
class Run:
    """A stretch of text over which the same marks lie; ``ending`` are those that end with it."""

    text: str
    marks: tuple[Any, ...] = ()
    ending: tuple[Any, ...] = ()

    @property
    def depth(self) -> int:
        """How many marks lie over it."""
        return len(self.marks)


@dataclass(frozen=True)
class Line:
    """One shown sentence: its number, its runs, and what is missing before it."""

    number: int
    start: int
    end: int
    paragraph: int
    kind: str
    runs: tuple[Run, ...]
    gap: tuple[int, ...] = ()
    also: tuple[int, ...] = ()

    @property
    def is_context(self) -> bool:
        """Whether nothing in it is marked: it is only a neighbour."""
        return not any(run.marks for run in self.runs)


@dataclass
class Paragraph:
    """Consecutive shown sentences of one paragraph; ``gap`` numbers those left out before it."""

    number: int
    lines: list[Line] = field(default_factory=list)
    gap: tuple[int, ...] = ()


def runs(text: str, start: int, marks: Iterable[Mark]) -> tuple[Run, ...]:
    """``text``, which stands at ``start``, cut wherever a mark begins or ends.

    The runs joined are ``text`` again; marks that do not touch it are ignored.
    """
    end = start + len(text)
    near = [mark for mark in marks if mark.start < end and start < mark.end]
    edges = {start, end} | {
        edge for mark in near for edge in (mark.start, mark.end) if start < edge < end
    }
    return tuple(
        Run(
            text[left - start : right - start],
            tuple(m.value for m in near if m.start <= left and right <= m.end),
            tuple(m.value for m in near if m.end == right),
        )
        for left, right in pairwise(sorted(edges))
    )


def passage(sentences: Sequence[Record], marks: Sequence[Mark]) -> list[Line]:
    """The shown sentences that the marks touch, with a neighbour each side, in order.

    A neighbour is only one that follows in the text; where sentences between are not shown the
    later one's ``gap`` says so.
    """
    shown = without_overlaps(sentences)
    touched = [
        i
        for i, s in enumerate(shown)
        if any(m.start < s["end"] and s["start"] < m.end for m in marks)
    ]
    near = {i + step for i in touched for step in (-1, 0, 1) if _adjacent(shown, i, step)}
    chosen = [shown[i] for i in sorted(near)]
    return [
        line(s, marks, gap=_missing(before, s))
        for before, s in zip([None, *chosen], chosen, strict=False)
    ]


def without_overlaps(sentences: Iterable[Record]) -> list[Record]:
    """In order of place; of two that overlap (one was retired) the longer one."""
    kept: list[Record] = []
    for sentence in sorted(sentences, key=lambda s: (s["start"], -s["end"])):
        if not kept or sentence["start"] >= kept[-1]["end"]:
            kept.append(sentence)
    return kept


# Two sentences with no more than a paragraph's break between them are neighbours.
BREAK = 2


def _adjacent(shown: Sequence[Record], i: int, step: int) -> bool:
    if not 0 <= i + step < len(shown):
        return False
    first, second = sorted((i, i + step))
    return step == 0 or bool(shown[second]["start"] - shown[first]["end"] <= BREAK)


def _missing(before: Record | None, sentence: Record) -> tuple[int, ...]:
    if before is None or sentence["start"] - before["end"] <= BREAK:
        return ()
    return tuple(range(before["number"] + 1, sentence["number"]))


def line(
    sentence: Record,
    marks: Sequence[Mark],
    *,
    gap: tuple[int, ...] = (),
    also: tuple[int, ...] = (),
) -> Line:
    """A shown sentence with its marks."""
    return Line(
        sentence["number"],
        sentence["start"],
        sentence["end"],
        sentence["paragraph"],
        sentence["kind"],
        runs(sentence["text"], sentence["start"], marks),
        gap,
        also,
    )


def paragraphs(
    skeleton: Sequence[Record],
    texts: dict[int, str],
    marks: Sequence[Mark],
    named: Iterable[tuple[int, int]] = (),
) -> list[Paragraph]:
    """A document's sentences as paragraphs; ``texts`` holds, by number, those that are shown.

    ``named`` are (number, start) of sentences that records cite: a number that has since been
    retired becomes a second anchor of the sentence now in its place.
    """
    retired = [pair for pair in named if pair[0] not in {s["number"] for s in skeleton}]
    found: list[Paragraph] = []
    gap: list[int] = []
    for sentence in skeleton:
        if sentence["number"] not in texts:
            gap.append(sentence["number"])
            continue
        inside = {n for n, start in retired if sentence["start"] <= start < sentence["end"]}
        shown = {**sentence, "text": texts[sentence["number"]]}
        if not found or found[-1].number != sentence["paragraph"]:
            found.append(Paragraph(sentence["paragraph"], gap=tuple(gap)))
            gap = []
        found[-1].lines.append(line(shown, marks, gap=tuple(gap), also=tuple(sorted(inside))))
        gap = []
    if gap:
        found.append(Paragraph(-1, gap=tuple(gap)))
    return found

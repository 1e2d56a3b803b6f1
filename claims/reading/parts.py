"""A long document cut into parts, each as much text and as many notes as one page bears. Pure.

Offsets count code points of the whole document, end exclusive, as in the records.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Record = dict[str, Any]
Row = tuple[Any, Record]
"""A note, and the quote that it is on."""
Place = tuple[int, int]
"""Number and start of a sentence."""

ROOM = 75_000
"""What a part holds, measured in letters of text."""
NOTE, FRAME = 400, 25
"""How many letters a note weighs as much as, and what stands around a sentence."""
TOGETHER = 100
"""Notes that begin in one sentence and are shown together: further ones go on in a next part,
which shows that sentence again."""
LANDINGS = 3_000
"""Sentences of other parts that have an anchor on each part; of more, only those that claims
cite."""


@dataclass
class Part:
    """Consecutive sentences, shown or left out, and the notes on words in them."""

    number: int
    sentences: list[Record] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where its first sentence begins."""
        return int(self.sentences[0]["start"])

    @property
    def end(self) -> int:
        """Where its last sentence ends."""
        return int(self.sentences[-1]["end"])

    def holds(self, place: Place) -> bool:
        """Whether a sentence of that number, or one that begins there, is in it."""
        number, start = place
        return any(number == s["number"] for s in self.sentences) or self.start <= start < self.end


def cut(sentences: Sequence[Record], texts: Mapping[int, str], rows: Sequence[Row]) -> list[Part]:
    """At least one part; together they are the sentences, and every row is in the part in which
    its words begin, and again in each that they go on in."""
    parts, room = [Part(1)], ROOM
    for sentence, own in _units(sentences, rows):
        text = texts.get(sentence["number"])
        weight = NOTE * len(own) + (0 if text is None else FRAME + len(text))
        if weight > room and parts[-1].sentences:
            parts.append(Part(len(parts) + 1))
            room = ROOM
        room -= weight
        if parts[-1].sentences[-1:] != [sentence]:
            parts[-1].sentences.append(sentence)
        parts[-1].rows += own
    for before, part in pairwise(parts):
        part.rows[:0] = [row for row in before.rows if row[1]["start"] < part.start < row[1]["end"]]
    return parts


def _units(
    sentences: Sequence[Record], rows: Iterable[Row]
) -> Iterator[tuple[Record, Sequence[Row]]]:
    """Each sentence with the rows that begin in it, at most ``TOGETHER``; again with the rest."""
    starts = [s["start"] for s in sentences]
    own: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        own[max(bisect_right(starts, row[1]["start"]) - 1, 0)].append(row)
    for place, sentence in enumerate(sentences):
        for first in range(0, len(own[place]) or 1, TOGETHER):
            yield sentence, own[place][first : first + TOGETHER]


def holding(parts: Sequence[Part], number: int, former: Iterable[Place]) -> Part:
    """The first part in which the sentence of that number is, or what is now in the place of a
    ``former`` one; the first of all where there never was such a sentence."""
    start = next((start for known, start in former if known == number), -1)
    return next((part for part in parts if part.holds((number, start))), parts[0])


def landings(
    parts: Sequence[Part], shown: Part, texts: Collection[int], former: Collection[Place]
) -> list[tuple[Part, list[int]]]:
    """The other parts, each with the numbers of its sentences that are not on the ``shown`` one:
    what was ever linked to must be found from every part, without script."""
    cited = {number for number, _start in former}
    every = len(texts) <= LANDINGS
    known = {s["number"] for s in shown.sentences}
    known |= {number for number, start in former if shown.start <= start < shown.end}
    found = []
    for part in parts:
        own = {s["number"] for s in part.sentences if s["number"] in texts}
        own = (own if every else own & cited) | {
            n for n, at in former if part.start <= at < part.end
        }
        if part is not shown:
            found.append((part, sorted(own - known)))
            known |= own
    return found

"""From the words an editor names to their place in a text: pure, in code points.

What is found is a place; the exact words are always the text's own slice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

import regex

from claims.forms import Place, Words

Span = tuple[int, int]

CONTEXT: Final = 24
FURTHEST_COMPARED: Final = 4_000

_ALIKE: Final = str.maketrans("’‘ʼ`´“”„«»‐‑–—\n\xa0\u202f", "'''''\"\"\"\"\"----   ")
_TOKEN: Final = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]\p{M}*|[\p{L}\p{N}\p{M}_]+|(?!\s)\X"
)


@dataclass(frozen=True)
class Token:
    """A word, or a mark that stands by itself, that can be chosen by a click."""

    text: str
    start: int
    end: int
    gap: str
    """What stands between it and the token before."""


class NotFound(Exception):
    """The words do not stand there; ``nearest`` are words that do and resemble them."""

    def __init__(self, nearest: str) -> None:
        super().__init__(nearest)
        self.nearest = nearest


class Ambiguous(Exception):
    """The words stand at each of ``places``: which one is not said."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__(len(places))
        self.places = places


def locate(text: str, window: Span, words: Words) -> Span | None:
    """Where ``words`` stand: at the place named with them if they do stand there, else at the
    only place inside ``window``. None for no words. Raises NotFound or Ambiguous."""
    wanted = " ".join(words.text.split())
    if not wanted:
        return None
    if words.at is not None and same(text[words.at : words.at + len(wanted)], wanted):
        return words.at, words.at + len(wanted)
    start, end = window
    found = [start + at for at in _occurrences(text[start:end], wanted)]
    if not found:
        raise NotFound(_nearest(text[start:end], wanted))
    if len(found) > 1:
        raise Ambiguous([_place(text, at, len(wanted)) for at in found])
    return found[0], found[0] + len(wanted)


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The words and marks of ``text`` from ``start`` to ``end``, with what lies between them."""
    last = start
    for found in _TOKEN.finditer(text, start, end):
        yield Token(found[0], found.start(), found.end(), text[last : found.start()])
        last = found.end()


def _occurrences(text: str, wanted: str) -> list[int]:
    """Exact ones; failing these, ones that differ in case, quotes, dashes or kinds of space."""
    exact = list(_finds(text.replace("\n", " "), wanted))
    return exact or list(_finds(_fold(text), _fold(wanted)))


def _finds(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def same(found: str, wanted: str) -> bool:
    """Whether both are the same words, but for case, quotes, dashes and kinds of space."""
    return " ".join(_fold(found).split()) == " ".join(_fold(wanted).split())


def _fold(text: str) -> str:
    """Of the same length, character by character."""
    alike = text.translate(_ALIKE)
    return "".join(low if len(low := c.lower()) == 1 else c for c in alike)


def _place(text: str, at: int, length: int) -> Place:
    return Place(
        at,
        text[max(0, at - CONTEXT) : at].replace("\n", " "),
        text[at + length : at + length + CONTEXT].replace("\n", " "),
    )


def _nearest(text: str, wanted: str) -> str:
    """The stretch of as many words that resembles ``wanted`` most."""
    found = list(tokens(text[:FURTHEST_COMPARED], 0, min(len(text), FURTHEST_COMPARED)))
    size = max(1, sum(1 for _ in tokens(wanted, 0, len(wanted))))
    stretches = [
        text[found[i].start : found[min(i + size, len(found)) - 1].end] for i in range(len(found))
    ]
    matcher = SequenceMatcher(b=_fold(wanted[:300]), autojunk=False)

    def likeness(stretch: str) -> float:
        matcher.set_seq1(_fold(stretch[:300]))
        return matcher.quick_ratio()

    return max(stretches, key=likeness, default="")

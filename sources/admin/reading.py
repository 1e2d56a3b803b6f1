"""A text as an editor reads it: cut where marks begin and end, nothing invisible."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

BIDI: Final = {
    "\u061c": "ALM",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
"""Bidirectional controls by the short names of the Unicode Standard."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text under the same marks; ``control`` names an invisible character."""

    text: str
    control: str = ""
    marks: tuple[str, ...] = ()

    @property
    def html(self) -> SafeString:
        """The text escaped; the name of an invisible character is no part of it."""
        if not self.control:
            return escape(self.text)
        name, text = self.control, self.text
        return format_html('<span class="desk-control" data-name="{}">{}</span>', name, text)


Mark = tuple[int, int, str]
"""A span of the document and the name of what it is."""


def pieces(text: str, start: int, marks: Iterable[Mark] = ()) -> Iterator[Piece]:
    """``text``, which begins at ``start`` of its document, cut where a mark begins or ends and
    around each bidirectional control. Joined again, the pieces are the text."""
    spans = [(s - start, e - start, name) for s, e, name in marks]
    cuts = {0, len(text)}
    cuts |= {min(max(edge, 0), len(text)) for s, e, _name in spans for edge in (s, e)}
    cuts |= {edge for at, c in enumerate(text) if c in BIDI for edge in (at, at + 1)}
    edges = sorted(cuts)
    for left, right in pairwise(edges):
        names = tuple(dict.fromkeys(name for s, e, name in spans if s <= left and right <= e))
        yield Piece(text[left:right], BIDI.get(text[left:right], ""), names)

"""What a search found in each claim, with the words that were looked for told apart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from claims.addresses import words_of
from claims.ledger import Entry, Piece

Record = dict[str, Any]
Marker = Callable[[Sequence[tuple[str, str]]], list[list[Piece]]]

LOOKED_INTO = 40
"""Attributions of a claim that are looked into for words: beyond, the wording must do."""
SHOWN = 2


@dataclass(frozen=True)
class Told:
    """A text in its language, cut into pieces, and whether any of them was looked for."""

    tag: str
    pieces: list[Piece]

    @property
    def is_hit(self) -> bool:
        """Whether it holds a word that was looked for."""
        return any(piece.hit for piece in self.pieces)


@dataclass(frozen=True)
class Found:
    """A claim: its wording for this page, the other wordings and the quotes that hold the words."""

    entry: Entry
    wording: Told
    others: list[Told]
    quotes: list[tuple[Record, Told]]


def found(entries: Sequence[Entry], language: str, mark: Marker) -> list[Found]:
    """Each claim with the words marked; ``mark`` is asked once, for all texts together."""
    texts = [text for entry in entries for text in _texts(entry, language)]
    told = iter([Told(tag, pieces) for (_, tag), pieces in zip(texts, mark(texts), strict=True)])
    return [_found(entry, told) for entry in entries]


def _texts(entry: Entry, language: str) -> list[tuple[str, str]]:
    """The wordings, this page's first, then the quotes."""
    own = words_of(entry.record, language)
    wordings = sorted(
        ((text, tag) for tag, text in entry.record["texts"].items()),
        key=lambda item: item[0] != own,
    )
    said = entry.record["attributions"][:LOOKED_INTO]
    return wordings + [(a["quote"]["exact"], a["document"]["language"]) for a in said]


def _found(entry: Entry, told: Iterator[Told]) -> Found:
    wording, *others = [next(told) for _tag in entry.record["texts"]]
    quotes = [(a, next(told)) for a in entry.record["attributions"][:LOOKED_INTO]]
    return Found(
        entry,
        wording,
        [other for other in others if other.is_hit and not wording.is_hit],
        [(a, quote) for a, quote in quotes if quote.is_hit][:SHOWN],
    )

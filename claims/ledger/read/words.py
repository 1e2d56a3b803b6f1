"""The words of a search: which of them a text holds, and what may have been meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections

from claims.ledger.read.entries import READER
from claims.ledger.read.filters import Filters, terms
from claims.ledger.read.search import search

_WORD = re.compile(r"\w+")
SHORTEST = 4
"""Shorter words are not corrected: too many others are near."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is a word that was looked for."""

    text: str
    hit: bool


def marked(q: str, texts: Sequence[tuple[str, str]], *, using: str = READER) -> list[list[Piece]]:
    """Each (text, language) cut into pieces: together they are the text, and the hits are words
    that the search ``q`` looks for, in any form that it finds. One query."""
    wanted = [term[1:] for term in terms(q) if term.startswith("+")]
    words = sorted({(w, language) for text, language in texts for w in _WORD.findall(text)})
    hits: set[tuple[str, str]] = set()
    if wanted and words:
        with connections[using].cursor() as cursor:
            cursor.execute(_HITS, [wanted, *map(list, zip(*words, strict=True))])
            hits = set(cursor.fetchall())
    return [_cut(text, {w for w, tag in hits if tag == language}) for text, language in texts]


_HITS = """
SELECT word, language FROM (SELECT ledger_lights(%s) AS lights) l,
  unnest(%s::text[], %s::text[]) AS w (word, language)
WHERE to_tsvector(ledger_config(language), left(word, 100)) @@ lights
"""


def _cut(text: str, hits: set[str]) -> list[Piece]:
    pieces: list[Piece] = []
    end = 0
    for found in _WORD.finditer(text):
        if found[0] in hits:
            if found.start() > end:
                pieces.append(Piece(text[end : found.start()], hit=False))
            pieces.append(Piece(found[0], hit=True))
            end = found.end()
    return [*pieces, Piece(text[end:], hit=False)] if end < len(text) else pieces


def spelling(q: str, *, using: str = READER) -> str:
    """``q`` with each word that no claim holds replaced by the nearest that some do; empty where
    that cannot be, or would find nothing either."""
    unknown = [word for word in _WORD.findall(q) if len(word) >= SHORTEST]
    with connections[using].cursor() as cursor:
        cursor.execute(_NEAREST, [unknown])
        nearest = dict(cursor.fetchall())
    better = _WORD.sub(lambda found: nearest.get(found[0], found[0]), q)
    if better == q or not search(Filters(q=better), limit=1, using=using):
        return ""
    return better


_NEAREST = """
SELECT w.word, near.value FROM unnest(%s::text[]) w (word), LATERAL (
  SELECT value FROM ledger_count
  WHERE facet = 'word' AND value %% lower(left(w.word, 40))
  ORDER BY similarity(value, lower(left(w.word, 40))) DESC, claims DESC, value LIMIT 1) near
WHERE NOT EXISTS (
  SELECT 1 FROM ledger_claim WHERE search @@ ledger_term(w.word))
"""

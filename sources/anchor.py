"""Where a quotation stands in a text, in forms that outlive the page: pure, in code points.

`describe` and `find` are the two halves of W3C Web Annotation's TextQuoteSelector and
TextPositionSelector; `text_fragment`, re-exported from its own file, is the link that a browser
opens on the sentence itself.
Texts are normalised ones, and offsets count code points, end exclusive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

import regex

from sources.fragment import text_fragment

__all__ = ["Match", "Quote", "describe", "find", "from_utf16", "text_fragment", "to_utf16"]

State = Literal["exact", "moved", "ambiguous", "gone"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a text with its surroundings: `exact` is the slice from `start` to `end`."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a quote in another text.

    `state` is "exact" (same words at the same place), "moved" (same words elsewhere, one best
    place), "ambiguous" (several places are equally good; the nearest is given) or "gone" (the
    words are nowhere; `start` and `end` are None). `score`, from 0 to 1, is the share of quote
    and surroundings that was found.
    """

    state: State
    start: int | None
    end: int | None
    score: float


_CLUSTER: Final = regex.compile(r"\X")
_CLUSTER_MARGIN: Final = 64
_MOST_PLACES: Final = 10_000


def describe(text: str, start: int, end: int, *, context: int = 32) -> Quote:
    """The stretch of `text` from `start` to `end` with up to `context` characters on each side.

    The surroundings are shortened rather than made to begin or end inside a grapheme cluster.
    Raises ValueError when the stretch is empty or outside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"No stretch from {start} to {end} in a text of {len(text)} characters.")
    before = _cluster_edges(text, max(0, start - context), start)
    after = _cluster_edges(text, end, min(len(text), end + context))
    return Quote(text[start:end], text[before[0] : start], text[end : after[-1]], start, end)


def _cluster_edges(text: str, low: int, high: int) -> list[int]:
    """The cluster boundaries of `text` between `low` and `high`; the quote's own edge at least.

    Clusters are counted from some way before, from an ASCII character where there is one, since
    no cluster but CR LF goes on into an ASCII character (UAX #29).
    """
    origin = max(0, low - _CLUSTER_MARGIN)
    while 0 < origin < low and not text[origin].isascii():
        origin += 1
    limit = min(len(text), high + _CLUSTER_MARGIN)
    edges = [origin, *(cluster.end() for cluster in _CLUSTER.finditer(text, origin, limit))]
    return [edge for edge in edges if low <= edge <= high] or [high if low < high else low]


def find(text: str, quote: Quote) -> Match:
    """Where `quote`, described in another text, stands in `text`.

    The places that agree most with the quote's prefix and suffix win; among them the recorded
    position decides. Only the first 10,000 places of very common words are compared.
    """
    places = _places(text, quote)
    if not places:
        return Match("gone", None, None, 0.0)
    scores = {place: _agreement(text, quote, place) for place in places}
    best = max(scores.values())
    winners = [place for place, score in scores.items() if score == best]
    nearest = min(winners, key=lambda place: abs(place - quote.start))
    return Match(_state(winners, quote.start), nearest, nearest + len(quote.exact), best)


def _state(winners: list[int], start: int) -> State:
    if start in winners:
        return "exact"
    return "moved" if len(winners) == 1 else "ambiguous"


def _places(text: str, quote: Quote) -> list[int]:
    """The places of the exact words, those with their whole surroundings alone if there are any."""
    surrounded = quote.prefix + quote.exact + quote.suffix
    whole = [at + len(quote.prefix) for at in _occurrences(text, surrounded)]
    return whole or list(_occurrences(text, quote.exact))


def _occurrences(text: str, words: str) -> Iterator[int]:
    def walk() -> Iterator[int]:
        at = text.find(words)
        while at >= 0:
            yield at
            at = text.find(words, at + 1)

    return islice(walk(), _MOST_PLACES)


def _agreement(text: str, quote: Quote, place: int) -> float:
    """The share of the quote with its surroundings that stands, unbroken, around `place`."""
    end = place + len(quote.exact)
    before = text[max(0, place - len(quote.prefix)) : place]
    after = text[end : end + len(quote.suffix)]
    kept = _common(before[::-1], quote.prefix[::-1]) + _common(after, quote.suffix)
    size = len(quote.exact)
    return (size + kept) / (size + len(quote.prefix) + len(quote.suffix))


def _common(one: str, other: str) -> int:
    """The length of the common beginning of two strings."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return number
    return min(len(one), len(other))


def to_utf16(text: str, offset: int) -> int:
    """The offset in UTF-16 units, as JavaScript counts, of a code point offset into `text`."""
    if not 0 <= offset <= len(text):
        raise ValueError(f"No offset {offset} in a text of {len(text)} characters.")
    return len(text[:offset].encode("utf-16-le")) // 2


def from_utf16(text: str, units: int) -> int:
    """The code point offset into `text` of an offset in UTF-16 units.

    Raises ValueError outside the text and inside a surrogate pair.
    """
    encoded = text.encode("utf-16-le")
    if not 0 <= units * 2 <= len(encoded):
        raise ValueError(f"No UTF-16 offset {units} in a text of {len(encoded) // 2} units.")
    try:
        return len(encoded[: units * 2].decode("utf-16-le"))
    except UnicodeDecodeError as error:
        raise ValueError(f"UTF-16 offset {units} is inside a surrogate pair.") from error

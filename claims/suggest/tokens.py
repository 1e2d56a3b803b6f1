"""A text cut into tokens: words, clitics, numbers and marks, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `low` is its text in lower case with straight apostrophes."""

    start: int
    end: int
    text: str
    low: str

    @property
    def capital(self) -> bool:
        """Whether it, or a part of it after a hyphen, begins with an upper-case letter."""
        return self.text[:1].isupper() or any(part[:1].isupper() for part in self.text.split("-"))


_LETTER: Final = r"[^\W\d_][\u0300-\u036f]?"
_WORD: Final = rf"(?:{_LETTER})+"
# No alternative can match the same characters in two ways, so the scan is linear.
_FRENCH: Final = re.compile(
    rf"d['’](?:abord|ailleurs)\b|[^\W_]++\.(?:com|org|net|fr|info|eu|io|uk)\b"
    rf"|(?:[ldnmtscj]|qu|lorsqu|puisqu|quoiqu|jusqu)['’](?=\w|[«\"“])"
    rf"|-(?:t-)?(?:ils?|elles?|on|je|nous|vous)\b"
    rf"|(?:MM?|Mmes?|Dr|Mgr)\.(?=\s)"
    rf"|(?-i:(?:[A-Z]\.)+(?:-[A-Z]\.)*)(?=[\sA-Z])"
    rf"|aujourd['’]hui|(?:celui|celle|ceux|celles)-(?:ci|là)"
    rf"|{_WORD}(?:['’](?=[^\W\d_]){_WORD})?(?:-(?!(?:t-)?(?:ils?|elles?|on|je|nous|vous)\b)[^\W_]+)*"
    r"|\d+(?:[.,:]\d+)*|\.+|\S",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    rf"['’](?:s|ve|d|ll|re|m)\b|n['’]t\b|[^\W_]++\.(?:com|org|net|fr|info|eu|io|uk)\b"
    rf"|(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|St|Sept|Jan|Feb|Aug|Oct|Nov|Dec)\.(?=\s)"
    rf"|(?:[^\W\d_]\.)+(?:[^\W\d_]\.)"
    rf"|(?:(?!n['’]t\b){_LETTER})+(?:-[^\W_]+)*"
    r"|\d+(?:-[^\W\d_]+)+|\d+(?:[.,:]\d+)*|--+|\.+|\S",
    re.IGNORECASE,
)
_PATTERNS: Final = {"fr": _FRENCH, "en": _ENGLISH}


def tokens(text: str, start: int, end: int, language: str) -> Iterator[Token]:
    """The tokens of `text` between `start` and `end`, in order, none empty, none overlapping."""
    for found in _PATTERNS[language].finditer(text, start, end):
        word = found[0]
        yield Token(found.start(), found.end(), word, word.lower().replace("’", "'"))

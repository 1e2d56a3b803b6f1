"""Text normalisation, version 1: the one form in which captured text is stored and counted.

Every offset in Dixit counts Unicode code points of a text that went through `normalise`, so the
version is kept beside each document's hash and the rules below never change under one number.
"""

import unicodedata
from typing import Final

import regex

VERSION: Final = 1
MAX_CHARACTERS: Final = 2_000_000

# White_Space of Unicode's PropList without LF. Python's \s is not the same set: it also takes
# U+001C to U+001F, which Unicode does not call white space.
_OTHER_SPACE: Final = regex.compile(
    "[\t\v\f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)
_SPACE_RUN: Final = regex.compile(" {2,}")
_BLANK_LINES: Final = regex.compile("\n{3,}")
_LONE_SURROGATE: Final = regex.compile("[\ud800-\udfff]")

# CPython orders combining marks by insertion, which is quadratic on a long unordered run; these
# runs are put in order beforehand. The three named vowel signs are starters that decompose into
# marks. UAX #15 (Stream-Safe Text Format) holds that real text never has 30 marks in a row.
_LONG_MARK_RUN: Final = regex.compile(r"[\P{ccc=0}\u0f73\u0f75\u0f81]{31,}")


class TextRefused(ValueError):
    """A text that cannot be captured.

    The message names what was wrong and what would do; `code` is a stable short word for it and
    `field` the input that carried it.
    """

    def __init__(self, message: str, *, code: str, field: str = "text") -> None:
        super().__init__(message)
        self.code = code
        self.field = field


def normalise(text: str) -> str:
    """The normalised form of `text`: NFC, LF line ends, single spaces, at most one blank line.

    Afterwards the only White_Space characters are U+0020 and U+000A, no space stands beside a
    line feed or at either end, at most two line feeds follow each other, and every other
    character is the input's up to canonical equivalence. Normalising again changes nothing, and
    the time is linear in the length.

    Raises TextRefused with code "nul", "surrogate", "too_long" or "empty".
    """
    _refuse_unstorable(text)
    text = _nfc(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _OTHER_SPACE.sub(" ", text)
    text = _SPACE_RUN.sub(" ", text)
    text = text.replace(" \n", "\n").replace("\n ", "\n").strip(" \n")
    text = _nfc(_BLANK_LINES.sub("\n\n", text))
    if not text:
        raise TextRefused("The text is empty. Give at least one visible character.", code="empty")
    _refuse_long(text)
    return text


def _refuse_unstorable(text: str) -> None:
    _refuse_long(text)
    if (at := text.find("\0")) >= 0:
        raise TextRefused(
            f"The text holds a NUL character (U+0000) at position {at}. Remove it, or check that "
            "the file is text.",
            code="nul",
        )
    if found := _LONE_SURROGATE.search(text):
        raise TextRefused(
            f"The text holds half of a surrogate pair (U+{ord(found[0]):04X}) at position "
            f"{found.start()}. Send well-formed UTF-8.",
            code="surrogate",
        )


def _refuse_long(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise TextRefused(
            f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken. "
            "Capture it in parts.",
            code="too_long",
        )


def _nfc(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _LONG_MARK_RUN.sub(_in_canonical_order, text))


def _in_canonical_order(run: "regex.Match[str]") -> str:
    """The marks of `run`, decomposed and stably sorted by combining class (Unicode D109)."""
    parts = {mark: unicodedata.normalize("NFD", mark) for mark in set(run[0])}
    decomposed = "".join(parts[mark] for mark in run[0])
    return "".join(sorted(decomposed, key=unicodedata.combining))

"""Text normalisation, version 1: the one form in which captured text is stored and counted.

Every offset in Dixit counts Unicode code points of a text that went through `normalise`, so the
version is kept beside each document's hash and the rules below never change under one number.
"""

import unicodedata
from typing import Any, Final

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

    The message names what was wrong and what would do: `words`, into which `facts` are put, so
    that it can be translated where people read it. `code` is a stable short word for it and
    `field` the input that carried it.
    """

    def __init__(self, words: str, *, code: str, field: str = "text", **facts: Any) -> None:
        super().__init__(words % facts if facts else words)
        self.words = words
        self.facts = facts
        self.code = code
        self.field = field

    def at(self, field: str) -> "TextRefused":
        """The same refusal of another field."""
        return TextRefused(self.words, code=self.code, field=field, **self.facts)


def gettext_noop(words: str) -> str:
    """`words` as they are, marked for the translators: this module knows no Django."""
    return words


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
        words = gettext_noop("The text is empty. Give at least one visible character.")
        raise TextRefused(words, code="empty")
    _refuse_long(text)
    return text


def _refuse_unstorable(text: str) -> None:
    _refuse_long(text)
    if (at := text.find("\0")) >= 0:
        words = gettext_noop(
            "The text holds a NUL character (U+0000) at position %(at)d. Remove it, or check that "
            "the file is text."
        )
        raise TextRefused(words, code="nul", at=at)
    if found := _LONE_SURROGATE.search(text):
        words = gettext_noop(
            "The text holds half of a surrogate pair (U+%(half)s) at position %(at)d. Send "
            "well-formed UTF-8."
        )
        half = f"{ord(found[0]):04X}"
        raise TextRefused(words, code="surrogate", half=half, at=found.start())


def _refuse_long(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        words = gettext_noop(
            "The text has %(length)d characters; at most %(most)d are taken. Capture it in parts."
        )
        raise TextRefused(words, code="too_long", length=len(text), most=MAX_CHARACTERS)


def _nfc(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _LONG_MARK_RUN.sub(_in_canonical_order, text))


def _in_canonical_order(run: "regex.Match[str]") -> str:
    """The marks of `run`, decomposed and stably sorted by combining class (Unicode D109)."""
    parts = {mark: unicodedata.normalize("NFD", mark) for mark in set(run[0])}
    decomposed = "".join(parts[mark] for mark in run[0])
    return "".join(sorted(decomposed, key=unicodedata.combining))

"""Sentences of a text: pure, linear, in code points.

One compiled expression walks the text from terminator to terminator; each stop is then judged on
the word before it and the character after it, both read through windows of fixed width. So the
work is proportional to the length, whatever the text holds.
"""

import re
from typing import Final, Literal, NamedTuple

from sources.abbreviations import Lexicon, lexicon
from sources.boilerplate import tail_start

Kind = Literal["body", "boilerplate"]


class Span(NamedTuple):
    """One sentence: code points `start` to `end` (exclusive), its paragraph's number from 0."""

    start: int
    end: int
    paragraph: int
    kind: Kind


# terminators, what closes the sentence with them, the gap, what opens the next one; or a line end.
_STOP: Final = re.compile(
    r"([.!?…؟۔。！？]+)"
    r"((?:[^\S\n]?[»›?!]|[\"”’')\]}」』.…؟۔。！？])*)"
    r"([^\S\n]*)"
    r"((?:[«‹\"“„‘'(\[{「『¿¡–—*•-][^\S\n]?)*)"
    r"|\n"
)
_INK: Final = re.compile(r"\S")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DOTTED: Final = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")
_FULL_WIDTH: Final = frozenset("。！？")
_INNER: Final = frozenset(",;:)]}»›%/=&+|.!?…")
_OPENING: Final = "«‹\"“„‘'([{「『¿¡–—*•-"
_WORD_WINDOW: Final = 32
_QUOTE_WINDOW: Final = 4_000
# What follows a dot inside a name of the network or of a file, whatever its case.
_NAME_ENDS: Final = frozenset(
    "com org net info edu gov eu fr uk de be ch ca us ru ua io tv jpg jpeg png gif svg pdf doc "
    "docx odt txt csv xls xlsx zip mp3 mp4 html htm php js".split()
)


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of a normalised `text`, written in `language` (a BCP 47 tag).

    The spans are in order, disjoint, inside one line each, neither start nor end with white
    space, and together cover every character that is not white space. A tail that reads like an
    author's card rather than an article is of kind "boilerplate". A paragraph is a line with
    something on it.
    """
    spans = _cut(text, lexicon(language))
    cut = tail_start(text, spans)
    return spans[:cut] + [span._replace(kind="boilerplate") for span in spans[cut:]]


def _cut(text: str, words: Lexicon) -> list[Span]:
    spans: list[Span] = []
    paragraph = 0
    start = line = _ink(text, 0)
    for stop in _STOP.finditer(text):
        if stop[1] is None:
            if stop.start() < line:
                continue
            if start < stop.start():
                spans.append(_span(text, start, stop.start(), paragraph))
            paragraph += 1
            start = line = _ink(text, stop.end())
        elif end := _end(text, stop, start, line, words):
            spans.append(Span(start, end, paragraph, "body"))
            start = _ink(text, end)
    if start < len(text):
        spans.append(_span(text, start, len(text), paragraph))
    return spans


def _ink(text: str, at: int) -> int:
    """The first position from `at` that is not white space, or the text's length."""
    found = _INK.search(text, at)
    return found.start() if found else len(text)


def _span(text: str, start: int, end: int, paragraph: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()), paragraph, "body")


def _end(text: str, stop: re.Match[str], start: int, line: int, words: Lexicon) -> int:
    """Where the sentence begun at `start`, on the line of `line`, ends at `stop`; 0 if it goes on."""
    after = text[stop.end() : stop.end() + 1]
    if stop[1] == "." and stop[3] and not stop[2] and not stop[4] and after.isupper():
        return stop.end(1) if _full_stop_ends(text, stop, start, words) else 0
    if after in ("", "\n"):
        return 0 if stop[4] else stop.end(2)
    if stop.start() == start or _is_bracketed(text, stop):
        return 0
    if not _parts(text, stop, start, line, after, words):
        return 0
    return _end_of_closers(text, stop, line)


def _end_of_closers(text: str, stop: re.Match[str], line: int) -> int:
    """The end of the sentence at `stop`, a straight quote being given to the side it belongs to.

    Straight quotes do not say whether they open or close: glued on both sides, or spaced on both
    sides, they close when an odd number of them stands before on the line.
    """
    glued = not stop[3] and stop[2].endswith('"')
    spaced = stop[4].startswith('" ')
    if not glued and not spaced:
        return stop.end(2)
    before = text.count('"', max(line, stop.start() - _QUOTE_WINDOW), stop.start())
    if glued:
        return stop.end(2) if before % 2 else stop.end(2) - 1
    return stop.start(4) + 1 if before % 2 else stop.end(2)


def _parts(
    text: str, stop: re.Match[str], start: int, line: int, after: str, words: Lexicon
) -> bool:
    """Whether the words before and after `stop` belong to two sentences."""
    if text[stop.end(2) - 1] in _FULL_WIDTH:
        return True
    if not stop[3]:
        return after.isupper() and _glued_ends(text, stop, after, words)
    if after.islower():
        return _informal_ends(text, stop, line, words)
    if after.isalpha():
        return (
            len(stop[1] + stop[2]) > 1
            or stop[1] != "."
            or _full_stop_ends(text, stop, start, words)
        )
    if after.isdigit():
        return stop[1] != "." or _before(text, stop) not in words.before_number
    return after not in _INNER or (after == "…" and "[" in stop[4])


def _is_bracketed(text: str, stop: re.Match[str]) -> bool:
    """Whether the mark stands alone in brackets: (!), […]."""
    return text[stop.start() - 1] in "([" and stop[2][:1] in (")", "]")


def _before(text: str, stop: re.Match[str]) -> str:
    """The word before the stop, without what opens it; at most 32 characters."""
    window = text[max(0, stop.start() - _WORD_WINDOW) : stop.start()].split()
    return window[-1].lstrip(_OPENING) if window else ""


def _full_stop_ends(text: str, stop: re.Match[str], start: int, words: Lexicon) -> bool:
    """Whether one full stop, a gap and a capital letter part two sentences."""
    word = _before(text, stop)
    if len(word) > 1 and word.isalpha() and word not in words.all:
        return True
    word = _elided(word)
    if word in words.titles or word in words.bound:
        return False
    if word.isdigit():
        return stop.start() - start > len(word)
    if (len(word) == 1 and word.isalpha()) or word in words.free or _DOTTED.fullmatch(word):
        return _opens_sentence(text, stop.end(), words)
    return True


def _elided(word: str) -> str:
    """The part of `word` after its last apostrophe: `l’O` is `O`."""
    return word.replace("’", "'").rpartition("'")[2]


def _opens_sentence(text: str, at: int, words: Lexicon) -> bool:
    """Whether the word at `at` is a capitalised function word that a lower-case word follows."""
    found = _WORD.match(text, at)
    if not found:
        return False
    head = found[0].replace("’", "'").partition("'")[0].lower()
    rest = text[found.end() : found.end() + 2]
    elided = len(head) < len(found[0])
    return head in words.starters and (elided or rest[:1] == "," or rest[1:].islower())


def _glued_ends(text: str, stop: re.Match[str], after: str, words: Lexicon) -> bool:
    """Whether sentences meet at `stop`, before the capital `after`, with their space lost."""
    if "-" in stop[4]:
        return False
    if stop[2] or stop[4]:
        return True
    token = _before(text, stop)
    if not token or set(token) & set("/@=_\\:"):
        return False
    if stop[1] != ".":
        return True
    found = _WORD.match(text, stop.end())
    if found and found[0].lower() in _NAME_ENDS:
        return False
    word = _elided(token)
    if word in words.all or not word:
        return False
    if word[-1].islower():
        return len(word) > 1 and "." not in word
    if word[-1].isupper():
        return _opens_sentence(text, stop.end(), words)
    return text[stop.end() + 1 : stop.end() + 2].islower()


def _informal_ends(text: str, stop: re.Match[str], line: int, words: Lexicon) -> bool:
    """Whether a lower-case letter may open a sentence here: the writer leaves capitals out."""
    if stop[2]:
        return False
    return text[line].islower() and stop[1] != "…"

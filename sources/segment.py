"""Sentences of a text: pure, linear, in code points.

French and English are cut here: one compiled expression walks the text from terminator to
terminator; each stop is then judged on the word before it and the character after it, both read
through windows of fixed width. So the work is proportional to the length, whatever the text holds.
Every other language is left to sentencex (``sources.unlisted``).
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from sources import unlisted
from sources.abbreviations import LEXICONS, Lexicon, words
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
    r"([.!?…]+)"
    r"((?:[^\S\n]?[»›?!]|[\"”’')\]}.…])*)"
    r"([^\S\n]*)"
    r"((?:[«‹\"“„‘'(\[{–—*•-][^\S\n]?)*)"
    r"|\n"
)
_INK: Final = re.compile(r"\S")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DOTTED: Final = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")
_ADDRESS: Final = re.compile(r"[@=_\\]|://|^www$")
_INNER: Final = frozenset(",;:)]}»›%/=&+|.!?…")
_OPENING: Final = "«‹\"“„‘'([{–—*•-"
_SMALL_I: Final = re.compile(r"\bi\b(?!\.)")
_CAPITAL_AFTER_STOP: Final = re.compile(r"[.!?]\s+[A-Z]")
_SMALL_AFTER_STOP: Final = re.compile(r"[.!?]\s+[a-z]")
_LINE_WINDOW: Final = 400
_WORD_WINDOW: Final = 32
_QUOTE_WINDOW: Final = 1_000
# What follows a dot inside a name of the network or of a file, whatever its case.
_NAME_ENDS: Final = words(
    """com org net info edu gov eu fr uk ru ua io tv jpg jpeg png gif svg pdf doc docx odt txt csv
    xls xlsx zip mp3 mp4 html htm php js"""
)


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of a normalised `text`, written in `language` (a BCP 47 tag).

    The spans are in order, disjoint, inside one line each, neither start nor end with white
    space, and together cover every character that is not white space. In French and English, a
    tail that reads like an author's card is of kind "boilerplate". A paragraph is a line with
    something on it.
    """
    primary = language.partition("-")[0].lower()
    known = LEXICONS.get(primary)
    if known is None:
        return list(_by_line(text, primary))
    spans = _cut(text, known)
    cut = tail_start(text, spans)
    return spans[:cut] + [span._replace(kind="boilerplate") for span in spans[cut:]]


def _by_line(text: str, language: str) -> Iterator[Span]:
    at = paragraph = 0
    for line in text.split("\n"):
        if line.strip():
            for start, end in unlisted.boundaries(line, language):
                yield Span(at + start, at + end, paragraph, "body")
            paragraph += 1
        at += len(line) + 1


def _cut(text: str, known: Lexicon) -> list[Span]:
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
        elif end := _end(text, stop, start, line, known):
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


def _end(text: str, stop: re.Match[str], start: int, line: int, known: Lexicon) -> int:
    """Where the sentence from `start`, on the line at `line`, ends at `stop`; 0 if it goes on."""
    after = text[stop.end() : stop.end() + 1]
    if stop[1] == "." and stop[3] and not stop[2] and not stop[4] and after.isupper():
        return stop.end(1) if _full_stop_ends(text, stop, start, known) else 0
    if after in ("", "\n"):
        return 0 if stop[4] else stop.end(2)
    if stop.start() == start or _is_bracketed(text, stop):
        return 0
    if not _parts(text, stop, start, line, after, known):
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
    rest = text[stop.start(4) + 1 : stop.start(4) + _QUOTE_WINDOW].partition("\n")[0]
    return stop.start(4) + 1 if before % 2 or '"' not in rest else stop.end(2)


def _parts(
    text: str, stop: re.Match[str], start: int, line: int, after: str, known: Lexicon
) -> bool:
    """Whether the words before and after `stop` belong to two sentences."""
    if not stop[3]:
        return after.isupper() and _glued_ends(text, stop, start, known)
    if after.islower():
        return _informal_ends(text, stop, line, known)
    if after.isalpha():
        return (
            len(stop[1] + stop[2]) > 1
            or stop[1] != "."
            or _full_stop_ends(text, stop, start, known)
        )
    if after.isdigit():
        word = _before(text, stop, start)
        return stop[1] != "." or not (len(word) == 1 or word in known.before_number)
    return after not in _INNER or (after in ".…" and stop[4][-1:] in ("(", "["))


def _is_bracketed(text: str, stop: re.Match[str]) -> bool:
    """Whether the mark stands alone in brackets: (!), […]."""
    return text[stop.start() - 1] in "([" and stop[2] in (")", "]")


def _before(text: str, stop: re.Match[str], start: int) -> str:
    """The sentence's word before the stop, without what opens it; at most 32 characters."""
    window = text[max(start, stop.start() - _WORD_WINDOW) : stop.start()].split()
    return window[-1].lstrip(_OPENING) if window else ""


def _full_stop_ends(text: str, stop: re.Match[str], start: int, known: Lexicon) -> bool:
    """Whether one full stop, a gap and a capital letter part two sentences."""
    word = _before(text, stop, start)
    if len(word) > 1 and word.isalpha() and word not in known.all:
        return True
    word = _elided(word)
    if word in known.titles or word in known.bound:
        return False
    if word.isdigit():
        return stop.start() - start > len(word)
    is_initial = len(word) == 1 and word.isalpha() and not word.islower()
    if is_initial or word in known.undecided or _DOTTED.fullmatch(word):
        return _opens_sentence(text, stop.end(), known)
    return True


def _elided(word: str) -> str:
    """The part of `word` after its last apostrophe: `l’O` is `O`."""
    return word.replace("’", "'").rpartition("'")[2]


def _opens_sentence(text: str, at: int, known: Lexicon) -> bool:
    """Whether the word at `at` is a capitalised function word that a lower-case word follows."""
    found = _WORD.match(text, at)
    if not found:
        return False
    head = found[0].replace("’", "'").partition("'")[0]
    rest = text[found.end() : found.end() + 2]
    if head.lower() not in known.starters:
        return False
    if len(head) < len(found[0]) or head.lower() in known.sure:
        return True
    return rest[1:].islower() or (rest[:1] == "," and len(head) > 1)


def _glued_ends(text: str, stop: re.Match[str], start: int, known: Lexicon) -> bool:
    """Whether sentences meet at `stop`, before a capital letter, with their space lost."""
    if "-" in stop[4]:
        return False
    if stop[2] or stop[4]:
        return True
    token = _before(text, stop, start)
    if not token or _ADDRESS.search(token):
        return False
    return stop[1] != "." or _full_stop_parts(text, stop.end(), _elided(token), known)


def _full_stop_parts(text: str, at: int, word: str, known: Lexicon) -> bool:
    """Whether one full stop between `word` and the capital at `at`, no space, parts sentences."""
    found = _WORD.match(text, at)
    if not found or found[0].lower() in _NAME_ENDS or not word or word in known.all:
        return False
    if word[-1].islower():
        return len(word) > 1 and "." not in word
    if word.isupper() and (len(word) == 1 or "." in word or found[0].isupper()):
        return _opens_sentence(text, at, known)
    return text[at + 1 : at + 2].islower() or text[at + 1 : at + 2].isspace()


def _informal_ends(text: str, stop: re.Match[str], line: int, known: Lexicon) -> bool:
    """Whether a lower-case letter opens a sentence here, because the writer leaves capitals out.

    One stray stop looks the same, so there has to be evidence: the next word is one that opens
    sentences, and the mark is no mere full stop or the line is written without capitals; or the
    line goes on like this at several stops.
    """
    if stop[2] or not known.informal or stop[1][-1] == "…" or stop[1].endswith("..."):
        return False
    found = _WORD.match(text, stop.end())
    opens = found is not None and found[0].replace("’", "'").lower() in known.informal
    if opens and stop[1][-1] in "?!":
        return True
    nearby = text[line : line + _LINE_WINDOW].partition("\n")[0]
    if not nearby[0].islower() and not _SMALL_I.search(nearby):
        return False
    return opens or (
        not _CAPITAL_AFTER_STOP.search(nearby) and len(_SMALL_AFTER_STOP.findall(nearby)) > 1
    )

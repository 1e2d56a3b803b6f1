"""Sentences of a text: pure, linear, in code points.

One compiled expression walks the text from terminator to terminator; each stop is then judged on
the word before it and the character after it, both read through windows of fixed width. So the
work is proportional to the length whatever the text holds.
"""

import re
from typing import Final, Literal, NamedTuple

from sources.abbreviations import Lexicon, lexicon
from sources.boilerplate import tail

Kind = Literal["body", "boilerplate"]


class Span(NamedTuple):
    """One sentence: code points `start` to `end` (exclusive), its paragraph's number from 0."""

    start: int
    end: int
    paragraph: int
    kind: Kind


class _Stop(NamedTuple):
    """A terminator with what stands around it."""

    at: int
    mark: str
    closers: str
    gap: bool
    openers: str
    next: int


_STOP: Final = re.compile(
    r"([.!?…؟۔。！？]+)"
    r"((?:[^\S\n]?[»›]|[\"”’')\]}」』.!?…؟۔。！？])*)"
    r"([^\S\n]*)"
    r"([«‹\"“„‘'(\[{「『¿¡–—-]*[^\S\n]?)"
    r"|\n"
)

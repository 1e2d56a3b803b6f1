"""Sentences of the languages that no lexicon of ours covers: sentencex, a paragraph at a time.

What comes back are spans of the text as it stands, whatever sentencex makes of it: its boundaries
are taken, its strings are not.
"""

from collections.abc import Iterator
from typing import Final

from sentencex import get_sentence_boundaries

_WINDOW: Final = 10_000
_LONGEST: Final = 40_000
"""Code points handed over at a time: sentencex takes quadratic time on lines of open quotes. What
holds no boundary for longer than the second is no sentence, and is cut there."""


def boundaries(line: str, language: str) -> Iterator[tuple[int, int]]:
    """The sentences of one `line` in `language` (a primary BCP 47 subtag), as code points from
    its start: in order, disjoint, without white space at their ends, covering all that is ink.
    """
    at = 0
    while at < len(line):
        for start, end in _settled(line, at, language):
            sentence = line[start:end]
            if ink := sentence.strip():
                first = start + sentence.index(ink[0])
                yield first, first + len(ink)
            at = end


def _settled(line: str, at: int, language: str) -> list[tuple[int, int]]:
    """The sentences from `at` that end before the window's edge does; at least one."""
    size = _WINDOW
    while True:
        cut = get_sentence_boundaries(language, line[at : at + size])
        found = [(at + one["start_index"], at + one["end_index"]) for one in cut]
        if at + size >= len(line):
            return found
        if len(found) > 1:
            return found[:-1]
        if size >= _LONGEST:
            return found
        size *= 2

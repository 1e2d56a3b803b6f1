"""Where an article stops and what was glued under it begins: an author's card, most often.

The signs are general and none is the card's own words: a closing run of paragraphs in which every
sentence is a short fragment with neither a finite verb nor the determiner that opens a clause.
"""

import re
from collections.abc import Sequence
from typing import Final, Protocol

from sources.abbreviations import words


class Stretch(Protocol):
    """What the rule reads of a sentence: code points, end exclusive, and its paragraph."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def paragraph(self) -> int: ...


_FRAGMENTS_NEEDED: Final = 4
_FRAGMENTS_NEEDED_IN_AN_OPEN_QUOTE: Final = 3
_LONGEST: Final = 60
_MOST_WORDS: Final = 6

_FRAGMENT: Final = re.compile(r"[«“\"]?\s?[^\W\d_][^\d:;?!«»“”\"]*\.")
_WORD: Final = re.compile(r"[^\W\d_]+")
# Words of the closed classes that a clause shows and a bare noun phrase does not, and the endings
# of finite verbs that nouns and participles do not share.
_CLAUSE_WORDS: Final = words(
    """je tu il elle on nous vous ils elles ce cela ça qui ne n est sont suis sommes êtes était
    étaient sera seront fut furent a ont ai avons avez avait avaient aura auront eut va vont fait
    font peut peuvent doit doivent veut veulent dit disent sait faut voilà voici
    i he she it we you they who that is are am was were be been has have had do does did will
    would can could may might must shall should said says let isn don doesn won"""
)
_CLAUSE_OPENERS: Final = words(
    """le la les l un une des ce cet cette ces son sa ses leur leurs mon ma mes
    the a an this these those his her its their my our"""
)
_FINITE: Final = re.compile(r".{2,}(?:aient|ait|èrent|eront|iront|ions|ez|erait|eraient|âmes)")


def tail_start(text: str, spans: Sequence[Stretch]) -> int:
    """The index of the first of `spans` that belongs to the tail; their number if there is none.

    A tail starts with a paragraph, reaches the end, follows at least one sentence that is no
    fragment, and holds four fragments or more; three do when they stand in a quotation that is
    opened and never closed.
    """
    first = len(spans)
    while first and _is_fragment(text, spans[first - 1]):
        first -= 1
    while 0 < first < len(spans) and spans[first].paragraph == spans[first - 1].paragraph:
        first += 1
    if first == 0 or len(spans) - first < _needed(text, spans[first:]):
        return len(spans)
    return first


def _needed(text: str, tail: Sequence[Stretch]) -> int:
    opened = tail and text[tail[0].start] == "«" and "»" not in text[tail[0].start : tail[-1].end]
    return _FRAGMENTS_NEEDED_IN_AN_OPEN_QUOTE if opened else _FRAGMENTS_NEEDED


def _is_fragment(text: str, span: Stretch) -> bool:
    """Whether a sentence is short, ends with a full stop and shows no sign of a clause."""
    if span.end - span.start > _LONGEST:
        return False
    sentence = text[span.start : span.end]
    parts = _WORD.findall(sentence.lower())
    if not _FRAGMENT.fullmatch(sentence) or len(parts) > _MOST_WORDS:
        return False
    return parts[0] not in _CLAUSE_OPENERS and not any(map(_shows_a_clause, parts))


def _shows_a_clause(word: str) -> bool:
    return word in _CLAUSE_WORDS or _FINITE.fullmatch(word) is not None

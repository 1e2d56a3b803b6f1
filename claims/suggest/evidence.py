"""What the text says of evidence, beside what the speaker says."""

import re
from functools import cache
from typing import Final

from claims.suggest.conjugation import rows
from claims.suggest.grammar import Language
from claims.suggest.proposal import EvidenceNote, Span

# Patterns are bounded: a note is never longer than this, and is searched in one sentence.
_LONGEST: Final = 2_000


@cache
def _patterns(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (code, re.compile(rf"\b(?:{pattern})", re.IGNORECASE))
        for code, pattern, _ in rows(f"{language}.evidence.tsv")
    )


def notes(text: str, span: Span, language: Language) -> list[EvidenceNote]:
    """The notes on evidence in one sentence, in the order of the lexicon, none overlapping."""
    found: list[EvidenceNote] = []
    end = min(span.end, span.start + _LONGEST)
    for code, pattern in _patterns(language):
        for match in pattern.finditer(text, span.start, end):
            part = 1 if match.re.groups and match[1] else 0
            place = Span(match.start(part), match.end(part) - _slack(match[part]))
            if not any(
                place.start < note.span.end and note.span.start < place.end for note in found
            ):
                found.append(EvidenceNote(code, place))
    return found


def _slack(words: str) -> int:
    """How many closing blanks and marks at the end of a match are not part of the note."""
    return len(words) - len(words.rstrip(' »”"'))

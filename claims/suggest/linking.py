"""`selon X` beside a reporting verb: a link of the chain, or a voice of its own."""

from bisect import bisect_left
from collections.abc import Sequence

from claims.suggest.according import According
from claims.suggest.draft import Draft
from claims.suggest.line import Line
from claims.suggest.mentions import words
from claims.suggest.phrases import Phrase
from claims.suggest.proposal import Hop, Span

_NEAR = 120
_MOST = 12


def joins_chain(line: Line, phrase: According, made: Sequence[Draft]) -> bool:
    """Whether `selon X` tells through whom a recorded utterance came, rather than who spoke."""
    words = [line.cover(first, end) for first, end in phrase.ranges]
    middle = bisect_left(made, phrase.first, key=lambda draft: draft.first)
    around = made[max(0, middle - _MOST) : middle + _MOST]
    near = [draft for draft in around if abs(draft.first - phrase.first) < _NEAR]
    tops = [draft for draft in near if _heads(draft, words)]
    if not tops:
        return False
    is_outlet = any(
        line.is_noun(k, "outlet") for k in range(phrase.subject.first, phrase.subject.end)
    )
    if phrase.first < min(draft.first for draft in tops) and not is_outlet:
        return False
    span = line.cover(phrase.subject.first, phrase.subject.end)
    name = _bare_name(line, phrase.subject)
    described = line.tag(phrase.subject.end - 1) != "M"
    for draft in near:
        if any(word.start <= draft.cue.start < word.end for word in words):
            draft.hops.append(Hop(name, span, described))
    return True


def _heads(draft: Draft, words: Sequence[Span]) -> bool:
    """Whether the draft's subject and cue are the clause itself, not something inside it."""
    if draft.speaker is None or draft.kind != "fin":
        return False
    start = min(draft.speaker.start, draft.cue.start)
    line = draft.line
    at = line.at(start)
    lead = all(
        line.tag(k) not in ("X", "V", "Q", "R")
        for k in range(max(0, at - 30), at)
        if any(word.start <= line.tokens[k].start < word.end for word in words)
    )
    return lead and all(
        any(word.start <= place < word.end for word in words) for place in (start, draft.cue.start)
    )


def _bare_name(line: Line, subject: Phrase) -> str:
    first = subject.first
    if line.tag(first) == "D" and first + 1 < subject.end and not line.tokens[first].capital:
        first += line.tag(first + 1) == "M"
    return words(line, first, subject.end)

"""Outlets that report what another said: the other speaks, and the outlet carries the words."""

from collections.abc import Iterator, Sequence

from claims.suggest.draft import Draft
from claims.suggest.line import Line
from claims.suggest.mentions import words
from claims.suggest.phrases import Phrase, noun_phrase_from
from claims.suggest.proposal import Hop
from claims.suggest.subjects import left_subject
from claims.suggest.voices import can_speak

_REACH = 30
_QUOTED = ("quoted", "quotes", "cited", "cites")


def relayed(found: Sequence[Draft]) -> list[Draft]:
    """The drafts with their carriers told from their speakers; what only cites is no draft."""
    cited = {at for draft in found for at in _carried(draft)}
    return [draft for draft in found if draft.kind != "ger" or draft.first not in cited]


def _carried(draft: Draft) -> Iterator[int]:
    """Make whom an outlet cites the speaker; gives the token of the citing word."""
    line = draft.line
    if draft.kind == "ger" and line.low(draft.first - 1) == "as":
        _quoted_as_saying(draft)
    elif draft.kind == "fin" and draft.subject and _is_outlet(line, draft.subject, draft):
        for at, speaker in _sources(draft):
            _move(draft, speaker)
            yield at
            return


def _is_outlet(line: Line, subject: Phrase, draft: Draft) -> bool:
    inside = range(subject.first, subject.end)
    is_own = any(line.is_noun(at, "outlet") for at in inside)
    return is_own or draft.stance == "relays" or draft.lemma in ("apprendre", "learn")


def _sources(draft: Draft) -> Iterator[tuple[int, Phrase]]:
    """Whom the sentence says that the carrier cites, with the citing word before them."""
    line, subject = draft.line, draft.subject
    start = min(draft.first, subject.first if subject else draft.first)
    for at in range(max(0, start - 2), min(len(line.tokens), draft.end + _REACH)):
        is_source = draft.lemma == "apprendre" and line.low(at) in ("de", "auprès")
        if draft.holds(line.tokens[at].start) or not (line.is_word(at, "cited") or is_source):
            continue
        first = at + 1 + (line.low(at) == "auprès")
        end = noun_phrase_from(line, first)
        is_text = any(line.is_noun(k, "text") for k in range(first, min(end, first + 3)))
        is_voice = end > first and can_speak(line, first, end)
        sources = any(line.low(k).startswith("source") for k in range(first, end))
        if is_voice and (sources or not is_text) and (sources or not is_source):
            yield at, Phrase(first, end, "whom the carrier cites")


def _move(draft: Draft, speaker: Phrase) -> None:
    """The subject becomes a link of the chain, the cited one the speaker."""
    line, carrier = draft.line, draft.subject
    if carrier and line.tag(carrier.first) != "S":
        draft.hops.append(_hop(line, carrier))
    draft.subject = speaker
    draft.stance = "asserts" if draft.stance == "relays" else draft.stance


def _hop(line: Line, carrier: Phrase) -> Hop:
    first = carrier.first
    while first < carrier.end - 1 and line.is_word(first, "articles"):
        if line.tokens[first].capital and first > 0:
            break
        first += 1
    return Hop(words(line, first, carrier.end), line.cover(carrier.first, carrier.end))


def _quoted_as_saying(draft: Draft) -> None:
    """`the agency quoted the mayor as saying`: the mayor speaks, the agency carries."""
    line = draft.line
    at = next(
        (k for k in range(draft.first - 2, draft.first - 14, -1) if line.low(k) in _QUOTED), -1
    )
    if at < 0 or at + 1 >= draft.first - 1 or line.low(at + 1) == "by":
        return
    verb = at
    while line.tag(verb - 1) in ("X", "A"):
        verb -= 1
    carrier = left_subject(line, verb)
    draft.subject = Phrase(at + 1, draft.first - 1, "whom the carrier quotes")
    if carrier:
        draft.hops.append(_hop(line, carrier))

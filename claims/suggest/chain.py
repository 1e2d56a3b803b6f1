"""The chain between the speaker and the text: who carried the words."""

from claims.suggest.draft import Draft
from claims.suggest.line import Line
from claims.suggest.mentions import words
from claims.suggest.phrases import noun_phrase_from
from claims.suggest.proposal import Hop
from claims.suggest.scene import Scene

_REACH = 24


def hops(scene: Scene, draft: Draft) -> None:
    """Add to the draft's chain the outlets its sentence names beside the content."""
    line = scene.line
    for at in _places(draft, line):
        carried = line.is_word(at, "carried") and line.is_word(at + 1, "by")
        told = line.is_word(at, "recipients") or (at == draft.end and line.low(at - 1) == "told")
        if carried:
            _add(line, draft, at + 2)
        elif told:
            close = line.low(at) == "auprès"
            _add_outlet(line, draft, at + (line.is_word(at, "recipients")) + close)
        elif line.is_word(at, "cited"):
            _add(line, draft, at + 1, described=True)


def _places(draft: Draft, line: Line) -> list[int]:
    """The tokens near the cue that are not content."""
    start = draft.subject.first if draft.subject else draft.first
    first = max(0, min(start, draft.first) - 2)
    last = max(draft.end, draft.subject.end if draft.subject else 0) + _REACH
    near = range(first, min(len(line.tokens), last))
    return [k for k in near if not draft.holds(line.tokens[k].start)]


def _add_outlet(line: Line, draft: Draft, first: int) -> None:
    """Add what follows a preposition, if it is an outlet or an agency."""
    end = noun_phrase_from(line, first)
    stop = next((k for k in range(first, end) if line.tag(k) == "P"), end)
    if any(line.is_noun(k, "outlet") for k in range(first, min(stop, first + 6))):
        _add(line, draft, first)


def _before_name(line: Line, first: int, end: int) -> int:
    """The end of an outlet before the name that follows it: `à l'AFP | Anne Roy`."""
    for at in range(first, end - 1):
        is_short = line.is_noun(at, "outlet") and line.tokens[at].text.isupper()
        if is_short and line.tag(at + 1) == "M" and line.grammar.language == "fr":
            return at + 1
    return end


def _add(line: Line, draft: Draft, first: int, *, described: bool = False) -> None:
    end = _before_name(line, first, noun_phrase_from(line, first))
    if end == first:
        return
    name = first
    while name < end - 1 and line.is_word(name, "articles") and not line.tokens[name].capital:
        name += 1
    span = line.cover(first, end)
    is_speaker = draft.speaker is not None and draft.speaker.start <= span.start < draft.speaker.end
    if is_speaker or any(hop.span.start == span.start for hop in draft.hops):
        return
    draft.hops.append(Hop(words(line, name, end), span, described))

"""Infinitives under a governing verb: `a tenu à souligner`, `declined to comment`."""

from collections.abc import Callable

from claims.suggest.cue import Cue
from claims.suggest.grammar import PLAIN, Governor, Reading
from claims.suggest.line import Line

Group = Callable[[Line, int, int, Reading], Cue | None]


def governed(line: Line, at: int, end: int, reading: Reading, group: Group) -> Cue | None:
    """`a tenu à souligner`, `declined to comment`: the governing verb's group is the cue's."""
    link = at - 1
    while link > 0 and (line.tag(link) == "L" or line.low(link) in ("ni", "en")):
        link -= 1
    for place in range(link, max(-1, link - 5), -1):
        is_reflexive = any(line.low(k) in ("se", "s'") for k in range(link + 1, at))
        if is_reflexive != reading.verb.reflexive:
            continue
        for governor, kind in line.grammar.governors.get(line.low(place), ()):
            words = [line.low(k) for k in range(place + 1, link + 1) if line.tag(k) not in "AN"]
            if " ".join(words) != governor.link:
                continue
            found = group(line, place, place + 1, Reading(PLAIN, kind)) if kind != "inf" else None
            if found:
                return _under(found, at, end, reading, governor)
    return None


def _under(outer: Cue, at: int, end: int, reading: Reading, governor: Governor) -> Cue:
    """The cue of a governed verb; a refusal keeps its governing verb in the lemma."""
    is_unwilling = outer.negated and governor.withholds
    declines = governor.declines or is_unwilling
    declines = declines or (outer.negated and "decline" in reading.verb.frames)
    words = (governor.lemma, governor.link, reading.verb.lemma)
    return Cue(
        verb=reading.verb,
        kind=outer.kind,
        head=at,
        first=outer.first,
        end=end,
        left=outer.left,
        lemma=" ".join(filter(None, words)).replace("' ", "'") if declines else reading.verb.lemma,
        inverted=outer.inverted,
        negated=outer.negated,
        conditional=outer.conditional,
        declines=declines,
    )

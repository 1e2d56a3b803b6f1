"""Where a sentence reports speech: the verbal groups of its reporting verbs."""

from collections.abc import Iterator
from typing import Final

from claims.suggest.cue import Cue
from claims.suggest.grammar import PLAIN, Governor, Reading
from claims.suggest.line import Line

_REACH: Final = 6
_TAIL_REACH: Final = 3


def cues(line: Line) -> Iterator[Cue]:
    """The cues of a sentence in order, one for each reporting verb."""
    last: Cue | None = None
    for at, token in enumerate(line.tokens):
        if (last and at < last.end) or (token.capital and at and line.tag(at) == "M"):
            continue
        readings = line.grammar.readings.get(token.low, ())
        if found := _read(line, at, readings) or _coordinated(line, at, readings, last):
            last = found
            yield found


def _coordinated(
    line: Line, at: int, readings: tuple[Reading, ...], last: Cue | None
) -> Cue | None:
    """A participle that shares the auxiliary of the cue before: `a nié les faits et accusé X`."""
    if last is None or line.tag(at - 1) != "C" or line.grammar.language == "en":
        return None
    is_compound = last.kind == "fin" and last.first < last.head
    reading = next((reading for reading in readings if reading.kind == "part"), None)
    if reading is None or not is_compound or at - last.end > 40 or reading.verb.reflexive:
        return None
    end = _tail(line, at, reading.verb.tail)
    return _cue(line, at, at, end, reading, "fin") if end else None


def _read(line: Line, at: int, readings: tuple[Reading, ...]) -> Cue | None:
    group = _french if line.grammar.language == "fr" else _english
    for reading in readings:
        end = _tail(line, at, reading.verb.tail)
        if end and (found := group(line, at, end, reading)):
            return found
    return None


def _tail(line: Line, at: int, words: tuple[str, ...]) -> int:
    """The token after the fixed words that complete the verb; 0 where they are not there."""
    end = at + 1
    for word in words:
        place = next((k for k in range(end, end + _TAIL_REACH) if line.low(k) == word), -1)
        if place < 0 or any(line.tag(k) not in "ANS-" for k in range(end, place)):
            return 0
        end = place + 1
    return end


def _skip_left(line: Line, at: int, tags: str, reach: int = _REACH) -> int:
    """The nearest token left of `at` whose class is none of `tags`."""
    stop = max(-1, at - 1 - reach)
    at -= 1
    while at > stop and line.tag(at) and line.tag(at) in tags:
        at -= 1
    return at


# French


def _french(line: Line, at: int, end: int, reading: Reading) -> Cue | None:
    if reading.kind == "part":
        return _compound(line, at, end, reading)
    if reading.kind == "inf":
        return _governed(line, at, end, reading)
    if reading.kind == "ger":
        return _cue(line, at, at, end, reading, "ger")
    if _is_nominal(line, at):
        return None
    return _cue(line, at, at, end, reading, "fin")


def _is_nominal(line: Line, at: int) -> bool:
    """Whether the form follows what only a noun can follow."""
    before = line.tag(at - 1)
    if line.low(at - 1) == "en" and line.tag(at - 2) in tuple("JMSN"):
        return False
    if before == "D" and line.low(at - 1) in line.grammar.verbal["object_clitic"]:
        is_participle = line.tag(at - 3) in ("X", "A", "N") and line.tag(at - 2) == "J"
        return is_participle or line.tag(at - 2) not in tuple("JMSRN)")
    return before in ("D", "P", "G", "#")


def _auxiliary(line: Line, at: int) -> int:
    """The auxiliary of the participle at `at`, or -1."""
    place = at - 1
    for place in range(at - 1, max(-1, at - 1 - _REACH), -1):
        low = line.low(place)
        if line.tag(place) == "X" or low in line.grammar.verbal["perfect_infinitive"]:
            return place
        if low in line.grammar.verbal["perfect_participle"]:
            return place
        is_day = line.low(place) in ("un", "jour")
        if line.tag(place) not in "AN" and low[0] != "-" and low != "été" and not is_day:
            return -1
    return -1


def _compound(line: Line, at: int, end: int, reading: Reading) -> Cue | None:
    first = _auxiliary(line, at)
    if first < 0:
        return None
    low, verbal = line.low(first), line.grammar.verbal
    if low in verbal["perfect_participle"]:
        return _cue(line, at, first, end, reading, "ger")
    if low in verbal["perfect_infinitive"]:
        return _cue(line, at, first, end, reading, "inf") if not reading.verb.reflexive else None
    passive = any(line.low(k) in verbal["passive"] for k in range(first, at))
    is_own = reading.verb.reflexive or reading.verb.head in verbal["moving"]
    if passive or (low in verbal["be"] and not is_own):
        return _cue(line, at, first, end, reading, "passive")
    if low not in verbal["have"] and low not in verbal["be"]:
        return None
    return _cue(line, at, first, end, reading, "fin")


def _cue(line: Line, head: int, first: int, end: int, reading: Reading, kind: str) -> Cue | None:
    """The cue whose group starts at `first`, with what its clitics and its pronoun say."""
    verbal, verb = line.grammar.verbal, reading.verb
    left = first
    while left and (
        line.tag(left - 1) in ("L", "N")
        or _is_object(line, left - 1)
        or (line.low(left - 1) == "en" and kind == "fin" and line.grammar.language == "fr")
    ):
        left -= 1
    clitics = range(left, first)
    left = _past_doubled(line, left, first)
    is_reflexive = any(line.low(k) in verbal["reflexive"] for k in clitics)
    if verb.reflexive and not is_reflexive:
        return None
    if not verb.reflexive and any(line.low(k) in ("se", "s'") for k in clitics):
        return None
    inverted = next((k for k in range(first + 1, end + 1) if _is_inverted(line, k)), None)
    if line.grammar.language == "en":
        inverted = next((k for k in range(first + 1, head) if line.tag(k) == "S"), None)
    objects = verbal.get("object_clitic", frozenset())
    return Cue(
        verb=verb,
        kind=kind,
        head=head,
        first=first,
        end=end,
        left=left,
        lemma=verb.lemma,
        inverted=inverted,
        taken_up=next((k for k in clitics if line.low(k) in objects), None),
        negated=_is_negated(line, left, end),
        conditional=line.low(first) in verbal["conditional"] or reading.kind == "cond",
    )


def _past_doubled(line: Line, left: int, first: int) -> int:
    """Before an auxiliary that the writer typed twice: `a déjà a souligné`."""
    at = left - 1
    while line.tag(at) == "A":
        at -= 1
    return at if line.tag(at) == "X" and line.low(at) == line.low(first) else left


def _is_object(line: Line, at: int) -> bool:
    """Whether an article before a verb is the pronoun of the same form."""
    return line.tag(at) == "D" and line.low(at) in line.grammar.verbal["object_clitic"]


def _is_inverted(line: Line, at: int) -> bool:
    return line.low(at) in line.grammar.verbal["inverted"]


def _is_negated(line: Line, left: int, end: int) -> bool:
    return any(line.low(k) in ("ne", "n'", "not", "n't", "never") for k in range(left, end))


# infinitives under a governing verb, both languages


def _governed(line: Line, at: int, end: int, reading: Reading) -> Cue | None:
    """`a tenu à souligner`, `declined to comment`: the governing verb's group is the cue's."""
    link = at - 1
    while link > 0 and (line.tag(link) == "L" or line.low(link) == "ni"):
        link -= 1
    for place in range(link, max(-1, link - 5), -1):
        is_reflexive = any(line.low(k) in ("se", "s'") for k in range(link + 1, at))
        if is_reflexive != reading.verb.reflexive:
            continue
        for governor, kind in line.grammar.governors.get(line.low(place), ()):
            words = [line.low(k) for k in range(place + 1, link + 1) if line.tag(k) not in "AN"]
            if " ".join(words) != governor.link:
                continue
            group = _french if line.grammar.language == "fr" else _english
            found = group(line, place, place + 1, Reading(PLAIN, kind)) if kind != "inf" else None
            if found:
                return _under(found, at, end, reading, governor)
    return None


def _under(outer: Cue, at: int, end: int, reading: Reading, governor: Governor) -> Cue:
    """The cue of a governed verb; a refusal keeps its governing verb in the lemma."""
    declines = governor.declines or (outer.negated and "decline" in reading.verb.frames)
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


# English

_BREAKS: Final = frozenset(("", ";", ",", "C", "."))


def _english(line: Line, at: int, end: int, reading: Reading) -> Cue | None:
    before = line.tag(at - 1)
    if line.low(at - 1) == "to" and reading.kind in ("inf", "fin"):
        return _governed(line, at, end, reading)
    first, helpers = _helpers(line, at)
    verbal = line.grammar.verbal
    if reading.kind == "ger":
        is_finite = any(low in verbal["be"] for low in helpers)
        return _cue(
            line, at, first if is_finite else at, end, reading, "fin" if is_finite else "ger"
        )
    if reading.kind == "part" or (helpers and reading.kind == "fin" and _is_past(line, at)):
        has = any(low in verbal["have"] for low in helpers)
        be = any(low in verbal["be"] for low in helpers)
        if be and not (has and not _holds_been(helpers)):
            return _cue(line, at, first, end, reading, "passive")
        return _cue(line, at, first, end, reading, "fin") if has else None
    is_pronoun = before == "D" and line.is_word(at - 1, "alone") and line.tag(at - 2) in _BREAKS
    if reading.kind == "inf" or (before in ("D", "G", "P", "#") and not is_pronoun):
        return None
    return _cue(line, at, first if helpers else at, end, reading, "fin")


def _holds_been(helpers: list[str]) -> bool:
    return any(low in ("been", "be", "being", "is", "are", "was", "were") for low in helpers)


def _is_past(line: Line, at: int) -> bool:
    readings = line.grammar.readings.get(line.low(at), ())
    return any(reading.kind == "part" for reading in readings)


def _helpers(line: Line, at: int) -> tuple[int, list[str]]:
    """The start of the auxiliaries before a verb, and their words."""
    first, helpers = at, []
    for place in range(at - 1, max(-1, at - 1 - _REACH), -1):
        low = line.low(place)
        if line.tag(place) == "X":
            first = place
            helpers.append(low)
        elif line.tag(place) == "S" and line.tag(place - 1) == "X" and not helpers:
            continue
        elif line.tag(place) not in ("A", "N") and low != "since":
            break
    if first == at and (asked := _asked(line, at)):
        return 0, [asked]
    return first, helpers


def _asked(line: Line, at: int) -> str:
    """The auxiliary that opens a question whose verb is at `at`: `Did the mayor ever say …?`"""
    is_question = line.tag(0) == "X" and line.low(len(line.tokens) - 1) == "?"
    is_near = at < 12 and all(line.tag(k) in "DJMGAS" for k in range(1, at))
    return line.low(0) if is_question and is_near and at > 1 else ""

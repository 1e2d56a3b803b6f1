"""French verbal groups: compound tenses, passives, infinitives and participles."""

from dataclasses import replace
from typing import Final

from claims.suggest.cue import Cue
from claims.suggest.governing import governed
from claims.suggest.grammar import Reading
from claims.suggest.grouping import grouped
from claims.suggest.line import Line

_REACH: Final = 6


def french_group(line: Line, at: int, end: int, reading: Reading) -> Cue | None:
    if reading.kind == "part":
        return _compound(line, at, end, reading)
    if reading.kind == "inf":
        return governed(line, at, end, reading, french_group) or _narrated(line, at, end, reading)
    if reading.kind == "ger":
        return grouped(line, at, at, end, reading, "ger")
    if _is_nominal(line, at):
        return None
    return grouped(line, at, at, end, reading, "fin")


def _narrated(line: Line, at: int, end: int, reading: Reading) -> Cue | None:
    """`Et le maire de conclure : « … »`, `avant d'ajouter : « … »`: infinitives that report."""
    is_told = line.low(at - 1) in ("de", "d'") and line.tag(end) in (":", "«", '"', "Q")
    is_first = line.low(0) in ("et", "-") and at <= 20
    is_next = line.low(at - 2) == "avant"
    if not is_told or not (is_first or is_next) or not reading.verb.quotes:
        return None
    found = grouped(line, at, at, end, reading, "ger" if is_next else "told")
    return replace(found, left=at - 1 - is_next) if found else None


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
        return grouped(line, at, first, end, reading, "ger")
    if low in verbal["perfect_infinitive"]:
        return grouped(line, at, first, end, reading, "inf") if not reading.verb.reflexive else None
    if reading.verb.copula:
        return grouped(line, at, first, end, reading, "fin") if low in verbal["be"] else None
    passive = any(line.low(k) in verbal["passive"] for k in range(first, at))
    is_own = reading.verb.reflexive or reading.verb.head in verbal["moving"]
    if passive or (low in verbal["be"] and not is_own):
        return grouped(line, at, first, end, reading, "passive")
    if low not in verbal["have"] and low not in verbal["be"]:
        return None
    return grouped(line, at, first, end, reading, "fin")

"""English verbal groups: auxiliaries, passives, questions, infinitives and gerunds."""

from typing import Final

from claims.suggest.conjugation import third
from claims.suggest.cue import Cue
from claims.suggest.governing import governed
from claims.suggest.grammar import Reading
from claims.suggest.grouping import grouped
from claims.suggest.line import Line

_REACH: Final = 6
_BREAKS: Final = frozenset(("", ";", ",", "C", "."))


def english_group(line: Line, at: int, end: int, reading: Reading) -> Cue | None:
    before = line.tag(at - 1)
    if line.low(at - 1) == "to" and reading.kind in ("inf", "fin"):
        return governed(line, at, end, reading, english_group)
    first, helpers = _helpers(line, at)
    verbal = line.grammar.verbal
    if reading.kind == "ger":
        is_finite = any(low in verbal["be"] for low in helpers)
        return grouped(
            line, at, first if is_finite else at, end, reading, "fin" if is_finite else "ger"
        )
    if reading.kind == "part" or (helpers and reading.kind == "fin" and _is_past(line, at)):
        has = any(low in verbal["have"] for low in helpers)
        be = any(low in verbal["be"] for low in helpers)
        if reading.verb.copula:
            return grouped(line, at, first, end, reading, "fin") if be else None
        if be and not (has and not _holds_been(helpers)):
            return grouped(line, at, first, end, reading, "passive")
        return grouped(line, at, first, end, reading, "fin") if has else None
    if helpers and line.low(at) == third(reading.verb.head):
        return None
    if not helpers and before == "J" and _is_compound_noun(line, at):
        return None
    is_pronoun = before == "D" and line.is_word(at - 1, "alone") and line.tag(at - 2) in _BREAKS
    if reading.kind == "inf" or (before in ("D", "G", "P", "#") and not is_pronoun):
        return None
    return grouped(line, at, first if helpers else at, end, reading, "fin")


def _is_compound_noun(line: Line, at: int) -> bool:
    """`a blog post`: a base form after a singular noun is a noun too."""
    noun = line.low(at - 1)
    is_plural = noun.endswith("s") or noun in line.grammar.words["plurals"]
    return line.is_word(at, "noun_cues") and not is_plural


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

"""Where a sentence reports speech: the verbal groups of its reporting verbs."""

from collections.abc import Iterator
from typing import Final

from claims.suggest.cue import Cue
from claims.suggest.english import english_group
from claims.suggest.french import french_group
from claims.suggest.grammar import Reading
from claims.suggest.grouping import grouped
from claims.suggest.line import Line

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
    reading = next((r for r in readings if r.kind == "part" and not r.verb.reflexive), None)
    if reading is None or not is_compound or at - last.end > 40:
        return None
    end = _tail(line, at, reading.verb.tail)
    return grouped(line, at, at, end, reading, "fin") if end else None


def _read(line: Line, at: int, readings: tuple[Reading, ...]) -> Cue | None:
    group = french_group if line.grammar.language == "fr" else english_group
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
        between = range(end, place)
        if place < 0 or any(
            line.tag(k) not in "ANS-" and not line.is_word(k, "degrees") for k in between
        ):
            return 0
        end = place + 1
    return end

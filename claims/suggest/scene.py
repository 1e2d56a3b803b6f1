"""A sentence with its cues, as the rules for content look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claims.suggest.cue import Cue
from claims.suggest.line import Line

_FINAL: Final = frozenset((".", "!", "?", ",", ";", ":"))


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its cues: what the rules for content look at."""

    line: Line
    cues: Sequence[Cue]
    starts: dict[int, Cue]
    notes: frozenset[int]

    @classmethod
    def of(cls, line: Line, cues: Sequence[Cue], notes: frozenset[int] = frozenset()) -> "Scene":
        """The scene of a sentence; `notes` are the places where a note on evidence starts."""
        starts = {cue.left: cue for cue in cues} | {cue.first: cue for cue in cues}
        return cls(line, cues, starts, notes)

    def is_note(self, at: int) -> bool:
        """Whether a note on evidence starts at token `at`."""
        return at < len(self.line.tokens) and self.line.tokens[at].start in self.notes


def scope(line: Line, cue: Cue) -> tuple[int, int]:
    """The tokens among which a cue's complements lie: its quotation's, or the sentence's."""
    if quote := line.quote_around(cue.head):
        start = max(0, line.at(quote.start))
        start += start < len(line.tokens) and line.tag(start) in ('"', "«", "'", "‘")
        end = line.at(quote.end - quote.closed)
        return start, max(end, cue.end)
    return 0, len(line.tokens)


def strip_end(line: Line, first: int, end: int) -> int:
    """`end` without the marks that close a sentence; guillemets stay."""
    while end > first and (
        line.tag(end - 1) in _FINAL
        or line.tag(end - 1) == "R"
        or set(line.tokens[end - 1].text) == {"."}
    ):
        end -= 1
    return end


def cue_with_subject(scene: Scene, at: int) -> bool:
    """Whether another's report follows: `, while supporters argue`, `, alors que X affirme`."""
    line = scene.line
    at += line.low(at) in ("que", "qu'")
    for place in range(at, at + 14):
        found = scene.starts.get(place)
        if found and place > at:
            return found.kind == "fin" and found.inverted is None
        if line.tag(place) not in ("S", "D", "J", "M", "P", "G", "A", "#"):
            return False
    return False

"""What a frame finds: a complement, and what it settles by the way."""

from dataclasses import dataclass
from typing import Final

from claims.suggest.clauses import content_end
from claims.suggest.cue import Cue
from claims.suggest.line import Line
from claims.suggest.phrases import Phrase, noun_phrase_from
from claims.suggest.quotes import Quote
from claims.suggest.scene import Scene, scope


@dataclass(frozen=True, slots=True)
class Finding:
    """A complement: ranges of tokens, the frame that found it, the words that opened it.

    `subject` is set where the frame settles who speaks. `previous` says that the content is the
    sentence before.
    """

    frame: str
    ranges: tuple[tuple[int, int], ...] = ()
    opener: int | None = None
    subject: Phrase | None = None
    previous: bool = False
    quote: Quote | None = None
    stance: str | None = None


REACH: Final = 45


def complement_ranges(scene: Scene, cue: Cue, first: int) -> tuple[tuple[int, int], ...]:
    _, limit = scope(scene.line, cue)
    end = content_end(scene, cue, first, limit)
    return ((first, end),) if end > first else ()


def bounded(scene: Scene, cue: Cue, frame: str, opener: int | None, first: int) -> Finding | None:
    ranges = complement_ranges(scene, cue, first)
    return Finding(frame, ranges, opener) if ranges else None


def past_adjuncts(line: Line, at: int) -> int:
    """Skip adverbs, dates and the occasion named after the verb."""
    while line.tag(at) in ("A", "T", "N") or (line.tag(at) == "P" and line.tag(at + 1) == "T"):
        at += 1
    if line.low(at) in ("last", "this") and line.is_word(at + 1, "periods"):
        at += 2
    if line.low(at) in ("late", "early", "earlier", "later") and line.tag(at + 1) in ("T", "P"):
        return past_adjuncts(line, at + 1 + (line.low(at + 1) == "on"))
    if line.grammar.language == "en" and line.low(at) in ("in", "at", "during"):
        end = noun_phrase_from(line, at + 1)
        if any(line.is_noun(k, "venue") for k in range(at + 1, end)) and line.tag(end) in "DSM":
            return end
    return at


def is_recipient(cue: Cue) -> bool:
    return "recipient" in cue.verb.frames

"""What was taken back, and what nobody would speak about."""

from typing import Final

from claims.suggest.clauses import content_end
from claims.suggest.cue import Cue
from claims.suggest.finding import Finding, past_adjuncts
from claims.suggest.nominal import nominal_ranges
from claims.suggest.scene import Scene

_TOPIC: Final = ("on", "to", "about", "à", "au", "aux", "sur", "for", "of", "as")


def retracted(scene: Scene, cue: Cue) -> Finding | None:
    """`a retiré ses propos`: only what was said before can be taken back or put right."""
    line = scene.line
    on = line.low(cue.end) == "sur"
    if ("retract-sur" if on else "retract") not in cue.verb.frames:
        return None
    first = past_adjuncts(line, cue.end + on)
    ranges = nominal_ranges(scene, cue, first)
    if ranges and line.tag(ranges[0][1]) == "," and line.tag(ranges[0][1] + 1) == "R":
        ranges = ((first, content_end(scene, cue, first, len(line.tokens))),)
    near = range(ranges[0][0], min(ranges[0][1], ranges[0][0] + 5)) if ranges else range(0)
    is_speech = any(line.is_noun(k, "statements") for k in near)
    return Finding("nominal", ranges) if is_speech else None


def declined(scene: Scene, cue: Cue) -> Finding | None:
    """`a refusé de commenter X`, `did not respond`: the refusal, and what it was about."""
    frames = cue.verb.frames
    is_refused = cue.negated and bool(frames & {"decline", "withheld"})
    if not (is_refused or cue.declines or "refusal" in frames):
        return None
    line = scene.line
    first = cue.end
    is_linked = line.low(first) in _TOPIC
    if "withheld" in frames and not cue.declines and line.tag(first) not in ("D", "M", "J"):
        return None
    first += is_linked
    is_topic = line.tag(first) not in ("A", "T", "P") or is_linked
    ranges = (nominal_ranges(scene, cue, first) if is_topic else ()) or ((cue.head, cue.end),)
    return Finding("declined", ranges, None, stance="declines_to_comment")

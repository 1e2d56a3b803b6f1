"""What X is called, accused of or justified by: `accuse X of Y`, `qualifier X de Y`."""

from typing import Final

from claims.suggest.cue import Cue
from claims.suggest.finding import Finding
from claims.suggest.infinitive import is_infinitive
from claims.suggest.line import Line
from claims.suggest.nominal import nominal_ranges
from claims.suggest.scene import Scene

# What stands between whom a verb speaks of and what it says of them.
LABELS: Final = {
    "of-label": ("de", "d'", "of", "du"),
    "by-label": ("par", "by", "with"),
    "labelled": ("«", '"'),
}


def labelled(scene: Scene, cue: Cue) -> Finding | None:
    """`qualifier X de Y`, `call X Y`, `accuse X of Y`: the whole of what is said of X."""
    line, frames = scene.line, cue.verb.frames
    links = next((words for name, words in LABELS.items() if name in frames), None)
    if links is None:
        return None
    limit = min(len(line.tokens), cue.end + 25)
    stop = next((k for k in range(cue.end, limit) if line.tag(k) in (".", ";", ":", "X")), limit)
    if "labelled" in frames and (ranges := _is_called(scene, cue)):
        return Finding("labelled", ranges, cue.end)
    for at in range(cue.end, stop):
        if line.low(at) in links or line.tag(at) in links:
            first = at + (line.tag(at) not in ("«", '"'))
            if _is_label(line, cue, first):
                ranges = _label_ranges(scene, cue, first)
                return Finding("labelled", ranges, at) if ranges else None
    return None


def _is_called(scene: Scene, cue: Cue) -> tuple[tuple[int, int], ...]:
    """`called it an act of war`: what follows the pronoun is the label."""
    line, at = scene.line, cue.end
    is_object = line.low(at) in ("it", "him", "her", "them", "this")
    opens = line.tag(at + 1) in ("D", "J") and not line.low(at + 1).endswith("ing")
    return nominal_ranges(scene, cue, at + 1) if is_object and opens else ()


def _label_ranges(scene: Scene, cue: Cue, first: int) -> tuple[tuple[int, int], ...]:
    """The label: of a quotation only its words, up to whatever hangs on them."""
    line = scene.line
    ranges = nominal_ranges(scene, cue, first, adjuncts="by-label" in cue.verb.frames)
    quote = line.opening.get(line.tokens[first].start) if first < len(line.tokens) else None
    if not quote or not ranges:
        return ranges
    end = line.at(quote.end)
    return ((first, end),) if line.tag(end) in ("C", "D") and end < ranges[0][1] else ranges


def _is_label(line: Line, cue: Cue, at: int) -> bool:
    """Whether what follows the link is the charge or the label, not a part of the name before."""
    if "by-label" in cue.verb.frames or "labelled" in cue.verb.frames:
        return True
    if line.grammar.language == "en":
        return line.low(at).endswith("ing") or line.tag(at) in ("D", "J")
    is_label = is_infinitive(line, at) or line.tag(at) in ("«", '"')
    return is_label or (cue.verb.head in ("qualifier", "taxer") and line.tag(at) == "J")

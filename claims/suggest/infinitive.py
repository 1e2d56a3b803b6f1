"""Clauses without a finite verb: `affirme avoir`, `promet de`, `vowed to`."""

from claims.suggest.cue import Cue
from claims.suggest.finding import Finding, bounded, past_adjuncts
from claims.suggest.line import Line
from claims.suggest.phrases import has_infinitive_form, noun_phrase_from
from claims.suggest.scene import Scene


def infinitive(scene: Scene, cue: Cue) -> Finding | None:
    """`affirme avoir`, `promet de`, `vowed to`: a clause without a finite verb."""
    line, frames = scene.line, cue.verb.frames
    at = _with_negation(line, _past_insertion(line, past_adjuncts(line, cue.end)), cue.end)
    if "inf" in frames and line.grammar.language == "fr" and not is_infinitive(line, at):
        at = _past_recipients(line, at)
    low = line.low(at)
    if "inf" in frames and is_infinitive(line, at) and line.grammar.language == "fr":
        return bounded(scene, cue, "infinitive", None, at)
    linked = {"de-inf": ("de", "d'"), "a-inf": ("à",), "to-inf": ("to",), "inf": ("to",)}
    for name, words in linked.items():
        if name in frames and low in words and is_infinitive(line, at + 1):
            first = at - 1 if line.low(at - 1) == "not" and at > cue.end else at + 1
            return bounded(scene, cue, "infinitive", at, first)
    if "obj-inf" in frames and line.tag(at) in ("D", "M", "J", "S", "#"):
        end = at + 1 if line.tag(at) == "S" else noun_phrase_from(line, at)
        if line.low(end) == "to" and is_infinitive(line, end + 1):
            return bounded(scene, cue, "infinitive", end, end + 1)
        if (line.low(end), line.low(end + 1)) == ("not", "to"):
            return bounded(scene, cue, "infinitive", end, end)
    for name in ("de-inf", "a-inf"):
        if name in frames and (line.low(at) in ("à", "aux", "au") or line.tag(at) in ("D", "M")):
            end = noun_phrase_from(line, at + (line.tag(at) == "P"))
            if line.low(end) in linked[name] and is_infinitive(line, end + 1):
                return bounded(scene, cue, "infinitive", end, end + 1)
    if "ing" in frames and low.endswith("ing"):
        return bounded(scene, cue, "infinitive", None, at)
    if "adj" in frames and cue.verb.reflexive and line.tag(at) in ("J", "A", "V", "«", '"'):
        return bounded(scene, cue, "attribute", None, at)
    return None


def _with_negation(line: Line, at: int, first: int) -> int:
    """The start of `ne pas`, `n'avoir`: what is denied belongs to what is said."""
    start = at
    while start > first and line.tag(start - 1) == "N":
        start -= 1
    return start if line.low(start) in ("ne", "n'") else at


def _past_insertion(line: Line, at: int) -> int:
    """The preposition after an insertion: `s'est engagé, devant témoins, à publier`."""
    if line.tag(at) != ",":
        return at
    comma = next((k for k in range(at + 1, at + 9) if line.tag(k) == ","), at)
    is_next = line.low(comma + 1) in ("à", "de", "d'", "to") and is_infinitive(line, comma + 2)
    return comma + 1 if is_next else at


def _past_recipients(line: Line, at: int) -> int:
    """The infinitive after `aux gendarmes`, `devant témoins`, `, sur les ondes,`; else `at`."""
    if line.tag(at) not in ("P", ","):
        return at
    for place in range(at, at + 14):
        is_free = line.tag(place - 1) != "P" and line.tag(place) == "J"
        is_perfect = line.low(place) in line.grammar.verbal["perfect_infinitive"]
        is_after = line.tag(place - 1) == "," and place > at + 1
        if is_free and (is_perfect or (is_after and is_infinitive(line, place))):
            return place
        if line.tag(place) not in ("P", "D", "J", "M", "A", "T", ",", "#"):
            return at
    return at


def is_infinitive(line: Line, at: int) -> bool:
    """Whether an infinitive starts here, its quotation mark, clitics and negation allowed."""
    at += line.tag(at) in ("«", '"')
    for _ in range(4):
        if line.tag(at) not in ("L", "N", "A") and not line.is_word(at, "proclitics"):
            break
        at += 1
    if line.grammar.language == "en":
        return line.tag(at) in ("J", "X", "V")
    is_perfect = line.low(at) in line.grammar.verbal["perfect_infinitive"]
    return is_perfect or (line.tag(at) == "J" and has_infinitive_form(line.low(at)))

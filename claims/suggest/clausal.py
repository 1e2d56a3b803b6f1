"""Clauses that introduce themselves: `that …`, `whether …`, `: "…"`, or nothing at all."""

from claims.suggest.cue import Cue
from claims.suggest.finding import REACH, Finding, complement_ranges, is_recipient, past_adjuncts
from claims.suggest.line import Line
from claims.suggest.nominal import PREPOSITIONS
from claims.suggest.phrases import noun_phrase_from
from claims.suggest.scene import Scene, scope
from claims.suggest.tagging import NOMINAL


def clause(scene: Scene, cue: Cue) -> Finding | None:
    """`that …`, `whether …`, `: "…"`, `"…"`: what introduces itself."""
    line = scene.line
    _, limit = scope(line, cue)
    at, stop = cue.end, min(limit, cue.end + REACH)
    while at < stop:
        if found := _opening(scene, cue, at):
            return found
        if not _may_stand_between(scene, cue, at):
            return None
        at = _step(scene, cue, at, stop)
    return None


def _step(scene: Scene, cue: Cue, at: int, stop: int) -> int:
    """The next token to look at: past a bracket, or past an insertion before the complement."""
    line = scene.line
    if line.tag(at) == "(":
        return next((k + 1 for k in range(at, stop) if line.tag(k) == ")"), stop)
    if line.tag(at) == ",":
        commas = [k for k in range(at + 1, min(stop, at + 40)) if line.tag(k) == ","]
        for comma in commas:
            if line.is_word(comma + 1, "that") or line.is_word(comma + 1, "whether"):
                return comma + 1
    return at + 1


def _may_stand_between(scene: Scene, cue: Cue, at: int) -> bool:
    """Whether token `at` may be an adjunct or a recipient before the complement."""
    line, tag = scene.line, scene.line.tag(at)
    if tag == "V" and line.low(at).endswith("ed") and line.tag(at + 1) in ("T", "P", "M"):
        return line.tag(at - 1) in NOMINAL and line.grammar.language == "en"
    if tag in ("X", "V", "S", ";", ".", "R", "!", "?", "") or at in scene.starts:
        return tag == "S" and line.grammar.language == "en" and at == cue.end
    if tag in ("«", '"', ")") or _is_other_verb(line, at):
        return False
    return not (tag == "C" and line.tag(at + 1) in ("X", "V", "S"))


def _is_other_verb(line: Line, at: int) -> bool:
    """Whether a reporting infinitive stands here, whose complement follows: `convient de dire`."""
    readings = line.grammar.readings.get(line.low(at), ())
    is_infinitive = any(reading.kind == "inf" for reading in readings)
    return is_infinitive and line.low(at - 1) in ("de", "d'") and line.grammar.language == "fr"


def _opening(scene: Scene, cue: Cue, at: int) -> Finding | None:
    line, frames = scene.line, cue.verb.frames
    is_near = at - cue.end <= 14
    if line.is_word(at, "that") and frames & {"que", "that"} and _is_complementiser(scene, cue, at):
        return introduced(scene, cue, "that", at, at + 1)
    if line.is_word(at, "whether") and is_near and _asks(line, cue, at):
        return introduced(scene, cue, "whether", at, at + 1)
    if line.is_word(at, "why") and at == cue.end and frames & {"si", "whether", "why", "bare"}:
        return introduced(scene, cue, "why", at, at)
    if line.tag(at) == ":" and (cue.verb.quotes or "colon" in frames):
        return introduced(scene, cue, "colon", at, at + 1)
    if (
        line.tag(at) in ("«", '"')
        and cue.verb.quotes
        and "labelled" not in frames
        and (at == cue.end or line.tag(at - 1) == ",")
    ):
        return introduced(scene, cue, "quote", None, at)
    return None


def introduced(
    scene: Scene, cue: Cue, frame: str, opener: int | None, first: int
) -> Finding | None:
    line = scene.line
    while line.tag(first) in (",",) or _is_stray(line, first):
        first += 1
    ranges = complement_ranges(scene, cue, first)
    if not ranges:
        return None
    stance = "asks" if frame == "whether" and cue.verb.stance == "asserts" else None
    if frame in ("whether", "why") and (cue.negated or cue.declines):
        stance = "declines_to_comment"
    return Finding(frame, ranges, opener, None, stance=stance)


def _is_stray(line: Line, at: int) -> bool:
    """A title glued to a word that is no name (`M.Concernant`): letters that belong to nothing."""
    if line.low(at) != "m." or at + 1 >= len(line.tokens):
        return False
    is_glued = line.tokens[at + 1].start == line.tokens[at].end
    return is_glued and line.tag(at + 1) in ("P", "D", "S", "A", "Q", "C")


def _is_complementiser(scene: Scene, cue: Cue, at: int) -> bool:
    """Whether `that` opens the complement, not a relative clause on a noun before it."""
    line = scene.line
    is_inserted = line.tag(at + 1) == "," and line.tag(at + 2) in ("Q", "P", "A", "T", "C")
    if (
        (line.tag(at + 1) in (",", ".") and not is_inserted)
        or _is_conjoined(line, cue, at - 1)
        or line.tag(at - 1) == "C"
    ):
        return False
    is_dated = line.low(cue.end) in ("last", "this", "next", "earlier", "later")
    has_object = line.tag(cue.end) in ("D", "J") and not is_recipient(cue) and not is_dated
    if has_object and ("nom" in cue.verb.frames or line.grammar.language == "en"):
        return at == cue.end
    links = {low for name in cue.verb.frames for low in PREPOSITIONS.get(name, ())}
    return at == cue.end or line.low(cue.end) not in links


def _is_conjoined(line: Line, cue: Cue, at: int) -> bool:
    """Whether the word before `que` makes a conjunction with it, not an adverb of the verb."""
    is_adverb = at == cue.end or line.low(at - 1) == "de"
    return line.is_word(at, "conjoined") and not is_adverb


def _asks(line: Line, cue: Cue, at: int) -> bool:
    frames = cue.verb.frames
    if frames & {"si", "whether"}:
        return True
    is_open = cue.negated or cue.declines
    return is_open and bool(frames & {"que", "that"}) and at == cue.end


def bare(scene: Scene, cue: Cue) -> Finding | None:
    """`said the attack was …`: an English clause without its `that`."""
    line = scene.line
    if line.grammar.language != "en" or "bare" not in cue.verb.frames:
        return None
    first = past_adjuncts(line, cue.end)
    if is_recipient(cue):
        first = _past_recipient(line, first)
    return bare_clause(scene, cue, first)


def bare_clause(scene: Scene, cue: Cue, first: int) -> Finding | None:
    """The clause without `that` that starts at token `first`, if one does."""
    line = scene.line
    if line.grammar.language != "en" or "bare" not in cue.verb.frames:
        return None
    is_gap = line.tag(first) == "X" and cue.verb.head in line.grammar.words["gapping"]
    is_gap = is_gap and line.tag(first + 1) != "Q"
    opens = line.tag(first) in ("D", "J", "M", "S", "#", "A") or is_gap
    if not opens and line.low(first) != "that":
        return None
    ranges = complement_ranges(scene, cue, first)
    if not ranges:
        return None
    if line.low(first) in ("nothing", "little", "something"):
        return None
    is_clause = _is_clause(line, *ranges[0])
    if _is_object_of_relative(scene, cue, *ranges[0]):
        return None
    is_short = ranges[0][1] - ranges[0][0] < 2
    if (not is_clause and cue.verb.head != "say") or is_short:
        return None
    return Finding("bare clause" if is_clause else "bare words", ranges)


def _is_object_of_relative(scene: Scene, cue: Cue, first: int, end: int) -> bool:
    """`the man who found the wreck said`: the next verb is that of the relative's antecedent."""
    line = scene.line
    if not line.is_word(cue.left - 1, "relative_subject"):
        return False
    verb = next((k for k in range(first, end) if line.tag(k) in ("X", "V")), -1)
    return verb in scene.starts and scene.starts[verb].kind == "fin"


def _is_clause(line: Line, first: int, end: int) -> bool:
    """Whether a finite verb comes before any mark or conjunction: subject and verb, no object."""
    for at in range(first, min(end, first + 40)):
        if _is_finite(line, at):
            return True
        if line.tags[at] in ("Q", "R", ";", ":", "C") and at > first:
            return (
                line.tags[at] in ("C", "R")
                and any(line.tags[k] in ("X", "V") for k in range(at, min(end, at + 12)))
                and line.tag(at + 1) not in ("X", "V")
            )
    return False


def _is_finite(line: Line, at: int) -> bool:
    """Whether a finite verb stands here: no `to be`, no participle after its noun."""
    if line.tag(at) == "X":
        return line.low(at) not in ("be", "been", "being") and line.low(at - 1) != "to"
    is_participle = line.low(at).endswith("ed") and line.tag(at + 1) in ("P", "C", ".", ",", "")
    return line.tag(at) == "V" and (not is_participle or line.tag(at - 1) in ("S", "A"))


def _past_recipient(line: Line, at: int) -> int:
    """The token after the person told: `told reporters`, `told her`; `at` if nobody is."""
    is_possessive = line.low(at) == "her" and line.tag(at + 1) in ("J", "V")
    if not is_possessive and line.low(at) in ("me", "him", "her", "us", "them", "you", "it"):
        return at + 1
    end = noun_phrase_from(line, at)
    return at if line.tag(end) in ("X", "V") else end


def garbled(scene: Scene, cue: Cue) -> Finding | None:
    """A complement that lost its `que`: a second finite verb after adjuncts only."""
    line = scene.line
    if line.grammar.language != "fr" or "bare" not in cue.verb.frames or cue.kind != "fin":
        return None
    for at in range(cue.end, min(len(line.tokens) - 1, cue.end + 20)):
        if line.tag(at) == "X" and line.tag(at + 1) == "J":
            ranges = complement_ranges(scene, cue, at)
            return Finding("clause without que", ranges) if ranges else None
        if line.tag(at) in (",", ";", ".", "V", "S", "Q", "R", "C"):
            return None
    return None

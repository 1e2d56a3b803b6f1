"""`selon X`, `d'après X`, `according to X`: speech reported without a verb."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.suggest.clauses import content_end
from claims.suggest.cue import Cue
from claims.suggest.grammar import PLAIN
from claims.suggest.line import Line
from claims.suggest.phrases import Phrase
from claims.suggest.scene import Scene, scope, strip_end
from claims.suggest.voices import after_according, is_according, voice


@dataclass(frozen=True, slots=True)
class According:
    """One such phrase: its words, whom it names, and the clause it is about."""

    first: int
    end: int
    lemma: str
    subject: Phrase
    ranges: tuple[tuple[int, int], ...]
    after: int


def according(scene: Scene) -> Iterator[According]:
    """Those of a sentence that name somebody who speaks, or a text."""
    line = scene.line
    for at in range(len(line.tokens)):
        if not is_according(line, at) or line.is_noun(at - 1, "varying"):
            continue
        end = after_according(line, at)
        subject = voice(line, end)
        if subject and (ranges := _clause(scene, at, end, subject)):
            lemma = " ".join(line.low(k) for k in range(at, end)).replace("' ", "'")
            yield According(at, end, lemma, subject, ranges, subject.end)


def _past_relative(line: Line, at: int) -> int:
    """The comma after the relative clause and the participles that follow a phrase."""
    while line.tag(at) == ",":
        is_participle = line.low(at + 1).endswith(("é", "ée", "és", "ées", "ris", "rise"))
        opens = line.tag(at + 1) == "R" or (is_participle and line.tag(at + 1) == "J")
        after = next((k for k in range(at + 1, at + 30) if line.tag(k) in (",", ".", "")), at)
        if not opens or line.tag(after) != "," or after == at:
            break
        at = after
    return at


def _clause(scene: Scene, at: int, end: int, subject: Phrase) -> tuple[tuple[int, int], ...]:
    """The clause the phrase is about: after it where it opens the sentence, else before it."""
    line = scene.line
    cue = Cue(PLAIN, "fin", at, at, end, at, "")
    low, limit = scope(line, cue)
    start = _start(line, low, at)
    before = (start, strip_end(line, start, at))
    after = _past_relative(line, subject.end) if at <= low + 1 else subject.end
    after += line.tag(after) in (",", ":")
    is_first = before[1] <= before[0] or all(
        line.tag(k) in "AC,«-" for k in range(max(before[0], before[1] - 60), before[1])
    )
    if is_first or _is_lead(line, before):
        stop = content_end(scene, cue, after, limit)
        return ((after, stop),) if stop > after else ()
    is_inside = line.tag(at - 1) == "," and line.tag(subject.end) == ","
    if is_inside and _goes_on(scene, after):
        stop = content_end(scene, cue, after, limit)
        return (before, (after, stop)) if stop > after else (before,)
    return (_apposed(line, before, subject.end),)


def _goes_on(scene: Scene, after: int) -> bool:
    """Whether the clause that the phrase interrupts is taken up again after it."""
    line = scene.line
    found = scene.starts.get(after)
    if line.tag(after) in ("R", "Q", "") or (found and found.kind == "ger"):
        return False
    near = range(after, after + 12)
    has_verb = any(line.tag(k) in ("X", "V", "R") or is_according(line, k) for k in near)
    return not (line.tag(after) == "C" and has_verb)


def _apposed(line: Line, before: tuple[int, int], end: int) -> tuple[int, int]:
    """`un homme, âgé de 45 ans selon la police, …`: only what stands between the commas."""
    first, stop = before
    comma = next((k for k in range(stop - 1, max(first, stop - 14), -1) if line.tag(k) == ","), -1)
    is_closed = line.tag(stop) != "," and line.tag(end) == ","
    inside = range(comma + 1, stop)
    is_noun = line.tag(comma + 1) == "D" and not any(line.tag(k) in ("X", "V") for k in inside)
    is_participle = line.low(comma + 1).endswith(("é", "ée", "és", "ées", "ed"))
    is_participle = is_participle or is_noun or line.tag(comma + 1) == "R"
    is_quoted = line.tag(comma + 1) in ("«", '"') and line.tag(stop - 1) in ("»", '"')
    is_aside = (is_closed and is_participle) or is_quoted
    return (comma + 1, stop) if comma > 0 and is_aside else before


def _is_lead(line: Line, before: tuple[int, int]) -> bool:
    """Whether only an adverbial stands before: `En mars, selon X, …` is about what follows."""
    first, end = before
    has_verb = any(line.tags[k] in ("X", "V") for k in range(max(first, end - 150), end))
    return not has_verb and line.tag(first) in ("P", "A", "T") and line.tag(end) == ","


def _start(line: Line, low: int, at: int) -> int:
    """Where the clause before the phrase starts: after a semicolon, or with the sentence."""
    for place in range(at - 1, max(low, at - 150) - 1, -1):
        if line.tag(place) == ";":
            return place + 1
    while low < at and line.tag(low) in ("-", ",", "C"):
        low += 1
    return low

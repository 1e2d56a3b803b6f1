"""What was said stands before: `…, which she denies`, `…, ce que conteste le maire`."""

from claims.suggest.cue import Cue
from claims.suggest.finding import Finding
from claims.suggest.line import Line
from claims.suggest.phrases import Phrase
from claims.suggest.scene import Scene, scope, strip_end
from claims.suggest.subjects import left_subject, right_subject
from claims.suggest.tagging import NOMINAL

_END = frozenset((".", ",", "", "!", "?", ";", "A", "T", "»", ")"))


def relative(scene: Scene, cue: Cue) -> Finding | None:
    """A verb without a complement of its own, in a relative clause on the clause before."""
    line = scene.line
    if cue.kind != "fin" or not cue.verb.frames & {"nom", "que", "that"}:
        return None
    found = _relativised(line, cue)
    if found is None:
        return None
    opener, subject = found
    low, _ = scope(line, cue)
    end = strip_end(line, low, opener - (line.tag(opener - 1) == "-"))
    if end <= low or _only_points(line, low, end):
        return Finding("taken up", previous=True, opener=opener, subject=subject)
    return Finding("relative", ((low, end),), opener, subject)


def _only_points(line: Line, first: int, end: int) -> bool:
    """Whether nothing but `C'est`, `Voici`, `This is` stands before: it points at a sentence."""
    return end - first <= 4 and all(
        line.tag(k) in ("S", "X", "A", "D") or line.low(k) in ("voici", "voilà")
        for k in range(first, end)
    )


def _relativised(line: Line, cue: Cue) -> tuple[int, Phrase] | None:
    """Where the relative clause opens, and who speaks in it."""
    before = cue.left - 1
    if (
        line.grammar.language == "fr"
        and line.is_word(before, "that")
        and line.low(before - 1) == "ce"
    ):
        subject = right_subject(line, cue.end)
        return (before - 1, subject) if subject else None
    if line.tag(_past_adverbs(line, cue.end)) not in _END:
        return None
    subject = left_subject(line, cue.left)
    if subject is None:
        return None
    if line.is_word(before, "relative_subject") and line.tag(before) in ("R", "Q"):
        is_own = line.grammar.language == "fr" and line.tag(before - 1) == ","
        return (before, subject) if is_own and cue.verb.stance == "denies" else None
    opener = _opener(line, subject.first - 1)
    return (opener, subject) if opener >= 0 else None


def _past_adverbs(line: Line, at: int) -> int:
    while line.tag(at) in ("A", "N"):
        at += 1
    return at


def _opener(line: Line, at: int) -> int:
    """Where a relative clause on what was said opens, if token `at` stands before its subject."""
    if line.is_word(at, "that") and line.low(at - 1) == "ce":
        return at - 1
    if line.low(at) == "which" and line.tag(at - 1) in (",", "-"):
        return at
    noun = at - (line.is_word(at, "that") or line.low(at) == "which")
    if line.tag(noun) in NOMINAL and line.is_noun(noun, "said_things"):
        first = noun
        while line.tag(first - 1) in ("D", "J", "A"):
            first -= 1
        return first if line.tag(first - 1) in (",", "-") else -1
    return -1

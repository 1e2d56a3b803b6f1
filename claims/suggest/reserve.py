"""With what reserve a sentence reports: negation, conditional, supposition, question."""

from claims.suggest.cue import Cue
from claims.suggest.draft import Draft
from claims.suggest.finding import Finding
from claims.suggest.line import Line


def reserve(line: Line, cue: Cue, finding: Finding, draft: Draft) -> None:
    """Say with what reserve the sentence reports: negation, conditional, supposition, question."""
    place = line.cover(cue.left, cue.end)
    if cue.negated and draft.stance != "declines_to_comment":
        if cue.verb.lemma in ("exclure", "rule out"):
            draft.stance = "asserts"
        elif cue.verb.copula:
            draft.stance = "doubts"
        elif cue.verb.head in line.grammar.words["raising"]:
            draft.polarity = "negative"
        else:
            draft.reported_as, draft.why_reported = "denied", (place, "the cue is negated")
    elif cue.conditional and line.grammar.language == "fr":
        draft.reported_as, draft.why_reported = "conditional", (place, "the cue is conditional")
    elif _is_hedged(line, cue):
        draft.reported_as, draft.why_reported = "conditional", (place, "an adverb of reserve")
    elif finding.frame == "postposed" and is_conditional(line, finding):
        draft.reported_as = "conditional"
        draft.why_reported = (draft.content[0], "the words are in the conditional")
    elif _is_supposed(line, draft):
        draft.reported_as, draft.why_reported = "hypothetical", (place, "stands under “if”")
    elif (
        (cue.inverted is not None or cue.first == 0 < cue.head)
        and line.low(len(line.tokens) - 1) == "?"
        and (finding.frame not in ("postposed", "incise"))
    ):
        draft.reported_as, draft.why_reported = "questioned", (place, "the sentence asks")


def _is_hedged(line: Line, cue: Cue) -> bool:
    return any(line.is_word(k, "hedges") for k in range(max(0, cue.first - 2), cue.end + 1))


def is_conditional(line: Line, finding: Finding) -> bool:
    """Whether the first finite verb of unquoted words is a French conditional."""
    if line.grammar.language != "fr":
        return False
    for first, end in finding.ranges[:1]:
        for at in range(first, min(end, first + 40)):
            if line.tag(at) == "«":
                return False
            if line.tag(at) in ("X", "V"):
                return line.low(at).endswith(("rait", "raient"))
    return False


def _is_supposed(line: Line, draft: Draft) -> bool:
    if draft.subject is None or draft.kind != "fin":
        return False
    at = draft.subject.first - 1
    is_if = line.is_word(at, "conditional_openers") and line.tag(at) == "Q"
    return (
        is_if
        and line.low(at - 1) not in ("même", "even", "as")
        and draft.frame != "postposed"
        and (at == 0 or line.tag(at - 1) in (",", "C", "«") or line.grammar.language == "fr")
        and line.low(at - 1) != "savoir"
    )

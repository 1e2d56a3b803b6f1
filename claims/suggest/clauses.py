"""Where reported content ends: the marks by which the article takes its own voice back."""

from typing import Final

from claims.suggest.coordination import returns
from claims.suggest.cue import Cue
from claims.suggest.line import Line
from claims.suggest.phrases import is_infinitive_word
from claims.suggest.scene import Scene, cue_with_subject, strip_end
from claims.suggest.voices import speaks_at

# How far the end of a content is looked for; beyond, it is the sentence's. In a sentence of
# thousands of words nobody's, less, so that the work stays in proportion to the text.
REACH: Final = 150
_LONG: Final = 1_500
_LEAST: Final = 40


def content_end(scene: Scene, cue: Cue, first: int, limit: int) -> int:
    """The token at which the content that starts at `first` ends, exclusive."""
    line = scene.line
    reach = REACH if len(line.tokens) < _LONG else _LEAST
    stop = min(limit, first + reach)
    depth = 0
    at = first
    while at < stop:
        tag = line.tag(at)
        if tag == "«" or (tag == '"' and _opens(line, at)):
            at = _past_quote(line, at, stop)
            continue
        depth += (tag == "(") - (tag == ")")
        if depth < 0 or (depth == 0 and _ends_here(scene, cue, at, first)):
            break
        at += 1
    end = at if at < stop or stop < first + reach else limit
    return strip_end(line, first, end)


def _opens(line: Line, at: int) -> bool:
    return line.tokens[at].start in line.opening


def _past_quote(line: Line, at: int, stop: int) -> int:
    """The token after the quotation that opens at token `at`."""
    quote = line.opening.get(line.tokens[at].start)
    return min(stop, max(at + 1, line.at(quote.end))) if quote else at + 1


def _ends_here(scene: Scene, cue: Cue, at: int, first: int) -> bool:
    line = scene.line
    tag = line.tag(at)
    if tag == ";":
        return True
    if tag == ":":
        return line.tag(at + 1) in ("«", '"') and not _is_inner(scene, first, at)
    if tag == "-" and at > first:
        return _in_dashes(line, cue)
    if tag == "C":
        return returns(scene, cue, at, first, comma=False)
    if _is_own_reason(line, cue, at):
        return True
    if line.tag(at - 1) == "»" and at in scene.starts and at > first:
        return scene.starts[at].kind == "fin"
    if tag == ",":
        return _after_comma(scene, cue, at + 1, first)
    return at > first and _is_reporting_adjunct(scene, at)


def _is_inner(scene: Scene, first: int, at: int) -> bool:
    """Whether a colon belongs to a cue inside the content, which it introduces the words of."""
    inner = [scene.starts[k] for k in range(first, at) if k in scene.starts]
    return any(cue.kind == "fin" and cue.verb.quotes for cue in inner)


def _in_dashes(line: Line, cue: Cue) -> bool:
    """Whether an odd number of dashes stands before the cue: it speaks in a parenthesis."""
    return sum(line.tags[k] == "-" for k in range(max(0, cue.left - 60), cue.left)) % 2 == 1


def _is_reporting_adjunct(scene: Scene, at: int) -> bool:
    """`selon X`, `according to X`, `affirmant même`: another voice, without a comma."""
    line = scene.line
    if speaks_at(line, at):
        return True
    found = scene.starts.get(at)
    is_report = (
        found is not None and found.kind == "ger" and bool(found.verb.frames - {"comme", "as"})
    )
    return is_report and line.tag(at - 1) not in ("D", "P")


def _after_comma(scene: Scene, cue: Cue, at: int, first: int) -> bool:
    line = scene.line
    if speaks_at(line, at) or line.is_word(at, "cited"):
        return True
    if _closes_fronted(line, at, first):
        return False
    if _is_gloss(line, at) or _is_concession(line, at) or scene.is_note(at):
        return True
    if line.tag(at) == "C":
        return returns(scene, cue, at, first, comma=True)
    if _is_own_reason(line, cue, at):
        return True
    if (line.tag(at) in ("X", "V") or at in scene.starts) and _is_in_relative(line, cue):
        return not any(
            line.tag(j) in ("R", "Q") and line.tag(j + 1) == "," for j in range(first, at)
        )
    is_manner = line.low(at) == "sans" and is_infinitive_word(line, at + 1)
    if is_manner or _is_taken_up(scene, at) or line.is_word(at, "vocatives"):
        return True
    if line.is_word(at, "contrasting") and cue_with_subject(scene, at + 1):
        return True
    return _reports(scene, at) or _is_main_clause(scene, cue, at) or _is_comment(scene, at)


def _closes_fronted(line: Line, at: int, first: int) -> bool:
    """Whether this comma only ends the clause that the content opens with: `that if X, Y`."""
    opens = line.tag(first) == "Q" and not line.is_word(first, "why")
    return (
        opens
        and line.tag(at) in ("S", "D", "M", "J")
        and all(line.tag(j) != "," for j in range(first, at - 1))
    )


def _is_own_reason(line: Line, cue: Cue, at: int) -> bool:
    """`I think X because Y`, `je pense que X, car Y`: why the writer holds the opinion."""
    if not line.is_word(cue.left - 1, "first_person"):
        return False
    is_opinion = cue.verb.head in line.grammar.words["raising"]
    return line.low(at) == "because" or (line.low(at) == "car" and is_opinion)


def _is_taken_up(scene: Scene, at: int) -> bool:
    """`, a figure the firm disputes`, `, ce que le maire nie`: a relative on what was said."""
    line = scene.line
    noun = next((k for k in range(at, at + 4) if line.is_noun(k, "said_things")), -1)
    is_such = line.low(at) in ("ce", "which") or (noun > at and line.tag(at) in ("D", "J"))
    after = max(at, noun) + 1
    return is_such and any(k in scene.starts for k in range(after, after + 10))


def _is_in_relative(line: Line, cue: Cue) -> bool:
    """Whether the cue stands in a relative clause: `the mayor, who said …, left`."""
    before = cue.left - 1
    while line.tag(before) in ("A", "N", "L"):
        before -= 1
    return line.is_word(before, "relative_subject") and line.tag(before) in ("R", "Q")


def _is_gloss(line: Line, at: int) -> bool:
    return bool(line.phrase(at, "glosses"))


def _is_concession(line: Line, at: int) -> bool:
    """`bien qu'il n'ait fourni aucune preuve`: the article on the speaker's evidence."""
    if not line.is_word(at, "concessive"):
        return False
    return any(line.is_word(k, "evidence") for k in range(at, at + 14))


def _is_comment(scene: Scene, at: int) -> bool:
    """`comme l'a dit X`, `as X said`: an aside on who else says so."""
    line = scene.line
    if line.low(at) not in ("comme", "as"):
        return False
    return any(k in scene.starts and scene.starts[k].taken_up for k in range(at + 1, at + 4)) and (
        line.tag(at + 1) != "S"
    )


def _reports(scene: Scene, at: int) -> bool:
    """Whether a reporting verb takes the floor after a comma: a participle or an inversion."""
    line = scene.line
    while line.is_word(at, "by_doing") or (line.tag(at) == "A" and at not in scene.starts):
        at += 1
    if _is_relative_report(scene, at):
        return True
    found = scene.starts.get(at)
    if found and (found.kind == "ger" or found.inverted):
        return found.kind != "ger" or bool(found.verb.frames - {"comme", "as"})
    if found and line.grammar.language == "fr":
        after = found.end
        while line.tag(after) in ("T", "A"):
            after += 1
        return found.kind == "fin" and line.tag(after) in ("D", "M", "J") and found.verb.quotes
    return line.grammar.language == "en" and _is_tag_clause(scene, at)


def _is_relative_report(scene: Scene, at: int) -> bool:
    """`, qu'elle qualifie de`, `, which he now calls`: the article reports on the same thing."""
    line = scene.line
    if not (line.tag(at) == "R" or line.is_word(at, "that")) or line.tag(at + 1) != "S":
        return False
    after = at + 2
    while line.tag(after) in ("A", "L", "N"):
        after += 1
    return after in scene.starts


def _is_tag_clause(scene: Scene, at: int) -> bool:
    """`, he said.`, `, officials say,`: subject and cue with nothing after them."""
    line = scene.line
    for place in range(at, at + 12):
        found = scene.starts.get(place)
        if found and (place > at or line.tag(found.end) in ("D", "M", "J", "S")):
            return line.tag(found.end) in (".", ",", "T", "P", "", "«") or place == at
        if line.tag(place) not in ("S", "M", "J", "D", "G", "P"):
            return False
    return False


def _is_main_clause(scene: Scene, cue: Cue, at: int) -> bool:
    """Whether the main clause starts here, the cue standing in a clause put before it."""
    line = scene.line
    is_before = is_fronted(line, cue) or (cue.kind == "ger" and cue.left < 2)
    if line.tag(at) not in ("S", "D", "M", "J") or not is_before:
        return False
    stop = min(len(line.tokens), at + 40)
    for place in range(at, stop):
        if line.tag(place) in ("X", "V") or place in scene.starts:
            return True
        if line.tag(place) in (";", ":", "Q", "R"):
            return False
    return False


def is_fronted(line: Line, cue: Cue) -> bool:
    """Whether the sentence starts with the subordinate clause that holds the cue."""
    first = 0
    while first < 3 and line.tag(first) in ("A", "C", "«", ",") and not _opens_clause(line, first):
        first += 1
    if not _opens_clause(line, first) or cue.left - first > 60:
        return False
    return all(line.tag(k) != "," for k in range(first, cue.left))


def _opens_clause(line: Line, at: int) -> bool:
    """Whether a subordinate clause opens the sentence at token `at`."""
    return line.tag(at) == "Q" or bool(line.phrase(at, "fronted"))

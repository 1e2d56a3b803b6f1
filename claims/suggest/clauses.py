"""Where reported content ends: the marks by which the article takes its own voice back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claims.suggest.cue import Cue
from claims.suggest.line import Line
from claims.suggest.voices import speaks_at

# How far the end of a content is looked for; beyond, it is the sentence's. In a sentence of
# thousands of words nobody's, less, so that the work stays in proportion to the text.
REACH: Final = 150
_LONG: Final = 1_500
_LEAST: Final = 40
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
    while end > first and (line.tag(end - 1) in _FINAL or set(line.tokens[end - 1].text) == {"."}):
        end -= 1
    return end


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
        return _returns(scene, cue, at, comma=False)
    if line.low(at) == "because" and line.is_word(cue.left - 1, "first_person"):
        return True
    if line.tag(at - 1) == "»" and at in scene.starts and at > first:
        return scene.starts[at].kind == "fin"
    if tag == ",":
        return _after_comma(scene, cue, at + 1)
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


def _after_comma(scene: Scene, cue: Cue, at: int) -> bool:
    line = scene.line
    if speaks_at(line, at) or line.is_word(at, "cited"):
        return True
    if _is_gloss(line, at) or _is_concession(line, at) or scene.is_note(at):
        return True
    if line.tag(at) == "C":
        return _returns(scene, cue, at, comma=True)
    if line.low(at) == "because" and line.is_word(cue.left - 1, "first_person"):
        return True
    return _reports(scene, at) or _is_main_clause(scene, cue, at) or _is_comment(scene, at)


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


def _returns(scene: Scene, cue: Cue, at: int, *, comma: bool) -> bool:
    """Whether the coordinator at `at` goes on with the speaker's verbs, not with the content."""
    line = scene.line
    after = _past_insertion(line, at + 1)
    if line.low(at) == "yet" or _is_same_person(line, cue, after):
        return True
    if line.tag(at + 1) == "," and line.tag(after) in ("X", "V"):
        return True
    if scene.is_note(at) or scene.is_note(at + 1):
        return True
    found = scene.starts.get(after)
    if found and found.kind == "fin" and cue.kind == "fin" and found.inverted is None:
        return line.tag(after) != "S" and found.verb.frames != {"colon"}
    if comma and line.tag(after) == "S" and not line.is_word(after, "first_person"):
        other = after + 1
        while line.tag(other) in ("A", "L", "N"):
            other += 1
        if other in scene.starts and cue.kind == "fin":
            return True
    if comma and line.low(after) in ("ceci", "cela", "ce", "this"):
        return line.low(after) != "ce" or line.low(after + 1) == "n'"
    if comma and _is_impersonal(line, cue, after):
        return True
    return _is_same_tense(line, cue, after, comma=comma)


def _past_insertion(line: Line, at: int) -> int:
    """The token after adverbs, clitics and a short insertion between commas."""
    if line.tag(at) == ",":
        comma = next((k for k in range(at + 1, at + 8) if line.tag(k) == ","), at - 1)
        at = comma + 1
    while line.tag(at) in ("A", "L", "N"):
        at += 1
    return at


def _is_same_person(line: Line, cue: Cue, at: int) -> bool:
    """`j'espère que …, et je suis …`: the writer goes on speaking for themself."""
    if not line.is_word(at, "first_person") or line.tag(at) != "S":
        return False
    before = cue.left - 1
    while before > 0 and line.tag(before) in ("A", "L", "N"):
        before -= 1
    return line.low(before).rstrip("e'") == line.low(at).rstrip("e'")


def _is_impersonal(line: Line, cue: Cue, at: int) -> bool:
    """`but it is unclear`: the article weighs what it has just reported, in its own tense."""
    pair = (line.low(at), line.low(at + 1))
    return pair in (("il", "est"), ("it", "is"), ("it", "was")) and line.tag(at + 2) in ("J", "N")


def _is_same_tense(line: Line, cue: Cue, at: int, *, comma: bool) -> bool:
    """Whether a verb without a subject goes on in the tense of the cue."""
    have = line.grammar.verbal["have"]
    compound = line.low(cue.first) in have
    if line.tag(at) == "X":
        is_past = compound and line.low(at) in have
        return is_past and (comma or line.low(at) == line.low(cue.first))
    is_past = line.grammar.language == "en" and line.low(cue.head).endswith(
        ("ed", "id", "ld", "ht")
    )
    return comma and line.tag(at) == "V" and is_past


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

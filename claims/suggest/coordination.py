"""What a coordinator goes on with: the words reported, or the article’s own clause."""

from claims.suggest.conjugation import third
from claims.suggest.cue import Cue
from claims.suggest.line import Line
from claims.suggest.phrases import is_infinitive_word
from claims.suggest.scene import Scene, cue_with_subject


def returns(scene: Scene, cue: Cue, at: int, first: int, *, comma: bool) -> bool:
    """Whether the coordinator at `at` goes on with the speaker's verbs, not with the content."""
    line = scene.line
    after = _past_insertion(line, at + 1)
    is_finite = line.tag(after) in ("X", "V") and line.low(at) not in ("ou", "or")
    if is_finite and _is_infinitive_clause(line, first):
        return True
    if line.low(at) == "yet" or _is_same_person(line, cue, after):
        return True
    if line.tag(at + 1) == "," and line.tag(after) in ("X", "V"):
        return True
    if scene.is_note(at) or scene.is_note(at + 1):
        return True
    if _is_new_clause(line, cue, at, first, comma=comma):
        return True
    found = scene.starts.get(after)
    if found and found.kind == "fin" and cue.kind == "fin" and found.inverted is None:
        return line.tag(after) != "S" and found.verb.frames != {"colon"}
    if comma and line.tag(after) != "S" and cue.kind == "fin" and cue_with_subject(scene, after):
        return True
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


def _is_new_clause(line: Line, cue: Cue, at: int, first: int, *, comma: bool) -> bool:
    """Whether a clause of the article's own is coordinated here.

    French repeats `que` before each clause that a verb reports. English does not, so only the
    tense or the person tells: `I think it works, but …`, `Police say he fled, but …`.
    """
    low = line.low(at)
    if low not in ("mais", "et", "or", "but") or not _opens_with_subject(line, at + 1, low):
        return False
    if line.grammar.language == "fr":
        is_reported = line.is_word(first - 1, "that") or line.is_word(first - 1, "whether")
        return is_reported and (comma or low == "mais" or line.tag(at + 1) == "S")
    is_own = line.is_word(cue.left - 1, "first_person") and not line.is_word(at + 1, "first_person")
    return low == "but" and comma and (is_own or _is_present(line, cue))


def _opens_with_subject(line: Line, at: int, low: str) -> bool:
    """Whether subject and finite verb follow, with no conjunction or mark between."""
    if line.tag(at) not in ("S", "D", "M", "J"):
        return False
    for place in range(at + 1, at + 16):
        if line.tag(place) in ("X", "V"):
            return True
        if line.tag(place) in ("Q", "R", ";", ":", ",", ".", "C", "«", '"', "S", ""):
            return False
    return False


def _is_present(line: Line, cue: Cue) -> bool:
    """Whether an English cue stands in the present: `say`, `believes`."""
    low = line.low(cue.head)
    return cue.first == cue.head and low in (cue.verb.head, third(cue.verb.head))


def _is_infinitive_clause(line: Line, at: int) -> bool:
    """Whether a French content opens with an infinitive: no finite verb can go on with it."""
    while line.tag(at) in ("N", "L") or line.is_word(at, "proclitics"):
        at += 1
    return is_infinitive_word(line, at)


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

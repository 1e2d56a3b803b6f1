"""Words that come before whoever said them: `"…", said the minister`."""

from claims.suggest.clauses import content_end
from claims.suggest.cue import Cue
from claims.suggest.finding import REACH, Finding, is_recipient
from claims.suggest.line import Line
from claims.suggest.nominal import is_occasion
from claims.suggest.phrases import Phrase
from claims.suggest.quotes import Quote
from claims.suggest.scene import Scene, scope, strip_end
from claims.suggest.subjects import left_subject, right_subject
from claims.suggest.voices import is_according


def postposed(scene: Scene, cue: Cue) -> Finding | None:
    """`"…", said the minister`; `…, a-t-il ajouté`; `…, she says`."""
    line = scene.line
    if not cue.verb.quotes or cue.kind != "fin" or cue.declines:
        return None
    subject, edge = _speaker_after(scene, cue)
    if subject is None:
        return None
    low, _ = scope(line, cue)
    first = _region_start(scene, low, edge)
    left = (first, strip_end(line, first, edge))
    is_gesture = (
        line.is_word(cue.head, "gestures") or cue.verb.head in line.grammar.words["gestures"]
    )
    if left[1] <= left[0] or (is_gesture and line.tag(left[1] - 1) not in ("»", '"', "'")):
        return None
    if quote := _interrupted(line, cue, subject):
        after = (max(cue.end, subject.end),) * 2
        return Finding("incise", (left, after), None, subject, quote=quote)
    rest = _continuation(scene, cue, max(cue.end, subject.end), left)
    return Finding("postposed", (left, *rest), None, subject)


def _interrupted(line: Line, cue: Cue, subject: Phrase) -> Quote | None:
    """The quotation that the cue interrupts without closing it: `« Rien, dit-elle, n'est sûr »`."""
    is_own = line.is_word(subject.first, "first_person") or line.low(subject.first) == "-je"
    return None if is_own else line.quote_around(cue.head)


def _speaker_after(scene: Scene, cue: Cue) -> tuple[Phrase | None, int]:
    """Who speaks and where the words end, if the cue follows them."""
    line, before = scene.line, cue.left - 1
    if cue.inverted is not None and line.grammar.language == "fr":
        asks = line.low(len(line.tokens) - 1) == "?" and line.tag(before) in ("J", "M", "S", ")")
        is_after = line.tag(before) in (",", "»", '"', "!", "?", "'", "-", ".", "J", "M", "#")
        pronoun = Phrase(cue.inverted, cue.inverted + 1, "pronoun after the verb")
        return (pronoun, cue.left) if before > 0 and is_after and not asks else (None, 0)
    if _is_edge(line, before) and not _complements(line, cue):
        found = right_subject(line, cue.end)
        if found and _is_inversion(scene, cue, found):
            return found, cue.left
    if (line.grammar.language == "en" and cue.inverted is None) or line.tag(before) == "S":
        return _subject_between(scene, cue)
    return None, 0


def _is_edge(line: Line, at: int) -> bool:
    if at < 1:
        return False
    return line.tag(at) in (",", "»", "!", "?", '"', "'") or (
        line.tag(at) == "-" and line.tag(at - 1) != "-"
    )


def _is_inversion(scene: Scene, cue: Cue, found: Phrase) -> bool:
    """Whether the phrase after the verb is its subject, not its object."""
    line = scene.line
    if line.tag(cue.left - 1) not in (",", "-"):
        return True
    if left_subject(line, cue.left) and not _is_complete(line, 0, cue.left):
        return False
    if is_recipient(cue) and line.tag(cue.left - 2) not in ("»", '"'):
        return False
    low, _ = scope(line, cue)
    first = _region_start(scene, low, cue.left)
    if line.tag(cue.left - 2) == "»" or _is_complete(line, first, cue.left):
        return True
    if left_subject(line, cue.left) is not None:
        return False
    return any(_is_person(line, k) for k in range(found.first, found.end))


def _is_person(line: Line, at: int) -> bool:
    nouns = ("title", "person", "body", "outlet")
    return line.tag(at) == "M" or any(line.is_noun(at, name) for name in nouns)


def _is_complete(line: Line, first: int, end: int) -> bool:
    """Whether the words hold a finite verb, outside relative clauses, or are a quotation."""
    is_relative = False
    for at in range(max(first, end - 300), end):
        tag = line.tags[at]
        if tag == "," or tag == "R":
            is_relative = tag == "R" and line.tag(at - 1) == ","
        is_participle = line.tag(at - 1) == "," and line.low(at).endswith("ed")
        is_verb = (tag in ("X", "V") and not is_participle) or _is_finite_cue(line, at)
        if (is_verb and not is_relative) or tag in ("»", '"'):
            return True
    return False


def _is_finite_cue(line: Line, at: int) -> bool:
    readings = line.grammar.readings.get(line.low(at), ())
    is_verb = any(reading.kind in ("fin", "cond") for reading in readings)
    return is_verb and line.tag(at - 1) not in ("D", "P", "G") and line.tag(at) != "M"


def _complements(line: Line, cue: Cue) -> bool:
    """Whether the verb's own complement follows it at once."""
    at = cue.end
    while line.tag(at) in ("A", "T"):
        at += 1
    return line.is_word(at, "that") or line.tag(at) in (":", "Q")


def _subject_between(scene: Scene, cue: Cue) -> tuple[Phrase | None, int]:
    """`"…," the minister said`: the subject stands between the words and the cue."""
    line = scene.line
    found = left_subject(line, cue.left)
    if found is None or found.first < 2 or not _is_edge(line, found.first - 1):
        return None, 0
    edge = found.first
    if line.tag(edge - 1) == "»" or line.tag(edge - 2) == "»" or line.tag(edge - 1) in "!?":
        return found, edge
    if line.tag(edge - 1) in ('"', "'"):
        return found, edge
    if line.grammar.language == "fr":
        return None, 0
    at = cue.end
    while line.tag(at) in ("A", "T"):
        at += 1
    is_tag = line.tag(at) in (".", ",", "", "P", ";", "!", "?", "»") and not _is_by(line, at)
    low, _ = scope(line, cue)
    first = _region_start(scene, low, edge)
    comma = next((k for k in range(at, at + 9) if line.tag(k) not in ("P", "D", "J", "M", "#")), at)
    is_inserted = line.tag(comma) == "," and line.tag(comma + 1) not in ("«", '"', "R")
    is_said = (
        is_inserted
        or _is_complete(line, first, edge)
        or (
            edge - first > 5
            and line.tag(first) not in ("P", "T", "A", "Q")
            and not _holds_name(line, first)
        )
    )
    return (found, edge) if is_tag and is_said else (None, 0)


def _holds_name(line: Line, first: int) -> bool:
    """Whether the words start like a mention: a name or a title, rather than like a clause."""
    return line.tag(first) == "M" or any(line.is_noun(k, "title") for k in range(first, first + 4))


def _is_by(line: Line, at: int) -> bool:
    """Whether the verb's own preposition follows: `warned of`."""
    return line.low(at) in ("of", "against", "about", "for")


def _reports_before(scene: Scene, low: int, at: int) -> bool:
    """Whether another cue stands before a colon: what follows it is another utterance."""
    near = range(max(low, at - 60), at)
    return any(k in scene.starts and scene.starts[k].kind == "fin" for k in near)


def _region_start(scene: Scene, low: int, edge: int) -> int:
    """Where the words that come before a cue begin."""
    line = scene.line
    first = low
    for at in range(edge - 1, max(low, edge - 150) - 1, -1):
        is_mark = line.tag(at) == ";" or (line.tag(at) == ":" and _reports_before(scene, low, at))
        if is_mark and line.quote_around(at) is None:
            first = at + 1
            break
    while first < edge and line.tag(first) in ("-", ",", "*", "•"):
        first += 1
    has_lead = line.tag(first) == "C" and line.tag(first + 1) == "«"
    return first + 1 if has_lead else first


def _continuation(
    scene: Scene, cue: Cue, after: int, left: tuple[int, int]
) -> tuple[tuple[int, int], ...]:
    """What goes on after `…, he said, …`: a second quotation, or the rest of the clause."""
    line = scene.line
    _, limit = scope(line, cue)
    is_open = not _is_complete(line, *left)
    is_quoted = line.tag(left[1] - 1) in ("»", '"')
    for at in range(after, min(limit, after + REACH)):
        tag = line.tag(at)
        if tag in ("«", '"') and line.tag(at - 1) in (",", ":", "."):
            return _rest(scene, cue, at, limit)
        if (
            tag == ","
            and not is_quoted
            and ((is_open and at - after < 12) or (at == after and _goes_on(scene, at + 1)))
        ):
            return _rest(scene, cue, at + 1, limit)
        if tag in ("Q", "V", ";", ":") or at in scene.starts:
            break
    return ()


def _rest(scene: Scene, cue: Cue, first: int, limit: int) -> tuple[tuple[int, int], ...]:
    end = content_end(scene, cue, first, limit)
    return ((first, end),) if end > first + 1 else ()


def _goes_on(scene: Scene, at: int) -> bool:
    """Whether the words taken up after a comma are still what was said."""
    line = scene.line
    if at in scene.starts or is_according(line, at) or is_occasion(line, at):
        return False
    if line.tag(at) == "P" or line.low(at).endswith(("ant", "ing")):
        return False
    if line.tag(at) == "C" and any(k in scene.starts for k in range(at, at + 12)):
        return False
    return line.tag(at) in ("C", "V", "X", "Q", "S", "N") or (
        line.tag(at) == "J" and line.tag(at + 1) != ","
    )

"""Noun phrases as content: `revendiqué l'attentat`, `warned of a flood`, `called it "…"`."""

from typing import Final

from claims.suggest.clauses import content_end
from claims.suggest.cue import Cue
from claims.suggest.finding import REACH, Finding, past_adjuncts
from claims.suggest.line import Line
from claims.suggest.phrases import noun_phrase_from
from claims.suggest.scene import Scene, scope, strip_end
from claims.suggest.subjects import left_subject, past_circumstances
from claims.suggest.tagging import NOMINAL

PREPOSITIONS: Final = {
    "contre": ("contre",),
    "sur": ("sur",),
    "de": ("de", "d'", "du", "des"),
    "a": ("à", "au", "aux"),
    "pour": ("pour",),
    "dans": ("dans",),
    "at": ("at",),
    "for": ("for",),
    "of": ("of",),
    "on": ("on",),
    "over": ("over",),
    "about": ("about",),
    "against": ("against",),
    "to-ing": ("to",),
}


def linked(scene: Scene, cue: Cue) -> Finding | None:
    """The verb's own preposition, directly after it: nothing further on can be its complement."""
    links = {low for name in cue.verb.frames for low in PREPOSITIONS.get(name, ())}
    if scene.line.low(cue.end) not in links or scene.line.is_word(cue.end + 1, "that"):
        return None
    return by_preposition(scene, cue)


def by_preposition(scene: Scene, cue: Cue) -> Finding | None:
    """`mettre en garde contre X`, `warn of X`, `défendre X comme Y`: content after the link."""
    line, frames = scene.line, cue.verb.frames
    links = {low for name in frames for low in PREPOSITIONS.get(name, ())}
    is_as = bool(frames & {"comme", "as"})
    for at in range(cue.end, min(len(line.tokens), cue.end + REACH)):
        is_link = line.low(at) in links and at - cue.end <= (6 if "recipient" in frames else 3)
        if is_link or (is_as and line.is_word(at, "as") and at > cue.end):
            ranges = nominal_ranges(scene, cue, at + 1)
            return Finding("preposition", ranges, at) if ranges else None
        if line.tag(at) in ("X", "V", ".", ";", ":", "Q", "R") or at in scene.starts:
            break
    return None


def nominal(scene: Scene, cue: Cue) -> Finding | None:
    """`revendiqué l'attentat`, `souligné la responsabilité de X`: a noun phrase as content."""
    line = scene.line
    if not cue.verb.frames & {"nom", "absolute"}:
        return None
    if "absolute" in cue.verb.frames:
        return Finding("absolute", ((cue.first, cue.end),))
    first = past_circumstances(line, past_adjuncts(line, cue.end))
    if "a-nom" in cue.verb.frames and line.low(first) in ("à", "au", "aux"):
        first = noun_phrase_from(line, first + 1)
    is_opened = (
        line.tag(first) in ("D", "M", "«", "#", '"', "$", "£", "€")
        or (line.grammar.language == "en" and line.tag(first) == "J")
        or line.low(first) in ("des", "de", "d'")
    )
    ranges = nominal_ranges(scene, cue, first) if is_opened else ()
    if not ranges or not _is_speaker(scene, cue) or _sentences(line, cue, ranges[0]):
        return None
    near = range(first, min(first + 4, ranges[0][1]))
    if cue.verb.head == "claim":
        is_attack = any(line.is_noun(k, "attacks") for k in near)
        return Finding("nominal", ranges, stance="claims_responsibility") if is_attack else None
    blames = any(line.is_noun(k, "blame") for k in near)
    stance = "accuses" if blames and cue.verb.stance == "asserts" else None
    return Finding("nominal", ranges, stance=stance)


def _sentences(line: Line, cue: Cue, words: tuple[int, int]) -> bool:
    """Whether a court hands down a penalty: `a condamné X à deux ans`, `condemned to death`."""
    if cue.verb.head not in ("condamner", "condemn"):
        return False
    return any(
        line.low(k) in ("à", "au", "to")
        and (
            line.tag(k + 1) == "#"
            or line.is_noun(k + 2, "penalty")
            or line.is_noun(k + 1, "penalty")
        )
        for k in range(*words)
    )


_SPOKEN: Final = ("asserts", "promises", "warns", "denies")


def _is_speaker(scene: Scene, cue: Cue) -> bool:
    """Whether the subject can speak: a thing that announces or promises says nothing."""
    line = scene.line
    if cue.kind != "fin" or cue.verb.stance not in _SPOKEN:
        return True
    found = left_subject(line, cue.left)
    if found is None:
        return False
    if cue.verb.stance == "denies" and not line.is_word(found.first, "indefinite"):
        return True
    if line.is_word(found.first, "impersonal_subjects") and not (
        line.low(found.first) == "on" and cue.verb.stance != "asserts"
    ):
        return False
    nouns = ("title", "person", "body", "outlet", "text", "unnamed", "office")
    core = [k for k in range(found.first, found.end) if line.tag(k) in ("J", "M", "S", "#")]
    stop = next((k for k in range(found.first + 1, found.end) if line.tag(k) == "P"), found.end)
    near = [k for k in core if k < stop] or core
    return any(
        line.tag(k) in ("M", "S")
        or (line.tokens[k].capital and k == found.first)
        or line.low(k).endswith(_AGENTS)
        or any(line.is_noun(k, name) for name in nouns)
        for k in near
    )


_AGENTS: Final = (
    "eur",
    "eurs",
    "euse",
    "iste",
    "istes",
    "ien",
    "iens",
    "ist",
    "ists",
    "ian",
    "ians",
    "ers",
    "er",
    "men",
    "man",
    "ant",
    "ants",
)


# No noun phrase is longer, in words.
_LONGEST: Final = 150


def nominal_ranges(
    scene: Scene, cue: Cue, first: int, *, adjuncts: bool = True
) -> tuple[tuple[int, int], ...]:
    """A noun phrase with what hangs on it: up to a comma, a date or the occasion it was said on."""
    line = scene.line
    _, limit = scope(line, cue)
    end = content_end(scene, cue, first, limit)
    for at in range(first, min(end, first + _LONGEST)):
        if line.tag(at) in ("»", "«") or line.quote_around(at):
            continue
        if at > first and ((adjuncts and is_occasion(line, at)) or _is_clause_of_time(line, at)):
            end = at
            break
        is_end = line.tag(at) == "," and not _is_list(line, at, end)
        if is_end or line.tag(at) == ":":
            end = at
            break
    end = strip_end(line, first, end)
    return ((first, end),) if end > first else ()


def _is_clause_of_time(line: Line, at: int) -> bool:
    """Whether a clause on the circumstances starts here: `called for a vote after the court …`."""
    low = line.low(at)
    if line.grammar.language == "fr":
        after = line.low(at + 1)
        is_verbal = after in ("avoir", "être", "que", "qu'", "de", "d'")
        return low in ("lorsque", "lorsqu'", "quand") or (low in ("après", "avant") and is_verbal)
    is_clause = any(line.tag(k) in ("X", "V") for k in range(at + 1, at + 8))
    return is_clause and low in ("after", "before", "when", "because", "while", "since", "until")


def is_occasion(line: Line, at: int) -> bool:
    """Whether when, where or how it was said starts here, not more of what was said."""
    low = line.low(at)
    if low in ("la", "le", "l'", "last", "this", "a") and line.is_word(at + 1, "periods"):
        is_now = low == "last" or (low == "this" and line.low(at + 1) != "year")
        return is_now or line.is_word(at + 2, "lately")
    if low == "on" and line.tag(at + 1) == "T":
        return True
    if line.tag(at) == "T" and low.endswith(("di", "day", "hier", "che")):
        return line.tag(at - 1) in NOMINAL | {")", "»"} and line.tag(at + 1) in (
            "",
            ".",
            ",",
            "T",
            "P",
            "A",
        )
    if low in ("lors", "during") or _is_audience(line, at):
        return True
    if low in ("dans", "par", "in", "at", "devant", "auprès", "à"):
        near = range(at + 1, at + 5)
        is_day = line.tag(at + 1) == "D" and line.is_word(at + 2, "times")
        is_venue = any(line.is_noun(k, "venue") for k in near) and line.tag(at + 1) in (
            "D",
            "J",
            "P",
        )
        return is_day or is_venue
    return False


def _is_audience(line: Line, at: int) -> bool:
    """`à l'AFP`, `to Reuters`, `aux habitants`: to whom it was said, after what was said."""
    if line.low(at) not in ("à", "au", "aux", "auprès", "to") or line.tag(at - 1) not in ("J", "M"):
        return False
    head = next((k for k in range(at + 1, at + 4) if line.tag(k) in ("J", "M")), at)
    is_crowd = line.low(at) in ("aux", "à") and any(
        line.is_noun(head, kind) for kind in ("person", "title")
    )
    text = line.tokens[head].text if head < len(line.tokens) else ""
    is_outlet = line.is_noun(head, "outlet") or (text.isupper() and len(text) > 2)
    return is_outlet or (is_crowd and line.tag(head) == "J")


def _is_list(line: Line, at: int, end: int) -> bool:
    """Whether a comma only parts the items of a list."""
    return any(
        line.tag(k) == "C" and line.tag(k - 1) != "," for k in range(at + 1, min(end, at + 9))
    )

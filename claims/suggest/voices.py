"""Phrases that can speak, as `selon` and `according to` take them: people, bodies, texts, names."""

from claims.suggest.line import Line
from claims.suggest.phrases import Phrase, noun_phrase_from
from claims.suggest.subjects import is_apposition
from claims.suggest.tagging import NOMINAL

_AGENTS_FR = ("eurs", "eur", "istes", "iste", "iens", "ien", "logues", "logue", "euse", "trice")
_AGENTS_EN = ("ists", "ist", "ians", "ian", "ers", "men", "women")


def is_according(line: Line, at: int) -> bool:
    """Whether `selon`, `d'après`, `à en croire` or `according to` starts at token `at`."""
    if line.low(at) == "d'":
        return line.low(at + 1) == "après"
    if line.low(at) == "according":
        return line.low(at + 1) == "to"
    if line.low(at) == "pour":
        return _is_viewpoint(line, at)
    return line.is_word(at, "according") or after_according(line, at) > at + 1


def _is_viewpoint(line: Line, at: int) -> bool:
    """`Pour la ministre Anne Roy, …`, `Pour elle, …`, `Pour le maire, « … »`: an opinion's owner.

    Without a quotation a title alone may be whom the fact concerns: a name or a pronoun is asked.
    """
    if any(line.tag(k) not in ("C", "A", "-", "*") for k in range(at)) or at > 3:
        return False
    first = at + 1
    is_pronoun = line.low(first) in ("lui", "elle", "eux", "elles", "moi", "nous")
    end = first + 1 if is_pronoun else noun_phrase_from(line, first)
    end = end if is_pronoun else _whole(line, end)
    core = range(first, end)
    names = [k for k in core if line.tag(k) == "M"]
    titles = [k for k in core if line.is_noun(k, "title") or line.is_noun(k, "honorific")]
    marks = (",", "«", '"', "V", "X", "")
    comma = next((k for k in range(end, end + 16) if line.tag(k) in marks), end)
    quoted = line.tag(comma + (line.tag(comma) == ",")) in ("«", '"')
    is_person = is_pronoun or (names and (titles or len(names) > 1))
    return line.tag(comma) in (",", "«", '"') and bool((quoted and end > first) or is_person)


def after_according(line: Line, at: int) -> int:
    """The first token after the words that `is_according` found at token `at`."""
    if line.low(at) in ("d'", "according"):
        return at + 2
    return at + max(1, len(line.phrase(at, "according")))


def speaks_at(line: Line, at: int) -> bool:
    """Whether `selon` at token `at` names somebody who speaks, or a text."""
    if not is_according(line, at) or line.is_noun(at - 1, "varying"):
        return False
    return voice(line, after_according(line, at)) is not None


def voice(line: Line, first: int) -> Phrase | None:
    """The phrase after the preposition, if it is one that can speak."""
    if line.low(first) in line.grammar.nouns["person"] and line.tag(first) in ("S", "L", "C"):
        return Phrase(first, first + 1, "pronoun after the preposition")
    if line.low(first) == "d'" and line.low(first + 1) == "autres":
        return Phrase(first, first + 2, "pronoun after the preposition")
    end = noun_phrase_from(line, first)
    if end == first or not can_speak(line, first, end):
        return None
    return Phrase(first, _whole(line, end), "noun phrase after the preposition")


def _whole(line: Line, end: int) -> int:
    """Stretch the phrase over participles, places and appositions, up to its comma."""
    limit = min(len(line.tokens), end + 40)
    if _is_stretchable(line, end):
        stop = end
        while stop < limit and (line.tag(stop) in "DJMPG#TA()«»C" or line.low(stop).endswith("ed")):
            stop += 1
        if line.tag(stop) in (",", ".", ""):
            end = stop
    while line.tag(end) == ",":
        after = next((k for k in range(end + 1, limit) if line.tag(k) in ",.;:"), limit)
        closed = line.tag(after) == "," and line.tag(after + 1) in tuple('DSMJP«"')
        is_of = line.low(end + 1) in ("de", "du", "des", "d'") and line.tag(end - 1) == "M"
        if (
            not closed
            or not (is_of or is_apposition(line, end + 1, after))
            or _is_clausal(line, end + 1, after)
        ):
            break
        end = after
    return end


def _is_clausal(line: Line, first: int, end: int) -> bool:
    """Whether a segment is a clause's subject or a list item rather than an apposition."""
    has_verb = any(line.tag(k) == "V" for k in range(first, end))
    is_bare = line.tag(first) == "J" and not (
        line.is_noun(first, "title")
        or line.is_noun(first, "person")
        or line.low(first).endswith(("é", "ée", "és", "ées"))
        or line.low(first) in ("ancien", "ancienne", "former", "ex")
    )
    return has_verb or is_bare


def can_speak(line: Line, first: int, end: int) -> bool:
    """Whether the head of the phrase is a person, a body, a text or a name."""
    core = [k for k in range(first, end) if line.tag(k) in NOMINAL]
    stop = next((k for k in range(first + 1, end) if line.tag(k) in ("P", "(", "C")), end)
    core = [k for k in core if k < stop]
    if not core:
        return False
    if line.grammar.language == "en":
        is_text = any(line.is_noun(k, "text") for k in core)
        is_owned = any(line.tag(k) == "G" for k in range(first, end))
        is_person = any(line.is_noun(k, "person") for k in core)
        return is_text or is_owned or is_person or _speaks(line, core[-1], _AGENTS_EN)
    if line.tag(core[0]) == "M":
        return True
    if line.low(core[0]) == "décompte":
        return any(line.tag(k) == "M" for k in range(first, end))
    if line.low(core[0]) in ("termes", "mots", "propos", "dires") and line.is_word(
        core[0] + 1, "linking"
    ):
        return can_speak(line, core[0] + 2, end)
    return any(line.tag(k) != "M" and _speaks(line, k, _AGENTS_FR) for k in core[:3])


def _speaks(line: Line, at: int, agents: tuple[str, ...]) -> bool:
    nouns = ("title", "person", "body", "text", "outlet", "unnamed")
    if any(line.is_noun(at, name) for name in nouns):
        return not line.is_noun(at, "not_people")
    return line.tag(at) == "M" or (line.low(at).endswith(agents) and len(line.low(at)) > 5)


def _is_stretchable(line: Line, at: int) -> bool:
    is_participle = line.low(at).endswith("ed") and line.tag(at + 1) in ("P", "T")
    is_dated = line.tag(at) == "T" and line.tag(at + 1) == "P"
    return line.tag(at) in ("P", "J", "C") or is_participle or is_dated

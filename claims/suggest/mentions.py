"""What a mention says by itself: a name, a role, a body, or a mere description."""

from dataclasses import dataclass
from typing import Final

from claims.suggest.line import Line

_CONTRACTED: Final = {"le": "du ", "les": "des ", "la": "de la ", "l'": "de l’"}


@dataclass(slots=True)
class Actor:
    """Somebody who may speak: the fullest name met, the role, what the words show of them."""

    name: str | None
    role: str | None
    naming: str
    gender: str | None = None
    plural: bool = False
    person: bool = True
    behalf: str | None = None
    genitive: str = ""
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a mention stands for, how that is known and how surely, per mille."""

    actor: Actor
    reason: str
    confidence: int


def nobody(reason: str) -> Identity:
    """A mention that stands for nobody the text makes known."""
    return Identity(Actor(None, None, "unnamed_undescribed"), reason, 500)


def read(line: Line, first: int, end: int) -> Actor:
    """What the mention at tokens `first` to `end` says."""
    name = proper_name(line, first, end)
    if name and _is_person(line, first, *name):
        actor = Actor(
            words(line, *name),
            _role(line, first, end, *name),
            "named",
            _gender(line, first, end),
            behalf=behalf(line, first, end),
        )
        actor.genitive = _genitive(line, *name)
    else:
        actor = _thing(line, first, end)
        actor.genitive = _genitive(line, first, end)
    actor.owned = line.is_word(first, "possessive")
    return actor


def name_end(line: Line, at: int) -> int:
    """Where the proper name that starts at token `at` ends; `at` if none does."""
    end = at
    while line.tag(end) == "M" and not line.is_noun(end, "honorific"):
        end += 1
        is_inside = line.is_word(end, "particles") and line.tag(end + 1) == "M"
        if is_inside and (line.tag(end + 2) == "M" or line.is_word(end, "fused")):
            end += 1
    return end


def proper_name(line: Line, first: int, end: int) -> tuple[int, int] | None:
    """The longest proper name of a mention that does not hang on a preposition."""
    best: tuple[int, int] | None = None
    at = first
    while at < end:
        stop = min(name_end(line, at), end)
        titles = [k for k in range(at, stop - 1) if _is_title_word(line, k)]
        start = titles[-1] + 1 if titles else at
        is_free = not _hangs(line, first, at) and (line.tag(stop) != "G" or stop >= end - 1)
        if stop > start and is_free and (best is None or stop - start >= best[1] - best[0]):
            best = (start, stop)
        at = max(stop, at + 1)
    return best


def _hangs(line: Line, first: int, at: int) -> bool:
    """Whether a name hangs on a preposition: `an official at the European Commission`."""
    before = at - 1
    while before > first and (
        line.tag(before) in ("D", "#")
        or (line.tag(before) == "J" and line.grammar.language == "en")
        or line.is_noun(before, "honorific")
    ):
        before -= 1
    has_title = any(line.is_noun(k, "title") for k in range(before + 1, at))
    return at > first and (line.tag(before) == "P" or line.tag(at - 1) == "#") and not has_title


def _is_title_word(line: Line, at: int) -> bool:
    return line.low(at) in line.grammar.nouns["title"] or line.is_noun(at, "honorific")


def _is_person(line: Line, first: int, name: int, stop: int) -> bool:
    """Whether the name is a person's: two words, or one after a title, or nothing but a name."""
    if any(line.is_noun(k, "outlet") or line.is_noun(k, "office") for k in range(name, stop)):
        return False
    before = range(first, name)
    has_title = any(
        line.is_noun(k, "title")
        or line.is_noun(k, "honorific")
        or (line.is_noun(k, "person") and not line.low(k).endswith("s"))
        or line.tag(k) == ","
        for k in before
    )
    if has_title:
        return True
    if any(line.is_noun(k, kind) for k in before for kind in ("body", "text", "outlet")):
        return False
    is_lone = name == first and not line.tokens[name].text.isupper()
    return (stop - name >= 2 and line.tag(first) != "D") or is_lone


def _role(line: Line, first: int, end: int, name: int, stop: int) -> str | None:
    """The title before the name, or the apposition after it."""
    start = first + (line.tag(first) == "D")
    if line.low(start) in ("one", "un", "une"):
        return None
    last = name
    while last > start and (line.tag(last - 1) == "," or line.is_noun(last - 1, "honorific")):
        last -= 1
    if last > start and any(line.tag(k) in ("J", "M") for k in range(start, last)):
        return words(line, start, last)
    if line.tag(stop) == "," and stop + 1 < end and line.tag(stop + 1) not in ("#", "P"):
        return words(line, stop + 1 + (line.tag(stop + 1) == "D"), end)
    return None


_KINDS: Final = ("unnamed", "title", "person", "body", "text", "outlet", "office")


def _thing(line: Line, first: int, end: int) -> Actor:
    """An office, a group, a body, a text, or somebody only described."""
    core = [k for k in range(first, end) if line.tag(k) in ("J", "M", "S")] or [first]
    stop = next((k for k in range(first + 1, end) if line.tag(k) == "P"), end)
    near = [k for k in core if k < stop] or core
    order = reversed(near) if line.grammar.language == "en" else iter(near)
    found = next((k for k in order if any(line.is_noun(k, kind) for kind in _KINDS)), near[0])
    naming = _naming(line, first, end, found)
    is_spokes = line.is_noun(found, "spokes")
    is_person = is_spokes or line.is_noun(found, "title") or line.is_noun(found, "person")
    name = _thing_name(line, first, end, naming)
    is_english_plural = line.low(found).endswith("s") and line.grammar.language == "en"
    return Actor(
        name if naming in ("named", "office", "group") else None,
        name if is_person and naming == "office" else None,
        naming,
        _gender(line, first, end),
        line.is_word(first, "several") or (is_english_plural and is_person),
        is_person,
        behalf(line, first, end),
    )


def _thing_name(line: Line, first: int, end: int, naming: str) -> str:
    """The words of a mention without article and appositions; an outlet's bare name."""
    start = first + _skips_article(line, first)
    stop = next((k for k in range(start + 1, end) if line.tag(k) in (",", "(")), end)
    capital = stop
    while capital > start and line.tag(capital - 1) == "M":
        capital -= 1
    is_bare = naming == "named" and bool(_apposed_name(line, start, stop))
    return words(line, capital if is_bare else start, stop)


def _apposed_name(line: Line, first: int, end: int) -> int:
    """Where the name after a common noun starts: `the online journal | Tidewatch`; 0 if none."""
    stop = next((k for k in range(first + 1, end) if line.tag(k) in (",", "(")), end)
    at = stop
    while at > first and line.tag(at - 1) == "M":
        at -= 1
    is_apposed = first < at < stop and line.tag(at - 1) == "J" and line.tag(at - 2) != "P"
    return at if is_apposed else 0


def _skips_article(line: Line, first: int) -> bool:
    """Whether a name is given without the article before it; `Le Monde` keeps its own."""
    if line.tag(first) != "D":
        return False
    is_own = (
        line.tokens[first].capital and line.tag(first + 1) == "M" and line.grammar.language == "fr"
    )
    return not (is_own and (first > 0 or line.is_noun(first + 1, "outlet")))


def _naming(line: Line, first: int, end: int, head: int) -> str:
    """named, office, group or one of the two kinds of unnamed, by the head of the mention."""
    is_definite = line.tag(first) == "D" and line.low(first) not in line.grammar.words["indefinite"]
    if _apposed_name(line, first, end) and not line.is_noun(head, "title"):
        return "named"
    if line.is_noun(head, "always_unnamed") or line.is_word(first, "alone"):
        return "unnamed_described"
    if line.is_noun(head, "spokes") and behalf(line, first, end):
        return "office"
    if line.is_noun(head, "unnamed") and not is_definite:
        return "unnamed_described"
    is_office = (
        line.is_noun(head, "office") or line.is_noun(head, "body") or line.is_noun(head, "title")
    )
    if line.is_noun(head, "text") and not line.is_noun(head, "outlet"):
        return "unnamed_described"
    if line.is_noun(head, "collective") and is_definite and line.tag(head) != "M":
        return "group"
    if is_office and (is_definite or line.tag(first) != "D"):
        has_name = any(line.tag(k) == "M" and line.tag(k - 1) == "J" for k in range(head + 1, end))
        return "named" if has_name and line.is_noun(head, "body") else "office"
    if line.tag(head) == "M" or line.is_noun(head, "outlet"):
        return "named"
    if line.is_noun(head, "person"):
        is_many = line.low(head).endswith("s") or line.low(head) in (
            "police",
            "people",
            "men",
            "women",
        )
        is_counted = any(
            line.is_word(k, "indefinite") or line.tag(k) == "#" for k in range(first, head)
        )
        return "group" if is_many and is_definite and not is_counted else "unnamed_described"
    is_many = _is_plural(line, first, head)
    return "group" if is_definite and is_many else "unnamed_described"


def _is_plural(line: Line, first: int, head: int) -> bool:
    """Whether a mention speaks of several: by its article in French, by its -s in English."""
    if line.grammar.language == "fr":
        return line.is_word(first, "several") or line.low(head).endswith(("s", "x"))
    return line.low(head).endswith("s") or line.low(head) in line.grammar.words["plurals"]


def behalf(line: Line, first: int, end: int) -> str | None:
    """For whom a spokesperson or a lawyer speaks, as the mention says it."""
    at = next((k for k in range(first, end) if line.is_noun(k, "spokes")), -1)
    if at < 0:
        return None
    if line.low(at + 1) in line.grammar.words["linking"] or line.low(at + 1) == "for":
        stop = next((k for k in range(at + 2, end) if line.tag(k) in (",", "(")), end)
        start = at + 2 + (line.tag(at + 2) == "D")
        return (words(line, start, stop) or None) if start < stop else None
    start = first + (line.tag(first) == "D")
    if line.grammar.language == "en" and start < at:
        owner = words(line, start, at).removesuffix("’s").removesuffix("'s")
        return owner or None
    return None


def _gender(line: Line, first: int, end: int) -> str | None:
    for at in range(first, min(end, first + 3)):
        if line.is_word(at, "female"):
            return "f"
        if line.is_word(at, "male"):
            return "m"
    return None


def _genitive(line: Line, first: int, end: int) -> str:
    """The mention after “of”: `de la direction`, `du maire`, `of the council`."""
    low = line.low(first)
    if line.grammar.language == "en":
        capital = line.tag(first) == "D" and first == 0
        name = words(line, first, end)
        return f"of {name[0].lower()}{name[1:]}" if capital else f"of {name}"
    if low in _CONTRACTED:
        return _CONTRACTED[low] + words(line, first + 1, end)
    text = words(line, first, end)
    return ("d’" if text[:1].lower() in "aeiouéèêàâîôhy" else "de ") + text


def words(line: Line, first: int, end: int) -> str:
    """The words of a range of tokens, one blank at most between two."""
    pieces: list[str] = []
    for at in range(first, end):
        gap = at > first and line.tokens[at].start > line.tokens[at - 1].end
        text = line.tokens[at].text
        is_opening = at == 0 and line.tag(at) == "J" and line.tag(1) != "M"
        pieces.append(" " * gap + (text[:1].lower() + text[1:] if is_opening else text))
    return "".join(pieces).strip(" ,")

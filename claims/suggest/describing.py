"""Whom a definite description stands for: `le capitaine`, `the company`, `l'élu de 61 ans`."""

from dataclasses import dataclass
from typing import Final

from claims.suggest.line import Line
from claims.suggest.mentions import Actor, Identity
from claims.suggest.phrases import Phrase

_PERSONAL: Final = (
    *("eur", "euse", "iste", "ien", "ienne", "ant", "ante", "at", "ist", "ian", "er", "or"),
    *("logue", "nome", "graphe", "iatre", "icien", "icienne"),
)


@dataclass(frozen=True, slots=True)
class Met:
    """Those met so far: by the words of their roles, in the order of speech, and by name."""

    roles: dict[str, Actor]
    recent: list[Actor]
    named: list[Actor]


def described(met: Met, line: Line, phrase: Phrase) -> Identity | None:
    """The one a description fits: by role, by kind, by a part of the name, or the only one."""
    at = _head(line, phrase)
    if at < 0:
        return None
    head = line.low(at)
    return (
        _by_role(met, line, phrase, head)
        or _by_kind(met, line, head)
        or _by_part(met, head)
        or _by_body(met, line, at)
        or _last_person(met, line, phrase, at)
    )


def _head(line: Line, phrase: Phrase) -> int:
    """The noun of a short definite phrase; -1 where it says more than whom it means."""
    first, end = phrase.first, phrase.end
    is_open = line.low(first) in line.grammar.words["indefinite"]
    if line.tag(first) != "D" or is_open or line.is_word(first, "possessive"):
        return -1
    if end - first >= 5 and line.low(end - 1) == "ans" and line.tag(end - 2) == "#":
        end -= 3
    if end - first > 3:
        return -1
    return end - 1 if line.grammar.language == "en" or end - first == 2 else first + 1


def _by_role(met: Met, line: Line, phrase: Phrase, head: str) -> Identity | None:
    found = met.roles.get(head)
    if found is None or not found.name:
        return None
    said = {line.low(k) for k in range(phrase.first + 1, phrase.end)}
    if phrase.end - phrase.first == 3 and not said <= set((found.role or "").lower().split()):
        return None
    return Identity(found, f"“{head}” is the role of one already named", 750)


def _by_kind(met: Met, line: Line, head: str) -> Identity | None:
    """`l'élu` after a mayor's name, `the lawmaker` after a senator's."""
    kinds = line.grammar.kinds.get(head, frozenset())
    for actor in reversed(met.named if kinds else []):
        if kinds & set((actor.role or "").lower().split()):
            return Identity(actor, f"“{head}” is the kind of role of one already named", 650)
    return None


def _by_part(met: Met, head: str) -> Identity | None:
    for actor in reversed(met.recent):
        names = (actor.name or "").lower().split()
        if head in names and len(names) > 1 and not actor.person:
            return Identity(actor, f"“{head}” is short for one already named", 700)
    return None


def _by_body(met: Met, line: Line, at: int) -> Identity | None:
    """`the company`, `le club`: the last spoken of that is known by a bare name only."""
    if not line.is_noun(at, "generic_bodies"):
        return None
    for actor in reversed(met.recent):
        is_bare = actor.naming == "named" and not (actor.role or actor.gender or actor.plural)
        if is_bare and actor.name:
            return Identity(actor, f"“{line.low(at)}” may be the last one named", 450)
    return None


def _last_person(met: Met, line: Line, phrase: Phrase, at: int) -> Identity | None:
    """`l'intéressée`, `the researcher`: the last person; a title, only where one is named."""
    head = line.low(at)
    is_body = any(line.is_noun(at, kind) for kind in ("body", "outlet", "text", "office"))
    is_many = line.is_word(phrase.first, "several") or head.endswith("s")
    is_title = line.is_noun(at, "title")
    is_personal = head in line.grammar.words["oneself"] or head.endswith(_PERSONAL)
    if is_body or is_many or not (is_title or is_personal or line.is_noun(at, "person")):
        return None
    gender = _gender(line, phrase.first, head)
    people = [a for a in met.recent if a.person and a.naming == "named" and a.name]
    if head in line.grammar.words["oneself"]:
        people = [a for a in people if a.role or a.gender]
    elif is_title or not people:
        people = list({id(a): a for a in met.named}.values())
        people = people if len(people) == 1 and not people[0].role else []
    else:
        people = [a for a in people if not a.role]
    fits = [actor for actor in people if gender is None or actor.gender in (None, gender)]
    if not fits:
        return None
    return Identity(fits[-1], f"“{head}” describes the last one named", 500)


def _gender(line: Line, first: int, head: str) -> str | None:
    if line.low(first) == "la" or head.endswith(("ée", "euse", "ienne", "trice")):
        return "f"
    return "m" if line.low(first) == "le" else None

"""What a list of claims can be narrowed to, and by how much: from counts to links. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from claims.asking import FILTERS
from claims.ledger import Counted, Facets, Present

FEW = 6
"""Values of a facet that are shown at once; the others are a tap away."""

TITLES: Mapping[str, str | Promise] = {
    "topic": _("Topic"),
    "speaker": _("Speaker"),
    "stance": _("Stance"),
    "status": _("Evidence status"),
    "evidence": _("Evidence in the text"),
    "manner": _("Manner of quotation"),
    "source": _("Source"),
    "language": _("Worded in"),
    "document": _("Document"),
    "said_after": _("Said on or after"),
    "said_before": _("Said on or before"),
    "updated_since": _("Published or changed since"),
}
VOCABULARIES = {
    "stance": "Stance", "status": "EvidenceStatus", "evidence": "EvidenceInText",
    "manner": "Manner",
}  # fmt: skip
NAMED = {"topic": "topic", "speaker": "actor", "source": "source", "document": "document"}
"""The kind of record that the values of a facet are ids of."""

Today = Mapping[tuple[str, str], Present]


@dataclass(frozen=True)
class Choice:
    """One value of a filter: what it is called, how many claims it leaves, and the link."""

    value: str
    names: Mapping[str, str]
    vocabulary: str
    claims: int
    capped: bool
    query: str


@dataclass(frozen=True)
class Facet:
    """The values of one filter, the most frequent first."""

    name: str
    title: str | Promise
    few: list[Choice]
    more: list[Choice]


@dataclass(frozen=True)
class Chosen:
    """A filter in force, and the link to the list without it."""

    name: str
    title: str | Promise
    choice: Choice


def named(facets: Facets, asked: Mapping[str, str]) -> set[tuple[str, str]]:
    """The (kind, id) of all that must be called by a name."""
    found = {(kind, asked[name]) for name, kind in NAMED.items() if name in asked}
    return found | {
        (kind, counted.value) for name, kind in NAMED.items() for counted in facets.of.get(name, ())
    }


def offered(facets: Facets, asked: Mapping[str, str], today: Today) -> list[Facet]:
    """The facets by which the list can still be narrowed, each value with its link."""
    found = []
    for name, title in TITLES.items():
        counted = facets.of.get(name, ())
        if name not in asked and len(counted) > 1:
            choices = [_choice(name, one, asked, today) for one in counted]
            found.append(Facet(name, title, choices[:FEW], choices[FEW:]))
    return found


def in_force(asked: Mapping[str, str], today: Today) -> list[Chosen]:
    """The filters asked for, but for the words."""
    return [
        Chosen(name, TITLES[name], _in_force(name, asked, today))
        for name in FILTERS
        if name in asked and name != "q"
    ]


def query(asked: Mapping[str, str], **changes: str | None) -> str:
    """The query of the same list with some parameters changed, from its first page on."""
    kept = {**asked, "after": None, **changes}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def hidden(asked: Mapping[str, str], shown: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What a form must carry along besides the fields that it shows."""
    for name, value in asked.items():
        if name not in (*shown, "after"):
            yield name, value


def _choice(name: str, counted: Counted, asked: Mapping[str, str], today: Today) -> Choice:
    return Choice(
        counted.value,
        _names(name, counted.value, today),
        VOCABULARIES.get(name, ""),
        counted.claims,
        counted.capped,
        query(asked, **{name: counted.value}),
    )


def _in_force(name: str, asked: Mapping[str, str], today: Today) -> Choice:
    value = asked[name]
    without = query(asked, **{name: None})
    names, vocabulary = _names(name, value, today), VOCABULARIES.get(name, "")
    return Choice(value, names, vocabulary, claims=0, capped=False, query=without)


def _names(name: str, value: str, today: Today) -> Mapping[str, str]:
    present: Any = today.get((NAMED.get(name, ""), value))
    return present.names if present else {}

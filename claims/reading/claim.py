"""A claim's record as its page shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from claims import addresses
from claims.addresses import ATTRIBUTIONS, page_of
from claims.ledger import Entry, Present
from claims.passages import Line, Mark, passage

Record = dict[str, Any]
Key = tuple[str, str]
Today = Mapping[Key, Present]

SPANS = (("content", "quote"), ("cue", "cue"), ("evidence", "evidence_in_text"))
"""The role of each marked span, and the field of the attribution that holds it."""


@dataclass(frozen=True)
class Saying:
    """An attribution with all that a page needs to show it."""

    record: Record
    lines: list[Line]
    today: Present | None
    original: str | None
    copy: str


@dataclass(frozen=True)
class Related:
    """A related claim as it is today, and the relation read from this claim's side."""

    relation: str
    direction: str
    claim: Present


def named_in(record: Record) -> set[Key]:
    """The actors and claims that a claim's record names: what to ask the ledger about today."""
    keys: set[Key] = set()
    for attribution in record["attributions"]:
        people = [attribution["speaker"], attribution["on_behalf_of"]]
        people += [hop["actor"] for hop in attribution["via"]]
        if attribution["nested_in"]:
            people.append(attribution["nested_in"]["speaker"])
            keys.add(("claim", attribution["nested_in"]["claim"]))
        keys |= {("actor", person["id"]) for person in people if person}
    keys |= {("actor", item["origin"]["id"]) for item in record["evidence"] if item["origin"]}
    return keys | {("claim", item["claim"]["id"]) for item in record["relations"]}


def sayings(record: Record, first: int, today: Today, language: str) -> list[Saying]:
    """A page of the attributions of a claim's record, from number ``first`` on, each inside its
    sentences."""
    shown = {document["id"]: document["sentences"] for document in record["documents"]}
    return [
        saying(a, shown.get(a["document"]["id"], []), today, language)
        for a in record["attributions"][first - 1 : first - 1 + ATTRIBUTIONS]
    ]


@dataclass(frozen=True)
class Part:
    """Which of a claim's attributions a page shows: numbers from 1, ends included."""

    first: int
    last: int
    of: int
    earlier: int | None
    later: int | None


def part(record: Record, first: int) -> Part | None:
    """The page of attributions that begins at ``first``; None where there is no such page."""
    number = len(record["attributions"])
    if first != page_of(first) or (first > 1 and first > number):
        return None
    last = min(first - 1 + ATTRIBUTIONS, number)
    earlier = first - ATTRIBUTIONS if first > 1 else None
    return Part(first, last, number, earlier, last + 1 if last < number else None)


@dataclass(frozen=True)
class Tally:
    """How many said it, where, and from how many origins: an agency's words repeated by ten
    outlets are one origin. Counts of what is recorded, never a measure of truth."""

    attributions: int
    speakers: int
    documents: int
    outlets: int
    origins: int


def tally(attributions: Iterable[Record]) -> Tally:
    """The counts of these attributions; each unnamed speaker is counted by description."""
    found = list(attributions)
    return Tally(
        len(found),
        len({a["speaker"]["id"] if a["speaker"] else a["description"] or a["id"] for a in found}),
        len({a["document"]["id"] for a in found}),
        len({a["document"]["source"]["id"] for a in found}),
        len({_origin(a) for a in found}),
    )


def _origin(attribution: Record) -> str:
    """Where the words came from first: the hop next to the speaker, else the source itself."""
    if not attribution["via"]:
        return str(attribution["document"]["source"]["id"])
    hop = attribution["via"][0]
    return str(hop["actor"]["id"] if hop["actor"] else hop["description"])


@dataclass(frozen=True)
class Shown:
    """An item of evidence with its way to the original and to our copy."""

    record: Record
    original: str | None
    copy: str | None


@dataclass(frozen=True)
class Origin:
    """The evidence that comes from one origin; ``actor`` is None where none is recorded."""

    actor: Record | None
    items: list[Shown]
    outlets: int


def evidence(record: Record, language: str) -> list[Origin]:
    """The evidence of a claim's record by origin, in the order in which origins first come."""
    groups: dict[str, list[Record]] = {}
    for number, item in enumerate(record["evidence"]):
        key = item["origin"]["id"] if item["origin"] else f"unknown {number}"
        groups.setdefault(key, []).append(item)
    shown = {document["id"]: document["sentences"] for document in record["documents"]}
    return [
        Origin(
            items[0]["origin"],
            [Shown(item, original(item), _copy_of(item, shown, language)) for item in items],
            len({_outlet(item) for item in items}),
        )
        for items in groups.values()
    ]


def _outlet(item: Record) -> str:
    document = item["document"]
    return str(document["source"]["id"] if document else urlsplit(item["url"] or "").hostname)


def _copy_of(item: Record, shown: Mapping[str, list[Record]], language: str) -> str | None:
    """Our dated copy of the sentence in which the quoted words begin, or of the whole text."""
    document, quote = item["document"], item["quote"]
    if document is None:
        return None
    place = addresses.path("document", document, language)
    if quote is None:
        return place
    at = quote["start"]
    near = [s for s in shown.get(document["id"], []) if s["start"] <= at < s["end"]]
    return addresses.sentence(document, near[0]["number"], language) if near else place


def saying(attribution: Record, sentences: Sequence[Record], today: Today, language: str) -> Saying:
    """One attribution with its marked passage, its links and its speaker's name today."""
    speaker = attribution["speaker"]
    return Saying(
        attribution,
        passage(sentences, marks_of(attribution)),
        today.get(("actor", speaker["id"])) if speaker else None,
        original(attribution),
        copy(attribution, language),
    )


def marks_of(attribution: Record) -> list[Mark]:
    """The spans of an attribution by their role."""
    marks = []
    for role, field in SPANS:
        span = attribution[field]
        if role == "evidence":
            span = span["quote"]
        if span:
            marks.append(Mark(span["start"], span["end"], role))
    return marks


def original(item: Record) -> str | None:
    """The publisher's own page of an attribution or an item of evidence, opened on the quote
    where the browser can and the text has a unique way to say it; None if unknown."""
    document = item["document"]
    if document is None or not document["url"]:
        return None
    url, fragment = str(document["url"]), item["fragment"]
    if not fragment:
        return url
    return f"{url}{'' if '#' in url else '#'}{fragment}"


def copy(attribution: Record, language: str) -> str:
    """Our dated copy of the sentence."""
    return addresses.sentence(attribution["document"], attribution["sentence"]["number"], language)


def related(public_id: str, record: Record, others: Iterable[Entry], today: Today) -> list[Related]:
    """Relations stated here and in other claims' records, each pair once, standing claims only."""
    found: dict[tuple[str, str, str], Related] = {}
    for item in record["relations"]:
        present = today.get(("claim", item["claim"]["id"]))
        if present is not None:
            _add(found, item["relation"], "to", present)
    for other in others:
        present = Present(other.id, other.record["texts"], other.state, other.seq)
        for item in other.record["relations"]:
            if item["claim"]["id"] == public_id:
                _add(found, item["relation"], "from", present)
    return [item for item in found.values() if item.claim.id != public_id]


def _add(
    found: dict[tuple[str, str, str], Related], relation: str, way: str, claim: Present
) -> None:
    if claim.state == "standing":
        found.setdefault((relation, way, claim.id), Related(relation, way, claim))

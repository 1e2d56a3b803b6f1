"""The flat tables that CSV, Parquet and the data package share: a row an attribution or a claim.

Every row of an attribution carries ``reported_as``: a stance is what the text reports only where
that is ``stated``. docs/export.md describes each column. Names are never changed or reused.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import orjson
from django.utils.translation import override

from claims.vocabulary import Polarity, ReportedAs, Stance

Data = Mapping[str, Any]
Kind = Literal["text", "integer", "boolean", "date", "moment"]


@dataclass(frozen=True)
class Column:
    """How a value is read from a parsed item, and what it is: a ``date`` is YYYY-MM-DD, a
    ``moment`` RFC 3339 in UTC."""

    read: Callable[[Data], Any]
    kind: Kind = "text"


@cache
def _labels() -> dict[str, str]:
    """The English label of each stance and each way of being reported."""
    with override("en"):
        return {str(m.value): str(m.label) for kind in (Stance, ReportedAs) for m in kind}


def in_english(words: Mapping[str, str] | None) -> str:
    """The English entry of a language map, else the first by tag; empty where there is none."""
    found = words or {}
    return found.get("en") or next((found[tag] for tag in sorted(found)), "")


def names(actor: Data | None) -> str:
    """What an actor is called in the record."""
    return in_english(actor["names"]) if actor else ""


def who(attribution: Data) -> str:
    """The speaker's name, the description of an unnamed one, or that there is neither."""
    return names(attribution["speaker"]) or attribution["description"] or "an unnamed source"


def reserve(attribution: Data) -> list[str]:
    """What keeps this attribution, or what encloses it, from being read as a stated fact."""
    said = []
    if attribution["reported_as"] != ReportedAs.STATED:
        said.append(_labels()[attribution["reported_as"]])
    outer = attribution["nested_in"]
    if outer:
        inside = f"in what {who(outer)} {_labels()[outer['stance']]}"
        stated = outer["reported_as"] == ReportedAs.STATED
        said.append(inside if stated else f"{inside} ({_labels()[outer['reported_as']]})")
    if attribution["polarity"] == Polarity.NEGATIVE:
        said.append("the contrary")
    return said


def summary(item: Data) -> str:
    """One English line that never shows a stance without the reserve it was reported with."""
    attribution = item["attribution"]
    hedged = f" ({'; '.join(said)})" if (said := reserve(attribution)) else ""
    stance = _labels()[attribution["stance"]]
    return f"{who(attribution)} {stance}{hedged}: {in_english(item['claim']['texts'])}"


def chain(attribution: Data) -> str:
    """The hops from the speaker outward, spelled, without the document's source."""
    return " > ".join(hop["description"] or names(hop["actor"]) for hop in attribution["via"])


NOTHING: Data = {}


def _claim(name: str) -> Callable[[Data], Any]:
    return lambda item: item["claim"][name]


def _of(*way: str) -> Callable[[Data], Any]:
    return at("attribution", *way)


def at(*way: str) -> Callable[[Data], Any]:
    """The value at the end of ``way`` inside an item; None where a step is missing."""

    *steps, last = way

    def read(item: Data) -> Any:
        for step in steps:
            item = item.get(step) or NOTHING
        return item.get(last)

    return read


def _first_language(texts: Data) -> str:
    return "en" if texts.get("en") else min(texts, default="")


def _listed(*way: str) -> Callable[[Data], str]:
    """The strings, or the ids of the things, at the end of ``way``, joined by spaces."""
    read = at(*way)
    return lambda item: " ".join(one if isinstance(one, str) else one["id"] for one in read(item))


def _speakers(item: Data) -> str:
    """The ids of the actors who speak, each once, in the order of the attributions."""
    speakers = (a["speaker"] for a in item["record"]["attributions"])
    return " ".join(dict.fromkeys(speaker["id"] for speaker in speakers if speaker))


ATTRIBUTIONS: dict[str, Column] = {
    "id": Column(at("id")),
    "reported_as": Column(at("reported_as")),
    "summary": Column(summary),
    "claim_id": Column(_claim("id")),
    "claim_url": Column(_claim("url")),
    "claim_text": Column(lambda item: in_english(item["claim"]["texts"])),
    "claim_language": Column(lambda item: _first_language(item["claim"]["texts"])),
    "claim_text_en": Column(at("claim", "texts", "en")),
    "claim_text_fr": Column(at("claim", "texts", "fr")),
    "claim_status": Column(_claim("status")),
    "claim_second_person": Column(at("claim", "review", "second_person"), "boolean"),
    "speaker_id": Column(_of("speaker", "id")),
    "speaker_name": Column(lambda item: names(item["attribution"]["speaker"])),
    "speaker_name_en": Column(_of("speaker", "names", "en")),
    "speaker_name_fr": Column(_of("speaker", "names", "fr")),
    "speaker_kind": Column(_of("speaker", "kind")),
    "naming": Column(_of("naming")),
    "description": Column(_of("description")),
    "anonymity_reason": Column(_of("anonymity_reason")),
    "speaking_as": Column(lambda item: in_english(item["attribution"]["speaking_as"])),
    "on_behalf_of_id": Column(_of("on_behalf_of", "id")),
    "on_behalf_of_name": Column(lambda item: names(item["attribution"]["on_behalf_of"])),
    "stance": Column(_of("stance")),
    "polarity": Column(_of("polarity")),
    "nested_in": Column(_of("nested_in", "id")),
    "nested_in_claim": Column(_of("nested_in", "claim")),
    "manner": Column(_of("manner")),
    "cue": Column(_of("cue", "exact")),
    "said_on": Column(_of("said_on")),
    "said_earliest": Column(_of("said_earliest"), "date"),
    "said_latest": Column(_of("said_latest"), "date"),
    "said_deduced": Column(_of("said_deduced"), "boolean"),
    "via": Column(lambda item: chain(item["attribution"])),
    "evidence_in_text": Column(_of("evidence_in_text", "code")),
    "evidence_words": Column(_of("evidence_in_text", "quote", "exact")),
    "document_id": Column(_of("document", "id")),
    "document_title": Column(_of("document", "title")),
    "document_url": Column(_of("document", "url")),
    "document_language": Column(_of("document", "language")),
    "document_published_on": Column(_of("document", "published_on")),
    "document_published_deduced": Column(_of("document", "published_deduced"), "boolean"),
    "document_sha256": Column(_of("document", "sha256")),
    "source_id": Column(_of("document", "source", "id")),
    "source_name": Column(_of("document", "source", "name")),
    "sentence_number": Column(_of("sentence", "number"), "integer"),
    "sentence_text": Column(_of("sentence", "text")),
    "exact": Column(_of("quote", "exact")),
    "prefix": Column(_of("quote", "prefix")),
    "suffix": Column(_of("quote", "suffix")),
    "start": Column(_of("quote", "start"), "integer"),
    "end": Column(_of("quote", "end"), "integer"),
    "fragment": Column(_of("fragment")),
    "seq": Column(_claim("seq"), "integer"),
    "revision": Column(_claim("revision"), "integer"),
    "sha256": Column(_claim("sha256")),
    "published_at": Column(_claim("published_at"), "moment"),
}
"""A row an attribution of a standing claim."""

CLAIMS: dict[str, Column] = {
    "id": Column(at("id")),
    "url": Column(at("url")),
    "text": Column(lambda item: in_english(item["record"]["texts"])),
    "text_language": Column(lambda item: _first_language(item["record"]["texts"])),
    "text_en": Column(at("record", "texts", "en")),
    "text_fr": Column(at("record", "texts", "fr")),
    "languages": Column(_listed("record", "languages")),
    "kind": Column(at("record", "kind")),
    "topics": Column(_listed("record", "topics")),
    "status": Column(at("record", "evidence_status", "code")),
    "status_reasons": Column(lambda item: in_english(item["record"]["evidence_status"]["reasons"])),
    "assessed_by": Column(at("record", "evidence_status", "assessed_by")),
    "assessed_on": Column(at("record", "evidence_status", "assessed_on"), "date"),
    "second_person": Column(at("record", "review", "second_person"), "boolean"),
    "attributions": Column(lambda item: len(item["record"]["attributions"]), "integer"),
    "speakers": Column(_speakers),
    "documents": Column(_listed("record", "documents")),
    "corrections": Column(lambda item: len(item["record"]["corrections"]), "integer"),
    "licence": Column(at("record", "licence")),
    "seq": Column(at("seq"), "integer"),
    "revision": Column(at("revision"), "integer"),
    "published_at": Column(at("published_at"), "moment"),
    "digest": Column(at("digest")),
    "sha256": Column(at("sha256")),
}
"""A row a standing claim."""

TABLES: dict[str, dict[str, Column]] = {"claims": CLAIMS, "attributions": ATTRIBUTIONS}


def rows(what: str, items: Iterable[str]) -> Iterator[list[Any]]:
    """The values of each item in the order of its table's columns; None where there is none."""
    readers = [column.read for column in TABLES[what].values()]
    for text in items:
        item = orjson.loads(text)
        yield [read(item) for read in readers]

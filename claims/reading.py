"""From records to what a page shows: plain values in, plain values out, no queries.

The rule of every function here: an attribution goes to a template whole, with its
``reported_as`` and what encloses it, never as a bare pair of speaker and stance.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims import addresses
from claims.ledger import Entry, Present
from claims.passages import Line, Mark, Paragraph, paragraphs, passage
from claims.vocabulary import ReportedAs
from sources.vocabulary import SentenceKind

Record = dict[str, Any]
Key = tuple[str, str]
Today = Mapping[Key, Present]

MATRIX_CLAIMS = 15
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


def is_stated(attribution: Record) -> bool:
    """Whether the text states that this was said, with nothing around it that takes that back."""
    outer = attribution["nested_in"]
    return attribution["reported_as"] == ReportedAs.STATED and (
        outer is None or outer["reported_as"] == ReportedAs.STATED
    )


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


def sayings(record: Record, today: Today, language: str) -> list[Saying]:
    """The attributions of a claim's record, each inside its sentences."""
    shown = {document["id"]: document["sentences"] for document in record["documents"]}
    return [
        saying(a, shown.get(a["document"]["id"], []), today, language)
        for a in record["attributions"]
    ]


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
    place = addresses.path("document", attribution["document"], language)
    return f"{place}#s{attribution['sentence']['number']}"


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


@dataclass(frozen=True)
class Note:
    """What a mark in a document stands for: an attribution, or an item of evidence."""

    number: int
    claim: Entry
    attribution: Record | None
    evidence: Record | None


def notes_on(document: str, claims: Iterable[Entry]) -> list[tuple[Note, Record]]:
    """Every attribution and item of evidence that claims find in a document, in text order,
    numbered from 1, each with its quote."""
    found: list[tuple[Record, Entry, Record | None, Record | None]] = []
    for claim in claims:
        for a in claim.record["attributions"]:
            if a["document"]["id"] == document:
                found.append((a["quote"], claim, a, None))
        for item in claim.record["evidence"]:
            if item["document"] and item["document"]["id"] == document and item["quote"]:
                found.append((item["quote"], claim, None, item))
    found.sort(key=lambda row: (row[0]["start"], -row[0]["end"], row[1].seq))
    return [
        (Note(number, claim, attribution, evidence), quote)
        for number, (quote, claim, attribution, evidence) in enumerate(found, start=1)
    ]


@dataclass(frozen=True)
class Reading:
    """A document ready to be read: its text, what is not article text, and the notes."""

    body: list[Paragraph]
    boilerplate: list[Paragraph]
    notes: list[Note]
    in_full: bool


def document(record: Record, claims: Sequence[Entry]) -> Reading:
    """The text as far as it is public, with every claim's words marked and numbered."""
    found = notes_on(record["id"], claims)
    marks = [Mark(quote["start"], quote["end"], note) for note, quote in found]
    texts = _texts(record, claims)
    named = {
        (note.attribution["sentence"]["number"], note.attribution["sentence"]["start"])
        for note, _quote in found
        if note.attribution
    }
    parts = {
        kind: [s for s in record["sentences"] if s["kind"] == kind] for kind in SentenceKind.values
    }
    return Reading(
        paragraphs(parts[SentenceKind.BODY], texts, marks, named),
        paragraphs(parts[SentenceKind.BOILERPLATE], texts, marks, named)
        if any(s["number"] in texts for s in parts[SentenceKind.BOILERPLATE])
        else [],
        [note for note, _quote in found],
        record["text"] is not None,
    )


def _texts(record: Record, claims: Sequence[Entry]) -> dict[int, str]:
    """The sentences that may be shown, by number: all of a public text, else the excerpts that
    the claims' records carry."""
    if record["text"] is not None:
        return {s["number"]: record["text"][s["start"] : s["end"]] for s in record["sentences"]}
    return {
        sentence["number"]: sentence["text"]
        for claim in claims
        for shown in claim.record["documents"]
        if shown["id"] == record["id"]
        for sentence in shown["sentences"]
    }


@dataclass(frozen=True)
class Row:
    """One actor (or one description of somebody unnamed) across the claims of a topic."""

    speaker: Record | None
    description: str | None
    language: str
    today: Present | None
    cells: list[list[Record]]


def matrix(claims: Sequence[Entry], today: Today) -> list[Row]:
    """Who says what: a row a speaker, by how often they speak; a cell an attribution or more."""
    columns = list(claims)[:MATRIX_CLAIMS]
    rows: dict[tuple[str, str], Row] = {}
    for column, claim in enumerate(columns):
        for attribution in claim.record["attributions"]:
            row = rows.setdefault(
                who(attribution, today),
                Row(
                    attribution["speaker"],
                    attribution["description"],
                    attribution["document"]["language"],
                    _present(attribution["speaker"], today),
                    [[] for _claim in columns],
                ),
            )
            row.cells[column].append(attribution)
    return sorted(rows.values(), key=lambda row: -sum(len(cell) for cell in row.cells))


def who(attribution: Record, today: Today) -> tuple[str, str]:
    """One key for a speaker whatever id they were published under; unnamed ones stay apart."""
    present = _present(attribution["speaker"], today)
    if present is not None:
        return ("actor", present.id)
    if attribution["speaker"]:
        return ("actor", attribution["speaker"]["id"])
    return ("unnamed", attribution["description"] or attribution["id"])


def _present(actor: Record | None, today: Today) -> Present | None:
    return today.get(("actor", actor["id"])) if actor else None


def documents_in(claims: Iterable[Entry]) -> list[Record]:
    """The documents that the claims' attributions are found in, each once."""
    found: dict[str, Record] = {}
    for claim in claims:
        for attribution in claim.record["attributions"]:
            found.setdefault(attribution["document"]["id"], attribution["document"])
    return list(found.values())


def correction_log(entries: Iterable[Entry]) -> list[tuple[str, Entry, Record | None]]:
    """(day, claim, correction) of every correction, None for a withdrawal; latest day first."""
    log: list[tuple[str, Entry, Record | None]] = []
    for entry in entries:
        if entry.state == "withdrawn":
            log.append((entry.record["withdrawn"]["withdrawn_on"], entry, None))
        log += [(item["made_on"], entry, item) for item in entry.record.get("corrections", [])]
    return sorted(log, key=lambda row: (row[0], row[1].seq), reverse=True)


def spoken_for(attributions: Iterable[Record]) -> list[Record]:
    """The actors on whose behalf these attributions were made, each once."""
    found = {a["on_behalf_of"]["id"]: a["on_behalf_of"] for a in attributions if a["on_behalf_of"]}
    return list(found.values())


@dataclass(frozen=True)
class Said:
    """An attribution as the index has it, with the claim that it is of."""

    record: Record
    claim: Present
    status: str


def indexed(record: str, row: Any) -> Said:
    """A row of the attribution index, its record parsed."""
    claim = Present(row.claim_id, row.claim_texts, "standing", row.seq)
    return Said(json.loads(record), claim, row.status)

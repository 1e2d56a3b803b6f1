"""A document as its page shows it: every claim's words marked and numbered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from claims.ledger import Entry
from claims.passages import Mark, Paragraph, paragraphs, without_overlaps
from claims.reading.parts import Part, Place, cut, holding, landings
from sources.vocabulary import SentenceKind

Record = dict[str, Any]


@dataclass(frozen=True)
class Note:
    """What a mark in a document stands for: an attribution, or an item of evidence; its position
    in the claim's record counts from 1."""

    number: int
    claim: Entry
    position: int
    attribution: Record | None
    evidence: Record | None


def notes_on(document: str, claims: Iterable[Entry]) -> list[tuple[Note, Record]]:
    """Every attribution and item of evidence that claims find in a document, in text order,
    numbered from 1, each with its quote."""
    found = [row for claim in claims for row in _found_in(document, claim)]
    found.sort(key=lambda row: (row[0]["start"], -row[0]["end"], row[1].seq))
    return [
        (Note(number, claim, position, attribution, evidence), quote)
        for number, (quote, claim, position, attribution, evidence) in enumerate(found, start=1)
    ]


Found = tuple[Record, Entry, int, Record | None, Record | None]


def _found_in(document: str, claim: Entry) -> Iterator[Found]:
    """Quote, claim, position, attribution and evidence of what a claim finds in a document."""
    for position, a in enumerate(claim.record["attributions"], start=1):
        if a["document"]["id"] == document:
            yield a["quote"], claim, position, a, None
    for position, item in enumerate(claim.record["evidence"], start=1):
        if item["document"] and item["document"]["id"] == document and item["quote"]:
            yield item["quote"], claim, position, None, item


@dataclass(frozen=True)
class Reading:
    """A part of a document ready to be read: its text, what is not article text, and the notes;
    which of how many parts it is, and the sentences to be found on the others."""

    body: list[Paragraph]
    boilerplate: list[Paragraph]
    notes: list[Note]
    in_full: bool
    number: int
    of: int
    elsewhere: list[tuple[Part, list[int]]]


def document(
    record: Record,
    claims: Sequence[Entry],
    places: Iterable[Place] = (),
    *,
    only: str = "",
    part: int | None = None,
    at: int | None = None,
) -> Reading | None:
    """The text as far as it is public, with every claim's words marked and numbered; ``only``
    those of one speaker, under the numbers that they have among all. Of a long one, the given
    ``part``, or that in which sentence number ``at`` is, or the first; None for no such part.

    ``places`` are those of sentences that earlier revisions had: what was retired since keeps its
    address, and its words where only they may be shown.
    """
    found = [row for row in notes_on(record["id"], claims) if not only or _is_of(row[0], only)]
    texts = _texts(record, claims)
    cited = set(places) | {
        (note.attribution["sentence"]["number"], note.attribution["sentence"]["start"])
        for note, _quote in found
        if note.attribution
    }
    parts = cut(_standing_in(record, claims, texts), texts, found)
    if part is not None and part > len(parts):
        return None
    shown = parts[part - 1] if part is not None else holding(parts, at or 0, cited)
    elsewhere = landings(parts, shown, texts, cited) if len(parts) > 1 else []
    text = {kind: _text(shown, kind, texts, cited) for kind in SentenceKind.values}
    return Reading(
        text[SentenceKind.BODY],
        text[SentenceKind.BOILERPLATE],
        [note for note, _quote in shown.rows],
        record["text"] is not None,
        shown.number,
        len(parts),
        elsewhere,
    )


def _text(part: Part, kind: str, texts: dict[int, str], cited: Iterable[Place]) -> list[Paragraph]:
    """The part's sentences of one kind, marked; nothing where none of them is shown, unless it is
    the text itself."""
    own = [s for s in part.sentences if s["kind"] == kind]
    if kind != SentenceKind.BODY and not any(s["number"] in texts for s in own):
        return []
    marks = [
        Mark(max(quote["start"], part.start), min(quote["end"], part.end), note)
        for note, quote in part.rows
    ]
    return paragraphs(own, texts, marks, cited)


def _standing_in(record: Record, claims: Sequence[Entry], texts: dict[int, str]) -> list[Record]:
    """The record's sentences in order; in the place of one that may not be shown, the retired one
    that a claim still shows."""
    own = {s["number"] for s in record["sentences"]}
    former = {s["number"]: s for s in _shown(record, claims) if s["number"] not in own}
    if not former or record["text"] is not None:
        return list(record["sentences"])
    shown = [s for s in record["sentences"] if s["number"] in texts]
    placed = [
        s
        for s in without_overlaps(former.values())
        if not any(_overlap(s, other) for other in shown)
    ]
    kept = [s for s in record["sentences"] if not any(_overlap(s, other) for other in placed)]
    return sorted([*kept, *placed], key=lambda s: s["start"])


def _overlap(one: Record, other: Record) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def _shown(record: Record, claims: Sequence[Entry]) -> Iterator[Record]:
    """The sentences of the document that the claims' records carry."""
    for claim in claims:
        for shown in claim.record["documents"]:
            if shown["id"] == record["id"]:
                yield from shown["sentences"]


def _texts(record: Record, claims: Sequence[Entry]) -> dict[int, str]:
    """The sentences that may be shown, by number: all of a public text, else the excerpts that
    the claims' records carry."""
    if record["text"] is not None:
        return {s["number"]: record["text"][s["start"] : s["end"]] for s in record["sentences"]}
    return {sentence["number"]: sentence["text"] for sentence in _shown(record, claims)}


def _is_of(note: Note, speaker: str) -> bool:
    a = note.attribution
    return bool(a and a["speaker"] and a["speaker"]["id"] == speaker)


def speakers_in(document: str, claims: Iterable[Entry]) -> list[tuple[Record, int]]:
    """Who is named as speaking in a document, with how many attributions, the most first."""
    found: dict[str, tuple[Record, int]] = {}
    for note, _quote in notes_on(document, claims):
        if note.attribution and (speaker := note.attribution["speaker"]):
            _known, number = found.get(speaker["id"], (speaker, 0))
            found[speaker["id"]] = speaker, number + 1
    return sorted(found.values(), key=lambda row: -row[1])

"""The one public record: what the world sees of a claim, actor, topic, document or source.

Pages, API, feeds and exports show these dicts, frozen in the ledger, and nothing else.
docs/record.md describes every field. No floats; strings are NFC as stored; language maps are
``{tag: text}``; lists are ordered by offset, then by primary key.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from claims import ledger
from claims.models import (
    Actor,
    Assessment,
    Attribution,
    Claim,
    ClaimRelation,
    Evidence,
    Reply,
    Submission,
    Topic,
)
from sources import anchor
from sources.models import Document, Publishable, Sentence, Source
from sources.vocabulary import Shown

LICENCE = "CC-BY-4.0"

Record = dict[str, Any]


def kind_of(record: Publishable) -> str:
    """claim, actor, topic, document or source."""
    return str(record._meta.model_name)


def named_by(claim: Claim) -> list[Publishable]:
    """Everything that the claim's record names, in the order in which it must be public first:
    sources, documents, actors, topics."""
    attributions = list(
        claim.attributions.select_related(
            "document__source", "speaker", "on_behalf_of", "nested_in__speaker"
        ).prefetch_related("via__actor")
    )
    evidence = list(claim.evidence.select_related("document__source", "origin"))
    documents = {a.document for a in attributions} | {e.document for e in evidence if e.document}
    documents |= {d.predecessor for d in documents if d.predecessor}
    actors = {a.speaker for a in attributions} | {a.on_behalf_of for a in attributions}
    actors |= {hop.actor for a in attributions for hop in a.via.all()}
    actors |= {e.origin for e in evidence}
    actors |= {a.nested_in.speaker for a in attributions if a.nested_in}
    groups: list[Iterable[Publishable | None]] = [
        {document.source for document in documents},
        documents,
        actors,
        claim.topics.all(),
    ]
    return [item for group in groups for item in _by_pk(group)]


def _by_pk(group: Iterable[Publishable | None]) -> list[Publishable]:
    return sorted((item for item in group if item is not None), key=lambda item: item.pk)


class Names:
    """How the named things are called in a record: as the ledger has them where they are public,
    as the draft has them where they are about to be published with it."""

    def __init__(self, things: Iterable[Publishable], *, using: str) -> None:
        keys = [(kind_of(t), t.public_id) for t in things if t.public_id is not None]
        self._public = ledger.current_records(keys, using=using)

    def record(self, thing: Publishable) -> Record:
        """The record by which ``thing`` is named."""
        public = self._public.get((kind_of(thing), thing.public_id or ""))
        return public if public is not None else build(thing)

    def actor(self, actor: Actor | None) -> Record | None:
        """Id, kind and names; None where there is no actor."""
        if actor is None:
            return None
        record = self.record(actor)
        return {"id": record["id"], "kind": record.get("kind"), "names": record.get("names", {})}

    def document(self, document: Document) -> Record:
        """What an attribution or evidence says of its document."""
        record = self.record(document)
        keys = ("id", "title", "url", "archive_url", "language", "published_on",
                "published_deduced", "sha256", "source")  # fmt: skip
        return {key: record[key] for key in keys}


def build(subject: Publishable, *, using: str = "default") -> Record:
    """The record that publishing ``subject`` now would freeze; ids not yet drawn are None."""
    if isinstance(subject, Claim):
        return claim_record(subject, using=using)
    if isinstance(subject, Actor):
        return actor_record(subject)
    if isinstance(subject, Topic):
        return topic_record(subject)
    if isinstance(subject, Document):
        return document_record(subject, using=using)
    if isinstance(subject, Source):
        return source_record(subject)
    raise TypeError(f"{subject!r} has no public record")


def actor_record(actor: Actor) -> Record:
    """The public record of an actor; of a merged one, only where it went."""
    if actor.merged_into is not None:
        return {"id": actor.public_id, "merged_into": actor.merged_into.public_id}
    return {
        "id": actor.public_id,
        "kind": actor.kind,
        "names": actor.names,
        "descriptions": actor.descriptions,
        "aliases": list(actor.aliases),
        "wikidata": actor.wikidata or None,
        "licence": LICENCE,
    }


def topic_record(topic: Topic) -> Record:
    """The public record of a topic."""
    return {
        "id": topic.public_id,
        "names": topic.names,
        "descriptions": topic.descriptions,
        "licence": LICENCE,
    }


def source_record(source: Source) -> Record:
    """The public record of a source, with what of its texts may be shown."""
    return {
        "id": source.public_id,
        "name": source.name,
        "kind": source.kind,
        "homepage": source.homepage or None,
        "shown": source.shown,
        "licence": LICENCE,
    }


def document_record(document: Document, *, using: str = "default") -> Record:
    """The public record of a document: metadata, hash, and a salted hash of each sentence.

    The text itself, and the sentences' salts, only where the source is shown in full.
    """
    source = Names([document.source], using=using).record(document.source)
    in_full = source["shown"] == Shown.FULL
    sentences = document.sentences.standing().in_order()
    return {
        "id": document.public_id,
        "kind": document.kind,
        "source": {"id": source["id"], "name": source["name"]},
        "language": document.language,
        "title": document.title,
        "byline": document.byline or None,
        "url": document.url or None,
        "archive_url": document.archive_url or None,
        "published_on": document.published_on or None,
        "published_earliest": _day(document.published_earliest),
        "published_latest": _day(document.published_latest),
        "published_deduced": document.published_deduced,
        "published_reason": document.published_reason or None,
        "predecessor": document.predecessor.public_id if document.predecessor else None,
        "captured_on": document.captured_at.date().isoformat(),
        "normalisation": document.normalisation,
        "sha256": document.text_sha256,
        "length": document.length,
        "shown": source["shown"],
        "text": document.text if in_full else None,
        "sentences": [_sealed(document, s, with_salt=in_full) for s in sentences],
        "licence": LICENCE,
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def sentence_sha256(sentence: Sentence, document: Document) -> str:
    """SHA-256 of salt and UTF-8 text: proves a shown sentence, gives away no hidden one."""
    words = document.slice(sentence.start, sentence.end).encode()
    return hashlib.sha256(bytes(sentence.salt) + words).hexdigest()


def _sealed(document: Document, sentence: Sentence, *, with_salt: bool) -> Record:
    sealed = {
        "number": sentence.number,
        "start": sentence.start,
        "end": sentence.end,
        "paragraph": sentence.paragraph,
        "kind": sentence.kind,
        "sha256": sentence_sha256(sentence, document),
    }
    return {**sealed, "salt": bytes(sentence.salt).hex()} if with_salt else sealed


def claim_record(claim: Claim, *, using: str = "default") -> Record:
    """The public record of a claim, whole: docs/record.md describes each field."""
    if claim.merged_into is not None:
        return {"id": claim.public_id, "merged_into": claim.merged_into.public_id}
    names = Names(named_by(claim), using=using)
    attributions = list(
        claim.attributions.select_related(
            "document", "sentence", "speaker", "on_behalf_of", "nested_in__claim",
            "nested_in__speaker",
        )
        .prefetch_related("via__actor")
        .order_by("document__captured_at", "document_id", "content_start", "pk")
    )  # fmt: skip
    evidence = list(claim.evidence.select_related("document", "origin").order_by("pk"))
    excerpts = _excerpts(attributions, evidence)
    assessments = list(claim.assessments.select_related("assessed_by").order_by("assessed_at"))
    return {
        "id": claim.public_id,
        "languages": sorted(claim.texts),
        "texts": claim.texts,
        "kind": claim.kind,
        "topics": [_topic(names.record(t)) for t in claim.topics.order_by("pk")],
        "evidence_status": _evidence_status(assessments),
        "attributions": [_attribution(a, names, excerpts) for a in attributions],
        "documents": [_shown(document, sentences) for document, sentences in excerpts.items()],
        "evidence": [_evidence(e, names) for e in evidence],
        "relations": _relations(claim, using=using),
        "replies": [_reply(r) for r in claim.replies.order_by("asked_on", "pk")],
        "corrections": _corrections(claim),
        "review": _review(claim),
        "licence": LICENCE,
    }


def _topic(record: Record) -> Record:
    return {"id": record["id"], "names": record["names"]}


UNASSESSED: Record = {
    "code": "not_assessed", "reasons": {}, "assessed_by": None, "assessed_on": None,
}  # fmt: skip


def _evidence_status(assessments: list[Assessment]) -> Record:
    """The current status with its reasons, and every earlier one in order."""
    history = [_assessment(a) for a in assessments]
    current = next((_assessment(a) for a in assessments if a.superseded_at is None), None)
    return {**(current or UNASSESSED), "history": history}


def _assessment(assessment: Assessment) -> Record:
    by = assessment.assessed_by
    return {
        "code": assessment.status,
        "reasons": assessment.reasons,
        "assessed_by": by.get_full_name() or by.get_username(),
        "assessed_on": assessment.assessed_at.date().isoformat(),
    }


Excerpts = dict[Document, list[Sentence]]


def _excerpts(attributions: list[Attribution], evidence: list[Evidence]) -> Excerpts:
    """For each document, the sentences a claim may show: those that its spans touch, with one
    neighbour each side, and those that its attributions named when they were recorded."""
    spans: dict[Document, list[tuple[int, int]]] = {}
    kept: dict[Document, set[Sentence]] = {}
    for a in attributions:
        ends = [(getattr(a, f"{s}_start"), getattr(a, f"{s}_end")) for s in SPANS]
        spans.setdefault(a.document, []).extend(end for end in ends if end[0] is not None)
        kept.setdefault(a.document, set()).add(a.sentence)
    for e in evidence:
        if e.document and e.start is not None and e.end is not None:
            spans.setdefault(e.document, []).append((e.start, e.end))
    return {
        document: _with_neighbours(document, spans[document], kept.get(document, set()))
        for document in sorted(spans, key=lambda d: d.pk)
    }


SPANS = ("content", "cue", "speaker", "evidence")


def _with_neighbours(
    document: Document, spans: list[tuple[int, int]], kept: set[Sentence]
) -> list[Sentence]:
    spans = spans + [(s.start, s.end) for s in kept]
    standing = list(document.sentences.standing().in_order())
    touched = {
        i
        for i, s in enumerate(standing)
        if any(s.start < end and start < s.end for start, end in spans)
    }
    near = {i + step for i in touched for step in (-1, 0, 1)} & set(range(len(standing)))
    return sorted({standing[i] for i in near} | kept, key=lambda s: (s.start, s.number))


def _shown(document: Document, sentences: list[Sentence]) -> Record:
    return {
        "id": document.public_id,
        "sha256": document.text_sha256,
        "sentences": [
            {
                **_sealed(document, s, with_salt=True),
                "text": document.slice(s.start, s.end),
            }
            for s in sentences
        ],
    }


def _quote(document: Document, start: int, end: int, sentences: list[Sentence]) -> Record:
    """W3C TextQuoteSelector and TextPositionSelector fields; the context keeps to what is shown."""
    first, last = min(s.start for s in sentences), max(s.end for s in sentences)
    quote = anchor.describe(document.text, start, end)
    return {
        "exact": quote.exact,
        "prefix": quote.prefix[max(0, len(quote.prefix) - max(0, start - first)) :],
        "suffix": quote.suffix[: max(0, last - end)],
        "start": start,
        "end": end,
    }


def _span(attribution: Attribution, name: str, sentences: list[Sentence]) -> Record | None:
    start, end = getattr(attribution, f"{name}_start"), getattr(attribution, f"{name}_end")
    return None if start is None else _quote(attribution.document, start, end, sentences)


def _attribution(a: Attribution, names: Names, excerpts: Excerpts) -> Record:
    shown = excerpts[a.document]
    return {
        "id": a.public_id,
        "naming": a.naming,
        "speaker": names.actor(a.speaker),
        "description": a.description or None,
        "anonymity_reason": a.anonymity_reason or None,
        "speaking_as": a.speaking_as,
        "on_behalf_of": names.actor(a.on_behalf_of),
        "stance": a.stance,
        "polarity": a.polarity,
        "reported_as": a.reported_as,
        "nested_in": _nesting(a.nested_in, names) if a.nested_in else None,
        "manner": a.manner,
        "cue": _span(a, "cue", shown),
        "mention": _span(a, "speaker", shown),
        "said_on": a.said_on or None,
        "said_earliest": _day(a.said_earliest),
        "said_latest": _day(a.said_latest),
        "said_deduced": a.said_deduced,
        "said_reason": a.said_reason or None,
        "via": [
            {"actor": names.actor(hop.actor), "description": hop.description or None}
            for hop in a.via.all()
        ],
        "evidence_in_text": {
            "code": a.evidence_in_text,
            "quote": _span(a, "evidence", shown),
        },
        "document": names.document(a.document),
        "sentence": {
            "number": a.sentence.number,
            "start": a.sentence.start,
            "end": a.sentence.end,
            "text": a.document.slice(a.sentence.start, a.sentence.end),
        },
        "quote": _span(a, "content", shown),
    }


def _nesting(outer: Attribution, names: Names) -> Record:
    """The attribution that encloses this one, as far as a reader must know it."""
    return {
        "id": outer.public_id,
        "claim": outer.claim.public_id,
        "speaker": names.actor(outer.speaker),
        "description": outer.description or None,
        "naming": outer.naming,
        "stance": outer.stance,
        "reported_as": outer.reported_as,
    }


def _evidence(e: Evidence, names: Names) -> Record:
    quote = None
    if e.document and e.start is not None and e.end is not None:
        quote = _quote(
            e.document, e.start, e.end, _with_neighbours(e.document, [(e.start, e.end)], set())
        )
    return {
        "bearing": e.bearing,
        "descriptions": e.descriptions,
        "origin": names.actor(e.origin),
        "from_claimant": e.from_claimant,
        "document": names.document(e.document) if e.document else None,
        "quote": quote,
        "url": e.url or None,
        "archive_url": e.archive_url or None,
        "accessed_on": _day(e.accessed_on),
    }


def relations_of(claim: Claim) -> list[tuple[ClaimRelation, Claim, str]]:
    """Each relation with a claim that is public now: the relation, the other claim, and whether
    this claim is where it starts ("to") or where it ends ("from")."""
    rows = ClaimRelation.objects.filter(Q(claim=claim) | Q(other=claim)).select_related(
        "claim", "other"
    )
    ends = [
        (row, row.other, "to") if row.claim_id == claim.pk else (row, row.claim, "from")
        for row in rows.order_by("pk")
    ]
    return [end for end in ends if end[1].is_public and not hasattr(end[1], "withdrawal")]


def _relations(claim: Claim, *, using: str) -> list[Record]:
    related = relations_of(claim)
    public = ledger.current_records(
        [("claim", other.public_id or "") for _row, other, _way in related], using=using
    )
    return [
        {
            "relation": row.relation,
            "direction": way,
            "claim": {
                "id": other.public_id,
                "texts": public[("claim", other.public_id or "")].get("texts", {}),
            },
        }
        for row, other, way in related
    ]


def _reply(reply: Reply) -> Record:
    return {
        "asked": reply.asked,
        "asked_on": reply.asked_on.isoformat(),
        "answers": reply.answers,
        "answered_on": _day(reply.answered_on),
        "no_answer_by": _day(reply.no_answer_by),
    }


def _corrections(claim: Claim) -> list[Record]:
    """The public notes of the corrections so far, the one being published included."""
    noted = claim.submissions.approved().exclude(correction={}).order_by("pk")
    return [
        {"note": s.correction, "made_on": s.submitted_at.date().isoformat()}
        for s in noted
        if s.published_at or s.version == claim.version
    ]


def _review(claim: Claim) -> Record:
    """Whether a second person reviewed the version that is published, and if not, why."""
    last: Submission | None = claim.submissions.approved().order_by("pk").last()
    alone = last.solo_review_reason if last and last.version == claim.version else ""
    return {"second_person": not alone, "reason": alone or None}


def tombstone(claim: Claim) -> Record:
    """What is left of a withdrawn claim: id, reason, day; the wording only if it may stay."""
    withdrawal = claim.withdrawal
    left: Record = {
        "id": claim.public_id,
        "withdrawn": {
            "reasons": withdrawal.reasons,
            "withdrawn_on": withdrawal.withdrawn_at.date().isoformat(),
        },
    }
    return {**left, "texts": claim.texts} if withdrawal.texts_stay else left

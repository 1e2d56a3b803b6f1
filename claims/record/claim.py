"""The public record of a claim, whole."""

from collections.abc import Iterable

from claims import ledger
from claims.models import Assessment, Claim, Reply, Submission
from claims.record.excerpts import excerpts_of, shown_sentences
from claims.record.said import attribution_record, evidence_record
from claims.record.things import LICENCE, Names, Record, iso_day
from sources.models import Publishable


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
    excerpts = excerpts_of(attributions, evidence)
    assessments = list(claim.assessments.select_related("assessed_by").order_by("assessed_at"))
    return {
        "id": claim.public_id,
        "languages": sorted(claim.texts),
        "texts": claim.texts,
        "kind": claim.kind,
        "topics": [_topic(names.record(t)) for t in claim.topics.order_by("pk")],
        "evidence_status": _evidence_status(assessments),
        "attributions": [attribution_record(a, names, excerpts) for a in attributions],
        "documents": [
            shown_sentences(document, sentences) for document, sentences in excerpts.items()
        ],
        "evidence": [evidence_record(e, names) for e in evidence],
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


def _relations(claim: Claim, *, using: str) -> list[Record]:
    """The relations that start at this claim and end at a claim that is public now.

    Those that end at it belong to the other claim's record: the page finds them by the index.
    """
    rows = claim.relations.select_related("other").order_by("pk")
    public = ledger.current_records(
        [("claim", row.other.public_id) for row in rows if row.other.public_id], using=using
    )
    return [
        {"relation": row.relation, "claim": {"id": row.other.public_id, "texts": record["texts"]}}
        for row in rows
        if (record := public.get(("claim", row.other.public_id or "")))
        and "withdrawn" not in record
        and "texts" in record
    ]


def _reply(reply: Reply) -> Record:
    return {
        "asked": reply.asked,
        "asked_on": reply.asked_on.isoformat(),
        "answers": reply.answers,
        "answered_on": iso_day(reply.answered_on),
        "no_answer_by": iso_day(reply.no_answer_by),
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

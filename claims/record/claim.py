"""The public record of a claim, whole."""

from collections.abc import Iterable

from claims import ledger
from claims.models import Assessment, Attribution, Claim, Evidence, Reply, Submission
from claims.record.excerpts import excerpts_of
from claims.record.said import attribution_record, evidence_record
from claims.record.things import Names, Record, iso_day, predecessors
from claims.vocabulary import LICENCE
from sources.models import Publishable


def named_by(claim: Claim) -> list[Publishable]:
    """Everything that the claim's record names, in the order in which it must be public first:
    sources, documents, actors, topics."""
    attributions = attributions_of(claim)
    evidence = evidence_of(claim)
    cited = {a.document for a in attributions} | {e.document for e in evidence if e.document}
    documents = {one for document in cited for one in (document, *predecessors(document))}
    actors = {a.speaker for a in attributions} | {a.on_behalf_of for a in attributions}
    actors |= {hop.actor for a in attributions for hop in a.via.all()}
    actors |= {e.origin for e in evidence}
    groups: list[Iterable[Publishable | None]] = [
        {document.source for document in documents},
        documents,
        actors,
        claim.topics.all(),
    ]
    return [item for group in groups for item in _by_pk(group)]


def outer_claims(claim: Claim) -> list[Claim]:
    """The other claims in whose attributions some of this claim's are nested."""
    outer = {a.nested_in.claim for a in attributions_of(claim) if a.nested_in}
    return sorted(outer - {claim}, key=lambda other: other.pk)


def attributions_of(claim: Claim) -> list[Attribution]:
    """The claim's attributions by document, then place in the text, with all that they name."""
    rows = claim.attributions.select_related(
        "document__source", "document__predecessor__source", "sentence", "speaker",
        "on_behalf_of", "nested_in__claim", "nested_in__speaker",
    )  # fmt: skip
    return list(
        rows.prefetch_related("via__actor").order_by(
            "document__captured_at", "document_id", "content_start", "pk"
        )
    )


def evidence_of(claim: Claim) -> list[Evidence]:
    """The claim's evidence as it was added, with all that it names."""
    rows = claim.evidence.select_related(
        "document__source", "document__predecessor__source", "origin"
    )
    return list(rows.order_by("pk"))


def _by_pk(group: Iterable[Publishable | None]) -> list[Publishable]:
    return sorted((item for item in group if item is not None), key=lambda item: item.pk)


def claim_record(
    claim: Claim, *, using: str = "default", submission: Submission | None = None
) -> Record:
    """The public record of a claim, whole: docs/record.md describes each field.

    ``submission`` is the one being published: its correction note is the newest.
    """
    if claim.merged_into is not None:
        return {"id": claim.public_id, "merged_into": claim.merged_into.public_id}
    names = Names([*named_by(claim), *outer_claims(claim)], using=using)
    attributions, evidence = attributions_of(claim), evidence_of(claim)
    excerpts = excerpts_of(attributions, evidence, names)
    assessments = list(claim.assessments.select_related("assessed_by").order_by("assessed_at"))
    return {
        "id": claim.public_id,
        "languages": sorted(claim.texts),
        "texts": claim.texts,
        "kind": claim.kind,
        "topics": [_topic(names.record(t)) for t in claim.topics.order_by("pk")],
        "evidence_status": _evidence_status(assessments),
        "attributions": [attribution_record(a, names, excerpts) for a in attributions],
        "documents": [excerpt.record() for excerpt in excerpts.values()],
        "evidence": [evidence_record(e, names, excerpts) for e in evidence],
        "relations": _relations(claim, using=using),
        "replies": [_reply(r) for r in claim.replies.order_by("asked_on", "pk")],
        "corrections": _corrections(claim, submission),
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
    """The relations that start at this claim and end at a claim that stands in public now.

    Only its id: what it says today, and whether it still stands, is for its own record to say.
    Those that end at this claim belong to the other's record: pages find them by the index.
    """
    rows = claim.relations.select_related("other").order_by("pk")
    keys = [("claim", row.other.public_id) for row in rows if row.other.public_id]
    standing = {key for key, now in ledger.today(keys, using=using).items() if now.stands_as(key)}
    return [
        {"relation": row.relation, "claim": {"id": row.other.public_id}}
        for row in rows
        if ("claim", row.other.public_id) in standing
    ]


def _reply(reply: Reply) -> Record:
    return {
        "asked": reply.asked,
        "asked_on": reply.asked_on.isoformat(),
        "answers": reply.answers,
        "answered_on": iso_day(reply.answered_on),
        "no_answer_by": iso_day(reply.no_answer_by),
    }


def _corrections(claim: Claim, submission: Submission | None) -> list[Record]:
    """The public notes of the corrections published so far, and of the one being published."""
    noted = claim.submissions.approved().exclude(correction={}).order_by("pk")
    return [
        {"note": s.correction, "made_on": s.submitted_at.date().isoformat()}
        for s in noted
        if s.published_at or s == submission
    ]


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
    if not withdrawal.texts_stay:
        return left
    public = ledger.current_records([("claim", claim.public_id or "")], using="default")
    texts = [record["texts"] for record in public.values() if "texts" in record]
    return {**left, "texts": texts[0]} if texts else left

"""Claims and their parts: attributions, evidence, assessments."""

from typing import Any

from django.contrib.auth.models import User

from claims import workflow
from claims.api.shapes import WRITTEN, many, shape
from claims.models import Actor, Assessment, Attribution, Claim, Evidence, Topic
from claims.vocabulary import (
    Bearing,
    ClaimKind,
    EvidenceInText,
    EvidenceStatus,
    Manner,
    Naming,
    Polarity,
    Relation,
    ReportedAs,
    Stance,
)
from claims.writing.body import pointer
from claims.writing.fields import (
    UUID_SHAPE,
    Field,
    choice,
    day,
    expect,
    flag,
    objects,
    reference,
    references,
    row_of,
    text,
    words,
)
from claims.writing.resource import NOTES, REASON, URL, Given, Resource, discard, new
from claims.writing.spans import named, placed
from sources.models import URL_LENGTH, Document

RELATED = (choice("relation", Relation.values, required=True),
           reference("claim", Claim, required=True))  # fmt: skip
ASKED = (
    text("asked", most=300, required=True),
    day("asked_on", required=True),
    words("answers"),
    day("answered_on"),
    day("no_answer_by"),
)


def make_claim(given: Given, by: User) -> tuple[Any, bool]:
    held: Given = {n: given.pop(n) for n in ("relations", "replies") if n in given}
    row = workflow.record(by=by, **given)
    return new(change_claim(row, held, row.version, by) if held else row)


def change_claim(row: Claim, given: Given, version: int, by: User) -> Claim:
    held = {n: given.pop(n) for n in ("topics", "relations", "replies", "reason") if n in given}
    for stated in held.get("relations", ()):
        stated["other"] = stated.pop("claim")
    return workflow.reword(row, by=by, version=version, changes=given, **held)


CLAIMS = Resource(
    name="claims",
    model=Claim,
    about="a claim",
    fields=(
        words("texts", required=True),
        choice("kind", ClaimKind.values),
        references("topics", Topic),
        objects("relations", RELATED, most=100),
        objects("replies", ASKED, most=50),
        NOTES,
        REASON,
    ),
    make=make_claim,
    change=change_claim,
    remove=discard,
    joined=("merged_into", "withdrawal"),
    fetched=(
        "topics",
        "attributions",
        "evidence",
        "assessments",
        "relations__other",
        "replies",
    ),
)

# --- Attributions

SPANS = {"quote": "content", "cue": "cue", "mention": "mention", "evidence_words": "evidence"}
"""Each field of words, and the keyword of ``workflow.attribute`` that takes its span."""
HOP = {
    "anyOf": [
        shape({"actor": UUID_SHAPE, "description": {"const": ""}}, optional=("description",)),
        shape(
            {
                "actor": {"type": "null"},
                "description": {"type": "string", "maxLength": 300, "pattern": WRITTEN},
            },
            optional=("actor",),
        ),
    ]
}


def read_hops(value: Any, where: str) -> list[Actor | str]:
    """The chain from the speaker outward: each hop an actor or a description."""
    expect(isinstance(value, list) and len(value) <= 20, where, "A list of at most 20 hops.")
    return [_hop(hop, pointer(where, number)) for number, hop in enumerate(value)]


def _hop(hop: Any, where: str) -> Actor | str:
    fits = isinstance(hop, dict) and set(hop) <= {"actor", "description"}
    expect(fits, where, "An object with `actor` or `description`.")
    actor, said = hop.get("actor"), hop.get("description", "")
    expect(isinstance(said, str) and len(said) <= 300, where, "At most 300 characters.")
    expect((actor is None) != (said == ""), where, "Either `actor` or `description`.")
    found: Actor | str = said if actor is None else row_of(Actor, actor, pointer(where, "actor"))
    return found


def make_attribution(given: Given, by: User) -> tuple[Any, bool]:
    facts: Given = {**placed(given["document"], given, SPANS), **given}
    return new(workflow.attribute(by=by, **facts))


def change_attribution(row: Attribution, given: Given, version: int, by: User) -> Attribution:
    spans = placed(row.document, given, {**SPANS, "mention": "speaker"})
    via, reason = given.pop("via", None), given.pop("reason", "")
    return workflow.revise(
        row, by=by, version=version, changes=given, spans=spans, via=via, reason=reason
    )


ATTRIBUTIONS = Resource(
    name="attributions",
    model=Attribution,
    about="an attribution",
    fields=(
        reference("claim", Claim, required=True),
        reference("document", Document, required=True),
        named("quote", required=True),
        choice("stance", Stance.values, required=True),
        choice("manner", Manner.values, required=True),
        named("cue"),
        named("mention"),
        choice("evidence_in_text", EvidenceInText.values),
        named("evidence_words"),
        choice("naming", Naming.values),
        reference("speaker", Actor),
        text("description", most=300),
        text("anonymity_reason", most=300),
        words("speaking_as"),
        reference("on_behalf_of", Actor),
        choice("polarity", Polarity.values),
        choice("reported_as", ReportedAs.values),
        reference("nested_in", Attribution),
        Field("via", {**many(HOP), "maxItems": 20}, read_hops),
        text("said_on", most=60),
        flag("said_deduced"),
        text("said_reason", most=300),
        NOTES,
        REASON,
    ),
    make=make_attribution,
    change=change_attribution,
    remove=discard,
    kept=("claim", "document"),
    joined=("claim", "sentence", "speaker", "on_behalf_of", "nested_in"),
    fetched=("document", "via__actor"),  # so that a text comes once, not with each row
    narrowed_by={"claim": Claim, "document": Document},
)

# --- Evidence


def make_evidence(given: Given, by: User) -> tuple[Any, bool]:
    facts: Given = {**placed(given.get("document"), given, {"quote": "span"}), **given}
    return new(workflow.add_evidence(by=by, **facts))


def change_evidence(row: Evidence, given: Given, version: int, by: User) -> Evidence:
    reason = given.pop("reason", "")
    for span in placed(row.document, given, {"quote": "span"}).values():
        given["start"], given["end"] = span or (None, None)
    return workflow.revise_evidence(row, by=by, version=version, changes=given, reason=reason)


EVIDENCE = Resource(
    name="evidence",
    model=Evidence,
    about="an item of evidence",
    fields=(
        reference("claim", Claim, required=True),
        choice("bearing", Bearing.values, required=True),
        reference("document", Document),
        named("quote"),
        text("url", most=URL_LENGTH, pattern=URL),
        text("archive_url", most=URL_LENGTH, pattern=URL),
        day("accessed_on"),
        reference("origin", Actor),
        flag("from_claimant"),
        words("descriptions"),
        NOTES,
        REASON,
    ),
    make=make_evidence,
    change=change_evidence,
    remove=discard,
    kept=("claim", "document"),
    joined=("claim", "origin"),
    fetched=("document",),
    narrowed_by={"claim": Claim, "document": Document},
)

# --- Assessments


def make_assessment(given: Given, by: User) -> tuple[Any, bool]:
    return new(workflow.assess(by=by, **given))


ASSESSMENTS = Resource(
    name="assessments",
    model=Assessment,
    about="an assessment, signed by the token's user",
    fields=(
        reference("claim", Claim, required=True),
        choice("status", EvidenceStatus.values, required=True),
        words("reasons"),
        REASON,
    ),
    make=make_assessment,
    kept=("claim", "status", "reasons", "reason"),
    joined=("claim", "assessed_by"),
    narrowed_by={"claim": Claim},
    make_scope="edit",
)

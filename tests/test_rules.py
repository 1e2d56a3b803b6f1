"""Every named rule of the database has a test here that breaks it, and none can be forgotten."""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, connections, transaction

from claims import ledger, workflow
from claims.models import (
    SUBJECTS,
    Actor,
    Answer,
    Assessment,
    Assignment,
    Attribution,
    Claim,
    ClaimRelation,
    ClaimTopic,
    Comment,
    CorrectionRequest,
    Evidence,
    Hop,
    Import,
    Presence,
    Profile,
    Reply,
    ReportingCue,
    Submission,
    Suggestion,
    Token,
    Topic,
    Withdrawal,
)
from sources.models import Discard, Document, Sentence, Source
from sources.models.originals import Original
from tests.clones import Cluster

NOW = datetime(2024, 3, 26, tzinfo=UTC)
TEXT = "Anna said it was so. Boris denied it. Clara said nothing."
SALT = b"0123456789abcdef"
PREFIXES = ("sources_", "claims_", "ledger_")

Break = Callable[[SimpleNamespace], Any]
BREAKS: dict[str, Break] = {}


def breaks(rule: str) -> Callable[[Break], Break]:
    """Register the function as the one that breaks ``rule``."""

    def register(function: Break) -> Break:
        assert rule not in BREAKS
        BREAKS[rule] = function
        return function

    return register


def document(source: Source, by: User, text: str = TEXT, **facts: Any) -> Document:
    given = {
        "text_sha256": sha256(text.encode()).hexdigest(), "length": len(text), "normalisation": 1,
        "language": "en", "title": "A title", "captured_at": NOW, "captured_by": by,
    } | facts  # fmt: skip
    return Document.objects.create(source=source, text=text, **given)


def sentence(w: SimpleNamespace, **facts: Any) -> Sentence:
    given = {
        "document": w.other, "number": 1, "start": 0, "end": 5, "paragraph": 0, "salt": SALT,
        "created_at": NOW, "created_by": w.editor,
    } | facts  # fmt: skip
    return Sentence.objects.create(**given)


def attribution(w: SimpleNamespace, **facts: Any) -> Attribution:
    given = {
        "claim": w.draft, "document": w.document, "sentence": w.sentences[0], "speaker": w.anna,
        "stance": "asserts", "manner": "indirect", "content_start": 10, "content_end": 19,
    } | facts  # fmt: skip
    return Attribution.objects.create(**given)


def evidence(w: SimpleNamespace, **facts: Any) -> Evidence:
    given = {
        "claim": w.draft, "bearing": "supports", "url": "https://a.example/", "origin": w.boris,
        "archive_url": "https://b.example/",
    } | facts  # fmt: skip
    return Evidence.objects.create(**given)


def assessment(w: SimpleNamespace, **facts: Any) -> Assessment:
    given = {
        "claim": w.draft, "status": "unverified", "reasons": {"en": "r"}, "assessed_at": NOW,
        "assessed_by": w.editor,
    } | facts  # fmt: skip
    return Assessment.objects.create(**given)


def submission(w: SimpleNamespace, **facts: Any) -> Submission:
    given = {
        "topic": w.topic, "version": w.topic.version, "submitted_at": NOW,
        "submitted_by": w.editor,
    } | facts  # fmt: skip
    return Submission.objects.create(**given)


def token(w: SimpleNamespace, **facts: Any) -> Token:
    given = {
        "name": "the CMS", "user": w.editor, "digest": "d", "hint": "dixit_", "scopes": ["read"],
        "created_at": NOW, "expires_at": NOW + timedelta(days=1),
    } | facts  # fmt: skip
    return Token.objects.create(**given)


def answer(w: SimpleNamespace, key: str, to: Token) -> Answer:
    given = {"request_sha256": "h", "status": 201, "body": "{}", "answered_at": NOW}
    return Answer.objects.create(token=to, key=key, **given)


def suggestion(w: SimpleNamespace, **facts: Any) -> Suggestion:
    given = {
        "document": w.document, "sentence": w.sentences[1], "place": 0, "cue_start": 27,
        "cue_end": 33, "tool": "t", "tool_version": "1", "fingerprint": "27-33.1", "proposal": {},
        "suggested_at": NOW, "suggested_by": w.editor,
    } | facts  # fmt: skip
    return Suggestion.objects.create(**given)


def assignment(w: SimpleNamespace, **facts: Any) -> Assignment:
    given = {
        "claim": w.draft, "assignee": w.editor, "assigned_at": NOW, "assigned_by": w.reviewer,
    } | facts  # fmt: skip
    return Assignment.objects.create(**given)


def comment(w: SimpleNamespace, **facts: Any) -> Comment:
    given = {
        "kind": "claim", "record": w.draft.pk, "text": "t", "written_at": NOW,
        "written_by": w.editor,
    } | facts  # fmt: skip
    return Comment.objects.create(**given)


def cue(w: SimpleNamespace, **facts: Any) -> ReportingCue:
    return ReportingCue.objects.create(**{"document": w.document, "start": 27, "end": 33} | facts)


def approve(row: Submission, by: User, **facts: Any) -> None:
    given = {"reviewed_at": NOW, "reviewed_by": by, "approved": True} | facts
    Submission.objects.filter(pk=row.pk).update(**given)


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A published claim, a draft, and what they name; each test's changes are rolled back."""
    with django_db_blocker.unblock(), cluster.clone():
        w = SimpleNamespace()
        w.editor = User.objects.create_user("editor")
        w.reviewer = User.objects.create_user("reviewer")
        with workflow.acting(w.editor):
            w.source = Source.objects.create(name="The Paper")
            w.document = document(w.source, w.editor, url="https://paper.example/1")
            w.other = document(w.source, w.editor, TEXT + " More.")
            spans = ((0, 20), (21, 37), (38, 57))
            w.sentences = [
                sentence(w, document=w.document, number=n, start=start, end=end)
                for n, (start, end) in enumerate(spans, start=1)
            ]
            w.other_sentence = sentence(w)
            w.anna = Actor.objects.create(kind="person", names={"en": "Anna"}, wikidata="Q1")
            w.boris = Actor.objects.create(kind="person", names={"en": "Boris"})
            w.clara = Actor.objects.create(kind="agency", names={"en": "Clara"})
            w.topic = Topic.objects.create(names={"en": "The topic"})
            w.draft = Claim.objects.create(texts={"en": "It is a draft."})
            w.claim = Claim.objects.create(texts={"en": "It was so."})
        w.attribution = workflow.attribute(
            claim=w.claim, document=w.document, content=(10, 19), cue=(5, 9), stance="asserts",
            manner="indirect", speaker=w.anna, by=w.editor,
        )  # fmt: skip
        w.assessment = workflow.assess(claim=w.claim, status="not_assessed", by=w.editor)
        sent = workflow.submit(subject=w.claim, by=w.editor)
        w.submission = workflow.review(submission=sent, by=w.reviewer, approve=True)
        w.seq = workflow.publish(submission=sent, by=w.editor)[-1]
        for name in ("source", "document", "anna", "claim", "attribution", "submission"):
            getattr(w, name).refresh_from_db()
        yield w


# --- sources


@breaks("source_name_is_unique")
def _(w: SimpleNamespace) -> Any:
    return Source.objects.create(name="The Paper")


@breaks("source_has_a_name")
def _(w: SimpleNamespace) -> Any:
    return Source.objects.create(name="")


@breaks("source_kind_is_known")
def _(w: SimpleNamespace) -> Any:
    return Source.objects.create(name="x", kind="rumour")


@breaks("source_shown_is_known")
def _(w: SimpleNamespace) -> Any:
    return Source.objects.create(name="x", shown="half")


@breaks("document_text_is_captured_once")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor)


@breaks("document_names_its_predecessor")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New text.", url="https://paper.example/1")


@breaks("document_follows_the_same_address")
def _(w: SimpleNamespace) -> Any:
    return document(
        w.source, w.editor, "New.", url="https://paper.example/2", predecessor=w.document
    )


@breaks("document_has_text")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "")


@breaks("document_is_not_too_long")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "a" * 2_000_001)


@breaks("document_has_a_title")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.", title="")


@breaks("document_language_is_a_tag")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.", language="French")


@breaks("document_kind_is_known")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.", kind="song")


@breaks("document_url_is_http")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.", url="javascript:alert(1)")


@breaks("document_archive_is_http")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.", archive_url="ftp://a.example")


@breaks("document_days_are_in_order")
def _(w: SimpleNamespace) -> Any:
    days = {"published_earliest": date(2024, 3, 2), "published_latest": date(2024, 3, 1)}
    return document(w.source, w.editor, "New.", **days)


@breaks("document_deduced_date_has_a_reason")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.", published_on="2024", published_deduced=True)


@breaks("document_hash_is_of_its_text")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.", text_sha256="0" * 64)


@breaks("document_text_is_immutable")
def _(w: SimpleNamespace) -> Any:
    return Document.objects.filter(pk=w.other.pk).update(text="Other.")


@breaks("document_is_discarded_with_a_reason")
def _(w: SimpleNamespace) -> Any:
    return document(w.source, w.editor, "New.").delete()


@breaks("discard_has_a_reason")
def _(w: SimpleNamespace) -> Any:
    return Discard.objects.create(
        source=w.source, document_pk=w.other.pk, text_sha256="0" * 64, reason="",
        discarded_at=NOW, discarded_by=w.editor,
    )  # fmt: skip


def original(w: SimpleNamespace, **facts: Any) -> Original:
    given = {
        "data": b"A page.", "sha256": sha256(b"A page.").hexdigest(), "media_type": "text/html",
        "taken_at": NOW, "taken_by": w.editor,
    } | facts  # fmt: skip
    return Original.objects.create(**given)


@breaks("original_hash_is_of_its_bytes")
def _(w: SimpleNamespace) -> Any:
    return original(w, sha256="0" * 64)


@breaks("original_is_not_too_large")
def _(w: SimpleNamespace) -> Any:
    data = b"a" * 5_000_001
    return original(w, data=data, sha256=sha256(data).hexdigest())


@breaks("original_never_changes")
def _(w: SimpleNamespace) -> Any:
    row = original(w, document=w.other)
    return Original.objects.filter(pk=row.pk).update(document=w.document)


@breaks("original_is_kept")
def _(w: SimpleNamespace) -> Any:
    return original(w, document=w.other).delete()


@breaks("sentence_number_is_used_once")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, start=6, end=9)


@breaks("sentence_number_starts_at_one")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, number=0, start=6, end=9)


@breaks("sentence_numbers_end")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, number=100_001, start=6, end=9)


@breaks("sentence_span_is_not_empty")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, number=2, start=9, end=9)


@breaks("sentence_kind_is_known")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, number=2, start=6, end=9, kind="verse")


@breaks("sentence_has_a_salt")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, number=2, start=6, end=9, salt=b"short")


@breaks("sentence_retired_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return Sentence.objects.filter(pk=w.other_sentence.pk).update(
        retired_at=NOW, retired_reason="joined"
    )


@breaks("sentences_do_not_overlap")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, number=2, start=4, end=9)


@breaks("sentence_lies_inside_its_document")
def _(w: SimpleNamespace) -> Any:
    return sentence(w, number=2, start=6, end=999)


@breaks("sentence_is_only_retired")
def _(w: SimpleNamespace) -> Any:
    return Sentence.objects.filter(pk=w.other_sentence.pk).update(end=4)


@breaks("sentence_is_kept")
def _(w: SimpleNamespace) -> Any:
    return w.other_sentence.delete()


# --- what is public


@breaks("public_id_is_kept")
def _(w: SimpleNamespace) -> Any:
    return Claim.objects.filter(pk=w.claim.pk).update(public_id="00000000")


@breaks("uuid_is_kept")
def _(w: SimpleNamespace) -> Any:
    return Evidence.objects.filter(pk=evidence(w).pk).update(uuid=uuid4())


@breaks("version_grows_by_one")
def _(w: SimpleNamespace) -> Any:
    return Claim.objects.filter(pk=w.claim.pk).update(version=1)


@breaks("published_row_is_kept")
def _(w: SimpleNamespace) -> Any:
    return Actor.objects.filter(pk=w.anna.pk)._raw_delete("default")


# --- tokens


@breaks("token_has_a_name")
def _(w: SimpleNamespace) -> Any:
    return token(w, name="")


@breaks("token_scopes_are_known")
def _(w: SimpleNamespace) -> Any:
    return token(w, scopes=["read", "own"])


@breaks("token_expires_after_it_is_made")
def _(w: SimpleNamespace) -> Any:
    return token(w, expires_at=NOW)


@breaks("token_revoked_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return token(w, revoked_at=NOW)


@breaks("answer_is_given_once_a_key")
def _(w: SimpleNamespace) -> Any:
    used = token(w)
    return answer(w, "a", used), answer(w, "a", used)


# --- actors, topics, claims


@breaks("actor_kind_is_known")
def _(w: SimpleNamespace) -> Any:
    return Actor.objects.create(kind="ghost", names={"en": "x"})


@breaks("actor_has_names")
def _(w: SimpleNamespace) -> Any:
    return Actor.objects.create(kind="person", names={"en": " "})


@breaks("actor_wikidata_is_an_item")
def _(w: SimpleNamespace) -> Any:
    return Actor.objects.create(kind="person", names={"en": "x"}, wikidata="Putin")


@breaks("actor_wikidata_is_used_once")
def _(w: SimpleNamespace) -> Any:
    return Actor.objects.create(kind="person", names={"en": "x"}, wikidata="Q1")


@breaks("actor_is_not_merged_into_itself")
def _(w: SimpleNamespace) -> Any:
    return Actor.objects.filter(pk=w.boris.pk).update(merged_into=w.boris)


@breaks("merge_points_at_what_stands")
def _(w: SimpleNamespace) -> Any:
    Actor.objects.filter(pk=w.boris.pk).update(merged_into=w.clara)
    return Actor.objects.filter(pk=w.clara.pk).update(merged_into=w.boris)


@breaks("topic_has_names")
def _(w: SimpleNamespace) -> Any:
    return Topic.objects.create(names={})


@breaks("claim_kind_is_known")
def _(w: SimpleNamespace) -> Any:
    return Claim.objects.create(texts={"en": "x"}, kind="joke")


@breaks("claim_is_worded")
def _(w: SimpleNamespace) -> Any:
    return Claim.objects.create(texts={"English": "x"})


@breaks("claim_is_not_merged_into_itself")
def _(w: SimpleNamespace) -> Any:
    return Claim.objects.filter(pk=w.draft.pk).update(merged_into=w.draft)


@breaks("claim_names_a_topic_once")
def _(w: SimpleNamespace) -> Any:
    ClaimTopic.objects.create(claim=w.draft, topic=w.topic)
    return ClaimTopic.objects.create(claim=w.draft, topic=w.topic)


@breaks("profile_language_is_spoken")
def _(w: SimpleNamespace) -> Any:
    return Profile.objects.create(user=w.editor, language="tlh")


# --- attributions and their chains


for _field in ("naming", "stance", "polarity", "reported_as", "manner"):
    breaks(f"attribution_{_field}_is_known")(
        lambda w, field=_field: Attribution.objects.filter(pk=w.attribution.pk).update(
            **{field: "x"}
        )
    )


@breaks("attribution_evidence_is_known")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, evidence_in_text="plenty")


@breaks("attribution_has_its_content")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, content_start=19)


@breaks("attribution_cue_is_a_span")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, cue_start=5)


@breaks("attribution_mention_is_a_span")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, speaker_start=4, speaker_end=0)


@breaks("attribution_evidence_is_a_span")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, evidence_end=9)


@breaks("attribution_speaker_fits_its_naming")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, speaker=None)


@breaks("attribution_anonymity_has_a_reason")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, speaker=None, naming="unnamed_undescribed")


@breaks("attribution_description_fits_its_naming")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, speaker=None, naming="unnamed_described", anonymity_reason="none given")


@breaks("attribution_none_given_shows_its_words")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, evidence_in_text="none_given")


@breaks("attribution_deduced_date_has_a_reason")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, said_on="2024-03", said_deduced=True)


@breaks("attribution_days_are_in_order")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, said_earliest=date(2024, 3, 2), said_latest=date(2024, 3, 1))


@breaks("attribution_lies_inside_its_document")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, evidence_start=5, evidence_end=999)


@breaks("attribution_sentence_is_of_its_document")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, sentence=w.other_sentence)


@breaks("attribution_nests_in_one_document")
def _(w: SimpleNamespace) -> Any:
    other = attribution(
        w, document=w.other, sentence=w.other_sentence, content_start=0, content_end=4
    )
    return attribution(w, nested_in=other)


@breaks("attribution_nesting_has_no_circle")
def _(w: SimpleNamespace) -> Any:
    inner = attribution(w, nested_in=w.attribution)
    return Attribution.objects.filter(pk=w.attribution.pk).update(nested_in=inner)


@breaks("hop_is_an_actor_or_a_description")
def _(w: SimpleNamespace) -> Any:
    return Hop.objects.create(
        attribution=w.attribution, position=1, actor=w.clara, description="officials"
    )


@breaks("hop_has_its_own_position")
def _(w: SimpleNamespace) -> Any:
    Hop.objects.create(attribution=w.attribution, position=1, actor=w.clara)
    return Hop.objects.create(attribution=w.attribution, position=1, description="officials")


@breaks("hop_names_an_actor_once")
def _(w: SimpleNamespace) -> Any:
    Hop.objects.create(attribution=w.attribution, position=1, actor=w.clara)
    return Hop.objects.create(attribution=w.attribution, position=2, actor=w.clara)


@breaks("hop_positions_start_at_one")
def _(w: SimpleNamespace) -> Any:
    return Hop.objects.create(attribution=w.attribution, position=0, actor=w.clara)


@breaks("hops_are_numbered_without_gaps")
def _(w: SimpleNamespace) -> Any:
    return Hop.objects.create(attribution=w.attribution, position=2, actor=w.clara)


# --- evidence, assessments, relations, replies


@breaks("evidence_bearing_is_known")
def _(w: SimpleNamespace) -> Any:
    return evidence(w, bearing="proves")


@breaks("evidence_is_a_span_or_an_archived_address")
def _(w: SimpleNamespace) -> Any:
    return evidence(w, archive_url="")


@breaks("evidence_lies_inside_its_document")
def _(w: SimpleNamespace) -> Any:
    return evidence(w, document=w.document, url="", archive_url="", start=0, end=999)


@breaks("assessment_status_is_known")
def _(w: SimpleNamespace) -> Any:
    return assessment(w, status="true")


@breaks("claim_has_one_current_assessment")
def _(w: SimpleNamespace) -> Any:
    assessment(w)
    return assessment(w, status="supported")


@breaks("assessment_gives_its_reasons")
def _(w: SimpleNamespace) -> Any:
    return assessment(w, reasons={})


@breaks("assessment_superseded_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return assessment(w, superseded_at=NOW)


@breaks("assessment_is_only_superseded")
def _(w: SimpleNamespace) -> Any:
    return Assessment.objects.filter(pk=w.assessment.pk).update(status="supported")


@breaks("corroborated_rests_on_two_origins")
def _(w: SimpleNamespace) -> Any:
    evidence(w)
    evidence(w, url="https://another-outlet-with-the-same-agency-copy.example/")
    return assessment(w, status="corroborated")


@breaks("relation_is_known")
def _(w: SimpleNamespace) -> Any:
    return ClaimRelation.objects.create(claim=w.draft, relation="likes", other=w.claim)


@breaks("relation_is_stated_once")
def _(w: SimpleNamespace) -> Any:
    ClaimRelation.objects.create(claim=w.draft, relation="repeats", other=w.claim)
    return ClaimRelation.objects.create(claim=w.draft, relation="repeats", other=w.claim)


@breaks("relation_joins_two_claims")
def _(w: SimpleNamespace) -> Any:
    return ClaimRelation.objects.create(claim=w.draft, relation="repeats", other=w.draft)


@breaks("reply_names_whom_we_asked")
def _(w: SimpleNamespace) -> Any:
    return Reply.objects.create(claim=w.draft, asked="", asked_on=NOW.date())


@breaks("reply_is_an_answer_or_none")
def _(w: SimpleNamespace) -> Any:
    return Reply.objects.create(
        claim=w.draft, asked="Anna", asked_on=NOW.date(), answers={"en": "No."}
    )


# --- review


@breaks("submission_names_one_record")
def _(w: SimpleNamespace) -> Any:
    return submission(w, actor=w.boris)


@breaks("submission_reviewed_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return Submission.objects.filter(pk=submission(w).pk).update(reviewed_by=w.reviewer)


@breaks("submission_review_has_an_outcome")
def _(w: SimpleNamespace) -> Any:
    return approve(submission(w), w.reviewer, approved=None)


@breaks("submission_sent_back_with_reasons")
def _(w: SimpleNamespace) -> Any:
    return approve(submission(w), w.reviewer, approved=False)


@breaks("submission_published_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return approve(submission(w), w.reviewer, published_at=NOW)


@breaks("submission_is_approved_before_published")
def _(w: SimpleNamespace) -> Any:
    return Submission.objects.filter(pk=submission(w).pk).update(
        published_at=NOW, published_by=w.editor
    )


@breaks("submission_reviewer_is_a_second_person")
def _(w: SimpleNamespace) -> Any:
    return approve(submission(w, submitted_by=w.reviewer), w.reviewer)


@breaks("submission_is_of_the_present_version")
def _(w: SimpleNamespace) -> Any:
    return submission(w, version=w.topic.version + 1)


@breaks("submission_is_kept")
def _(w: SimpleNamespace) -> Any:
    return Submission.objects.filter(pk=w.submission.pk).update(pins=[])


@breaks("approval_is_of_the_present_version")
def _(w: SimpleNamespace) -> Any:
    row = submission(w)
    Topic.objects.filter(pk=w.topic.pk).update(names={"en": "Edited"})
    return approve(row, w.reviewer)


@breaks("reviewer_contributed_nothing")
def _(w: SimpleNamespace) -> Any:
    return approve(submission(w, submitted_by=w.reviewer), w.editor)


for _subject in SUBJECTS:

    def _twice(w: SimpleNamespace, subject: str = _subject) -> Any:
        rows = {"claim": w.draft, "actor": w.boris, "topic": w.topic, "document": w.other,
                "source": w.source}  # fmt: skip
        rows[subject].refresh_from_db()
        given = {"topic": None, subject: rows[subject], "version": rows[subject].version}
        submission(w, **given)
        return submission(w, **given)

    breaks(f"{_subject}_waits_for_one_review")(_twice)


def withdrawal(w: SimpleNamespace, **facts: Any) -> Withdrawal:
    given = {
        "claim": w.claim, "reasons": {"en": "r"}, "withdrawn_at": NOW, "withdrawn_by": w.editor,
    } | facts  # fmt: skip
    return Withdrawal.objects.create(**given)


@breaks("withdrawal_gives_its_reason")
def _(w: SimpleNamespace) -> Any:
    return withdrawal(w, reasons={})


@breaks("withdrawal_reviewed_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return Withdrawal.objects.filter(pk=withdrawal(w).pk).update(reviewed_at=NOW)


@breaks("withdrawal_reviewer_is_a_second_person")
def _(w: SimpleNamespace) -> Any:
    return Withdrawal.objects.filter(pk=withdrawal(w).pk).update(
        reviewed_at=NOW, reviewed_by=w.editor
    )


@breaks("withdrawal_is_of_a_public_claim")
def _(w: SimpleNamespace) -> Any:
    return withdrawal(w, claim=w.draft)


@breaks("withdrawal_is_kept")
def _(w: SimpleNamespace) -> Any:
    return Withdrawal.objects.filter(pk=withdrawal(w).pk).update(texts_stay=True)


# --- the ledger


@breaks("ledger_takes_only_what_was_approved")
def _(w: SimpleNamespace) -> Any:
    return ledger.append("claim", {"id": "00000000"}, pk=w.draft.pk, submission=None)


@breaks("ledger_entry_is_well_formed")
def _(w: SimpleNamespace) -> Any:
    row = submission(w)
    approve(row, w.reviewer)
    Topic.objects.filter(pk=w.topic.pk).update(public_id="O0000000", public_version=row.version)
    return ledger.append("topic", {"id": "O0000000"}, pk=w.topic.pk, submission=row.pk)


@breaks("history_names_its_doer")
def _(w: SimpleNamespace) -> Any:
    return Topic.objects.create(names={"en": "Nobody did this"})


@breaks("submission_begins_unreviewed")
def _(w: SimpleNamespace) -> Any:
    return submission(w, reviewed_at=NOW, reviewed_by=w.reviewer, approved=True)


@breaks("withdrawal_begins_unreviewed")
def _(w: SimpleNamespace) -> Any:
    return withdrawal(w, reviewed_at=NOW, reviewed_by=w.reviewer)


@breaks("attribution_sentence_holds_its_words")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, sentence=w.sentences[2])


@breaks("actor_is_described_in_languages")
def _(w: SimpleNamespace) -> Any:
    return Actor.objects.create(kind="person", names={"en": "x"}, descriptions={"en": 1})


@breaks("topic_is_described_in_languages")
def _(w: SimpleNamespace) -> Any:
    return Topic.objects.create(names={"en": "x"}, descriptions=["x"])


@breaks("attribution_role_is_in_languages")
def _(w: SimpleNamespace) -> Any:
    return attribution(w, speaking_as={"in English": "x"})


@breaks("evidence_is_put_in_languages")
def _(w: SimpleNamespace) -> Any:
    return evidence(w, descriptions={"en": ""})


@breaks("assessment_reasons_are_in_languages")
def _(w: SimpleNamespace) -> Any:
    return assessment(w, reasons={"en": " "})


@breaks("reply_is_in_languages")
def _(w: SimpleNamespace) -> Any:
    return Reply.objects.create(
        claim=w.draft, asked="Anna", asked_on=NOW.date(), answered_on=NOW.date(),
        answers={"en": ["x"]},
    )  # fmt: skip


@breaks("submission_note_is_in_languages")
def _(w: SimpleNamespace) -> Any:
    return submission(w, correction={"en": ""})


breaks_publication = (
    "INSERT INTO claims_publication (seq, submission_id, kind, record, version)"
    " SELECT seq + 1, submission_id, kind, record, 1"
)


def as_owner(statement: str) -> Break:
    """The statement run with the owner's rights, who may do everything but this."""

    def run(w: SimpleNamespace) -> None:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(statement, {"seq": w.seq})

    return run


REVISION = "INSERT INTO ledger_revision SELECT {} FROM ledger_revision WHERE seq = %(seq)s"

for _rule, _columns in {
    "revision_is_numbered_once": "seq + 1, kind, id, revision, now(), digest, sha256, sha256",
    "revision_has_one_successor": (
        "seq + 1, kind, id, revision + 1, now(), digest, previous_sha256, sha256"
    ),
    "revision_counts_from_one": "seq + 1, kind, id, 0, now(), digest, sha256, sha256",
    "revision_moment_is_a_day_of_ours": (
        "seq + 1, kind, id, revision + 1, 'infinity', digest, sha256, sha256"
    ),
    "revision_is_of_a_known_kind": "seq + 1, 'rumour', id, 1, now(), digest, sha256, sha256",
}.items():
    breaks(_rule)(as_owner(REVISION.format(_columns)))

breaks("submission_publishes_a_version_once")(
    as_owner(f"{breaks_publication} FROM claims_publication WHERE seq = %(seq)s")
)
breaks("ledger_is_append_only")(
    as_owner("UPDATE ledger_revision SET published_at = now() WHERE seq = %(seq)s")
)
breaks("payload_goes_only_by_erasure")(as_owner("DELETE FROM ledger_payload WHERE seq = %(seq)s"))
breaks("erasure_gives_reason_and_basis")(as_owner("SELECT ledger_erase(%(seq)s, 'asked', '')"))


@breaks("assignment_is_of_one_record")
def _(w: SimpleNamespace) -> Any:
    return assignment(w, document=w.document)


@breaks("assignment_ended_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return assignment(w, ended_at=NOW)


@breaks("claim_has_one_assignee")
def _(w: SimpleNamespace) -> Any:
    return [assignment(w), assignment(w, assignee=w.reviewer)]


@breaks("document_has_one_assignee")
def _(w: SimpleNamespace) -> Any:
    return [assignment(w, claim=None, document=w.document) for _again in range(2)]


@breaks("assignment_is_only_ended")
def _(w: SimpleNamespace) -> Any:
    row = assignment(w)
    return Assignment.objects.filter(pk=row.pk).update(assignee=w.reviewer)


@breaks("comment_is_on_a_known_kind")
def _(w: SimpleNamespace) -> Any:
    return comment(w, kind="reader")


@breaks("comment_has_words")
def _(w: SimpleNamespace) -> Any:
    return comment(w, text="")


@breaks("suggestion_is_made_once")
def _(w: SimpleNamespace) -> Any:
    return [suggestion(w), suggestion(w)]


@breaks("suggestion_cue_is_a_span")
def _(w: SimpleNamespace) -> Any:
    return suggestion(w, cue_end=27)


@breaks("suggestion_accepted_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return suggestion(w, accepted_at=NOW)


@breaks("suggestion_dismissed_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return suggestion(w, dismissed_at=NOW, dismissed_reason="r")


@breaks("suggestion_has_one_outcome")
def _(w: SimpleNamespace) -> Any:
    return suggestion(
        w, accepted_at=NOW, accepted_by=w.editor, dismissed_at=NOW, dismissed_by=w.editor,
        dismissed_reason="r",
    )  # fmt: skip


@breaks("suggestion_is_dismissed_with_a_reason")
def _(w: SimpleNamespace) -> Any:
    return suggestion(w, dismissed_at=NOW, dismissed_by=w.editor)


@breaks("suggestion_with_an_attribution_is_accepted")
def _(w: SimpleNamespace) -> Any:
    return suggestion(w, attribution=w.attribution)


@breaks("suggestion_sentence_is_of_its_document")
def _(w: SimpleNamespace) -> Any:
    return suggestion(w, sentence=w.other_sentence)


@breaks("cue_is_noted_once")
def _(w: SimpleNamespace) -> Any:
    return [cue(w), cue(w)]


@breaks("presence_is_noted_once")
def _(w: SimpleNamespace) -> Any:
    seen = {"document": w.document, "user": w.editor, "seen_at": NOW}
    return [Presence.objects.create(**seen) for _ in range(2)]


@breaks("cue_is_not_empty")
def _(w: SimpleNamespace) -> Any:
    return cue(w, end=27)


@breaks("cue_dismissed_who_and_when")
def _(w: SimpleNamespace) -> Any:
    return cue(w, dismissed_at=NOW, dismissed_reason="r")


@breaks("import_key_is_a_hash")
def _(w: SimpleNamespace) -> None:
    Import.objects.create(key="the-ferry", claim=w.claim, imported_by=w.editor)


@breaks("cue_is_dismissed_with_a_reason")
def _(w: SimpleNamespace) -> Any:
    return cue(w, dismissed_at=NOW, dismissed_by=w.editor)


@pytest.mark.parametrize(
    "statement",
    [
        f"{verb} {table}"
        for table in ("ledger_revision", "ledger_payload", "ledger_erasure")
        for verb in ("DELETE FROM", "TRUNCATE")
    ],
)
def test_owner_cannot_empty_the_ledger(statement: str, world: SimpleNamespace) -> None:
    refused: set[str] = set()
    try:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            if statement.startswith("TRUNCATE"):
                cursor.execute(f"{statement} CASCADE")
            else:
                cursor.execute("INSERT INTO ledger_erasure VALUES (1, 'r', 'b', now())")
                cursor.execute(statement)
    except IntegrityError as error:
        refused.add(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]

    assert refused <= {"ledger_is_append_only", "payload_goes_only_by_erasure"}
    assert len(refused) == 1


@pytest.mark.parametrize("rule", sorted(BREAKS))
def test_rule_refuses_what_breaks_it(rule: str, world: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        broken(rule, world)

    assert refused.value.__cause__.diag.constraint_name == rule


def broken(rule: str, world: SimpleNamespace) -> None:
    """Break the rule, and have the deferred ones looked at now."""
    doer = nullcontext() if rule == "history_names_its_doer" else pghistory.context(user=1)
    with doer:
        BREAKS[rule](world)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def correction_request(**facts: Any) -> CorrectionRequest:
    given = {
        "reference": "0123456789abcdef", "text": "It is wrong.", "language": "en",
        "received_at": NOW,
    } | facts  # fmt: skip
    return CorrectionRequest.objects.create(**given)


@breaks("request_reference_is_its_own")
def _(w: SimpleNamespace) -> None:
    correction_request()
    correction_request()


@breaks("request_says_what_is_wrong")
def _(w: SimpleNamespace) -> None:
    correction_request(text="")


@breaks("request_answer_is_whole")
def _(w: SimpleNamespace) -> None:
    correction_request(answered_at=NOW, reply="Yes.")


@breaks("request_refusal_is_whole")
def _(w: SimpleNamespace) -> None:
    correction_request(declined_by=w.editor)


@breaks("request_ends_once_with_a_reply")
def _(w: SimpleNamespace) -> None:
    correction_request(answered_at=NOW, answered_by=w.editor)


def test_every_rule_has_its_breaking_test(db: str) -> None:
    assert set(BREAKS) == declared() | raised()


def test_every_declared_rule_is_in_the_database(db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class")
        present = {name for (name,) in cursor.fetchall()}

    assert declared() - present == set()


def test_every_rule_explains_itself(db: str) -> None:
    silent = [
        constraint.name
        for model in apps.get_models()
        if model._meta.db_table.startswith(("sources_", "claims_"))
        for constraint in model._meta.constraints
        if "violated" in str(constraint.violation_error_message)
    ]

    assert silent == []


def declared() -> set[str]:
    """The names of all constraints that models declare."""
    return {
        constraint.name
        for model in apps.get_models()
        if model._meta.db_table.startswith(PREFIXES)
        for constraint in model._meta.constraints
    }


def raised() -> set[str]:
    """The names of all rules that the database's functions raise."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND prosrc LIKE '%%refuse(%%'"
        )
        return {
            rule for (body,) in cursor.fetchall() for rule in re.findall(r"refuse\('(\w+)'", body)
        }

"""What somebody with the editorial role and raw SQL still cannot do, and what no verb lets slip."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
import pytest
from django.db import IntegrityError, connection, connections, transaction

from claims import ledger, record, workflow
from claims.models import Actor, Claim, Hop, Submission, Topic, Withdrawal
from sources.models import Sentence
from sources.refusal import NotReady, Refused
from tests import make


@contextmanager
def refused_as(rule: str) -> Iterator[None]:
    """The block runs as raw SQL would, by somebody known, and the database refuses it."""
    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        pghistory.context(user=make.editor().pk),
    ):
        yield
    assert refusal.value.__cause__.diag.constraint_name == rule


PERMIT = "ledger_takes_only_what_was_approved"


def current(row: Any) -> dict[str, Any]:
    entry = ledger.current(record.kind_of(row), row.public_id or "")
    assert entry is not None
    return entry.record


# --- the append function


def test_withdrawal_permits_its_tombstone_alone(db: str) -> None:
    claim = make.published_claim()
    with workflow.acting(make.editor()):
        Withdrawal.objects.create(
            claim=claim, reasons={"en": "r"}, withdrawn_at="2024-03-26T00:00Z",
            withdrawn_by=make.editor(),
        )  # fmt: skip
    forged = {**current(claim), "texts": {"en": "Nobody reviewed this."}}
    with refused_as(PERMIT):
        ledger.append("claim", forged, pk=claim.pk, submission=None)
    with refused_as(PERMIT):
        ledger.append(
            "claim", {**forged, "withdrawn": {"reasons": {}}}, pk=claim.pk, submission=None
        )


def test_approval_of_one_claim_serves_no_other(db: str) -> None:
    other = make.published_claim("Another claim")
    claim = make.draft_claim()
    submission = make.submitted(claim)
    with refused_as(PERMIT):
        ledger.append("claim", current(other), pk=claim.pk, submission=submission.pk)


def test_approval_is_used_once(db: str) -> None:
    topic = make.topic()
    submission = make.submitted(topic)
    with workflow.acting(make.editor()):
        Topic.objects.filter(pk=topic.pk).update(public_id="00000000", public_version=1)
    built = {"id": "00000000", "names": {"en": "The ferry"}}
    with transaction.atomic():
        ledger.append("topic", built, pk=topic.pk, submission=submission.pk)
    with refused_as(PERMIT):
        ledger.append("topic", built, pk=topic.pk, submission=submission.pk)


def test_pin_permits_its_own_row_and_version(db: str) -> None:
    submission = make.submitted(make.draft_claim())
    stranger = make.actor("Somebody Else")
    with workflow.acting(make.editor()):
        Actor.objects.filter(pk=stranger.pk).update(public_id="00000000", public_version=1)
    with refused_as(PERMIT):
        ledger.append("actor", {"id": "00000000"}, pk=stranger.pk, submission=submission.pk)


def test_withdrawn_claim_does_not_come_back_by_merging(db: str) -> None:
    gone, other = make.withdrawn_claim("Gone"), make.published_claim("Here")
    gone.refresh_from_db()
    workflow.merge(row=gone, into=other, by=make.editor(), version=gone.version, reason="same")
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=Claim.objects.get(pk=gone.pk), by=make.editor())

    assert [rule for _field, rule, _message in refused.value.errors] == ["withdrawn"]


def test_published_sentences_are_kept_whatever_is_said_of_a_discard(db: str) -> None:
    make.published_claim()
    sentence = Sentence.objects.get(number=1)
    with refused_as("published_row_is_kept"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_discard (source_id, document_pk, text_sha256, reason,"
            " discarded_at, discarded_by_id) VALUES (%s, %s, 'x', 'x', now(), %s)",
            [sentence.document.source_id, sentence.document_id, make.editor().pk],
        )
    with refused_as("sentence_is_kept"):
        sentence.delete()


# --- what a record may show


def test_tombstone_keeps_the_published_wording(db: str) -> None:
    claim = make.published_claim("It was so")
    workflow.amend(
        claim, by=make.editor(), version=claim.version, changes={"texts": {"en": "Unreviewed"}}
    )
    workflow.withdraw(claim=claim, reasons={"en": "r"}, by=make.editor(), texts_stay=True)

    assert current(claim)["texts"] == {"en": "It was so"}


def test_nested_attribution_shows_the_outer_one_as_published(db: str) -> None:
    outer = make.published_claim("Was there a warning?", stance="asks")
    around = outer.attributions.get()
    workflow.amend(around, by=make.editor(), version=around.version, changes={"stance": "asserts"})
    inner = make.draft_claim("There was a warning", attributed=False)
    make.attribute(
        inner, where=around.document, said="Was there a warning?", stance="warns",
        nested_in=around, reported_as="questioned",
    )  # fmt: skip
    make.publish(inner)

    assert current(inner)["attributions"][0]["nested_in"]["stance"] == "asks"


def test_context_stops_where_nothing_is_shown(db: str) -> None:
    words = "Anna Berg said that it is so. Brief. Hidden words that stay hidden. Last."
    claim = make.draft_claim("it is so", where=make.document(words, title="A title"))
    make.publish(claim)

    assert current(claim)["attributions"][0]["quote"]["suffix"] == ". Brief."
    assert "Hidden" not in json.dumps(current(claim))


def test_changed_sentences_of_a_public_document_wait_for_their_own_publication(db: str) -> None:
    claim = make.published_claim("The ferry is safe")
    document = claim.attributions.get().document
    with workflow.acting(make.editor()):
        old = document.sentences.get(number=2)
        Sentence.objects.filter(pk=old.pk).update(
            retired_at="2024-03-26T00:00Z", retired_by=make.editor(), retired_reason="split"
        )
        Sentence.objects.create(
            document=document, number=99, start=old.start, end=old.end, paragraph=old.paragraph,
            salt=bytes(16), created_at="2024-03-26T00:00Z", created_by=make.editor(),
        )  # fmt: skip
    document.refresh_from_db()
    assert document.has_pending_edits
    two = make.draft_claim("The ferry is safe!", attributed=False)
    make.attribute(two, said="The ferry is safe", where=document)
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=two, by=make.editor())
    assert [rule for _field, rule, _message in refused.value.errors] == ["sentence_is_public"]

    make.publish(document)
    make.publish(two)
    numbers = [s["number"] for s in current(two)["documents"][0]["sentences"]]
    assert numbers == [1, 99, 3]


def test_solo_review_is_said_of_everything_it_published(db: str) -> None:
    claim = make.draft_claim()
    submission = workflow.submit(subject=claim, by=make.editor())
    workflow.review(submission=submission, by=make.editor(), approve=True, solo_reason="Alone.")
    workflow.publish(submission=submission, by=make.editor())

    alone = {"second_person": False, "reason": "Alone."}
    assert [e.record["review"] for e in ledger.changes(since=0, limit=10)] == [alone] * 4


def test_merge_leads_only_to_what_stands_in_public(db: str) -> None:
    one, draft = make.published_claim("One"), make.draft_claim("Draft")
    workflow.merge(row=one, into=draft, by=make.editor(), version=one.version, reason="same")
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=Claim.objects.get(pk=one.pk), by=make.editor())

    assert [r for _f, r, _m in refused.value.errors] == ["merge_target_is_public"]


def test_merge_is_published_before_what_it_moved(db: str) -> None:
    one, other = make.published_claim("One"), make.published_claim("Other")
    workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=Claim.objects.get(pk=other.pk), by=make.editor())

    assert [r for _f, r, _m in refused.value.errors] == ["merged_claim_goes_first"]


def test_erased_record_is_named_by_nothing_new(db: str) -> None:
    claim = make.published_claim()
    entry = ledger.current("actor", Actor.objects.get().public_id or "")
    assert entry is not None
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT ledger_erase(%s, 'A court ordered it.', 'law')", [entry.seq])
    make.attribute(claim, said="The ferry is safe", speaker=Actor.objects.get())
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=Claim.objects.get(pk=claim.pk), by=make.editor())

    assert [r for _f, r, _m in refused.value.errors] == ["named_record_stands"]


# --- rules over moved parts


def test_moving_a_hop_touches_both_chains(db: str) -> None:
    one = make.draft_claim("One", via=["officials", "an agency"])
    other = make.draft_claim("Other")
    before = one.version, other.version
    hop = Hop.objects.get(position=2)
    with workflow.acting(make.editor()):
        Hop.objects.filter(pk=hop.pk).update(attribution=other.attributions.get(), position=1)
    one.refresh_from_db()
    other.refresh_from_db()

    assert (one.version > before[0], other.version > before[1]) == (True, True)


def test_moving_the_evidence_away_is_refused_where_a_status_rests_on_it(db: str) -> None:
    claim, other = make.draft_claim("One"), make.draft_claim("Other")
    for number in (1, 2):
        workflow.add_evidence(
            claim=claim, bearing="supports", by=make.editor(), url=f"https://e{number}.example/",
            archive_url=f"https://a{number}.example/",
            origin=make.actor(f"Agency {number}", kind="agency"),
        )  # fmt: skip
    workflow.assess(claim=claim, status="corroborated", reasons={"en": "Two."}, by=make.editor())
    with pytest.raises(Refused) as refused, workflow.acting(make.editor()):
        claim.evidence.update(claim=other)

    assert refused.value.errors[0][1] == "corroborated_rests_on_two_origins"


def test_author_of_moved_parts_cannot_review_them(db: str) -> None:
    third = make.user("third")
    one, other = make.published_claim("One"), make.published_claim("Other")
    attribution = one.attributions.get()
    workflow.amend(attribution, by=third, version=attribution.version, changes={"notes": "n"})
    one.refresh_from_db()
    workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")
    make.publish(one)
    submission = workflow.submit(subject=Claim.objects.get(pk=other.pk), by=make.editor())
    with pytest.raises(Refused) as refused:
        workflow.review(submission=submission, by=third, approve=True)

    assert refused.value.errors[0][1] == "reviewer_contributed_nothing"


def test_note_of_an_abandoned_correction_stays_unsaid(db: str) -> None:
    claim = make.published_claim()
    workflow.amend(
        claim, by=make.editor(), version=claim.version, changes={"texts": {"en": "Reworded"}}
    )
    make.submitted(claim, note="Never published")
    make.publish(claim, note="Published")

    assert [c["note"] for c in current(claim)["corrections"]] == [{"en": "Published"}]
    assert Submission.objects.filter(published_at__isnull=True).count() == 1


# --- refusals name their field


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"texts": {"en": "NUL \x00"}}, "texts"),
        ({"texts": {"en": "half \ud800"}}, "texts"),
        ({"texts": {}}, "texts"),
        ({"texts": {"English": "x"}}, "texts"),
        ({"texts": {"en": "x"}, "kind": "joke"}, "kind"),
        ({"texts": {"en": "x"}, "notes": "\x00"}, "notes"),
    ],
)
def test_refusal_names_its_field(db: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        workflow.record(by=make.editor(), **facts)

    assert [named for named, _rule, _message in refused.value.errors] == [field]
    assert Claim.objects.count() == 0


def test_wording_is_stored_composed(db: str) -> None:
    claim = workflow.record(texts={"fr": "Cafe\u0301"}, by=make.editor())

    assert claim.texts == {"fr": "Café"}

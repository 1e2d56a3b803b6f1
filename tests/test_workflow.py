"""The verbs: what each of them leaves behind, and what each of them refuses."""

from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import ledger, record, workflow
from claims.models import Actor, Attribution, Claim
from sources.capture import Facts, capture, discard
from sources.models import Document, Source
from sources.refusal import NotReady, Refused, Stale
from tests import make


def rules(refusal: Refused) -> list[str]:
    return [rule for _field, rule, _message in refusal.errors]


def current(claim: Claim) -> dict[str, Any]:
    entry = ledger.current("claim", claim.public_id or "")
    assert entry is not None
    return entry.record


# --- capture


def test_capture_stores_the_text_once(db: str) -> None:
    source = make.source()
    first = capture(text="It was so. It was.", source=source, by=make.editor())
    again = capture(text="It was so.\u00a0 It was.\r\n", source=source, by=make.editor())

    assert (first.created, again.created) == (True, False)
    assert again.document == first.document
    assert Document.objects.count() == 1


def test_capture_of_a_changed_text_names_its_predecessor(db: str) -> None:
    source, url = make.source(), Facts(url="https://gazette.example/1")
    first = capture(text="It was so.", source=source, by=make.editor(), facts=url).document
    second = capture(text="It was not so.", source=source, by=make.editor(), facts=url).document
    third = capture(text="It may be so.", source=source, by=make.editor(), facts=url).document

    assert (first.predecessor, second.predecessor, third.predecessor) == (None, first, second)


def test_capture_that_fails_leaves_nothing(db: str) -> None:
    facts = Facts(published_on="the other day")
    with pytest.raises(Refused):
        capture(text="It was so.", source=make.source(), by=make.editor(), facts=facts)

    assert Document.objects.count() == 0


def test_discard_leaves_hash_and_reason(db: str) -> None:
    document = make.document("It was so.")
    left = discard(document=document, by=make.editor(), reason="Captured by mistake.")

    assert (Document.objects.count(), left.text_sha256) == (0, document.text_sha256)


def test_discard_of_a_published_document_is_refused(db: str) -> None:
    make.published_claim()
    with pytest.raises(Refused) as refused:
        discard(document=Document.objects.get(), by=make.editor(), reason="x")

    assert rules(refused.value) == ["published_row_is_kept"]


# --- drafts


def test_amend_raises_the_version_and_keeps_history(db: str) -> None:
    claim = make.draft_claim(attributed=False)
    workflow.amend(
        claim, by=make.reviewer(), version=claim.version,
        changes={"texts": {"en": "Reworded."}}, reason="clearer",
    )  # fmt: skip

    event = claim.events.order_by("pgh_id").last()
    assert event.texts == {"en": "Reworded."}
    assert (event.pgh_context["username"], event.pgh_context["reason"]) == ("reviewer", "clearer")


def test_amend_of_a_stale_version_is_refused_with_both(db: str) -> None:
    claim = make.draft_claim(attributed=False)
    held = claim.version
    workflow.amend(claim, by=make.editor(), version=held, changes={"notes": "first"})

    with pytest.raises(Stale) as refused:
        workflow.amend(claim, by=make.editor(), version=held, changes={"notes": "second"})

    assert isinstance(refused.value.current, Claim)
    assert (refused.value.given, refused.value.current.notes) == (held, "first")
    assert Claim.objects.get().notes == "first"


def test_assess_supersedes_and_changes_nothing(db: str) -> None:
    claim = make.draft_claim(status="unverified")
    workflow.assess(claim=claim, status="supported", reasons={"en": "Seen."}, by=make.reviewer())

    statuses = [(a.status, a.superseded_by_id) for a in claim.assessments.order_by("assessed_at")]
    assert statuses == [("unverified", make.reviewer().pk), ("supported", None)]


def test_every_part_moves_the_version_of_its_claim(db: str) -> None:
    claim = make.draft_claim(attributed=False)
    seen = [claim.version]
    attribution = make.attribute(claim)
    for act in (
        lambda: None,
        lambda: workflow.amend(
            attribution, by=make.editor(), version=attribution.version,
            changes={"stance": "denies"},
        ),
        lambda: workflow.assess(claim=claim, status="not_assessed", by=make.editor()),
        lambda: workflow.relate(
            claim=claim, relation="repeats", other=make.draft_claim("x"), by=make.editor()
        ),
    ):  # fmt: skip
        act()
        claim.refresh_from_db()
        seen.append(claim.version)

    assert seen == sorted(set(seen))


# --- review


def test_submit_says_what_is_missing(db: str) -> None:
    claim = workflow.record(texts={"en": "It was so."}, by=make.editor())
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=claim, by=make.editor())

    assert rules(refused.value) == ["claim_has_an_attribution", "claim_is_assessed"]


def test_reviewer_must_have_contributed_nothing(db: str) -> None:
    claim = make.draft_claim()
    submission = workflow.submit(subject=claim, by=make.reviewer())
    with pytest.raises(Refused) as refused:
        workflow.review(submission=submission, by=make.editor(), approve=True)

    assert rules(refused.value) == ["reviewer_contributed_nothing"]


def test_who_only_reworded_it_cannot_review(db: str) -> None:
    claim = make.draft_claim()
    workflow.amend(
        claim, by=make.reviewer(), version=claim.version, changes={"texts": {"en": "Reworded"}}
    )
    submission = workflow.submit(subject=claim, by=make.editor())
    with pytest.raises(Refused) as refused:
        workflow.review(submission=submission, by=make.reviewer(), approve=True)

    assert rules(refused.value) == ["reviewer_contributed_nothing"]


@pytest.mark.parametrize("kind", ["actor", "topic", "document", "source"])
def test_who_edited_a_record_of_any_kind_cannot_review_it(kind: str, db: str) -> None:
    row = {
        "actor": make.actor, "topic": make.topic, "source": make.source,
        "document": lambda: make.document("It was so."),
    }[kind]()  # fmt: skip
    workflow.amend(row, by=make.reviewer(), version=row.version, changes={"notes": "n"})
    submission = workflow.submit(subject=row, by=make.editor())
    with pytest.raises(Refused) as refused:
        workflow.review(submission=submission, by=make.reviewer(), approve=True)

    assert rules(refused.value) == ["reviewer_contributed_nothing"]


def test_who_made_a_draft_that_goes_along_cannot_review(db: str) -> None:
    third = make.user("third")
    with workflow.acting(third):
        speaker = Actor.objects.create(kind="person", names={"en": "Carl"})
    submission = workflow.submit(subject=make.draft_claim(speaker=speaker), by=make.editor())
    with pytest.raises(Refused) as refused:
        workflow.review(submission=submission, by=third, approve=True)

    assert rules(refused.value) == ["reviewer_contributed_nothing"]


def test_one_person_desk_states_its_reason_and_the_record_says_so(db: str) -> None:
    claim = make.draft_claim()
    submission = workflow.submit(subject=claim, by=make.editor())
    workflow.review(
        submission=submission, by=make.editor(), approve=True, solo_reason="Night desk of one."
    )
    workflow.publish(submission=submission, by=make.editor())
    claim.refresh_from_db()

    assert current(claim)["review"] == {"second_person": False, "reason": "Night desk of one."}


def test_sent_back_is_submitted_anew(db: str) -> None:
    claim = make.draft_claim()
    first = workflow.submit(subject=claim, by=make.editor())
    workflow.review(submission=first, by=make.reviewer(), approve=False, reasons="Who said it?")
    with pytest.raises(Refused):
        workflow.publish(submission=first, by=make.reviewer())

    make.publish(claim)
    assert claim.is_public


def test_edit_after_approval_voids_it(db: str) -> None:
    claim = make.draft_claim()
    submission = make.submitted(claim)
    make.attribute(claim, said="something else")
    with pytest.raises(Stale):
        workflow.publish(submission=submission, by=make.reviewer())

    assert ledger.stamp() == 0


def test_edited_record_is_submitted_anew(db: str) -> None:
    claim = make.draft_claim()
    first = workflow.submit(subject=claim, by=make.editor())
    make.attribute(claim, speaker=make.actor("Boris Lund"), stance="denies")
    second = workflow.submit(subject=claim, by=make.editor())
    first.refresh_from_db()

    assert (first.approved, first.reviewed_by) == (False, make.editor())
    assert second.reviewed_at is None
    make.publish_approved(second)


def test_same_version_waits_once(db: str) -> None:
    claim = make.draft_claim()
    workflow.submit(subject=claim, by=make.editor())
    with pytest.raises(Refused) as refused:
        workflow.submit(subject=claim, by=make.editor())

    assert "waiting for review" in str(refused.value)


def test_draft_that_goes_along_and_moved_stops_publication(db: str) -> None:
    claim = make.draft_claim()
    submission = make.submitted(claim)
    speaker = Actor.objects.get()
    workflow.amend(speaker, by=make.editor(), version=speaker.version, changes={"notes": "n"})
    with pytest.raises(NotReady) as refused:
        workflow.publish(submission=submission, by=make.reviewer())

    assert rules(refused.value) == ["pinned_version_moved"]
    assert ledger.stamp() == 0


def test_reviewer_who_published_may_review_the_next_version(db: str) -> None:
    claim = make.published_claim()
    make.reword(claim, "It is quite safe")

    assert [e.revision for e in ledger.revisions("claim", claim.public_id or "")] == [1, 2]


# --- publication


def test_publish_takes_along_what_the_claim_names(db: str) -> None:
    claim = make.draft_claim(topics=[make.topic()])
    seqs = make.publish(claim)

    kinds = [entry.kind for entry in ledger.changes(since=0, limit=10)]
    assert (kinds, seqs) == (["source", "document", "actor", "topic", "claim"], [1, 2, 3, 4, 5])


def test_two_new_documents_of_one_new_source_go_along(db: str) -> None:
    claim = make.draft_claim()
    make.attribute(claim, speaker=make.actor("Boris Lund"), stance="denies")
    make.publish(claim)

    sources = {a["document"]["source"]["id"] for a in current(claim)["attributions"]}
    assert sources == {make.source().public_id}


def test_published_record_is_what_build_gave(db: str) -> None:
    claim = make.published_claim(topics=[make.topic()])

    assert current(claim) == record.build(claim)


def test_rename_is_unseen_until_published_by_itself(db: str) -> None:
    make.published_claim()
    speaker = Actor.objects.get()
    workflow.amend(
        speaker, by=make.editor(), version=speaker.version, changes={"names": {"en": "Renamed"}}
    )
    another = make.published_claim("The ferry is late", speaker=speaker)

    assert current(another)["attributions"][0]["speaker"]["names"] == {"en": "Anna Berg"}
    key = ("actor", speaker.public_id or "")
    assert ledger.today([key])[key].names == {"en": "Anna Berg"}
    make.publish(speaker)
    assert ledger.today([key])[key].names == {"en": "Renamed"}
    assert current(another)["attributions"][0]["speaker"]["names"] == {"en": "Anna Berg"}


def test_addition_needs_no_note_and_change_does(db: str) -> None:
    claim = make.published_claim()
    make.attribute(claim, speaker=make.actor("Boris Lund"), stance="denies")
    make.publish(claim)
    claim.refresh_from_db()
    workflow.amend(
        claim, by=make.editor(), version=claim.version, changes={"texts": {"en": "Other words"}}
    )
    submission = make.submitted(claim)
    with pytest.raises(NotReady) as refused:
        workflow.publish(submission=submission, by=make.reviewer())

    assert rules(refused.value) == ["change_is_never_silent"]
    assert ledger.revisions("claim", claim.public_id or "")[-1].revision == 2


def test_correction_carries_its_note(db: str) -> None:
    claim = make.published_claim()
    make.reword(claim, "The ferry was safe", note="The tense was wrong.")

    assert current(claim)["texts"] == {"en": "The ferry was safe"}
    assert [c["note"] for c in current(claim)["corrections"]] == [{"en": "The tense was wrong."}]


def test_correct_asks_for_its_note(db: str) -> None:
    claim = make.published_claim()
    with pytest.raises(Refused) as refused:
        workflow.correct(subject=claim, note={}, by=make.editor(), version=claim.version)

    assert rules(refused.value) == ["correction_has_a_note"]


def test_changed_status_is_kept_in_the_history(db: str) -> None:
    claim = make.published_claim(status="unverified")
    workflow.assess(claim=claim, status="supported", reasons={"en": "Seen."}, by=make.editor())
    make.publish(claim)

    status = current(claim)["evidence_status"]
    assert (status["code"], [a["code"] for a in status["history"]]) == (
        "supported", ["unverified", "supported"],
    )  # fmt: skip


def test_nested_attribution_waits_for_the_claim_around_it(db: str) -> None:
    outer = make.draft_claim("Was there a warning?", stance="asks")
    around = outer.attributions.get()
    inner = make.draft_claim("There was a warning", attributed=False)
    make.attribute(
        inner, where=around.document, said="Was there a warning?", stance="warns",
        nested_in=around, reported_as="questioned",
    )  # fmt: skip
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=inner, by=make.editor())
    assert rules(refused.value) == ["outer_claim_is_public"]

    make.publish(outer)
    make.publish(inner)
    around.refresh_from_db()
    shown = current(inner)["attributions"][0]
    assert (shown["reported_as"], shown["nested_in"]["id"], shown["nested_in"]["claim"]) == (
        "questioned", around.public_id, outer.public_id,
    )  # fmt: skip


def test_excerpts_show_the_sentence_with_one_neighbour_each_side(db: str) -> None:
    text = "One. Two. Anna Berg said that the ferry is safe. Four. Five."
    claim = make.draft_claim("the ferry is safe", where=make.document(text))
    make.publish(claim)

    shown = current(claim)["documents"][0]["sentences"]
    assert [s["text"] for s in shown] == [
        "Two.", "Anna Berg said that the ferry is safe.", "Four.",
    ]  # fmt: skip
    quote = current(claim)["attributions"][0]["quote"]
    assert (quote["prefix"], quote["suffix"]) == ("Two. Anna Berg said that ", ". Four.")
    document = ledger.current("document", current(claim)["documents"][0]["id"])
    assert document is not None
    assert document.record["text"] is None
    assert all("salt" not in sealed for sealed in document.record["sentences"])


# --- withdrawal and merging


def test_withdrawn_claim_leaves_a_tombstone(db: str) -> None:
    claim = make.withdrawn_claim()

    assert sorted(current(claim)) == ["id", "withdrawn"]
    assert current(claim)["withdrawn"]["reasons"] == {"en": "It was a mistake."}
    assert list(ledger.claims(ledger.Filters())) == []


def test_withdrawn_claim_keeps_its_wording_where_that_may_stay(db: str) -> None:
    assert current(make.withdrawn_claim(texts_stay=True))["texts"] == {"en": "The ferry is safe"}


def test_withdrawn_claim_is_not_published_again(db: str) -> None:
    claim = make.withdrawn_claim()
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=claim, by=make.editor())

    assert rules(refused.value) == ["withdrawn"]


def test_withdrawal_is_reviewed_by_a_second_person(db: str) -> None:
    withdrawal = make.withdrawn_claim().withdrawal
    with pytest.raises(Refused):
        workflow.review_withdrawal(withdrawal=withdrawal, by=make.editor())
    withdrawal.refresh_from_db()

    workflow.review_withdrawal(withdrawal=withdrawal, by=make.reviewer())
    assert withdrawal.reviewed_by == make.reviewer()


def test_merged_actor_leads_to_the_other(db: str) -> None:
    claim = make.published_claim(speaker=make.actor("Anna Berg"))
    make.published_claim("The ferry is late", speaker=make.actor("A. Berg"))
    one, other = Actor.objects.get(names__en="A. Berg"), Actor.objects.get(names__en="Anna Berg")
    workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")
    make.publish(one)

    entry = ledger.current("actor", one.public_id or "")
    assert entry is not None
    assert entry.record == {"id": one.public_id, "merged_into": other.public_id}
    found = ledger.claims(ledger.Filters(speaker=other.public_id or ""))
    assert found.count() == 2
    assert current(claim)["attributions"][0]["speaker"]["id"] == other.public_id


def test_merges_are_followed_through_others(db: str) -> None:
    actors = [make.actor(name) for name in ("A. Berg", "A. M. Berg", "Anna Berg")]
    for number, speaker in enumerate(actors):
        make.published_claim(f"Claim {number}", speaker=speaker)
    for one, other in pairwise(actors):
        one.refresh_from_db()
        workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")
        make.publish(one)
    last = Actor.objects.get(names__en="Anna Berg")

    assert ledger.claims(ledger.Filters(speaker=last.public_id or "")).count() == 3


def test_new_claim_may_not_name_a_merged_actor(db: str) -> None:
    one, other = make.actor("A. Berg"), make.actor("Anna Berg")
    workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")
    one.refresh_from_db()
    with pytest.raises(NotReady) as refused:
        workflow.submit(subject=make.draft_claim(speaker=one), by=make.editor())

    assert rules(refused.value) == ["named_record_stands"]


def test_merge_of_two_origins_undermines_corroborated(db: str) -> None:
    claim = make.draft_claim()
    origins = [make.actor("Agency One", kind="agency"), make.actor("Agency Two", kind="agency")]
    for number, origin in enumerate(origins):
        workflow.add_evidence(
            claim=claim, bearing="supports", origin=origin, by=make.editor(),
            url=f"https://e{number}.example/", archive_url=f"https://a{number}.example/",
        )  # fmt: skip
    workflow.assess(claim=claim, status="corroborated", reasons={"en": "Two."}, by=make.editor())
    claim.refresh_from_db()
    assert workflow.not_ready(claim) == []

    one, other = origins
    workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")

    missing = [rule for _field, rule, _message in workflow.not_ready(claim)]
    assert "corroborated_rests_on_two_origins" in missing


def test_claimant_is_no_origin_of_corroboration(db: str) -> None:
    speaker = make.actor()
    claim = make.draft_claim(speaker=speaker)
    for number, origin in enumerate([speaker, make.actor("Agency", kind="agency")]):
        workflow.add_evidence(
            claim=claim, bearing="supports", origin=origin, by=make.editor(),
            url=f"https://e{number}.example/", archive_url=f"https://a{number}.example/",
        )  # fmt: skip
    with pytest.raises(Refused) as refused:
        workflow.assess(
            claim=claim, status="corroborated", reasons={"en": "Two."}, by=make.editor()
        )

    assert rules(refused.value) == ["corroborated_rests_on_two_origins"]


def test_merged_claim_gives_its_parts_to_the_other(db: str) -> None:
    one, other = make.published_claim("It is safe"), make.published_claim("The ferry is safe")
    workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")
    make.publish(one)
    make.publish(other)

    assert current(one) == {"id": one.public_id, "merged_into": other.public_id}
    assert len(current(other)["attributions"]) == 2
    assert Attribution.objects.filter(claim=one).count() == 0


def test_users_are_named_as_they_sign(db: str) -> None:
    claim = make.published_claim(status="unverified")

    assert User.objects.count() == 2
    assert current(claim)["evidence_status"]["assessed_by"] == "Edith Editor"


def test_unstorable_text_is_refused(db: str) -> None:
    with pytest.raises(Refused):
        workflow.record(texts={"en": "NUL \x00 inside"}, by=make.editor())
    with pytest.raises(Refused):
        workflow.record(texts={"en": "half \ud800 a pair"}, by=make.editor())
    with pytest.raises(Refused):
        Source(name="x").full_clean() or workflow.record(texts={}, by=make.editor())

    assert Claim.objects.count() == 0

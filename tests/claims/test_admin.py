"""The desk: forms that never overwrite, verbs as buttons, the review queue, the history."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import ledger, workflow
from claims.models import (
    Actor,
    Attribution,
    Claim,
    Evidence,
    Reply,
    Submission,
    Topic,
    Withdrawal,
)
from tests import make

pytestmark = pytest.mark.usefixtures("db")

CORROBORATED = (
    "Corroborated needs supporting evidence of two origins, neither derived from a "
    "claimant: add evidence, or supersede the assessment first."
)
TEXT = "Anna Berg said that the ferry is safe. Boris denied that the ferry is safe, without proof."


def desk(name: str = "editor", permissions: Iterable[str] | None = None) -> Client:
    """A client logged in: as a superuser, or with just the named permissions."""
    user = make.user(name)
    user.is_staff, user.is_superuser = True, permissions is None
    user.save()
    if permissions is not None:
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def change(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def put(verb: str, row: Any) -> str:
    return reverse(f"admin:claims_submission_{verb}", args=[row._meta.model_name, row.pk])


def errors(answer: Any) -> dict[str, list[str]]:
    """Every error of the form that an answer shows, by field."""
    context = answer.context
    form = context["adminform"].form if "adminform" in context else context["form"]
    return {field: list(said) for field, said in form.errors.items()}


def wording(claim: Claim, **facts: Any) -> dict[str, Any]:
    """What a form of ``claim`` posts."""
    claim.refresh_from_db()
    return {"texts_en": claim.texts["en"], "kind": claim.kind, "version": claim.version, **facts}


def evidence_form(row: Evidence, **facts: Any) -> dict[str, Any]:
    """What a form of evidence at an address posts."""
    version = desk().get(change(row)).context["version"]
    given = {name: getattr(row, name) for name in ("bearing", "url", "archive_url")}
    return {"claim": row.claim_id, "version": version, **given, **facts}


class TestNothingIsOverwritten:
    def test_the_later_save_is_refused_with_both_versions_and_keeps_what_was_typed(self) -> None:
        claim = make.draft_claim()
        typed = wording(claim)
        first = desk("lea").post(change(claim), typed | {"texts_en": "Theirs", "reason": "Clearer"})
        late = desk("rhea").post(
            change(claim), typed | {"texts_en": "Mine", "texts_fr": "Le mien", "notes": "Kept"}
        )
        assert (first.status_code, late.status_code) == (302, 409)
        claim.refresh_from_db()
        assert (claim.texts, claim.notes) == ({"en": "Theirs"}, "")
        assert [(d.label, d.theirs, d.mine) for d in late.context["conflict"]] == [
            ("Wording", "en: Theirs", "en: Mine\nfr: Le mien"),
            ("Private notes", "—", "Kept"),
        ]
        assert [(a.who, a.reason) for a in late.context["acts_since"]] == [("lea", "Clearer")]
        page = late.content.decode()
        assert ">Mine</textarea>" in page
        assert ">Le mien</textarea>" in page
        assert f'name="version" value="{claim.version}"' in page

    @pytest.mark.parametrize("version", ["", "0", "abc", "9" * 23, "١", "1\0"])
    def test_a_form_without_the_present_version_is_refused(self, version: str) -> None:
        claim = make.draft_claim()
        answer = desk().post(change(claim), wording(claim, texts_en="Mine", version=version))
        assert answer.status_code == 409
        claim.refresh_from_db()
        assert claim.texts == {"en": "The ferry is safe"}

    def test_a_part_added_meanwhile_is_said(self) -> None:
        claim = make.draft_claim()
        typed = wording(claim)
        workflow.assess(claim=claim, status="unverified", reasons={"en": "So."}, by=make.editor())
        answer = desk("lea").post(change(claim), typed)
        assert (answer.status_code, answer.context["conflict"]) == (409, [])

    def test_parts_without_a_version_are_guarded_too(self) -> None:
        claim = make.draft_claim()
        asked = {"claim": claim.pk, "asked": "The ministry", "asked_on": "2024-03-25"}
        desk("lea").post(reverse("admin:claims_reply_add"), asked)
        reply = Reply.objects.get()
        opened = desk("lea").get(change(reply)).context["version"]
        given = asked | {"no_answer_by": "2024-04-01", "version": opened}
        assert desk("lea").post(change(reply), given | {"asked": "Theirs"}).status_code == 302
        late = desk("rhea").post(change(reply), given | {"asked": "Mine"})
        assert late.status_code == 409
        assert Reply.objects.get().asked == "Theirs"
        assert [(d.theirs, d.mine) for d in late.context["conflict"]] == [("Theirs", "Mine")]

    def test_a_verb_on_another_version_is_refused(self) -> None:
        claim = make.draft_claim()
        answer = desk().post(put("submit", claim), {"version": claim.version - 1})
        assert answer.status_code == 409
        assert not Submission.objects.exists()


class TestActorsAndTopics:
    def test_names_by_language_and_aliases_by_line(self) -> None:
        desk().post(
            reverse("admin:claims_actor_add"),
            {
                "kind": "person", "names_en": "Anna Berg", "names_other_0_tag": "AR",
                "names_other_0": "آنا", "aliases": "A. Berg\n\nBerg\nBerg", "wikidata": "Q42",
            },
        )  # fmt: skip
        actor = Actor.objects.get()
        assert actor.names == {"en": "Anna Berg", "ar": "آنا"}
        assert actor.aliases == ["A. Berg", "Berg"]
        assert actor.descriptions == {}

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"names_en": ""}, "names"),
            ({"names_other_0": "Anna"}, "names"),
            ({"names_other_0": "Anna", "names_other_0_tag": "zz-zz-zz-zz"}, "names"),
            ({"names_other_0": "Anna", "names_other_0_tag": "en"}, "names"),
            ({"names_en": "a\0b"}, "names"),
            ({"names_en": "a" * 20_001}, "names"),
            ({"aliases": "a" * 201}, "aliases"),
            ({"wikidata": "42"}, "wikidata"),
            ({"kind": "martian"}, "kind"),
            ({"notes": "a\0b"}, "notes"),
        ],
    )
    def test_what_is_refused_is_an_error_of_its_field(
        self, facts: dict[str, str], field: str
    ) -> None:
        given = {"kind": "person", "names_en": "Anna", "names_other_0": "", "names_other_0_tag": ""}
        answer = desk().post(reverse("admin:claims_actor_add"), given | facts)
        assert answer.status_code == 200
        assert list(errors(answer)) == [field]
        assert not Actor.objects.exists()

    def test_a_wikidata_id_in_use_is_said_at_its_field(self) -> None:
        make.actor("Anna", wikidata="Q42")
        given = {"kind": "person", "names_en": "Anna", "wikidata": "Q42"}
        answer = desk().post(reverse("admin:claims_actor_add"), given)
        said = "Another actor has this Wikidata id: use or merge it."
        assert errors(answer) == {"wikidata": [said]}

    @pytest.mark.parametrize("term", ["aïssa", "AISSA", "diallo aissa", "a.d.s", "presidente"])
    def test_an_actor_is_found_without_accents_in_names_aliases_and_descriptions(
        self, term: str
    ) -> None:
        make.actor("Aïssa Diallo", aliases=["A.D.S."], descriptions={"fr": "présidente du port"})
        make.actor("Boris")
        answer = desk().get(
            reverse("admin:claims_actor_choose"),
            {"term": term, "app_label": "claims",
             "model_name": "attribution", "field_name": "speaker"},
        )  # fmt: skip
        found = [result["text"] for result in answer.json()["results"]]
        assert found == ["Aïssa Diallo · person · présidente du port"]

    def test_search_survives_what_cannot_be_stored(self) -> None:
        asked = {"app_label": "claims", "model_name": "attribution", "field_name": "speaker"}
        address = reverse("admin:claims_actor_choose")
        assert desk().get(address, asked | {"term": "a\0"}).json()["results"] == []
        assert desk().get(f"{reverse('admin:claims_actor_changelist')}?q=%00").status_code == 200

    def test_a_merge_asks_for_a_reason_and_shows_what_names_it(self) -> None:
        claim = make.draft_claim()
        anna, other = make.actor(), make.actor("Anna B.")
        address = reverse("admin:claims_actor_merge", args=[anna.pk])
        page = desk().get(address)
        assert page.context["listed"] == [claim.attributions.get()]
        anna.refresh_from_db()
        given = {"into": other.pk, "reason": "The same person", "version": anna.version}
        assert list(errors(desk().post(address, given | {"reason": ""}))) == ["reason"]
        assert list(errors(desk().post(address, given | {"into": anna.pk}))) == ["into"]
        assert desk().post(address, given).status_code == 302
        anna.refresh_from_db()
        assert anna.merged_into == other

    def test_a_topic_has_names(self) -> None:
        desk().post(reverse("admin:claims_topic_add"), {"names_fr": "Le bac"})
        assert Topic.objects.get().names == {"fr": "Le bac"}


class TestRecording:
    def test_without_a_document_it_is_asked_for(self) -> None:
        address = reverse("admin:claims_attribution_add")
        for query in ("", "?document=9", f"?document={'9' * 23}", "?document=%00"):
            answer = desk().get(f"{address}{query}")
            assert answer.status_code == 200
            assert "In which document" in answer.content.decode()

    def test_it_is_done_in_the_workspace(self) -> None:
        claim = make.draft_claim()
        row = claim.attributions.get()
        there = reverse("admin:sources_document_workspace", args=[row.document_id])
        added = reverse("admin:claims_attribution_add")
        answers = [
            desk().get(f"{added}?document={row.document_id}&sentence=2&claim={claim.pk}"),
            desk().get(change(row)),
        ]
        assert [answer.headers["Location"] for answer in answers] == [
            f"{there}?claim={claim.pk}&open=new-2",
            f"{there}?open=attribution-{row.pk}",
        ]
        page = desk().get(answers[0].headers["Location"]).content.decode()
        assert f'name="claim" value="{claim.pk}" checked' in page


class TestParts:
    def test_evidence_is_the_words_of_a_document(self) -> None:
        claim, document = make.draft_claim(), make.document(TEXT)
        given = {
            "claim": claim.pk, "bearing": "contradicts", "document": document.pk,
            "words": "without proof", "descriptions_en": "Boris has none.",
        }  # fmt: skip
        answer = desk().post(reverse("admin:claims_evidence_add"), given)
        assert answer.headers["Location"] == change(claim)
        evidence = Evidence.objects.get()
        assert document.slice(evidence.start or 0, evidence.end or 0) == "without proof"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"words": "nowhere to be found"}, "words"),
            ({"words": ""}, "words"),
            ({"words": "the ferry is safe"}, "words"),
            ({"document": "", "words": "", "url": "https://example.org/"}, "document"),
            ({"bearing": "proves"}, "bearing"),
        ],
    )
    def test_evidence_that_is_refused(self, facts: dict[str, str], field: str) -> None:
        claim, document = make.draft_claim(), make.document(TEXT)
        given = {
            "claim": claim.pk,
            "bearing": "supports",
            "document": document.pk,
            "words": "Boris",
        }
        answer = desk().post(reverse("admin:claims_evidence_add"), given | facts)
        assert list(errors(answer)) == [field]
        assert not Evidence.objects.exists()

    def test_a_relation_to_itself_is_refused(self) -> None:
        claim = make.draft_claim()
        given = {"claim": claim.pk, "relation": "repeats", "other": claim.pk}
        answer = desk().post(reverse("admin:claims_claimrelation_add"), given)
        assert list(errors(answer)) == ["other"]


class TestVerbs:
    def test_assess_signs_and_supersedes(self) -> None:
        claim = make.draft_claim()
        address = reverse("admin:claims_claim_assess", args=[claim.pk])
        given = {"version": claim.version, "status": "unverified", "reasons_en": "Nobody checked."}
        assert desk("lea").post(address, given).status_code == 302
        signed = claim.assessments.current().get()
        assert (signed.status, signed.assessed_by.username) == ("unverified", "lea")
        assert claim.assessments.count() == 2

    @pytest.mark.parametrize(
        ("facts", "field", "said"),
        [
            ({"status": "unverified"}, "reasons", "Give the reasons for this status."),
            ({"status": "corroborated", "reasons_en": "Two say so."}, "status", CORROBORATED),
        ],
    )
    def test_assess_refused(self, facts: dict[str, str], field: str, said: str) -> None:
        claim = make.draft_claim()
        address = reverse("admin:claims_claim_assess", args=[claim.pk])
        answer = desk().post(address, {"version": claim.version} | facts)
        assert (answer.status_code, errors(answer)) == (200, {field: [said]})
        assert claim.assessments.current().get().status == "not_assessed"

    def test_submit_says_what_is_missing_before_the_button_works(self) -> None:
        claim = make.draft_claim(attributed=False)
        page = desk().get(put("submit", claim))
        assert page.context["needs"] == ["Record who said it, in which sentence."]
        assert " disabled>" in page.content.decode()
        answer = desk().post(put("submit", claim), {"version": claim.version})
        assert errors(answer) == {"__all__": ["Record who said it, in which sentence."]}

    def test_submit_names_the_drafts_that_go_along(self) -> None:
        claim = make.draft_claim(topics=[make.topic()])
        page = desk().get(put("submit", claim))
        kinds = [draft._meta.model_name for draft in page.context["drafts"]]
        assert kinds == ["source", "document", "actor", "topic"]
        assert desk().post(put("submit", claim), {"version": claim.version}).status_code == 302
        assert Submission.objects.get().submitted_by == make.editor()

    def test_a_change_of_what_readers_saw_needs_a_correction(self) -> None:
        claim = make.published_claim()
        typed = wording(claim, texts_en="The ferry was safe", reason="It sank.")
        desk().post(change(claim), typed)
        claim.refresh_from_db()
        page = desk().get(put("submit", claim))
        assert page.context["needs"] == [
            "This changes what readers have seen (texts): submit it as a correction."
        ]
        note = {"version": claim.version, "correction_en": "It was in the past."}
        assert list(errors(desk().post(put("correct", claim), {**note, "correction_en": ""}))) == [
            "correction"
        ]
        assert desk().post(put("correct", claim), note).status_code == 302
        assert Submission.objects.latest("pk").correction == {"en": "It was in the past."}

    def test_withdraw_at_once_and_review_within_a_day(self) -> None:
        claim = make.published_claim()
        address = reverse("admin:claims_claim_withdraw", args=[claim.pk])
        assert list(errors(desk().post(address, {"version": claim.version}))) == ["reasons"]
        given = {"version": claim.version, "reasons_en": "A mistake."}
        assert desk().post(address, given).status_code == 302
        entry = ledger.current("claim", claim.public_id or "", using="default")
        assert entry is not None
        assert entry.state == "withdrawn"
        queue = desk("reviewer").get(reverse("admin:claims_submission_changelist"))
        withdrawal = Withdrawal.objects.get()
        assert queue.context["withdrawals"] == [withdrawal]
        there = reverse("admin:claims_withdrawal_change", args=[withdrawal.pk])
        own = desk().post(there, {})
        assert errors(own) == {
            "__all__": ["A second person must review; a one-person desk states its reason."]
        }
        assert desk("reviewer").post(there, {}).status_code == 302
        withdrawal.refresh_from_db()
        assert withdrawal.reviewed_by == make.reviewer()

    def test_a_draft_is_not_withdrawn(self) -> None:
        claim = make.draft_claim()
        address = reverse("admin:claims_claim_withdraw", args=[claim.pk])
        answer = desk().post(address, {"version": claim.version, "reasons_en": "A mistake."})
        said = "Only a published claim is withdrawn: a draft is deleted."
        assert errors(answer) == {"__all__": [said]}

    def test_merging_a_claim_moves_what_it_gathered(self) -> None:
        one, other = make.draft_claim(), make.draft_claim("The ferry is very safe")
        address = reverse("admin:claims_claim_merge", args=[one.pk])
        assert len(desk().get(address).context["listed"]) == 1
        given = {"into": other.pk, "reason": "The same", "version": one.version}
        assert desk().post(address, given).status_code == 302
        assert (one.attributions.count(), other.attributions.count()) == (0, 2)

    @pytest.mark.parametrize("kind", ["source", "document", "actor", "topic"])
    def test_every_kind_of_record_is_submitted(self, kind: str) -> None:
        rows: dict[str, Any] = {
            "source": make.source(), "document": make.document(TEXT),
            "actor": make.actor(), "topic": make.topic(),
        }  # fmt: skip
        row = rows[kind]
        assert desk().get(change(row)).status_code == 200
        assert desk().post(put("submit", row), {"version": row.version}).status_code == 302
        submission = Submission.objects.get()
        assert submission.subject == row
        there = reverse("admin:claims_submission_change", args=[submission.pk])
        assert desk("reviewer").get(there).status_code == 200
        desk("reviewer").post(there, {"_approve": "1"})
        desk("reviewer").post(there, {"_publish": "1"})
        row.refresh_from_db()
        assert row.is_public

    @pytest.mark.parametrize("kind", ["claim", "martian"])
    @pytest.mark.parametrize("pk", ["9" * 23, "0", "abc", "%00", "١"])
    def test_what_does_not_exist_is_not_submitted(self, kind: str, pk: str) -> None:
        assert desk().get(f"/admin/claims/submission/submit/{kind}/{pk}/").status_code == 404


def submitted(claim: Claim | None = None) -> Submission:
    claim = claim or make.draft_claim()
    return workflow.submit(subject=claim, by=make.editor())


def review(submission: Submission) -> str:
    return reverse("admin:claims_submission_change", args=[submission.pk])


class TestReview:
    def test_the_page_shows_the_record_and_the_drafts_with_it(self) -> None:
        submission = submitted()
        page = desk("reviewer").get(review(submission))
        assert page.context["record"]["texts"] == {"en": "The ferry is safe"}
        assert [kind for kind, _row, _facts in page.context["drafts"]] == [
            "source", "document", "actor",
        ]  # fmt: skip
        assert '<mark class="content">The ferry is safe</mark>' in page.content.decode()

    def test_approve_then_publish(self) -> None:
        submission = submitted()
        client = desk("reviewer")
        assert client.post(review(submission), {"_approve": "1"}).status_code == 302
        assert client.post(review(submission), {"_publish": "1"}).status_code == 302
        submission.refresh_from_db()
        assert submission.published_by == make.reviewer()
        entry = ledger.current("claim", Claim.objects.get().public_id or "", using="default")
        assert entry is not None
        assert entry.record["texts"] == {"en": "The ferry is safe"}

    def test_send_back_needs_reasons(self) -> None:
        submission = submitted()
        answer = desk("reviewer").post(review(submission), {"_send_back": "1"})
        assert errors(answer) == {"reasons": ["Say why it is sent back."]}
        given = {"_send_back": "1", "reasons": "Which ferry?"}
        assert desk("reviewer").post(review(submission), given).status_code == 302
        submission.refresh_from_db()
        assert (submission.approved, submission.review_reasons) == (False, "Which ferry?")

    def test_who_contributed_does_not_approve_but_alone_and_with_a_reason(self) -> None:
        submission = submitted()
        answer = desk().post(review(submission), {"_approve": "1"})
        assert list(errors(answer)) == ["solo_reason"]
        given = {"_approve": "1", "solo_reason": "Alone this week."}
        assert desk().post(review(submission), given).status_code == 302
        page = desk().get(review(submission))
        assert page.context["record"]["review"] == {
            "second_person": False,
            "reason": "Alone this week.",
        }

    def test_an_edit_after_submission_voids_it(self) -> None:
        submission = submitted()
        claim = Claim.objects.get()
        desk().post(change(claim), wording(claim, texts_en="Another wording"))
        page = desk("reviewer").get(review(submission))
        assert page.context["moved"] == [
            "It was edited after it was submitted: it must be submitted again."
        ]
        assert desk("reviewer").post(review(submission), {"_approve": "1"}).status_code == 409

    def test_the_differences_from_what_is_public_are_shown_word_by_word(self) -> None:
        claim = make.published_claim()
        workflow.amend(
            claim, by=make.editor(), version=claim.version,
            changes={"texts": {"en": "The ferry was safe"}},
        )  # fmt: skip
        submission = workflow.correct(
            subject=claim, note={"en": "Past"}, by=make.editor(), version=claim.version + 1
        )
        page = desk("reviewer").get(review(submission))
        assert [
            (changed.path, [(s.kind, s.text) for s in changed.stretches])
            for changed in page.context["differences"]
        ] == [
            (
                "texts › en",
                [("same", "The ferry "), ("old", "is"), ("new", "was"), ("same", " safe")],
            )
        ]

    def test_without_the_permission_nothing_is_reviewed(self) -> None:
        submission = submitted()
        client = desk("guest", ["view_document", "view_submission"])
        page = client.get(review(submission))
        assert 'name="_approve"' not in page.content.decode()
        assert client.post(review(submission), {"_approve": "1"}).status_code == 404
        assert desk("nobody", []).get(review(submission)).status_code == 404

    @pytest.mark.parametrize("given", [{}, {"_approve": "1", "reasons": "a\0b"}])
    def test_a_press_of_no_button_and_bad_words_change_nothing(self, given: dict[str, str]) -> None:
        submission = submitted()
        assert desk("reviewer").post(review(submission), given).status_code == 200
        submission.refresh_from_db()
        assert submission.reviewed_at is None

    @pytest.mark.parametrize("pk", ["9" * 23, "0", "abc", "%00"])
    def test_what_does_not_exist_is_not_found(self, pk: str) -> None:
        assert desk().get(f"/admin/claims/submission/{pk}/change/").status_code == 404

    def test_the_queue_sorts_by_what_is_to_be_done(self) -> None:
        waiting = submitted()
        back = submitted(make.draft_claim("Two"))
        workflow.review(submission=back, by=make.reviewer(), approve=False, reasons="No")
        ready = make.submitted(make.draft_claim("Three"))
        make.publish(make.draft_claim("Four"))
        there = reverse("admin:claims_submission_changelist")
        mine, theirs = desk().get(there).context, desk("reviewer").get(there).context
        assert (mine["mine"], mine["waiting"]) == ([waiting], [])
        assert (theirs["mine"], theirs["waiting"]) == ([], [waiting])
        assert (theirs["sent_back"], theirs["publishable"]) == ([back], [ready])
        assert [str(s) for s in theirs["published"]] == ["Four"]


class TestHistory:
    def test_it_says_who_did_what_and_why(self) -> None:
        claim = make.draft_claim()
        desk("lea").post(
            change(claim), wording(claim, texts_en="The ferry was safe", reason="It sank.")
        )
        page = desk().get(reverse("admin:claims_claim_history", args=[claim.pk]))
        last = page.context["acts"][0]
        assert (last.who, last.reason) == ("lea", "It sank.")
        assert [
            (entry.what, entry.done, [(c.label, c.before, c.after) for c in entry.changes])
            for entry in last.entries
        ] == [
            ("claim", "changed", [("wording (en)", "The ferry is safe", "The ferry was safe")]),
        ]
        added = [entry.what for act in page.context["acts"] for entry in act.entries]
        assert added == ["claim", "assessment", "attribution", "claim"]

    def test_what_readers_have_seen_changes_with_a_reason(self) -> None:
        claim = make.published_claim()
        workflow.add_evidence(
            claim=claim, bearing="supports", by=make.editor(), url="https://a.example/1",
            archive_url="https://archive.example/1", descriptions={"en": "A photograph"},
        )  # fmt: skip
        evidence = Evidence.objects.get()
        for row, typed in (
            (claim, wording(claim, texts_en="The ferry was safe")),
            (evidence, evidence_form(evidence, descriptions_en="A film")),
        ):
            answer = desk().post(change(row), typed)
            assert errors(answer) == {
                "reason": ["Readers have seen this record: say why it changes."]
            }
            assert desk().post(change(row), typed | {"reason": "It sank."}).status_code == 302
            assert row.events.order_by("pgh_id").last().pgh_context["reason"] == "It sank."
        claim.refresh_from_db()
        assert desk().post(change(claim), wording(claim)).status_code == 302  # nothing changed

    def test_spans_are_told_as_words(self) -> None:
        claim = make.draft_claim()
        page = desk().get(reverse("admin:claims_claim_history", args=[claim.pk]))
        told = {
            change.label: change.after
            for act in page.context["acts"]
            for entry in act.entries
            if entry.what == "attribution"
            for change in entry.changes
        }
        assert (told["what was said"], told["reporting words"]) == ("The ferry is safe", "said")

    def test_reviews_stand_in_it(self) -> None:
        claim = make.published_claim()
        page = desk().get(reverse("admin:claims_claim_history", args=[claim.pk]))
        done = [(act.who, entry.done) for act in page.context["acts"] for entry in act.entries]
        assert done[:3] == [
            ("reviewer", "published"),
            ("reviewer", "approved"),
            ("editor", "submitted for review"),
        ]

    @pytest.mark.parametrize("parts", [1, 30])
    def test_it_asks_as_often_for_many_parts_as_for_one(self, parts: int) -> None:
        claim = make.draft_claim()
        document = make.document(TEXT)
        for _ in range(parts):
            make.attribute(claim, where=document, said="the ferry is safe")
        client = desk()
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:claims_claim_history", args=[claim.pk]))
        assert len(captured) == 18


class TestDeleting:
    def test_a_draft_goes_with_its_parts(self) -> None:
        claim = make.draft_claim(topics=[make.topic()], via=["an official"])
        outer = claim.attributions.get()
        make.attribute(claim, where=outer.document, said="The ferry is safe", nested_in=outer)
        address = reverse("admin:claims_claim_delete", args=[claim.pk])
        assert desk().get(address).status_code == 200
        assert desk().post(address, {"post": "yes"}).status_code == 302
        assert not Claim.objects.exists()
        assert not Attribution.objects.exists()

    def test_what_was_public_stays_and_the_rule_is_said(self) -> None:
        topic = make.topic()
        make.publish(topic)
        address = reverse("admin:claims_topic_delete", args=[topic.pk])
        answer = desk().post(address, {"post": "yes"}, follow=True)
        assert [str(m) for m in answer.context["messages"]] == [
            "What has been public is withdrawn, never deleted."
        ]
        assert Topic.objects.filter(pk=topic.pk).exists()

    def test_what_stands_in_the_way_is_said(self) -> None:
        submission = submitted()
        address = reverse("admin:claims_claim_delete", args=[submission.claim_id])
        answer = desk().post(address, {"post": "yes"})
        assert answer.context["protected"] == [
            "It was submitted for review: the record of that is kept."
        ]
        assert Claim.objects.exists()

    def test_an_actor_in_use_stays(self) -> None:
        make.draft_claim()
        address = reverse("admin:claims_actor_delete", args=[make.actor().pk])
        answer = desk().post(address, {"post": "yes"})
        assert answer.context["protected"]
        assert Actor.objects.exists()


class TestPermissions:
    def test_who_may_view_may_not_change_or_submit(self) -> None:
        claim = make.draft_claim()
        client = desk("guest", ["view_document", "view_claim"])
        assert client.get(change(claim)).status_code == 200
        assert client.post(change(claim), wording(claim)).status_code == 404
        assert client.post(put("submit", claim), {"version": claim.version}).status_code == 404
        for verb in ("assess", "withdraw", "merge"):
            address = reverse(f"admin:claims_claim_{verb}", args=[claim.pk])
            assert client.get(address).status_code == 404

    def test_who_is_not_of_the_desk_sees_the_login(self) -> None:
        claim = make.draft_claim()
        for address in (change(claim), put("submit", claim), review(submitted(claim))):
            answer = Client().get(address)
            assert answer.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("name", "queries"), [("claim", 5), ("actor", 4), ("topic", 4), ("attribution", 4)]
)
@pytest.mark.parametrize("rows", [1, 30])
def test_lists_ask_as_often_for_many_rows_as_for_one(name: str, queries: int, rows: int) -> None:
    document = make.document("Anna Berg said that the ferry is safe.")
    for number in range(rows):
        claim = make.draft_claim(f"Claim {number}", attributed=False)
        make.attribute(claim, where=document, said="the ferry is safe")
        make.actor(f"Actor {number}")
        make.topic(f"Topic {number}")
    client = desk()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(f"admin:claims_{name}_changelist")).status_code == 200
    assert len(captured) == queries


@pytest.mark.parametrize("rows", [1, 30])
def test_a_claim_s_form_and_the_queue_ask_as_often_for_many_as_for_one(rows: int) -> None:
    claim, document = make.draft_claim(), make.document(TEXT)
    for number in range(rows):
        make.attribute(claim, where=document, said="the ferry is safe")
        submitted(make.draft_claim(f"Claim {number}"))
    client = desk()
    counts = []
    for address in (change(claim), reverse("admin:claims_submission_changelist")):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts == [13, 7]


@pytest.mark.parametrize("name", ["actor", "topic", "claim", "attribution", "submission"])
@pytest.mark.parametrize("pk", ["9" * 23, "0", "abc", "%00", "١"])
def test_odd_keys_are_never_an_error_of_ours(name: str, pk: str) -> None:
    client = desk()
    for tail in ("change/", "delete/", "history/"):
        answer = client.get(f"/admin/claims/{name}/{pk}/{tail}")
        assert answer.status_code in (302, 404)

"""What an engine proposes becomes rows; editors accept, change, dismiss, reopen; undo is exact."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from claims import workflow
from claims.models import Actor, Attribution, Claim, Hop, ReportingCue, Suggestion
from sources.models import Document
from sources.refusal import Refused
from tests import make

TEXT = (
    "The mayor, Anna Berg, said on Monday that the ferry was safe, according to Reuters. "
    "“It will sail at noon,” the harbour master added, without providing evidence. "
    "A police officer denied that anybody was hurt. The sea was calm."
)
TABLES = (Claim, Actor, Attribution, Hop, Suggestion, ReportingCue)


@pytest.fixture
def document(db: str) -> Document:
    """A text with its suggestions, published on a Tuesday."""
    found = make.document(TEXT, published_on="2024-03-26")
    workflow.suggest(document=found, by=make.editor())
    return found


def suggested(document: Document, cue: str) -> Suggestion:
    """The suggestion whose cue is these words."""
    at = document.text.index(cue)
    return document.suggestions.get(cue_start__lte=at, cue_end__gt=at)


def stored() -> dict[str, list[dict[str, Any]]]:
    """Every row that accepting could touch, but for versions: they only grow."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in TABLES
    }


def rule_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    field, rule, _message = refused.value.errors[0]
    return field, rule


def test_suggestions_are_rows_in_the_order_of_the_text(document: Document) -> None:
    rows = list(document.suggestions.in_order())

    assert [(r.sentence.number, r.words(r.proposal["cue"]), r.state) for r in rows] == [
        (1, "said", "pending"), (2, "added", "pending"), (3, "denied", "pending"),
    ]  # fmt: skip
    assert {r.tool for r in rows} == {"dixit-rules"}
    assert {len(r.tool_version) for r in rows} == {12}


def test_running_again_adds_nothing_and_revives_nothing(document: Document) -> None:
    editor = make.editor()
    workflow.dismiss(suggestion=suggested(document, "denied"), by=editor, reason="Not a person.")
    workflow.accept(suggestion=suggested(document, "said"), by=editor)
    before = stored()

    again = workflow.suggest(document=document, by=editor)

    assert (again.added, again.dropped) == (0, 0)
    assert stored() == before


def test_a_pending_suggestion_that_the_engine_no_longer_makes_goes(document: Document) -> None:
    row = suggested(document, "said")
    with workflow.acting(make.editor()):
        Suggestion.objects.filter(pk=row.pk).update(fingerprint="0-1.1")

    again = workflow.suggest(document=document, by=make.editor())

    assert (again.added, again.dropped) == (1, 1)


def test_what_is_recorded_already_is_not_suggested(db: str) -> None:
    claim = make.draft_claim("The ferry is safe")
    document = claim.attributions.get().document

    found = workflow.suggest(document=document, by=make.editor())

    assert (found.read, found.added, document.suggestions.count()) == (True, 0, 0)


def test_other_languages_get_none_and_say_so(db: str) -> None:
    document = make.document("Anna sagte, die Fähre sei sicher.", language="de")

    assert workflow.suggest(document=document, by=make.editor()) == workflow.Suggested(read=False)
    assert not document.suggestions.exists()


def test_accepting_makes_the_draft_that_was_proposed(document: Document) -> None:
    made = workflow.accept(suggestion=suggested(document, "said"), by=make.editor())

    assert str(made.speaker) == "Anna Berg"
    assert made.claim.texts == {"en": "The ferry was safe"}
    assert (made.exact(), made.exact("cue"), made.exact("speaker")) == (
        "the ferry was safe", "said", "The mayor, Anna Berg",
    )  # fmt: skip
    assert (made.stance, made.manner, made.naming) == ("asserts", "indirect", "named")
    assert made.speaking_as == {"en": "mayor"}
    assert (made.said_on, made.said_latest, made.said_deduced) == (
        "2024-03-25", date(2024, 3, 25), True,
    )  # fmt: skip
    assert made.said_reason == "“Monday”, counted from the publication on 2024-03-26"
    assert [str(hop) for hop in made.via.all()] == ["Reuters"]
    assert made.suggestion.state == "accepted"
    assert made.public_id is None


def test_an_unnamed_speaker_is_described_with_the_reason(document: Document) -> None:
    made = workflow.accept(suggestion=suggested(document, "denied"), by=make.editor())

    assert (made.naming, made.speaker, made.description, made.anonymity_reason) == (
        "unnamed_described", None, "A police officer", "none given",
    )  # fmt: skip


def test_evidence_in_the_text_comes_with_its_words(document: Document) -> None:
    made = workflow.accept(suggestion=suggested(document, "added"), by=make.editor())

    assert (made.evidence_in_text, made.exact("evidence")) == (
        "none_given", "without providing evidence",
    )  # fmt: skip


def test_changes_are_noted_by_field(document: Document) -> None:
    boris = make.actor("Boris Lund")
    claim = make.draft_claim("The ferry is safe")
    start = document.text.index("ferry")

    made = workflow.accept(
        suggestion=suggested(document, "said"), by=make.editor(), claim=claim, speaker=boris,
        content=(start, start + 14), stance="asserts", via=[], notes="Check the day.",
    )  # fmt: skip

    assert (made.claim, made.speaker, made.exact()) == (claim, boris, "ferry was safe")
    assert made.suggestion.changed == ["content", "speaker", "via"]
    assert made.suggestion.state == "edited"


def test_choosing_the_actor_whom_the_name_means_changes_nothing(document: Document) -> None:
    anna = make.actor("Anna Berg")

    made = workflow.accept(suggestion=suggested(document, "said"), by=make.editor(), speaker=anna)

    assert made.suggestion.changed == []


def test_naming_an_unnamed_speaker_settles_what_follows_from_it(document: Document) -> None:
    made = workflow.accept(
        suggestion=suggested(document, "denied"), by=make.editor(), speaker=make.actor("Boris")
    )

    assert (made.naming, made.description, made.anonymity_reason) == ("named", "", "")
    assert made.suggestion.changed == ["anonymity_reason", "description", "naming", "speaker"]


@pytest.mark.parametrize("name", ["ANNA BERG", "Ánna  Berg", "anna-berg"])
def test_a_name_finds_its_actor_whatever_its_case_and_accents(name: str, db: str) -> None:
    anna = make.actor("Anna Berg")
    other = make.actor("Boris", aliases=["A. Berg"])

    assert list(workflow.actors_named(name)) == [anna]
    assert list(workflow.actors_named("a. berg")) == [other]
    assert list(workflow.actors_named("Anna")) == []


def test_between_homonyms_nobody_guesses(document: Document) -> None:
    first = make.actor("Anna Berg")
    with workflow.acting(make.editor()):
        second = Actor.objects.create(kind="person", names={"en": "Anna Berg"})
    before = stored()

    with pytest.raises(Refused) as refused:
        workflow.accept(suggestion=suggested(document, "said"), by=make.editor())

    assert rule_of(refused) == ("speaker", "name_is_of_one_actor")
    assert list(workflow.actors_named("anna berg")) == [first, second]
    assert stored() == before


def test_a_decided_suggestion_is_not_decided_again(document: Document) -> None:
    row = suggested(document, "said")
    workflow.accept(suggestion=row, by=make.editor())

    with pytest.raises(Refused) as again:
        workflow.accept(suggestion=row, by=make.editor())
    with pytest.raises(Refused) as after:
        workflow.dismiss(suggestion=row, by=make.editor(), reason="Not said.")

    assert rule_of(again) == rule_of(after) == ("suggestion", "suggestion_is_pending")


def test_dismissing_needs_a_reason(document: Document) -> None:
    with pytest.raises(Refused) as refused:
        workflow.dismiss(suggestion=suggested(document, "said"), by=make.editor(), reason="  ")

    assert refused.value.errors == [
        ("dismissed_at", "suggestion_is_dismissed_with_a_reason", "Say why it is dismissed.")
    ]


@pytest.mark.parametrize("decide", ["accept", "dismiss"])
def test_reopening_leaves_everything_as_before(decide: str, document: Document) -> None:
    row = suggested(document, "said")
    before = stored()
    if decide == "accept":
        workflow.accept(suggestion=row, by=make.editor(), stance="warns")
    else:
        workflow.dismiss(suggestion=row, by=make.editor(), reason="Not said.")

    workflow.reopen(suggestion=row, by=make.editor())

    assert stored() == before


def test_reopening_leaves_what_others_use_by_now(document: Document) -> None:
    first = workflow.accept(suggestion=suggested(document, "said"), by=make.editor())
    make.draft_claim("It is late", speaker=first.speaker)

    workflow.reopen(suggestion=first.suggestion, by=make.editor())

    assert Actor.objects.filter(pk=first.speaker_id).exists()
    assert not Claim.objects.filter(pk=first.claim_id).exists()


def test_reopening_leaves_the_claim_that_was_there_before(document: Document) -> None:
    claim = make.draft_claim("The ferry is safe")
    row = suggested(document, "said")
    workflow.accept(suggestion=row, by=make.editor(), claim=claim)

    workflow.reopen(suggestion=row, by=make.editor())

    assert claim.attributions.count() == 1


def test_what_readers_have_seen_is_not_reopened(document: Document) -> None:
    made = workflow.accept(suggestion=suggested(document, "said"), by=make.editor())
    workflow.assess(claim=made.claim, status="not_assessed", by=make.editor())
    make.publish(made.claim)

    with pytest.raises(Refused) as refused:
        workflow.reopen(suggestion=made.suggestion, by=make.editor())

    assert rule_of(refused) == ("", "published_row_is_kept")


def test_all_that_are_sure_are_accepted_in_one_act(document: Document) -> None:
    rows = list(document.suggestions.in_order())
    limit = max(row.confidence for row in rows)
    sure = [row for row in rows if row.confidence >= limit]
    before = stored()
    assert 0 < len(sure) < len(rows)

    with workflow.acting(make.editor()) as act:
        made = workflow.accept_all(suggestions=rows, by=make.editor(), at_least=limit)
    assert made.done == sure
    assert [row for row, _why in made.left] == [row for row in rows if row not in sure]

    workflow.undo(act=act, by=make.editor())
    assert stored() == before


def test_accepting_all_leaves_what_is_unclear(document: Document) -> None:
    make.actor("Anna Berg")
    with workflow.acting(make.editor()):
        Actor.objects.create(kind="person", names={"en": "Anna Berg"})

    made = workflow.accept_all(
        suggestions=document.suggestions.in_order(), by=make.editor(), at_least=0
    )

    unclear = document.suggestions.filter(proposal__speaker_name="Anna Berg")
    assert set(document.suggestions.pending()) == set(unclear)
    assert made.left == [
        (row, ["Several actors are called “Anna Berg”: choose which one is meant."])
        for row in unclear
    ]
    assert len(made.done) == 3 - len(unclear) > 0


def test_an_inner_attribution_is_nested_whichever_is_accepted_first(db: str) -> None:
    text = "Boris Lund asked whether Anna Berg had said that the ferry was safe."
    document = make.document(text)
    workflow.suggest(document=document, by=make.editor())
    outer, inner = suggested(document, "asked"), suggested(document, "had said")
    assert inner.nested_in == outer

    first = workflow.accept(suggestion=inner, by=make.editor())
    assert first.nested_in is None
    second = workflow.accept(suggestion=outer, by=make.editor())

    first.refresh_from_db()
    assert first.nested_in == second


def test_discarding_an_accepted_attribution_dismisses_its_suggestion(document: Document) -> None:
    row = suggested(document, "said")
    made = workflow.accept(suggestion=row, by=make.editor())

    workflow.discard(row=made, by=make.editor(), reason="He did not say it.")

    row.refresh_from_db()
    assert row.state == "dismissed"
    assert list(document.suggestions.dismissed()) == [row]


def test_suggestions_make_nobody_a_contributor(document: Document) -> None:
    made = workflow.accept(suggestion=suggested(document, "said"), by=make.editor())
    workflow.assess(claim=made.claim, status="not_assessed", by=make.editor())
    before = made.claim.__class__.objects.get(pk=made.claim.pk).version
    for cue in ("added", "denied"):
        workflow.dismiss(
            suggestion=suggested(document, cue), by=make.reviewer(), reason="Not said."
        )

    assert Claim.objects.get(pk=made.claim.pk).version == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT contributors('claim', %s)", [made.claim.pk])
        assert {pk for (pk,) in cursor.fetchall()} == {make.editor().pk}


def test_similar_claims_are_the_nearest_first(db: str) -> None:
    ferry = make.draft_claim("The ferry to the island is safe")
    near = make.draft_claim("The ferry is safe in winter")
    make.draft_claim("Taxes will rise next year")

    found = workflow.similar_claims(texts=["the FERRY is safe"])

    assert [(n.claim, n.likeness) for n in found] == [(near, 1.0), (ferry, found[1].likeness)]
    assert workflow.similar_claims(texts=["the ferry is safe"], without=[near.pk]) == found[1:]
    assert workflow.similar_claims(texts=["", " "]) == []


def test_cues_are_listed_until_recorded_or_dismissed(document: Document) -> None:
    def waiting() -> list[tuple[int, str]]:
        rows = ReportingCue.objects.open().order_by("start")
        return [(c.number, document.slice(c.start, c.end)) for c in rows]

    assert waiting() == [(1, "said"), (1, "according to"), (2, "added"), (3, "denied")]

    workflow.accept(suggestion=suggested(document, "said"), by=make.editor())
    assert waiting() == [(2, "added"), (3, "denied")]

    workflow.dismiss(suggestion=suggested(document, "added"), by=make.editor(), reason="Wrong.")
    assert waiting() == [(3, "denied")]

    cue = ReportingCue.objects.open().get()
    workflow.dismiss_cue(cue=cue, by=make.reviewer(), reason="Nobody in particular.")
    assert waiting() == []
    assert ReportingCue.objects.get(pk=cue.pk).dismissed_by == make.reviewer()

    workflow.reopen_cue(cue=cue, by=make.editor())
    assert waiting() == [(3, "denied")]

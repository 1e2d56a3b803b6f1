"""The whole way by programs alone: capture, record, attribute, assess, submit, review, publish."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from tests.claims.writing.desk import Program, person, problem

TEXT = "👷 On Monday Anna Berg said that the ferry is safe. She gave no proof of it. It rains."


@pytest.fixture
def cms(db: str) -> Program:
    return Program(person("editor"))


@pytest.fixture
def second(db: str) -> Program:
    return Program(person("reviewer"), ["read", "review"])


def recorded(cms: Program) -> dict[str, Any]:
    """A draft claim with all that it needs; the addresses of its parts."""
    source = cms.made("sources", name="The Gazette", shown="full")
    document = cms.made(
        "documents", source=source["uuid"], text=TEXT, title="Ferry", language="en",
        published_on="2024-03-22",
    )  # fmt: skip
    anna = cms.made("actors", kind="person", names={"en": "Anna Berg"})
    topic = cms.made("topics", names={"en": "The ferry"})
    claim = cms.made("claims", texts={"en": "The ferry is safe."}, topics=[topic["uuid"]])
    attribution = cms.made(
        "attributions",
        claim=claim["uuid"], document=document["uuid"], speaker=anna["uuid"],
        quote={"exact": "the ferry is safe"}, cue={"exact": "said"},
        mention={"start": 12, "end": 21, "exact": "Anna Berg"}, stance="asserts",
        manner="indirect", evidence_in_text="none_given",
        evidence_words={"exact": "gave no proof"}, via=[{"description": "a spokesman"}],
    )  # fmt: skip
    cms.made("assessments", claim=claim["uuid"], status="not_assessed")
    return {
        "claim": f"claims/{claim['uuid']}", "attribution": attribution, "document": document,
        "anna": anna,
    }  # fmt: skip


def test_claim_goes_public_by_two_people_and_their_programs(cms: Program, second: Program) -> None:
    made = recorded(cms)
    claim = made["claim"]
    quote = made["attribution"]["quote"]
    assert TEXT[quote["start"] : quote["end"]] == quote["exact"] == "the ferry is safe"

    assert cms.act(claim, "submit").json()["state"] == "waiting"
    assert problem(cms.act(claim, "review", {"approve": True}), 404)  # an editor reviews nothing
    assert problem(second.act(claim, "publish"), 404)
    assert second.act(claim, "review", {"approve": True}).json()["state"] == "approved"
    published = cms.act(claim, "publish").json()

    assert (published["state"], published["reviewed_by"]) == ("published", "the reviewer")
    record = Client().get(published["url"].partition("8000")[2]).json()["record"]
    assert record["texts"] == {"en": "The ferry is safe."}
    (said,) = record["attributions"]
    assert said["speaker"]["names"] == {"en": "Anna Berg"}
    assert said["evidence_in_text"]["quote"]["exact"] == "gave no proof"
    assert said["via"] == [{"actor": None, "description": "a spokesman"}]
    assert record["review"] == {"second_person": True, "reason": None}


def test_correction_and_withdrawal_are_reviewed_too(cms: Program, second: Program) -> None:
    claim = published(cms, second)
    assert cms.change(claim, {"texts": {"en": "The old ferry is safe."}}).status_code == 200
    silently = cms.act(claim, "submit")
    assert silently.status_code == 200
    assert second.act(claim, "review", {"approve": True}).status_code == 200
    said = problem(cms.act(claim, "publish"), 409)
    assert [error["code"] for error in said["errors"]] == ["change_is_never_silent"]

    cms.change(claim, {"texts": {"en": "The new ferry is safe."}})
    assert cms.act(claim, "correct", {"note": {"en": "It is new."}}).status_code == 200
    sent_back = second.act(claim, "review", {"approve": False, "reasons": "No source."}).json()
    assert (sent_back["state"], sent_back["reasons"]) == ("sent_back", "No source.")
    assert cms.act(claim, "correct", {"note": {"en": "It is new."}}).status_code == 200
    assert second.act(claim, "review", {"approve": True}).status_code == 200
    corrected = cms.act(claim, "publish").json()
    there = corrected["url"].partition("8000")[2]
    assert Client().get(there).json()["revision"] == 2

    withdrawn = cms.act(claim, "withdraw", {"reasons": {"en": "A mistake."}})
    assert withdrawn.json()["withdrawn"] is True
    assert Client().get(there).status_code == 410
    assert problem(cms.act(claim, "withdraw", {"reasons": {"en": "Again."}}), 409)
    assert second.act(claim, "review", {"approve": True}).status_code == 200
    assert Claim.objects.get().withdrawal.reviewed_by == second.user


def published(cms: Program, second: Program) -> str:
    claim: str = recorded(cms)["claim"]
    for program, verb, body in (
        (cms, "submit", {}), (second, "review", {"approve": True}), (cms, "publish", {}),
    ):  # fmt: skip
        answer = program.act(claim, verb, body)
        assert answer.status_code == 200, answer.content
    return claim


def test_nobody_reviews_their_own_by_a_program(db: str) -> None:
    """A token acts as its user: the rule of the second person holds through it."""
    alone = Program(person("administrator"))
    claim = recorded(alone)["claim"]
    alone.act(claim, "submit")

    said = problem(alone.act(claim, "review", {"approve": True}), 403)

    assert said["errors"][0]["code"] in (
        "reviewer_contributed_nothing", "submission_reviewer_is_a_second_person",
    )  # fmt: skip
    solo = alone.act(claim, "review", {"approve": True, "solo_reason": "A desk of one."})
    assert solo.json()["solo_reason"] == "A desk of one."
    url = alone.act(claim, "publish").json()["url"].partition("8000")[2]
    assert Client().get(url).json()["record"]["review"]["second_person"] is False


def test_what_is_not_ready_is_said_condition_by_condition(cms: Program) -> None:
    claim = cms.made("claims", texts={"en": "The ferry is safe."})

    said = problem(cms.act(f"claims/{claim['uuid']}", "submit"), 409)

    assert {error["code"] for error in said["errors"]} == {
        "claim_has_an_attribution", "claim_is_assessed",
    }  # fmt: skip
    for verb, body in (("publish", {}), ("review", {"approve": True})):
        program = Program(person("administrator"))
        assert problem(program.act(f"claims/{claim['uuid']}", verb, body), 409)


def test_everything_a_program_did_is_in_the_history_of_its_user(cms: Program) -> None:
    made = recorded(cms)
    events = Claim.objects.get().pgh_event_model.objects  # type: ignore[attr-defined]

    assert {e.pgh_context["username"] for e in events.all()} == {"the editor"}
    assert made["claim"]

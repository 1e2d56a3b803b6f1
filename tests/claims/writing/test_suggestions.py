"""Proposals by programs: read, listed, accepted as drafts with changes, dismissed."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Attribution, Suggestion
from tests import make
from tests.claims.writing.desk import Program, person, pointers, problem

TEXT = "On Monday Anna Berg said that the ferry is safe. Boris Karlov denied it. It rains."


@pytest.fixture
def cms(db: str) -> Program:
    return Program(person("editor"))


@pytest.fixture
def place(cms: Program) -> str:
    """The address of the proposals of a document whose text was read."""
    document = make.document(TEXT)
    path = f"documents/{document.uuid}/suggestions"
    answer = cms.ask("POST", path, {})
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"read": True, "added": 2, "renewed": 0, "dropped": 0}
    return path


def listed(cms: Program, place: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cms.get(place).json()["results"]
    return found


def test_proposals_are_listed_with_what_they_would_record(cms: Program, place: str) -> None:
    first, second = listed(cms, place)

    assert (first["state"], first["sentence"], first["attribution"]) == ("pending", 1, None)
    said = first["proposed"]
    assert (said["speaker_name"], said["stance"], said["manner"]) == (
        "Anna Berg", "asserts", "indirect",
    )  # fmt: skip
    assert said["quote"] == {"exact": "the ferry is safe", "start": 30, "end": 47}
    assert said["cue"]["exact"] == "said"
    assert said["texts"] == {"en": "The ferry is safe"}
    assert second["proposed"]["stance"] == "denies"
    path = f"{place}/{first['name']}"
    alone = cms.get(path)
    assert (alone.json(), alone.headers["ETag"]) == (
        {k: v for k, v in first.items() if k != "etag"}, first["etag"],
    )  # fmt: skip
    assert (
        cms.get(f"{place}/{first['name']}", **{"if-none-match": first["etag"]}).status_code == 304
    )
    page = cms.get(f"{place}?limit=1").json()
    following = page["next"].partition("/desk/")[2]
    assert [page["results"][0], *cms.get(following).json()["results"]] == [first, second]


def test_accepted_one_is_a_draft_with_the_fields_that_were_sent(cms: Program, place: str) -> None:
    first, second = listed(cms, place)

    sent = {"stance": "promises", "texts": {"en": "The ferry is safe."}}
    answer = cms.act(f"{place}/{first['name']}", "accept", sent)

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer.headers["Location"].endswith(f"/desk/attributions/{made['uuid']}")
    assert (made["stance"], made["quote"]["exact"]) == ("promises", "the ferry is safe")
    assert cms.get(f"claims/{made['claim']}").json()["texts"] == sent["texts"]
    now = listed(cms, place)[0]
    assert (now["state"], now["attribution"]) == ("edited", made["uuid"])
    again = cms.act(f"{place}/{first['name']}", "accept")
    assert [e["code"] for e in problem(again, 409)["errors"]] == ["suggestion_is_pending"]
    of_it = {"claim": made["claim"]}
    assert cms.act(f"{place}/{second['name']}", "accept", of_it).json()["claim"] == made["claim"]
    assert cms.ask("POST", place, {}).json()["added"] == 0


def test_dismissed_one_says_why_and_stays_dismissed(cms: Program, place: str) -> None:
    first = listed(cms, place)[0]
    path = f"{place}/{first['name']}"

    assert pointers(cms.act(path, "dismiss", {})) == [("/reason", "required")]
    said = cms.act(path, "dismiss", {"reason": "He was joking."}).json()

    assert (said["state"], said["reason"]) == ("dismissed", "He was joking.")
    assert cms.get(path).json() == said
    assert problem(cms.act(path, "dismiss", {"reason": "Again."}), 409)


def test_decision_names_what_was_seen(cms: Program, place: str) -> None:
    path = f"{place}/{listed(cms, place)[0]['name']}"
    tag = cms.tag(path)
    assert problem(cms.ask("POST", f"{path}/accept", {}), 428)
    cms.act(path, "dismiss", {"reason": "It is wrong."})

    said = problem(cms.act(path, "accept", {}, tag), 412)

    assert (said["given"], said["current"]["row"]["state"]) == (
        {"etag": tag, "row": None}, "dismissed",
    )  # fmt: skip
    assert Attribution.objects.count() == 0


def test_what_cannot_be_taken_is_pointed_at(cms: Program, place: str) -> None:
    path = f"{place}/{listed(cms, place)[0]['name']}"
    claim = make.draft_claim()

    both = {"claim": str(claim.uuid), "texts": {"en": "Another."}}
    assert pointers(cms.act(path, "accept", both)) == [("/texts", "malformed")]
    assert pointers(cms.act(path, "accept", {"document": "x"})) == [("/document", "unknown")]
    nowhere = {"quote": {"exact": "not there"}}
    assert pointers(cms.act(path, "accept", nowhere), 422) == [("/quote", "words")]
    assert {row.state for row in Suggestion.objects.all()} == {"pending"}


def test_who_may_not_finds_nothing(cms: Program, place: str) -> None:
    path = f"{place}/{listed(cms, place)[0]['name']}"
    tag = cms.tag(path)
    reading, blind = Program(cms.user, ["read"]), Program(cms.user, ["propose"])

    for answer in (
        reading.act(path, "accept", {}, tag), reading.act(path, "dismiss", {"reason": "x"}, tag),
        reading.ask("POST", place, {}), blind.get(place), blind.get(path),
        cms.get(f"{place}/0-1.1"), cms.get(f"{place}/nothing"),
        blind.act(path, "dismiss", {"reason": "x"}, tag),
        Program(make.user("no role")).get(place),
    ):  # fmt: skip
        assert problem(answer, 404)


@pytest.mark.parametrize("sentences", [1, 30])
def test_queries_do_not_grow_with_proposals(cms: Program, sentences: int) -> None:
    text = " ".join(f"Anna Berg said that ferry {n} is safe." for n in range(sentences))
    place = f"documents/{make.document(text).uuid}/suggestions"
    assert cms.ask("POST", place, {}).json()["added"] == sentences

    with CaptureQueriesContext(connection) as asked:
        answer = cms.get(place)

    assert len(json.loads(answer.content)["results"]) == sentences
    assert len(asked) == 6

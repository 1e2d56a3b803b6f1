"""The desk's part of the description holds, for whatever token asks."""

from typing import Any

import pytest
from django.db.models import Count, Model
from django.test import Client
from schemathesis import GenerationMode

from claims import workflow
from claims.models import Actor, Assessment, Attribution, Claim, Evidence, Suggestion, Topic
from claims.writing import shown
from claims.writing.fields import uuid_of
from claims.writing.resources import RESOURCES
from sources.models import Document, Source
from tests import make
from tests.claims.attacking import SCHEMA, attack, operations
from tests.claims.test_api_schema import conforms
from tests.claims.writing.desk import ALL_SCOPES, Program, person

CASES = {"editor": 6, "read": 2, "": 2}
"""For each token, how many cases of an operation and kind of data."""
NAMED: dict[str, type[Model]] = {
    "claim": Claim, "document": Document, "source": Source, "speaker": Actor, "origin": Actor,
    "on_behalf_of": Actor, "nested_in": Attribution,
}  # fmt: skip


@pytest.fixture(scope="module")
def world(seeded_module: str) -> None:
    """Published rows, a draft of each kind, and proposals. Who attacks may change all of it."""
    claim = make.draft_claim(topics=[make.topic()], via=["a spokesman"])
    workflow.add_evidence(
        claim=claim, bearing="supports", by=make.editor(), url="https://a.example/",
        archive_url="https://b.example/",
    )  # fmt: skip
    text = " ".join(f"Anna Berg said that ferry {n} is safe." for n in range(40))
    workflow.suggest(document=make.document(text), by=make.editor())


def test_every_representation_is_as_described(world: None) -> None:
    description = Client().get(SCHEMA).json()
    reader = Program(person("editor"), ["read"])

    for resource in RESOURCES:
        rows = reader.get(f"{resource.name}?limit=1000").json()["results"]
        assert rows, resource.name
        for row in rows:
            conforms(row, f"Desk{resource.name.title()}", description)
        one = reader.get(f"{resource.name}/{rows[0]['uuid']}").json()
        conforms(one, f"Desk{resource.name.title()}", description)
    read = Suggestion.objects.earliest("pk").document.uuid
    for item in reader.get(f"documents/{read}/suggestions").json()["results"]:
        conforms(item, "DeskSuggestion", description)


def program(token: str) -> dict[str, str]:
    """The header of a token that may do everything, that may read, or of none."""
    if not token:
        return {}
    scopes = ["read"] if token == "read" else ALL_SCOPES  # noqa: S105
    role = "editor" if token == "read" else "administrator"  # noqa: S105
    return {"Authorization": f"Bearer {Program(person(role), scopes).key}"}


@pytest.mark.parametrize("mode", GenerationMode)
def test_schemathesis_finds_no_fault(world: None, mode: GenerationMode) -> None:
    """By every token in turn: what costs most is to learn how an operation's data is made."""
    headers = {token: program(token) for token in CASES}

    tried = {
        token: sum(
            attack(operation, mode, cases=CASES[token], headers=headers[token], aim=aim)
            for operation in operations("desk")
        )
        for token in CASES
    }

    assert {token: number >= 60 * CASES[token] for token, number in tried.items()} == dict.fromkeys(
        CASES, True
    )


def aim(case: Any) -> None:
    """Ask for rows that exist, in the version that they have."""
    (case.query or {}).pop("cursor", None)
    row = aimed_at(case)
    if row is not None and "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = shown.tag(row)
    if isinstance(case.body, dict):
        aim_body(case.body)


def aimed_at(case: Any) -> Any:
    """The row that the case names from now on; None where it names none."""
    given = case.path_parameters or {}
    if "name" in given:
        row: Any = Suggestion.objects.annotate(version=Count("events")).pending().first()
        given |= {"name": row.fingerprint, "uuid": str(row.document.uuid)}
    elif given:
        name = case.path.split("/desk/")[1].partition("/")[0]
        model: Any = next(resource.model for resource in RESOURCES if resource.name == name)
        rows = model._default_manager.order_by("-pk")
        if model is Document:
            rows = rows.filter(suggestions=None)  # those with proposals are not to be discarded
        row = rows.first()
        given["uuid"] = str(row.uuid) if row else given["uuid"]
    else:
        row = None
    return row


def aim_body(body: dict[str, Any]) -> None:
    """Name rows that exist in the place of UUIDs made up."""
    for field, model in NAMED.items():
        if uuid_of(body.get(field)):
            body[field] = str(model._default_manager.order_by("pk").first().uuid)  # type: ignore[union-attr]
    if body.get("topics"):
        body["topics"] = [str(Topic.objects.order_by("pk")[0].uuid)]
    for related in body.get("relations") or ():
        aim_body(related)


def test_submissions_and_refusals_are_as_described(db: str) -> None:
    description = Client().get(SCHEMA).json()
    cms, claim = Program(person("administrator")), make.draft_claim()
    path = f"claims/{claim.uuid}"
    workflow.submit(subject=claim, by=make.editor())

    conforms(cms.get(f"{path}/submission").json(), "Submission", description)
    for refused in (
        Client().get("/api/v1/desk/claims"), cms.get("claims?x=1"), cms.get("claims/1"),
        cms.change(path, {"kind": 1}), cms.change(path, {}, '"1"'), cms.act(path, "publish"),
        cms.act(path, "submit"), cms.ask("PATCH", path, {}),
    ):  # fmt: skip
        assert refused.status_code >= 400
        conforms(refused.json(), "DeskProblem", description)


def test_models_of_the_desk_are_those_described() -> None:
    assert {resource.model for resource in RESOURCES} == {
        Document, Claim, Attribution, Evidence, Assessment, Actor, Topic, Source,
    }  # fmt: skip

"""The description holds: it is valid OpenAPI 3.1, and every answer is what it says."""

import json
import re
from typing import Any

import jsonschema
import pytest
from django.test import Client
from openapi_spec_validator import validate
from playwright.sync_api import Page
from schemathesis import GenerationMode

from claims import ledger
from claims.api import urls as public
from claims.api.shapes import FIELDS, WRITTEN
from claims.writing import urls as desk
from tests import make
from tests.claims.attacking import SCHEMA, attack, operations
from tests.sites import Site

CASES = 16
"""How many cases schemathesis tries for each operation and kind of data."""


@pytest.fixture
def description(seeded_module: str) -> Any:
    return Client().get(SCHEMA).json()


def test_description_is_valid(description: Any) -> None:
    validate(description)

    assert description["openapi"].startswith("3.1")
    addresses = len(public.PART.patterns) + len(desk.PART.patterns)
    assert len(description["paths"]) == addresses


def test_operations_have_names_of_their_own(description: Any) -> None:
    found = [one for path in description["paths"].values() for one in path.values()]

    names = [operation["operationId"] for operation in found]

    assert len(set(names)) == len(names)
    assert all(operation["summary"] for operation in found)
    assert {"list_claims", "get_claim", "list_changes", "export_claims_jsonl"} <= set(names)


STATUSES = {
    304, 400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 422, 428, 429, 500, 503,
}  # fmt: skip


def test_every_refusal_is_described(description: Any) -> None:
    found = [one for path in description["paths"].values() for one in path.values()]
    said = {int(status) for one in found for status in one["responses"]}

    assert said == {200, 201, 204, 308} | STATUSES
    for one in found:
        assert {"400", "405", "406", "414", "429", "500", "503"} <= set(one["responses"])
        for status, answer in one["responses"].items():
            assert answer["description"]
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]


def conforms(value: Any, name: str, description: Any) -> None:
    """Raise where ``value`` is not what the component ``name`` says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(value)


@pytest.mark.parametrize("kind", ledger.KINDS)
def test_every_published_record_is_as_described(description: Any, kind: str) -> None:
    items = Client().get(f"/api/v1/{kind}s?limit=1000").json()["results"]

    assert items
    for item in items:
        conforms(item, kind.title(), description)
        assert set(item["record"]) == set(FIELDS[kind])


def test_every_attribution_and_change_is_as_described(description: Any) -> None:
    for path, name in (("attributions", "AttributionItem"), ("changes", "Revision")):
        items = Client().get(f"/api/v1/{path}?limit=1000").json()["results"]
        assert items
        for item in items:
            conforms(item, name, description)


def test_tombstones_and_problems_are_as_described(db: str) -> None:
    description = Client().get(SCHEMA).json()
    gone = make.withdrawn_claim("One", texts_stay=True)
    make.corrected_claim("Two")

    for path in (f"claims/{gone.public_id}", "nope", "claims?limit=0&x=1", "claims?stance=x"):
        conforms(Client().get(f"/api/v1/{path}").json(), "Problem", description)
    conforms(Client().post("/api/v1/claims").json(), "Problem", description)
    for item in Client().get("/api/v1/changes").json()["results"]:
        conforms(item, "Revision", description)


@pytest.mark.parametrize("mode", GenerationMode)
def test_schemathesis_finds_no_fault(seeded_module: str, mode: GenerationMode) -> None:
    ids = {kind: ledger.places(ledger.records(kind), (), 1)[0][0] for kind in ledger.KINDS}
    known = {kind: ledger.entries([seq])[0].id for kind, seq in ids.items()}

    tried = sum(
        attack(operation, mode, cases=CASES, aim=lambda case: aim(case, known))
        for operation in operations("public")
    )

    assert tried >= 380


def aim(case: Any, known: dict[str, str]) -> None:
    """Ask for records that exist in place of ids made up, and leave cursors to their own tests:
    no description can say which ones are right."""
    query = case.query or {}
    query.pop("cursor", None)
    if "as_of" in query:
        query["as_of"] = "2100-01-01"  # before its first revision, a record is not found
    for kind, public_id in known.items():
        if case.path_parameters and f"/{kind}s/" in case.path:
            case.path_parameters["public_id"] = public_id


def test_docs_page_works_from_local_files_alone(live: Site, page: Page, description: Any) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{live.url}/api/v1/docs")
    page.wait_for_selector(".opblock")

    operations = sum(len(path) for path in description["paths"].values())
    assert page.locator(".opblock").count() == operations
    assert [url for url in asked if not url.startswith((live.url, "data:"))] == []
    assert said == []  # nor any refusal by the content security policy


def test_a_written_text_is_more_than_blanks_and_holds_no_nul() -> None:
    texts = ("a", " é\n", "", " \n", "\0", "\0a", "a\0")

    assert [text for text in texts if re.search(WRITTEN, text)] == ["a", " é\n"]


def test_whatever_takes_fields_is_described_with_any_left_out(description: Any) -> None:
    taking = [
        one
        for path in description["paths"].values()
        for one in path.values()
        if "fields" in {parameter.get("name") for parameter in one.get("parameters", ())}
    ]
    assert len(taking) == 14
    for operation in taking:
        shown = json.dumps(operation["responses"]["200"]["content"]["application/json"])
        assert {name[-4:] for name in re.findall(r"schemas/(\w+)", shown)} == {"Item"}

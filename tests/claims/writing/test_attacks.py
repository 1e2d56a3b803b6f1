"""What somebody tries who knows how the write API is built: nothing opens, nothing is told."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from tests import make
from tests.claims.writing.desk import DESK, Program, person, problem

SENT = {"texts": {"en": "The ferry is safe"}}


@pytest.fixture
def cms(db: str) -> Program:
    return Program(person("editor"))


def test_pages_of_other_sites_may_ask_nothing(cms: Program) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "PATCH"}
    path = f"{DESK}claims/{make.draft_claim().uuid}"

    for key in ("", f"Bearer {cms.key}"):
        answer = Client().options(path, headers={**asked, "authorization": key})
        assert answer.status_code == (204 if key else 401)
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_key_of_a_request_is_that_request_s_alone(cms: Program) -> None:
    key = {"idempotency-key": "a"}
    assert cms.make("claims", SENT, **key).status_code == 201

    assert problem(cms.make("topics", {"names": {"en": "Ferries"}}, **key), 422)
    assert problem(cms.make("claims", {**SENT, "kind": "question"}, **key), 422)
    other = Program(person("editor", "another editor"))
    assert other.make("claims", SENT, **key).headers.get("Idempotent-Replayed") is None
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(
    "tag", ['W/"{n}"', "{n}", '"{n}', '"{n}.0"', '"0{n}"', '" {n}"', '"{n}","', "“{n}”".encode()]
)
def test_only_the_strong_tag_itself_names_a_version(cms: Program, tag: Any) -> None:
    path = f"claims/{make.draft_claim().uuid}"
    version = cms.get(path).json()["version"]
    given = tag.decode("latin-1") if isinstance(tag, bytes) else tag.format(n=version)

    answer = cms.change(path, {"kind": "question"}, given)

    expected = 200 if given == f'"{version}","' else 412  # a list, whose second member is none
    assert answer.status_code == expected


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {"x-http-method-override": "DELETE"}),
        ("POST", {"x-method-override": "PATCH"}),
        ("TRACE", {}), ("PUT", {}), ("CONNECT", {}), ("BREW", {}),
    ],
)  # fmt: skip
def test_no_other_method_reaches_a_row(cms: Program, method: str, headers: dict[str, str]) -> None:
    claim = make.draft_claim()
    path = f"claims/{claim.uuid}"

    answer = cms.ask(method, path, {}, **{"if-match": cms.tag(path), **headers})

    assert problem(answer, 405)
    assert Claim.objects.filter(pk=claim.pk).exists()


def test_a_row_has_one_address(cms: Program) -> None:
    uuid = str(make.draft_claim().uuid)

    for path in (
        f"claims/{uuid.upper()}", f"claims/{uuid}/", f"claims//{uuid}", f"claims/{uuid}%00",
        f"claims/{uuid}%2Fsubmission", f"claims/{uuid.replace('-', '')}", f"claims/{{{uuid}}}",
        f"claims/{uuid};a=1", f"claims/x/../{uuid}", f"claims/{uuid}.json", f"CLAIMS/{uuid}",
    ):  # fmt: skip
        assert problem(cms.get(path), 404), path


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("accept", "text/html," * 20_000, 406),
        ("accept", "a/b;q=" * 20_000, 406),
        ("accept", "*/*;q=0", 406),
        ("accept", ";" * 50_000 + " q=0", 406),
        ("if-none-match", '"a",' * 20_000, 200),
        ("x-forwarded-for", "1," * 50_000, 200),
        ("authorization", "Bearer " + "dixit_" * 20_000, 401),
    ],
)
def test_headers_of_any_size_are_answered(cms: Program, name: str, value: str, status: int) -> None:
    assert cms.get("claims", **{name: value}).status_code == status


def test_conditions_tell_nothing_of_rows_that_may_not_be_seen(db: str) -> None:
    """No condition is looked at before the right to the row."""
    path = f"claims/{make.draft_claim().uuid}"
    nothing = "claims/c0ffee00-0000-4000-8000-000000000000"
    blind, other = Program(person("editor"), ["propose"]), Program(person("contributor"))

    answers = [
        (answer.status_code, answer.content, "ETag" in answer.headers)
        for where in (path, nothing)
        for answer in (
            blind.get(where, **{"if-none-match": "*"}), blind.get(where),
            blind.ask("PATCH", where, {}), blind.ask("PATCH", where, b"{", **{"if-match": '"1"'}),
            other.ask("PATCH", where, {}, **{"if-match": '"1"'}), other.ask("DELETE", where, {}),
        )
    ]  # fmt: skip

    assert len(set(answers)) == 1
    assert answers[0][0] == 404


def test_body_in_another_encoding_is_no_json(cms: Program) -> None:
    for encoding in ("gzip", "br", "deflate"):
        answer = cms.make("claims", b"\x1f\x8b\x08\x00", **{"content-encoding": encoding})
        assert problem(answer, 415)
    utf16 = '{"texts": {"en": "a"}}'.encode("utf-16")
    assert problem(cms.make("claims", utf16), 400)
    assert Claim.objects.count() == 0

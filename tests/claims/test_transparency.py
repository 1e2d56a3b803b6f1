"""The signed head: deterministic, checkable by anybody, unbroken by nothing but a change."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from claims import ledger, transparency
from tests import make


def published() -> Any:
    response = Client().get("/transparency")
    assert response.status_code == 200
    return response


def test_head_is_signed_over_its_canonical_form(db: str) -> None:
    make.published_claim()
    head = ledger.head()
    assert head is not None

    document = published().json()

    assert document["head"] == {
        "seq": head.seq,
        "sha256": head.sha256,
        "published_at": ledger.moment(head.published_at),
    }
    signed = json.dumps(document["head"], sort_keys=True, separators=(",", ":")).encode()
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(document["public_key"]))
    key.verify(base64.b64decode(document["signature"]), signed)


def test_same_head_gives_the_same_bytes(db: str) -> None:
    make.published_claim()

    first, second = published(), published()

    assert first.content == second.content
    assert Client().get(
        "/transparency", headers={"if-none-match": first.headers["ETag"]}
    ).status_code == 304  # fmt: skip
    make.published_claim("Another")
    assert published().headers["ETag"] != first.headers["ETag"]


def test_empty_ledger_has_a_head_too(db: str) -> None:
    document = published().json()

    assert document["head"] == {"seq": 0, "sha256": "0" * 64, "published_at": None}
    assert transparency.check(document)


def test_parameters_and_methods_are_refused(db: str) -> None:
    assert Client().get("/transparency?x=1").status_code == 400
    assert Client().post("/transparency").status_code == 405


def test_check_holds_for_what_was_signed() -> None:
    document = transparency.sign(None)

    assert transparency.check(json.loads(json.dumps(document)))
    assert transparency.check(document, public_key=document["public_key"])


@pytest.mark.parametrize(
    "change",
    [
        {"head": {"seq": 1, "sha256": "0" * 64, "published_at": None}},
        {"head": None},
        {"head": {"seq": 0.5}},
        {"algorithm": "none"},
        {"signature": ""},
        {"signature": "!"},
        {"signature": 7},
        {"public_key": base64.b64encode(bytes(32)).decode()},
        {"public_key": None},
    ],
)
def test_check_fails_after_any_change(change: dict[str, Any]) -> None:
    assert not transparency.check({**transparency.sign(None), **change})


def test_check_takes_anything_without_raising() -> None:
    for document in (None, [], "x", 1, {}, {"head": {}}):
        assert not transparency.check(document)


def test_check_can_ask_for_a_known_key() -> None:
    theirs = transparency.sign(None, key=bytes(range(32)))

    assert transparency.check(theirs)
    assert not transparency.check(theirs, public_key=transparency.sign(None)["public_key"])

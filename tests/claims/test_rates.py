"""How much one client may ask of the API, and how it is told."""

from typing import Any

import pytest
from django.test import Client

from claims.api import rates
from claims.api.rates import Buckets, Left, client_of

QUOTA = 60


@pytest.fixture
def limited(seeded_module: str, settings: Any) -> Any:
    """The API with a small quota, and buckets that nobody else has drawn from."""
    settings.RATE_LIMIT = QUOTA
    rates._KEPT.clear()
    yield Client()
    rates._KEPT.clear()


def test_bucket_refuses_when_it_is_empty_and_fills_evenly() -> None:
    bucket = Buckets("reads", 60)

    left = [bucket.take("a", 1, at=0.0) for _ in range(61)]

    assert left[0] == Left("reads", 60, 59, 1, refused=False)
    assert left[59] == Left("reads", 60, 0, 60, refused=False)
    assert left[60] == Left("reads", 60, 0, 1, refused=True)
    assert bucket.take("a", 1, at=0.5).refused
    assert not bucket.take("a", 1, at=1.5).refused
    assert bucket.take("a", 50, at=20.0) == Left("reads", 60, 19, 31, refused=True)
    assert not bucket.take("b", 50, at=20.0).refused
    assert bucket.take("a", 999, at=1000.0).remaining == 0  # a cost above the quota takes it all


def test_what_is_given_back_can_be_taken_again() -> None:
    bucket = Buckets("reads", 2)
    for _ in range(10):
        assert not bucket.take("a", 2, at=0.0).refused
        bucket.give_back("a", 2)

    bucket.give_back("a", 5)
    assert bucket.take("a", 1, at=0.0).remaining == 1  # never more than the quota


def test_least_recently_used_bucket_is_forgotten_first(monkeypatch: Any) -> None:
    monkeypatch.setattr(rates, "MOST_CLIENTS", 2)
    bucket = Buckets("reads", 1)
    for client in ("a", "b", "a", "c"):
        bucket.take(client, 1, at=0.0)

    assert list(bucket._levels) == ["a", "c"]


def test_every_answer_says_what_is_left(limited: Client) -> None:
    for n, path in enumerate(("claims", "claims?x=1", "nope", "claims/00000000"), start=1):
        answer = limited.get(f"/api/v1/{path}")
        assert answer.headers["RateLimit-Policy"] == f'"reads";q={QUOTA};w=60'
        assert answer.headers["RateLimit"].startswith(f'"reads";r={QUOTA - n};t=')


def test_client_that_asks_too_much_is_told_when_to_come_again(limited: Client) -> None:
    answers = [limited.get("/api/v1/claims?limit=1") for _ in range(QUOTA + 1)]

    refused = answers[-1]
    assert [answer.status_code for answer in answers] == [200] * QUOTA + [429]
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert int(refused.headers["Retry-After"]) == 1
    assert refused.headers["RateLimit"] == '"reads";r=0;t=1'
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert Client().get("/en/").status_code == 200  # pages are not counted
    assert Client(REMOTE_ADDR="192.0.2.1").get("/api/v1/claims").status_code == 200


def test_asking_again_is_free(limited: Client) -> None:
    tag = limited.get("/api/v1/claims").headers["ETag"]

    answers = [limited.get("/api/v1/claims", headers={"if-none-match": tag}) for _ in range(200)]

    assert {answer.status_code for answer in answers} == {304}


def test_export_counts_as_many(limited: Client) -> None:
    answers = [limited.get("/api/v1/export/claims.jsonl") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[0].getvalue()


@pytest.mark.parametrize(
    ("given", "client"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"),
        ({"REMOTE_ADDR": ""}, ""),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 192.0.2.9"}, "10.0.0.1"),
    ],
)
def test_client_is_an_address_or_a_network(rf: Any, given: Any, client: str) -> None:
    assert client_of(rf.get("/", **given).META) == client


def test_behind_a_proxy_the_client_is_whom_the_proxy_saw(rf: Any, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 192.0.2.9")

    assert client_of(request.META) == "192.0.2.9"

"""Hostile input at every door of the API: 4xx that names the field, never a 500, nothing stored."""

import json
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from claims import ledger
from claims.api.parameters import CURSOR, EXCEL, FILTERS, LIMIT, SINCE
from claims.api.urls import described

DEEP = "[" * 6000 + "]" * 6000
STRANGE = {
    "NUL": "%00",
    "NUL inside": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "other surrogate": "a%ED%BF%BFb",
    "broken UTF-8": "%FF%FE",
    "overlong slash": "%C0%AF",
    "Arabic digits": "%D9%A1%D9%A2",
    "full-width digits": "%EF%BC%91",
    "23 digits": "9" * 23,
    "minus": "-1",
    "float": "1.5",
    "exponent": "1e3",
    "SQL": "1%27%20OR%201=1--",
    "deep JSON": DEEP[:350],
    "too long": "a" * 5000,
}
TEXT = ("q",)
"""What takes any words, unless they are no text."""
NO_TEXT = {"NUL", "NUL inside", "lone surrogate", "other surrogate", "broken UTF-8",
           "overlong slash", "too long", "deep JSON"}  # fmt: skip

DOORS = {
    **{parameter.name: "claims" for parameter in (*FILTERS, LIMIT, CURSOR)},
    "fields": "claims",
    SINCE.name: "changes",
    EXCEL.name: "export/attributions.csv",
}


@pytest.fixture
def published(seeded_module: str) -> str:
    """The id of some claim; nothing here may change anything."""
    return ledger.entries([ledger.stamp()])[0].id


def get(path: str) -> Any:
    response = Client().get(f"/api/v1/{path}")
    if response.streaming:
        response.getvalue()
    return response


@pytest.mark.parametrize("strange", STRANGE)
def test_strange_value_of_every_parameter_is_named(published: str, strange: str) -> None:
    for name, address in DOORS.items():
        response = get(f"{address}?{name}={STRANGE[strange]}")

        if name in TEXT and strange not in NO_TEXT:
            assert response.status_code == 200
            continue
        assert response.status_code == 400, (name, response.content)
        (error,) = json.loads(response.content)["errors"]
        assert error["parameter"] == name


@pytest.mark.parametrize("strange", STRANGE)
def test_strange_name_of_a_parameter_is_refused(published: str, strange: str) -> None:
    for address in ("claims", "attributions", "actors", "changes", "export/claims.jsonl", ""):
        response = get(f"{address}?{STRANGE[strange]}=1")

        assert response.status_code == 400
        assert json.loads(response.content)["errors"]


@pytest.mark.parametrize("strange", STRANGE)
def test_strange_id_is_nothing(published: str, strange: str) -> None:
    value = STRANGE[strange]
    for path in (
        f"claims/{value}",
        f"claims/{value}/revisions",
        f"claims/{published}{value}",
        f"claims/{published}/revisions/{value}",
        f"actors/{value}",
        value,
    ):
        assert get(path).status_code == 404, path


def test_number_beyond_the_database_is_nothing(published: str) -> None:
    for number in ("0", "01", "1" * 10, "999999999", "%D9%A1"):
        assert get(f"claims/{published}/revisions/{number}").status_code == 404


@pytest.mark.parametrize("body", [DEEP, "{" + '"a":{' * 6000, "\0", b"\xed\xa0\x80", '"\\ud800"'])
def test_nothing_can_be_sent(published: str, body: Any) -> None:
    for route in described:
        path = str(route.pattern).replace("<record_id:public_id>", published)
        path = path.replace("<revision_number:number>", "1")
        for method in ("post", "put", "patch", "delete"):
            response = getattr(Client(), method)(
                f"/{path}", data=body, content_type="application/json"
            )
            assert response.status_code == 405, path
            assert json.loads(response.content)["title"] == "Method Not Allowed"


@pytest.mark.parametrize(
    "words",
    ["'", '"', "\\", "a & | ! ( ) : * <->", "-", "or", '"" ""', "%", "_", "🙂", "\u202e", "a" * 100,
     "' OR 1=1; --", ":*", "é\u0301", "\uffff"],
)  # fmt: skip
def test_any_words_may_be_searched(published: str, words: str) -> None:
    for address in ("claims", "attributions", "export/claims.jsonl"):
        response = Client().get(f"/api/v1/{address}", {"q": words})
        assert response.status_code == 200
        response.getvalue()


def test_strange_headers_are_no_fault_of_ours(published: str) -> None:
    for name, value in (
        ("if-none-match", "\\" * 3000),
        ("if-none-match", '"' + "a" * 5000),
        ("accept", ";;;,,,/"),
        ("accept", "\xff" * 50),
        ("accept-encoding", "gzip;q=x, *;q=0"),
        ("accept-language", "x" * 4000),
        ("range", "bytes=5-1"),
        ("cookie", "sessionid=\0; =;"),
        ("content-length", "nonsense"),
    ):
        for path in ("claims", f"claims/{published}", "export/claims.jsonl"):
            response = Client().get(f"/api/v1/{path}", headers={name: value})
            assert response.status_code in (200, 400, 406), (name, response.status_code)
            response.getvalue()


def test_nothing_was_stored_by_any_of_it(published: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM ledger_revision), "
                       "(SELECT count(*) FROM django_session)")  # fmt: skip
        before = cursor.fetchone()
        for strange in STRANGE.values():
            get(f"claims?q={strange}")
            Client().post("/api/v1/claims", data=DEEP, content_type="application/json")
        cursor.execute("SELECT (SELECT count(*) FROM ledger_revision), "
                       "(SELECT count(*) FROM django_session)")  # fmt: skip
        assert cursor.fetchone() == before

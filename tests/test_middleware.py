"""A lost database is 503 with Retry-After, in a form that fits the address."""

import json
from collections.abc import Iterator

import psycopg_pool
import pytest
from django.conf import settings as django_settings
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tracker.middleware import DatabaseDown, server_error


def down(request: HttpRequest, error: Exception) -> HttpResponse | None:
    return DatabaseDown(lambda request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize("lost", [OperationalError, InterfaceError, psycopg_pool.PoolTimeout])
def test_api_says_it_as_problem_json(rf: RequestFactory, lost: type[Exception]) -> None:
    answer = down(rf.get("/api/v1/claims"), lost("gone"))

    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert json.loads(answer.content)["status"] == 503


def test_pages_say_it_in_html_without_the_reason(rf: RequestFactory) -> None:
    answer = down(rf.get("/en/claims/"), OperationalError("at /run/postgresql"))

    assert answer is not None
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert b"/run/postgresql" not in answer.content
    assert b'<html lang="en" dir="ltr">' in answer.content
    assert b"<h1>The database does not answer</h1>" in answer.content


def test_other_errors_are_left_alone(rf: RequestFactory) -> None:
    assert down(rf.get("/"), ValueError("a mistake of ours")) is None


def test_database_lost_outside_a_view_is_503_too(rf: RequestFactory) -> None:
    try:
        raise OperationalError("gone")
    except OperationalError:
        answer = server_error(rf.get("/"))

    assert answer.status_code == 503


def test_any_other_failure_is_500(rf: RequestFactory) -> None:
    try:
        raise ValueError("a mistake of ours")
    except ValueError:
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500


@pytest.fixture
def no_database(db: str) -> Iterator[None]:
    """All aliases lead to a socket that does not exist."""
    kept = {alias: given["HOST"] for alias, given in django_settings.DATABASES.items()}
    for alias, given in django_settings.DATABASES.items():
        connections[alias].close()
        given["HOST"] = "/nonexistent"
    yield
    for alias, host in kept.items():
        connections[alias].close()
        django_settings.DATABASES[alias]["HOST"] = host


def test_workspace_without_a_database_is_503(no_database: None, client: Client) -> None:
    client.cookies["sessionid"] = "x" * 32

    answer = client.get("/admin/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")

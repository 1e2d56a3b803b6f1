"""Answers from memory are Django's own to the letter, and gone as soon as the ledger moves."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from claims import ledger, workflow
from claims.api import rates
from claims.models import Claim
from tests import make
from tracker import fast
from tracker.fast import Fast

PAGES = 60
SOON = 2.0


@dataclass
class Server:
    """Asks a WSGI application, and counts how often Django was reached."""

    fast: Fast
    reached: list[str] = field(default_factory=list)

    def ask(self, path: str, **more: str) -> tuple[str, list[tuple[str, str]], bytes]:
        return asked(self.fast, path, **more)


def asked(application: Any, path: str, **more: str) -> tuple[str, list[tuple[str, str]], bytes]:
    path, _mark, query = path.partition("?")
    environ: dict[str, Any] = {"HTTP_HOST": "127.0.0.1", "PATH_INFO": path, "QUERY_STRING": query}
    environ |= {"REQUEST_METHOD": "GET", **more}
    setup_testing_defaults(environ)
    said: list[Any] = []
    parts = application(environ, lambda status, headers, *_: said.extend((status, headers)))
    try:
        return said[0], said[1], b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()


@pytest.fixture
def server(seeded: str) -> Iterator[Server]:
    django = get_wsgi_application()
    reached: list[str] = []

    def counted(environ: Any, start_response: Any) -> Any:
        reached.append(environ["PATH_INFO"])
        return django(environ, start_response)

    layer = Fast(counted)
    settled(layer)
    yield Server(layer, reached)
    layer.head.stop()


def settled(layer: Fast) -> None:
    """Wait until the layer knows the head, as it does a moment after it was started."""
    until = time.monotonic() + 10
    while layer.head.now() is None and time.monotonic() < until:
        time.sleep(0.01)


def crawled(server: Server) -> list[str]:
    """The first public pages that lead on from the home pages, and those of revisions."""
    found, waiting = [], ["/en/", "/fr/"]
    while waiting and len(found) < PAGES:
        path = waiting.pop(0)
        found.append(path)
        _status, _headers, body = asked(server.fast.application, path)
        for link in re.findall(r'href="(/(?:en|fr)/[^"#]*)"', body.decode()):
            if link.replace("&amp;", "&") not in [*found, *waiting]:
                waiting.append(link.replace("&amp;", "&"))
    return found


def test_every_page_is_the_same_from_memory(server: Server) -> None:
    pages = crawled(server)
    server.reached.clear()
    kept = 0
    for path in pages:
        for headers in ({}, {"HTTP_ACCEPT_ENCODING": "gzip"}, {"REQUEST_METHOD": "HEAD"}):
            first = server.ask(path, **headers)
            before = len(server.reached)
            again = server.ask(path, **headers)

            assert again == first == asked(server.fast.application, path, **headers), path
            kept += len(server.reached) == before + 1  # by the line above, and no more
    assert len(pages) == PAGES
    assert kept > 2 * PAGES


def test_a_confirmation_is_the_same_from_memory(server: Server) -> None:
    tag = dict(server.ask("/en/")[1])["ETag"]
    first = server.ask("/en/", HTTP_IF_NONE_MATCH=tag)
    before = len(server.reached)

    again = server.ask("/en/", HTTP_IF_NONE_MATCH=tag)

    assert first[0] == "304 Not Modified"
    assert again == first
    assert len(server.reached) == before


@pytest.fixture
def counted(settings: Any) -> Iterator[None]:
    """Clients may ask three times a minute, and none has asked yet."""
    settings.RATE_LIMIT = 3
    rates._KEPT.clear()
    yield
    rates._KEPT.clear()


def left(headers: list[tuple[str, str]]) -> tuple[str, str]:
    told = dict(headers)
    return told["RateLimit-Policy"], told["RateLimit"].partition(";t=")[0]


def without_what_is_left(
    answer: tuple[str, list[tuple[str, str]], bytes],
) -> tuple[str, set[tuple[str, str]], bytes]:
    status, headers, body = answer
    return status, {one for one in headers if not one[0].startswith("RateLimit")}, body


@pytest.mark.parametrize("headers", [{}, {"HTTP_ACCEPT_ENCODING": "gzip"}])
def test_an_answer_of_the_api_is_the_same_from_memory(
    server: Server, headers: dict[str, str]
) -> None:
    ((seq, _first),) = ledger.search(ledger.Filters(), limit=1)
    (entry,) = ledger.entries([seq])
    for path in (f"claims/{entry.id}", "claims?limit=2", "attributions", "changes", "actors?q=a"):
        first = server.ask(f"/api/v1/{path}", **headers)
        before = len(server.reached)

        again = server.ask(f"/api/v1/{path}", **headers)

        assert without_what_is_left(again) == without_what_is_left(first), path
        assert first[0] == "200 OK"
        assert len(server.reached) == before, path


def test_what_comes_from_memory_is_counted(server: Server, counted: None) -> None:
    policy, asked_for = '"reads";q=3;w=60', "/api/v1/claims"
    answers = [server.ask(asked_for) for _ in range(4)]

    assert [status for status, _headers, _body in answers] == [
        "200 OK", "200 OK", "200 OK", "429 Too Many Requests",
    ]  # fmt: skip
    assert [left(headers) for _status, headers, _body in answers] == [
        (policy, f'"reads";r={r}') for r in (2, 1, 0, 0)
    ]
    assert server.reached == [asked_for] * 2  # the first, and the one refused


def test_a_confirmation_from_memory_is_free(server: Server, counted: None) -> None:
    tag = dict(server.ask("/api/v1/claims")[1])["ETag"]
    for _ in range(5):
        status, headers, body = server.ask("/api/v1/claims", HTTP_IF_NONE_MATCH=tag)
        assert (status, body) == ("304 Not Modified", b"")
        assert left(headers) == ('"reads";q=3;w=60', '"reads";r=1')
    assert server.reached == ["/api/v1/claims"] * 2


def test_a_withdrawal_shows_within_two_seconds(server: Server) -> None:
    public_id = ledger.entries([seq for seq, _ in ledger.search(ledger.Filters(), limit=1)])[0].id
    path = f"/en/claims/{public_id}/revisions/1/"
    assert server.ask(path)[0] == server.ask(path)[0] == "200 OK"
    claim = Claim.objects.get(public_id=public_id)

    workflow.withdraw(claim=claim, reasons={"en": "A mistake."}, by=make.editor())
    until = time.monotonic() + SOON
    while server.ask(path)[0] == "200 OK" and time.monotonic() < until:
        time.sleep(0.01)

    assert server.ask(path)[0] == "410 Gone"


def test_an_erasure_shows_within_two_seconds(server: Server) -> None:
    (entry,) = ledger.entries([seq for seq, _ in ledger.search(ledger.Filters(), limit=1)])
    path = f"/en/claims/{entry.id}/revisions/{entry.revision}/"
    assert server.ask(path)[0] == server.ask(path)[0] == "200 OK"

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT ledger_erase(%s, 'A court ordered it.', 'GDPR 17')", [entry.seq])
    until = time.monotonic() + SOON
    while server.ask(path)[0] == "200 OK" and time.monotonic() < until:
        time.sleep(0.01)

    assert server.ask(path)[0] == "410 Gone"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/en/", {"HTTP_COOKIE": "sessionid=x"}),
        ("/en/", {"HTTP_AUTHORIZATION": "Bearer x"}),
        ("/en/", {"REQUEST_METHOD": "OPTIONS"}),
        ("/en/claims/00000000/", {}),
        ("/en/claims/?nonsense=1", {}),
        ("/en/", {"HTTP_IF_NONE_MATCH": '"made up"'}),
        ("/en/claims.jsonl", {}),
        ("/api/v1/claims", {"HTTP_AUTHORIZATION": "Bearer x"}),
        ("/api/v1/claims", {"HTTP_ACCEPT": "text/html"}),
        ("/api/v1/claims/00000000", {}),
        ("/api/v1/export/claims.jsonl", {}),
        ("/api/v1/desk/claims", {}),
        ("/admin/login/", {}),
        ("/", {}),
    ],
)
def test_what_is_private_or_no_page_is_never_kept(
    server: Server, path: str, headers: dict[str, str]
) -> None:
    for _twice in range(2):
        server.ask(path, **headers)

    assert server.reached == [path.partition("?")[0]] * 2
    assert server.fast.kept == {}


def test_nothing_comes_from_memory_once_the_head_is_old(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.ask("/en/")
    monkeypatch.setattr(fast, "TOO_OLD", -1.0)

    server.ask("/en/")

    assert server.reached == ["/en/", "/en/"]


def test_memory_is_bounded(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "ROOM", 30_000)
    for number in range(20):
        server.ask(f"/en/claims/?q=word{number}")

    assert server.fast.size < 100_000

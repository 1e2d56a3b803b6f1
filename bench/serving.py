"""Answers over HTTP: pages beside a trivial WSGI page on the same server, the API beside a plain
ModelViewSet on the same claims, exports beside COPY."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from bench import scratch, stock
from bench.exporting import LINES
from bench.table import Row, in_turn, milliseconds
from claims import addresses, ledger
from claims.ledger import Filters

NAIVE = 2_000
"""How many claims the rival holds: more only make it slower."""

EACH = 60
"""Requests a round, one after the other on one connection."""


class Client:
    """One connection kept alive, as thin as can be: what is measured is the server."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.waiting = b""

    def get(self, path: str, *headers: str) -> tuple[bytes, bytes]:
        """The head and body of the answer."""
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        while b"\r\n\r\n" not in self.waiting:
            self._more()
        head, _mark, self.waiting = self.waiting.partition(b"\r\n\r\n")
        if head[9:12] not in (b"200", b"304"):
            raise RuntimeError(f"{path}: {head[:500].decode()}")
        length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                       if line.startswith(b"content-length:")), 0)  # fmt: skip
        while len(self.waiting) < length:
            self._more()
        body, self.waiting = self.waiting[:length], self.waiting[length:]
        return head, body

    def _more(self) -> None:
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server has closed the connection")
        self.waiting += piece

    def again(self, path: str, *headers: str, times: int = EACH) -> None:
        """The same request so many times."""
        for _ in range(times):
            self.get(path, *headers)


@contextmanager
def served(application: str, **environment: str) -> Iterator[int]:
    """The port of a server with one worker, as the site's own are."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--blocking-threads", "4", "--log-level", "warning", application]
    process = subprocess.Popen(command, cwd=scratch.PROJECT, env={**os.environ, **environment})
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Afterwards something answers at the port. Raises RuntimeError where nothing does."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def rows(size: str) -> list[Row]:
    """Every row of this group."""
    site = {
        **scratch.environment(size),
        "DIXIT_ORIGIN": "http://127.0.0.1",
        "DIXIT_RATE_LIMIT": "1000000",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(collect, cwd=scratch.PROJECT, env={**os.environ, **site}, check=True)
    with ExitStack() as held, stock.pointed(size):
        ours = held.enter_context(served("tracker.wsgi:application", **site))
        slow = held.enter_context(served("bench.unkept:application", **site))
        ((seq, _),) = ledger.search(Filters(), limit=1)
        (entry,) = ledger.entries([seq])
        page = addresses.path("claim", entry.record)
        gzip = "Accept-Encoding: gzip"
        body = Client(ours).get(page, gzip)[1]
        file = scratch.HOME / "page.html.gz"
        file.write_bytes(body)
        plain = held.enter_context(served("bench.trivial:application", BENCH_PAGE=str(file)))
        return [
            *_pages(Client(ours), Client(slow), Client(plain), page, gzip),
            *_api(Client(ours), Client(slow), entry.id, held),
            _export(ours, size),
        ]


def _pages(ours: Client, slow: Client, plain: Client, page: str, gzip: str) -> list[Row]:
    head = ours.get(page, gzip)[0].decode()
    tag = next(line for line in head.split("\r\n") if line.lower().startswith("etag:"))
    same = f"If-None-Match: {tag.partition(':')[2].strip()}"
    found = []
    for what, headers in (("claim page", (gzip,)), ("claim page, 304", (gzip, same))):
        trivial, kept, made = in_turn([
            lambda headers=headers: plain.again(page, *headers),
            lambda headers=headers: ours.again(page, *headers),
            lambda headers=headers: slow.again(page, *headers),
        ])  # fmt: skip
        each = milliseconds(trivial / EACH)
        for how, taken, bar in (("", kept, 0.9), (", by Django each time", made, 0.2)):
            found.append(Row(what + how, "trivial WSGI page", each, milliseconds(taken / EACH),
                             trivial / taken, bar))  # fmt: skip
    return found


def _api(ours: Client, slow: Client, public_id: str, held: ExitStack) -> list[Row]:
    places = ledger.search(Filters(), limit=NAIVE)
    records = [entry.record for entry in ledger.entries(seq for seq, _ in places)]
    plain = Client(held.enter_context(_naive(records)))
    detail, listed = f"/api/v1/claims/{public_id}", "/api/v1/claims?limit=100"
    found = []
    for what, theirs, own, times, bar in (
        ("API detail", f"/claims/{public_id}/", detail, 20, 12),
        ("API list of 100", "/claims/", listed, 3, 100),
    ):
        rival, kept, made = in_turn([
            lambda theirs=theirs, times=times: plain.again(theirs, times=times),
            lambda own=own, times=times: ours.again(own, times=times),
            lambda own=own, times=times: slow.again(own, times=times),
        ])  # fmt: skip
        for how, taken in (("", kept), (", made each time", made)):
            found.append(Row(what + how, f"ModelViewSet, nested serializers, {NAIVE:,} claims",
                             milliseconds(rival / times), milliseconds(taken / times),
                             rival / taken, bar))  # fmt: skip
    return found


def naive(records: list[dict[str, Any]]) -> dict[str, str]:
    """The environment of the rival, which holds these records in a database of its own."""
    address = {"HOST": str(scratch.server().sockets), "NAME": "bench_naive", "USER": "postgres"}
    with psycopg.connect(scratch.server().conninfo(), autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS bench_naive WITH (FORCE)")
        admin.execute("CREATE DATABASE bench_naive")
    file = Path(scratch.HOME / "naive.json")
    file.write_text(json.dumps(records))
    script = f"import json; from bench import naive; naive.fill(json.load(open({str(file)!r})))"
    environment = {**os.environ, "BENCH_NAIVE": json.dumps(address)}
    del environment["DJANGO_SETTINGS_MODULE"]
    subprocess.run([sys.executable, "-c", script], cwd=scratch.PROJECT, env=environment, check=True)
    return environment


@contextmanager
def _naive(records: list[dict[str, Any]]) -> Iterator[int]:
    """The port of the rival."""
    environment = naive(records)
    before = os.environ.pop("DJANGO_SETTINGS_MODULE", "")
    try:
        with served("bench.naive:application", **environment) as port:
            yield port
    finally:
        os.environ["DJANGO_SETTINGS_MODULE"] = before


def _export(port: int, size: str) -> Row:
    """Bytes a second of JSON Lines over HTTP, beside COPY of as many."""

    def fetch() -> int:
        with socket.create_connection(("127.0.0.1", port)) as stream:
            stream.sendall(b"GET /api/v1/export/claims.jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                           b"Connection: close\r\n\r\n")  # fmt: skip
            return sum(iter(lambda: len(stream.recv(1 << 20)), 0))

    def copy() -> int:
        with connections["owner"].cursor() as cursor, cursor.copy(LINES) as rows:
            return sum(len(row) for row in rows)

    theirs, own = in_turn([copy, fetch], rounds=3)
    amount = fetch()
    return Row(f"JSON Lines over HTTP, {size}", "raw COPY", f"{amount / theirs / 1e6:.0f} MB/s",
               f"{amount / own / 1e6:.0f} MB/s", theirs / own, 0.6)  # fmt: skip

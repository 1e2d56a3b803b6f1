"""The same claims in SQLite behind Datasette: row, list, search and CSV beside ours.

Ours twice: as the site serves them, from memory after the first round, and made by Django each
time, so that neither side has an answer ready.
"""

import http.client
import socket
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connections

from bench import exporting, scratch, serving, stock
from bench.table import Row, in_turn, milliseconds
from claims import addresses, ledger
from claims.ledger import Filters

RIVAL, NAME = "Datasette", "shelf"
MANY = 30
"""Addresses of each kind."""

SCHEMA = """
CREATE TABLE claims (id TEXT PRIMARY KEY, first_seq INTEGER UNIQUE, seq INTEGER, status TEXT,
  kind TEXT, words TEXT, published_at TEXT, record TEXT);
CREATE TABLE attributions (id TEXT PRIMARY KEY, claim TEXT REFERENCES claims(id), first_seq INTEGER,
  position INTEGER, speaker TEXT, document TEXT, source TEXT, stance TEXT, manner TEXT,
  reported_as TEXT, evidence TEXT, said_earliest TEXT, said_latest TEXT, sentence TEXT, quote TEXT,
  record TEXT);
CREATE INDEX attributions_of_claim ON attributions (claim);
"""
CLAIMS = """
SELECT c.id, c.first_seq, c.seq, c.status, c.kind,
  (SELECT string_agg(value, ' ') FROM jsonb_each_text(p.payload::jsonb -> 'texts')),
  c.published_at::text, p.payload FROM ledger_claim c JOIN ledger_payload p USING (seq)"""
ATTRIBUTIONS = """
SELECT id, claim_id, first_seq, position, speaker_id, document_id, source_id, stance, manner,
  reported_as, evidence, said_earliest::text, said_latest::text, record::json #>> '{sentence,text}',
  record::json #>> '{quote,exact}', record FROM ledger_attribution"""


def rows(size: str) -> list[Row]:
    """Every row of this group."""
    for each in ("1k", size):
        stock.ensure(each)
    file = scratch.HOME / f"{NAME}.db"
    with ExitStack() as held, stock.pointed(size):
        _fill(file)
        held.callback(file.unlink)
        site = {"DIXIT_ORIGIN": "http://127.0.0.1", "DIXIT_RATE_LIMIT": "1000000"}
        environment = {**scratch.environment(size), **site}
        own = held.enter_context(serving.served("tracker.wsgi:application", **environment))
        slow = held.enter_context(serving.served("bench.unkept:application", **environment))
        theirs = held.enter_context(_datasette(file))
        return [*_asked(own, slow, theirs), _csv(own, theirs, size), _resource(size)]


def _fill(file: Path) -> None:
    """The claims and attributions as anybody would put them into SQLite, with a full-text index."""
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as held, connections["owner"].cursor() as cursor:
        held.executescript(SCHEMA)
        for table, query in (("claims", CLAIMS), ("attributions", ATTRIBUTIONS)):
            cursor.execute(query)
            marks = ", ".join("?" for _ in cursor.description)
            held.executemany(f"INSERT INTO {table} VALUES ({marks})", cursor)  # noqa: S608 - ours
        held.execute("CREATE VIRTUAL TABLE claims_fts USING fts5(words, content='claims')")
        held.execute("INSERT INTO claims_fts (rowid, words) SELECT rowid, words FROM claims")
        held.commit()


@contextmanager
def _datasette(file: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "datasette", "serve", str(file), "--port", str(port)]
    for name, value in (("suggest_facets", "off"), ("sql_time_limit_ms", "60000"),
                        ("max_returned_rows", "1000"), ("max_csv_mb", "0")):  # fmt: skip
        command += ["--setting", name, value]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        serving.wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _asked(own: int, slow: int, theirs: int) -> list[Row]:
    """Two rows a kind of question: how long all addresses of it take, by the median of rounds."""
    found = []
    for what, ours, others in _questions(f"/{NAME}"):
        kept, made, rival = in_turn(
            [_getting(own, ours), _getting(slow, ours), _getting(theirs, others)]
        )
        for how, taken in (("", kept), (", made each time", made)):
            found.append(Row(what + how, RIVAL, milliseconds(rival / len(others)),
                             milliseconds(taken / len(ours)), rival / taken, 1))  # fmt: skip
    return found


def _questions(base: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """What is asked, our addresses, theirs."""
    found = ledger.entries(seq for seq, _ in ledger.search(Filters(), limit=MANY))
    with connections["reader"].cursor() as cursor:
        cursor.execute(
            "SELECT value FROM ledger_count WHERE facet = 'word' AND claims > 20"
            " ORDER BY value LIMIT %s",
            [MANY],
        )
        words = [quote(word) for (word,) in cursor.fetchall()]
    yield ("claim page", [addresses.path("claim", e.record) for e in found],
           [f"{base}/claims/{e.id}" for e in found])  # fmt: skip
    yield ("API detail", [f"/api/v1/claims/{e.id}" for e in found],
           [f"{base}/claims/{e.id}.json" for e in found])  # fmt: skip
    yield ("API list of 100", ["/api/v1/claims?limit=100"] * 5,
           [f"{base}/claims.json?_size=100&_sort_desc=first_seq&_nocount=1"] * 5)  # fmt: skip
    yield ("API search", [f"/api/v1/claims?limit=20&q={w}" for w in words],
           [f"{base}/claims.json?_size=20&_nocount=1&_search={w}" for w in words])  # fmt: skip


def _getting(port: int, paths: Sequence[str]) -> Callable[[], None]:
    def get() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            for path in paths:
                connection.request("GET", path, headers={"Accept-Encoding": "identity"})
                answer = connection.getresponse()
                answer.read()
                if answer.status != http.HTTPStatus.OK:
                    raise RuntimeError(f"{path}: {answer.status}")

    return get


def _csv(own: int, theirs: int, size: str) -> Row:
    """All attributions as CSV: the same rows, each side with the columns that it has."""
    taken, rival = in_turn(
        [
            _getting(own, ["/api/v1/export/attributions.csv"]),
            _getting(theirs, [f"/{NAME}/attributions.csv?_stream=1"]),
        ],
        rounds=3,
    )
    return Row(f"CSV of attributions over HTTP, {size}", RIVAL, f"{rival:.2f} s", f"{taken:.2f} s",
               rival / taken, 1)  # fmt: skip


def _resource(size: str) -> Row:
    """Rows a second of attributions as CSV, beside a ModelResource of django-import-export."""
    places = ledger.search(Filters(), limit=serving.NAIVE)
    records = [entry.record for entry in ledger.entries(seq for seq, _ in places)]
    rates: tuple[list[float], list[float]] = [], []
    environment = serving.naive(records)
    rows = ledger.attributions(Filters()).count()
    for _ in range(3):
        told = subprocess.run(
            [sys.executable, "-m", "bench.tabular"], cwd=scratch.PROJECT, env=environment,
            check=True, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        rates[0].append(int(told[0]) / float(told[1]))
        rates[1].append(rows / exporting.command(size, "attributions", "csv")[1])
    theirs, own = map(statistics.median, rates)
    return Row(f"CSV of attributions by the command, {size}", "django-import-export",
               f"{theirs:,.0f}/s", f"{own:,.0f}/s", own / theirs, 20,
               note="ours from the first piece to the last")  # fmt: skip

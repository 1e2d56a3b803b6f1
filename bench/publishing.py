"""Twenty writers appending at once, beside twenty that only lock, insert and commit."""

import hashlib
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import orjson
import psycopg

from bench import corpus, scratch, stock
from bench.table import Row

WRITERS = 20
EACH = 20
FIRST = 3
"""Of each writer's appends, so many before the clock starts: a site's connections are kept."""
TURNS = 5
SIZE, NAME = "1k", "bench_publishing"
PLAIN = """
SELECT pg_advisory_xact_lock(7143);
INSERT INTO bench_plain SELECT coalesce(max(seq), 0) + 1, %s, %s FROM bench_plain
"""
CHAINED = "SELECT ledger_chain('claim', %s, %s, %s)"
"""All of an append but the check of its approval and the note of it, which lock nothing shared."""
Call = tuple[str, ...]


def rows(_size: str) -> list[Row]:
    """Every row of this group, on a database that is made for it and dropped."""
    with stock.copied(SIZE, NAME):
        return _rows(scratch.server().conninfo(user="postgres", database=NAME))


def _rows(address: str) -> list[Row]:
    with psycopg.connect(address, autocommit=True) as connection:
        _prepare(connection)
    ours, theirs = [], []
    calls = _calls()
    for _turn in range(TURNS):
        part = list(islice(calls, WRITERS * (FIRST + EACH)))
        theirs.append(_rate(address, PLAIN, [call[1:] for call in part]))
        ours.append(_rate(address, CHAINED, part))
    _check(address)
    own, plain = statistics.median(ours), statistics.median(theirs)
    note = "seq without gaps, chain unbroken"
    return [Row(f"append, {WRITERS} writers", "lock, insert, commit", f"{plain:.0f}/s",
                f"{own:.0f}/s", own / plain, 0.5, note=note)]  # fmt: skip


def _prepare(connection: psycopg.Connection) -> None:
    """The rival's table: nothing but a seq, the payload and its salt, stored as ours are."""
    connection.execute("CREATE TABLE bench_plain (LIKE ledger_payload INCLUDING COMPRESSION)")
    connection.execute("ALTER TABLE bench_plain ADD PRIMARY KEY (seq)")


def _calls() -> Iterator[Call]:
    """Id, payload and salt of claims that no database of ours holds."""
    made = corpus.Corpus(WRITERS * (FIRST + EACH) * (TURNS + 1), seed=7, first=50_000_000)
    for kind, record in made.records():
        if kind == "claim" and "attributions" in record and not record["corrections"]:
            salt = hashlib.md5(record["id"].encode(), usedforsecurity=False).hexdigest()
            payload = orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode()
            yield record["id"], payload, salt


def _rate(address: str, statement: str, calls: list[Call]) -> float:
    """Appends a second by all writers together, each with a connection and commits of its own."""
    start, failed = threading.Barrier(WRITERS + 1), []

    def write(own: list[Call]) -> None:
        with psycopg.connect(address, cursor_factory=psycopg.ClientCursor) as connection:
            try:
                for number, call in enumerate(own):
                    if number == FIRST:
                        start.wait()
                    connection.execute(statement, call)
                    connection.commit()
            except psycopg.Error as error:
                failed.append(error)
                start.abort()

    every = FIRST + EACH
    threads = [
        threading.Thread(target=write, args=(calls[n * every : (n + 1) * every],))
        for n in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return WRITERS * EACH / (time.perf_counter() - began)


def _check(address: str) -> None:
    """Raise ValueError unless the chain is whole and the index tables are its own."""
    with psycopg.connect(address) as connection:
        gaps = connection.execute(
            "SELECT count(*) FROM (SELECT r.*, lag(sha256) OVER (ORDER BY seq) AS before,"
            " row_number() OVER (ORDER BY seq) AS n FROM ledger_revision r) c"
            " WHERE seq <> n OR previous_sha256 <> coalesce(before, repeat('0', 64))"
            " OR sha256 <> ledger_sha256(ROW(seq, kind, id, revision, published_at, digest,"
            " previous_sha256, sha256)::ledger_revision)"
        ).fetchone()
        faults = connection.execute("SELECT count(*) FROM ledger_differences()").fetchone()
    if gaps != (0,) or faults != (0,):
        raise ValueError(f"the chain has {gaps} faults, the index tables {faults}")

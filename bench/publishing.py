"""Twenty writers appending at once, beside twenty that only lock, insert and commit."""

import hashlib
import threading
import time

import orjson
import psycopg

from bench import corpus, scratch, stock
from bench.table import Row

WRITERS = 20
EACH = 15
SIZE = "1k"
PLAIN = """
SELECT pg_advisory_xact_lock(7143);
INSERT INTO bench_plain SELECT coalesce(max(seq), 0) + 1, %s, %s FROM bench_plain
"""


def rows(_size: str) -> list[Row]:
    """Every row of this group. The append is the ledger's own but for the check of approvals,
    which comes before the lock; on a database that is made for it and dropped."""
    stock.ensure(SIZE)
    name = "bench_publishing"
    with psycopg.connect(scratch.server().conninfo(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {scratch.name(SIZE)}")
        try:
            return _rows(scratch.server().conninfo(user="postgres", database=name))
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _rows(address: str) -> list[Row]:
    with psycopg.connect(address, autocommit=True) as connection:
        _prepare(connection)
    made = corpus.Corpus(WRITERS * EACH * 4, seed=7, first=50_000_000)
    records = [
        record for kind, record in made.records()
        if kind == "claim" and "attributions" in record
    ]  # fmt: skip
    ours, theirs = [], []
    for turn in range(3):
        part = records[turn * WRITERS * EACH : (turn + 1) * WRITERS * EACH]
        calls = [(record["id"], orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode())
                 for record in part]  # fmt: skip
        theirs.append(_rate(address, PLAIN, calls))
        ours.append(_rate(address, "SELECT bench_append('claim', %s, %s, %s)", calls, salted=True))
    _check(address)
    own, plain = sorted(ours)[1], sorted(theirs)[1]
    note = "seq without gaps, chain unbroken"
    return [Row(f"append, {WRITERS} writers", "lock, insert, commit", f"{plain:.0f}/s",
                f"{own:.0f}/s", own / plain, 0.5, note=note)]  # fmt: skip


def _prepare(connection: psycopg.Connection) -> None:
    """``bench_append``: the body of ``ledger_append`` without what needs an approved submission."""
    (body,) = connection.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = 'ledger_append'"
    ).fetchone() or ("",)
    start, end = body.index("  IF NOT coalesce(ledger_permits"), body.index("  IF p_id !~")
    first, last = body.index("  EXECUTE format"), body.index("  PERFORM ledger_derive")
    own = body[:start] + body[end:first] + body[last:]
    connection.execute("CREATE TABLE bench_plain (seq bigint PRIMARY KEY, id text, payload text)")
    connection.execute(
        "CREATE FUNCTION bench_append(p_kind text, p_id text, p_payload text, p_salt text)"
        f" RETURNS bigint LANGUAGE plpgsql AS $body$ {own} $body$"
    )


def _rate(
    address: str, statement: str, calls: list[tuple[str, str]], *, salted: bool = False
) -> float:
    """Appends a second by all writers together, each with a connection and commits of its own."""
    start, failed = threading.Barrier(WRITERS + 1), []

    def write(own: list[tuple[str, str]]) -> None:
        with psycopg.connect(address, cursor_factory=psycopg.ClientCursor) as connection:
            start.wait()
            try:
                for public_id, payload in own:
                    salt = hashlib.md5(public_id.encode(), usedforsecurity=False).hexdigest()
                    more = (salt,) if salted else ()
                    connection.execute(statement, (public_id, payload, *more))
                    connection.commit()
            except psycopg.Error as error:
                failed.append(error)

    threads = [
        threading.Thread(target=write, args=(calls[n * EACH : (n + 1) * EACH],))
        for n in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return len(calls) / (time.perf_counter() - began)


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

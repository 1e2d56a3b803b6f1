"""The database that everything is measured on: a scratch server with one database a size.

A database is made once and kept under var/bench until what it is made from changes.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import django
import orjson
import psycopg

from bench import corpus
from tracker import roles
from tracker.postgres import Server

PROJECT: Final = Path(__file__).resolve().parent.parent
HOME: Final = PROJECT / "var" / "bench"
SIZES: Final = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
MADE_FROM: Final = ("claims/ledger/*.sql",)
BATCH: Final = 5_000
ORIGIN: Final = "https://claims.example.org"
ROLES: Final = {
    "DATABASE_URL": "dixit_app", "READER_URL": "dixit_reader", "MIGRATE_URL": "dixit_owner",
}  # fmt: skip


def server() -> Server:
    """The scratch server: fsync on, as in earnest."""
    HOME.mkdir(parents=True, exist_ok=True)
    return Server(HOME / "postgres")


def name(size: str) -> str:
    """The database's name: its size, and a fingerprint of what it is made from."""
    digest = hashlib.sha256(str(corpus.VERSION).encode())
    for pattern in MADE_FROM:
        for file in sorted(PROJECT.glob(pattern)):
            digest.update(file.read_bytes())
    return f"bench_{size}_{digest.hexdigest()[:8]}"


def environment(size: str) -> dict[str, str]:
    """What a process of the site must be given to work on the database."""
    addresses = {
        variable: server().conninfo(user=user, database=name(size))
        for variable, user in ROLES.items()
    }
    return {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DIXIT_DEBUG": "0",
        "DIXIT_DATA": str(HOME / "site"),
        "DIXIT_SECRET_KEY": "for benches alone: 0123456789abcdefghijklmnopqrstuvwxyz-0123",
        "DIXIT_SIGNING_KEY": "Zm9yIHRlc3RzIGFsb25lOiB0aGlydHktdHdvIGJ5dGU=",
        "DIXIT_ORIGIN": ORIGIN,
        **addresses,
    }


def prepare(size: str) -> None:
    """Afterwards Django is set up on the database of that size, which is filled."""
    os.environ.update(environment(size))
    server().start()
    django.setup()
    with psycopg.connect(server().conninfo(), autocommit=True) as admin:
        for setting, value in (("max_wal_size", "8GB"), ("checkpoint_timeout", "30min")):
            admin.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
        admin.execute("SELECT pg_reload_conf()")
        found = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name(size)],
        ).fetchone()
        if found and found[0]:
            return
        _drop_old(admin, size)
        told = make(size)
        admin.execute(f"COMMENT ON DATABASE {name(size)} IS '{json.dumps(told)}'")


def _drop_old(admin: psycopg.Connection, size: str) -> None:
    rows = admin.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench\\_{size}\\_%"]
    ).fetchall()
    for (old,) in rows:
        admin.execute(f"DROP DATABASE {old} WITH (FORCE)")


def make(size: str) -> dict[str, float]:
    """Afterwards the database is there and filled; seconds by step."""
    # Only now: Django's settings were not known when this module was imported.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections, transaction  # noqa: PLC0415

    from claims.ledger.deriving import derive_all  # noqa: PLC0415

    roles.provision(server().conninfo(), database=name(size), logins=roles.configured())
    call_command("migrate", interactive=False, verbosity=0)
    took: dict[str, float] = {}
    began = time.monotonic()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        rows = chained(corpus.Corpus(SIZES[size]).records())
        while batch := list(islice(rows, BATCH)):
            _copy(cursor, batch)
            _say(f"{size}: {batch[-1][0]} revisions")
        took["generated and copied"] = time.monotonic() - began
        derive_all(cursor)
        took["index tables derived"] = time.monotonic() - began - took["generated and copied"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) ledger_revision, ledger_payload, ledger_record,"
                       " ledger_claim, ledger_attribution, ledger_count")  # fmt: skip
    took["in all"] = time.monotonic() - began
    _say(f"{size}: " + ", ".join(f"{step} {seconds:.0f} s" for step, seconds in took.items()))
    return {step: round(seconds, 1) for step, seconds in took.items()}


ENVELOPE = (
    "seq", "kind", "id", "revision", "published_at", "digest", "previous_sha256", "sha256",
)  # fmt: skip
Row = tuple[Any, ...]


def chained(records: Iterator[tuple[str, corpus.Record]]) -> Iterator[Row]:
    """The revisions as the ledger would have appended them: envelope, payload, salt."""
    previous, at = "0" * 64, datetime(2018, 1, 1, tzinfo=UTC)
    numbers: dict[str, int] = {}
    for seq, (kind, record) in enumerate(records, start=1):
        at += timedelta(seconds=61, microseconds=7)
        payload = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
        salt = hashlib.md5(str(seq).encode(), usedforsecurity=False).digest()
        number = numbers[record["id"]] = numbers.get(record["id"], 0) + 1
        envelope = {
            "digest": hashlib.sha256(salt + payload).hexdigest(), "id": record["id"],
            "kind": kind, "previous_sha256": previous,
            "published_at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "revision": number, "seq": seq,
        }  # fmt: skip
        previous = envelope["sha256"] = hashlib.sha256(orjson.dumps(envelope)).hexdigest()
        yield (*(envelope[name] for name in ENVELOPE), payload.decode(), salt.hex())


def _copy(cursor: Any, batch: list[Row]) -> None:
    with cursor.copy(f"COPY ledger_revision ({', '.join(ENVELOPE)}) FROM STDIN") as copy:
        for row in batch:
            copy.write_row(row[:-2])
    with cursor.copy("COPY ledger_payload (seq, payload, salt) FROM STDIN") as copy:
        for row in batch:
            copy.write_row((row[0], *row[-2:]))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

"""The database that everything is measured on: a scratch server with one database a size.

A database is made once and kept under var/bench until what it is made from changes.
"""

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import orjson
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from bench import corpus
from bench.scratch import SIZES, name, server
from claims.ledger.deriving import derive_all
from tracker import roles

BATCH: Final = 5_000


def ensure(size: str) -> None:
    """Afterwards the database of that size is there and filled; others of that size are gone."""
    with psycopg.connect(server().conninfo(), autocommit=True) as admin:
        told = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name(size)],
        ).fetchone()
        if told and told[0]:
            return
        old = admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench\\_{size}\\_%"]
        ).fetchall()
        for (other,) in old:
            admin.execute(f"DROP DATABASE {other} WITH (FORCE)")
        roles.provision(server().conninfo(), database=name(size), logins=roles.configured())
        with pointed(size):
            took = make(size)
        admin.execute(f"COMMENT ON DATABASE {name(size)} IS '{json.dumps(took)}'")


def pointed(size: str) -> AbstractContextManager[None]:
    """Inside, every connection of Django's leads to the database of that size."""
    return pointed_at(name(size))


@contextmanager
def pointed_at(database: str) -> Iterator[None]:
    """Inside, every connection of Django's leads to that database."""
    before = {alias: given["NAME"] for alias, given in settings.DATABASES.items()}
    _point(dict.fromkeys(before, database))
    try:
        yield
    finally:
        _point(before)


@contextmanager
def copied(size: str, database: str) -> Iterator[None]:
    """Inside, there is a copy of the database of that size under that name; dropped after."""
    ensure(size)
    connections.close_all()  # nobody may be in what is copied
    with psycopg.connect(server().conninfo(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {database} TEMPLATE {name(size)}")
        try:
            yield
        finally:
            admin.execute(f"DROP DATABASE {database} WITH (FORCE)")


def _point(where: dict[str, str]) -> None:
    for alias, database in where.items():
        if settings.DATABASES[alias]["NAME"] != database:
            connections[alias].close()
            # In place: connections are made from these same dictionaries.
            settings.DATABASES[alias]["NAME"] = database


def make(size: str) -> dict[str, float]:
    """Fill the database that Django is pointed at; seconds by step."""
    call_command("migrate", interactive=False, verbosity=0)
    began = time.monotonic()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        rows = chained(corpus.Corpus(SIZES[size]).records())
        while batch := list(islice(rows, BATCH)):
            _copy(cursor, batch)
            _say(f"{size}: {batch[-1][0]} revisions")
        copied = time.monotonic()
        derive_all(cursor)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "VACUUM (ANALYZE) ledger_revision, ledger_payload, ledger_record, ledger_claim,"
            " ledger_attribution, ledger_count"
        )
    took = {
        "generated and copied": round(copied - began, 1),
        "index tables derived": round(time.monotonic() - copied, 1),
    }
    _say(f"{size}: " + ", ".join(f"{step} in {spent} s" for step, spent in took.items()))
    return took


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

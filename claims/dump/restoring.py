"""Filling an empty instance from a dump: the ledger verbatim, its index tables from it.

Ids, salts, dates and the chain are the dump's. The editorial tables stay empty: such an instance
serves, exports and verifies what was published, and what is published next goes on the chain;
to go on editing what the dump holds, restore a backup of the database instead.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from claims import ledger
from claims.dump.checking import Chain, Fault, Revision, check_files, revisions
from claims.ledger.deriving import derive_all

OWNER = "owner"
BATCH = 5_000
ENVELOPE = (
    "seq", "kind", "id", "revision", "published_at", "digest", "previous_sha256", "sha256",
)  # fmt: skip
OURS = ("claims", "sources")
"""Apps of which an empty instance has no row; it may have accounts, and who may do what."""


class NotEmpty(Exception):
    """The instance holds something already: the table that does."""


@dataclass
class Restored:
    """What was put in."""

    revisions: int
    erased: int
    seq: int
    sha256: str


def restore(folder: Path, *, step: Callable[[int], None]) -> Restored:
    """Afterwards the ledger is the dump's, byte for byte, and its index tables are filled.

    By the owner's connection, in one transaction: on any fault the instance stays empty. Each
    revision is verified as it passes. ``step`` hears how many went in. Raises Fault, NotEmpty.
    """
    check_files(folder)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        # Nobody publishes meanwhile: the lock is the one that appending takes.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ledger.LOCK])
        refuse_unless_empty()
        chain = Chain()
        passing = _verified(chain, revisions(folder / "ledger.jsonl"))
        while batch := list(islice(passing, BATCH)):
            _copy(cursor, batch)
            step(chain.seq)
        derive_all(cursor)
    return Restored(chain.seq, chain.erased, chain.seq, chain.sha256)


def refuse_unless_empty() -> None:
    """Raise NotEmpty, naming the first table of ours that holds a row."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OURS and model._base_manager.using(OWNER).exists():
            raise NotEmpty(model._meta.db_table)


def _verified(chain: Chain, found: Iterable[Revision]) -> Iterator[Revision]:
    for revision in found:
        chain.take(revision)
        if revision.envelope.get("withheld"):
            raise Fault(revision.where, "its text is withheld: restore from a dump that is whole")
        yield revision


def _copy(cursor: Any, batch: list[Revision]) -> None:
    held = [one for one in batch if one.payload is not None]
    gone = [one.envelope for one in batch if one.payload is None]
    _rows(cursor, "ledger_revision", ENVELOPE, ([e.envelope[f] for f in ENVELOPE] for e in batch))
    _rows(
        cursor,
        "ledger_payload",
        ("seq", "payload", "salt"),
        (
            (one.envelope["seq"], (one.payload or b"").decode(), one.envelope["salt"])
            for one in held
        ),
    )
    _rows(
        cursor,
        "ledger_erasure",
        ("seq", "reason", "legal_basis", "erased_at"),
        (
            (e["seq"], *(e["erased"][f] for f in ("reason", "legal_basis", "erased_at")))
            for e in gone
        ),
    )


def _rows(cursor: Any, table: str, columns: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row))

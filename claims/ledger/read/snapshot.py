"""One state of the ledger for as long as an export reads, and whether it can be read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from claims.ledger.read.entries import READER, head
from claims.ledger.tables import AttributionIndex, ClaimIndex, RecordIndex, Revision

FETCH_SECONDS = 60
"""How long one batch of an export may take; the reader's usual 2 s are for pages."""


@contextmanager
def snapshot(*, using: str = READER) -> Iterator[Revision | None]:
    """One state of the ledger for everything read inside, however long: yields its head.

    A REPEATABLE READ READ ONLY transaction; each statement or batch may take a minute.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = '{FETCH_SECONDS}s'")
        yield head(using=using)


def is_ready(*, using: str = READER) -> bool:
    """Whether the tables of the ledger are there to be read; raises when the database is away."""
    tables = (Revision, RecordIndex, ClaimIndex, AttributionIndex)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(%s::text[]) name",
            [[table._meta.db_table for table in tables]],
        )
        return bool(cursor.fetchone()[0])

"""Filling the index tables from the ledger where nobody reads them yet."""

from typing import Any

INDEX_TABLES = ("ledger_record", "ledger_claim", "ledger_attribution", "ledger_count")


def derive_all(cursor: Any) -> None:
    """Afterwards the index tables hold what the views over the ledger give.

    For an empty instance alone: their indexes are dropped and made anew over all rows at once,
    several times as fast as row by row, and until the transaction ends nobody can read them.
    The owner's connection, inside a transaction that holds the ledger's lock.
    """
    cursor.execute(_DEFINITIONS, [list(INDEX_TABLES)])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute("SET LOCAL work_mem = '256MB'")
    cursor.execute("ANALYZE ledger_revision, ledger_payload")
    cursor.execute("SELECT ledger_derive()")
    for _name, definition in indexes:
        cursor.execute(definition)


# All but those of constraints, which hold a load to its rules.
_DEFINITIONS = """
SELECT c.relname, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid::regclass::text = ANY (%s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
ORDER BY 1
"""

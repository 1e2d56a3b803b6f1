"""`verify` finds every change made behind the rules, and nothing where there was none."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from claims import ledger
from claims.ledger.tables import Erasure
from claims.ledger.verify import Tally, verify

ROUNDS = 240
TABLES = {
    "ledger_revision": "TRUE",
    "ledger_payload": "TRUE",
    "ledger_record": "TRUE",
    "ledger_claim": "TRUE",
    "ledger_attribution": "TRUE",
    "ledger_count": "TRUE",
    "sources_document": "public_id IS NOT NULL",
    "sources_sentence": (
        "document_id IN (SELECT id FROM sources_document WHERE public_id IS NOT NULL)"
    ),
}
OTHER = {
    "ARRAY": "array_append({0}, 'x')",
    "tsvector": "{0} || 'zzz'::tsvector",
    "bigint": "coalesce({0}, 0) + 1000",
    "boolean": "NOT {0}",
    "bytea": "set_byte({0}, 0, (get_byte({0}, 0) + 1) %% 256)",
    "character varying": (
        "coalesce(left({0}, greatest(length({0}) - 1, 0)), '')"
        " || CASE right({0}, 1) WHEN 'a' THEN 'b' ELSE 'a' END"
    ),
    "date": "coalesce({0}, '2024-01-01') + 1",
    "integer": "coalesce({0}, 0) + 1000",
    "jsonb": "jsonb_build_object('x', {0})",
    "smallint": "{0} + 1",
    "text": "coalesce({0}, '') || 'x'",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 second'",
}
"""SQL that gives another value than the column's own, by the column's type."""


@dataclass(frozen=True)
class Change:
    """One statement run behind the rules, and how a person would call it."""

    name: str
    statement: str


@pytest.fixture
def superuser(seeded: str) -> Iterator[Any]:
    """The owner's alias as the server's superuser: triggers can be switched off."""
    connection = connections["owner"]
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = "postgres"
    yield connection
    connection.close()
    connection.settings_dict["USER"] = before


@contextmanager
def undone(connection: Any) -> Iterator[Any]:
    """A transaction with the triggers off, rolled back at the end."""
    with transaction.atomic(using="owner"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        transaction.set_rollback(True, using="owner")


def changes(connection: Any, seed: int) -> Iterator[Change]:
    """Endless random changes of published rows: edit, delete, insert, swap."""
    chance = random.Random(seed)  # noqa: S311 - the same changes at every run
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_name = ANY(%s) ORDER BY 1, ordinal_position",
            [list(TABLES)],
        )
        columns: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in cursor.fetchall():
            columns.setdefault(table, []).append((column, kind))
    while True:
        table = chance.choice(sorted(TABLES))
        column, kind = chance.choice(columns[table])
        yield chance.choice((edit, edit, delete, insert, swap))(
            table, columns[table], column, kind, chance.random()
        )


def row(table: str, chance: float) -> str:
    """A condition that picks one published row of the table."""
    where = TABLES[table]
    return (
        f"ctid = (SELECT ctid FROM {table} WHERE {where} ORDER BY ctid LIMIT 1 OFFSET"
        f" (SELECT floor({chance} * count(*))::int FROM {table} WHERE {where}))"
    )


def edit(table: str, _all: Any, column: str, kind: str, chance: float) -> Change:
    value = OTHER[kind].format(f'"{column}"')
    return Change(
        f"edit {table}.{column}",
        f'UPDATE {table} SET "{column}" = {value} WHERE {row(table, chance)}',
    )


def delete(table: str, _all: Any, _column: str, _kind: str, chance: float) -> Change:
    return Change(f"delete from {table}", f"DELETE FROM {table} WHERE {row(table, chance)}")


KEYS = ("seq", "id", "key", "first_seq", "number", "previous_sha256", "text_sha256", "public_id")


def insert(table: str, every: Any, _column: str, _kind: str, chance: float) -> Change:
    values = ", ".join(
        OTHER[kind].format(f'"{column}"') if column in KEYS else f'"{column}"'
        for column, kind in every
    )
    return Change(
        f"insert into {table}",
        f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {row(table, chance)}",
    )


def swap(table: str, _all: Any, column: str, _kind: str, chance: float) -> Change:
    return Change(
        f"swap {table}.{column}",
        f"""WITH two AS (
              SELECT ctid AS at, "{column}" AS value,
                lag("{column}") OVER (ORDER BY ctid) AS before,
                lead("{column}") OVER (ORDER BY ctid) AS after,
                row_number() OVER (ORDER BY ctid) AS n
              FROM (SELECT ctid, "{column}" FROM {table} WHERE {TABLES[table]}
                    ORDER BY md5(ctid::text || {chance}) LIMIT 2) chosen)
            UPDATE {table} SET "{column}" = CASE two.n WHEN 1 THEN two.after ELSE two.before END
            FROM two WHERE {table}.ctid = two.at
              AND two.value IS DISTINCT FROM
                  CASE two.n WHEN 1 THEN two.after ELSE two.before END""",
    )


def first_fault(head: dict[str, Any] | None = None) -> str | None:
    return next((str(fault) for fault in verify(Tally(), using="owner", head=head)), None)


def test_verify_finds_nothing_wrong_with_the_seeds(seeded: str) -> None:
    tally = Tally()

    assert list(verify(tally, using="default")) == []
    assert tally.revisions == ledger.stamp()
    assert min(tally.spans, tally.sentences, tally.documents, tally.rows) > 0


def test_verify_names_every_random_change(superuser: Any) -> None:
    missed, done = [], 0
    for change in changes(superuser, seed=20240322):
        if done == ROUNDS:
            break
        with undone(superuser) as cursor:
            try:
                with transaction.atomic(using="owner"):
                    cursor.execute(change.statement)
            except DatabaseError:
                continue  # a constraint that no role can switch off refused it
            if cursor.rowcount == 0:
                continue
            done += 1
            if first_fault() is None:
                missed.append(change)

    assert missed == []
    assert first_fault() is None


@pytest.mark.parametrize("cut", [1, 2, 7])
def test_verify_sees_a_cut_tail_against_a_kept_head(superuser: Any, cut: int) -> None:
    head = ledger.head(using="owner")
    assert head is not None
    kept = {"seq": head.seq, "sha256": head.sha256}
    with undone(superuser) as cursor:
        for table in ("ledger_payload", "ledger_revision"):
            cursor.execute(f"DELETE FROM {table} WHERE seq > %s", [head.seq - cut])
        cursor.execute("SELECT ledger_derive()")

        faults = [str(fault) for fault in verify(Tally(), using="owner", head=kept)]

    assert faults[0] == (
        f"ledger_revision seq {head.seq}: the kept head names it and it is gone: tail cut"
    )


def test_verify_sees_a_rewritten_tail_against_a_kept_head(superuser: Any) -> None:
    head = ledger.head(using="owner")
    assert head is not None
    kept = {"seq": head.seq, "sha256": head.sha256}
    with undone(superuser) as cursor:
        cursor.execute(
            "UPDATE ledger_revision r SET published_at = published_at + interval '1 second'"
            " WHERE seq = %s",
            [head.seq],
        )
        cursor.execute(
            "UPDATE ledger_revision r SET sha256 = ledger_sha256(r) WHERE seq = %s", [head.seq]
        )
        cursor.execute("SELECT ledger_derive()")

        faults = [str(fault) for fault in verify(Tally(), using="owner", head=kept)]

    assert faults == [f"ledger_revision seq {head.seq}: it is not the one that the kept head names"]


def test_erased_payload_leaves_a_stub_that_verifies(seeded: str) -> None:
    seq = ledger.stamp()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT ledger_erase(%s, 'A court ordered it.', 'GDPR art. 17')", [seq])
    tally = Tally()

    assert list(verify(tally, using="default")) == []
    assert tally.erased == 1
    (stub,) = ledger.entries([seq])
    assert stub.erased == {
        "reason": "A court ordered it.", "legal_basis": "GDPR art. 17",
        "erased_at": ledger.moment(Erasure.objects.get(seq=seq).erased_at),
    }  # fmt: skip


def test_rebuild_gives_the_same_rows(seeded: str) -> None:
    tables = ("ledger_record", "ledger_claim", "ledger_attribution", "ledger_count")
    before = [contents(table) for table in tables]

    call_command("rebuild")

    assert [contents(table) for table in tables] == before
    assert all(before)


def contents(table: str) -> list[tuple[Any, ...]]:
    with connections["reader"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return list(cursor.fetchall())

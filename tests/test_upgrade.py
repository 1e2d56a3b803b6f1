"""A database of an earlier version comes up to date with its ledger untouched."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connections

from claims import ledger
from claims.ledger.verify import Tally, verify
from tests import make
from tracker import roles

earlier = import_module("claims.migrations.0014_earlier_databases")


def shape() -> list[tuple[str, ...]]:
    """Every function, index, constraint, trigger and column of the database."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text, prosrc FROM pg_proc p"
            " WHERE pronamespace = 'public'::regnamespace"
            " UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE NOT tgisinternal"
            " UNION ALL SELECT table_name || '.' || column_name, data_type || ordinal_position"
            " FROM information_schema.columns WHERE table_schema = 'public'"
            " ORDER BY 1, 2"
        )
        return cursor.fetchall()


LACKED = {
    "before the last": """
        DROP TABLE ledger_count CASCADE;
        ALTER TABLE ledger_claim DROP COLUMN slug CASCADE, DROP COLUMN words CASCADE;
        DROP FUNCTION ledger_chain(text, text, text, text);
        DROP FUNCTION ledger_when(text, text);
        DROP TRIGGER a_version ON claims_evidence;
        CREATE OR REPLACE FUNCTION language_map_ok(value jsonb) RETURNS boolean
          LANGUAGE sql IMMUTABLE AS 'SELECT true';
        ALTER TABLE claims_actorevent DISABLE TRIGGER USER;
        UPDATE claims_actorevent SET uuid = gen_random_uuid();
        ALTER TABLE claims_actorevent ENABLE TRIGGER USER""",
    "the last": """
        DROP INDEX record_actor_named;
        DROP FUNCTION ledger_when(text, text);
        UPDATE ledger_claim SET search = ledger_place(published_at, first_seq)""",
}
"""What a database of each version lacks."""


@pytest.mark.parametrize("version", LACKED)
def test_an_earlier_database_becomes_what_a_new_one_is(seeded: str, version: str) -> None:
    new, head = shape(), ledger.head()
    with connections["owner"].cursor() as cursor:
        cursor.execute(LACKED[version])
    assert shape() != new

    with connections["owner"].schema_editor() as schema_editor:
        earlier.upgrade(apps, schema_editor)
    roles.grant(connections["owner"])

    assert shape() == new
    assert ledger.head() == head
    assert list(verify(Tally(), using="owner")) == []
    make.published_claim("It goes on")
    assert list(verify(Tally(), using="owner")) == []


def test_a_new_database_is_left_alone(seeded: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 'ledger_claim'::regclass::oid")
        before = cursor.fetchone()
        with connections["owner"].schema_editor() as schema_editor:
            earlier.upgrade(apps, schema_editor)
        cursor.execute("SELECT 'ledger_claim'::regclass::oid")
        assert cursor.fetchone() == before

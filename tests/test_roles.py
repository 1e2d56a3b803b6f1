"""What each role of the database may do: the public side could not leak a draft if it tried."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connections

LEDGER = {
    "ledger_revision",
    "ledger_payload",
    "ledger_erasure",
    "ledger_record",
    "ledger_claim",
    "ledger_attribution",
    "ledger_count",
}
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def granted(role: str, verb: str) -> set[str]:
    """The tables and views on which the role of the alias has the privilege."""
    with connections[role].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v', 'm', 'p') AND has_table_privilege(oid, %s)",
            [verb],
        )
        return {name for (name,) in cursor.fetchall()}


def test_reader_may_read_the_ledger_and_nothing_else(db: str) -> None:
    assert {verb: granted("reader", verb) for verb in VERBS} == {
        "SELECT": LEDGER, "INSERT": set(), "UPDATE": set(), "DELETE": set(),
        "TRUNCATE": set(), "REFERENCES": set(), "TRIGGER": set(),
    }  # fmt: skip


def test_no_role_may_make_temporary_tables(db: str) -> None:
    for alias in ("default", "reader"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT has_database_privilege(current_database(), 'TEMPORARY')")
            assert cursor.fetchone() == (False,)


def test_functions_with_a_path_look_at_temporary_things_last(db: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosecdef, proconfig FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND (proconfig IS NOT NULL OR prosecdef)"
            " AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        paths = {config[0] for _name, _definer, config in cursor.fetchall()}

    assert paths == {"search_path=pg_catalog, public, pg_temp"}


def test_editors_may_only_add_to_history(db: str) -> None:
    events = {m._meta.db_table for m in apps.get_models() if hasattr(m, "pgh_tracked_model")}

    assert len(events) == 17
    assert events <= granted("default", "SELECT") & granted("default", "INSERT")
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        assert granted("default", verb) & (events | LEDGER) == set()


def test_editors_may_not_write_the_ledger(db: str) -> None:
    assert granted("default", "INSERT") & LEDGER == set()
    assert granted("default", "SELECT") >= LEDGER


FORBIDDEN = [
    "INSERT INTO ledger_revision SELECT * FROM ledger_revision",
    "UPDATE ledger_payload SET payload = '{}'",
    "DELETE FROM ledger_payload",
    "TRUNCATE ledger_revision CASCADE",
    "UPDATE ledger_claim SET status = 'supported'",
    "DELETE FROM ledger_record",
    "UPDATE ledger_count SET claims = 0",
    "SELECT ledger_tally('00000000', 1)",
    "UPDATE claims_claimevent SET pgh_label = 'x'",
    "DELETE FROM claims_attributionevent",
    "TRUNCATE sources_documentevent",
    "DELETE FROM claims_submission",
    "SELECT ledger_erase(1, 'r', 'b')",
    "SELECT ledger_derive()",
    "CREATE TEMPORARY TABLE ledger_record (x int)",
    "DELETE FROM claims_publication",
    "ALTER TABLE ledger_revision DISABLE TRIGGER ALL",
    "ALTER TABLE claims_claim DISABLE TRIGGER ALL",
    "DROP TABLE ledger_payload",
    "CREATE TABLE public.mine (x int)",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION refuse(rule text, message text) RETURNS void AS '' LANGUAGE sql",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_editorial_role_is_refused(statement: str, seeded_module: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM claims_claim",
        "SELECT * FROM sources_document",
        "SELECT * FROM auth_user",
        "SELECT * FROM claims_claimevent",
        "SELECT * FROM ledger_current",
        "SELECT ledger_append('claim', 'x', '{}', '', 1, NULL)",
        "SELECT * FROM ledger_differences()",
        "SELECT contributors('claim', 1)",
    ],
)
def test_reader_role_is_refused(statement: str, seeded_module: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        connections["reader"].cursor() as cursor,
    ):
        cursor.execute(statement)

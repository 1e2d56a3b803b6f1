"""What each of the three roles may do, asked of the database itself."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connections

from tests.clones import Cluster
from tracker import roles
from tracker.roles import Login, Logins, RoleError

READER_SEES = {
    model._meta.db_table for model in roles.tables() if roles.reader_may(model) == "SELECT"
}


def execute(alias: str, statement: str) -> list:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def refused(alias: str, statement: str) -> bool:
    try:
        execute(alias, statement)
    except ProgrammingError as error:
        return isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege)
    return False


def tables() -> list[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    return [name for (name,) in execute("owner", query)]


def test_each_alias_logs_in_as_its_own_role(db: str) -> None:
    users = {alias: execute(alias, "SELECT current_user")[0][0] for alias in connections}

    assert users == {"default": "dixit_app", "reader": "dixit_reader", "owner": "dixit_owner"}


def test_no_role_has_an_administrators_rights(db: str) -> None:
    found = execute(
        "owner",
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'dixit%' AND"
        " (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)",
    )

    assert found == []


def test_reader_sees_what_the_models_say_and_nothing_else(db: str) -> None:
    seen = {name for name in tables() if not refused("reader", f"SELECT 1 FROM {name} LIMIT 1")}

    assert seen == READER_SEES


def test_reader_cannot_write_anything_anywhere(db: str) -> None:
    granted = execute(
        "owner",
        "SELECT table_name, privilege_type FROM information_schema.table_privileges"
        " WHERE grantee = 'dixit_reader' AND privilege_type <> 'SELECT'",
    )

    assert granted == []
    assert execute("reader", "SHOW default_transaction_read_only") == [("on",)]
    assert execute("reader", "SHOW statement_timeout") == [("2s",)]


@pytest.mark.parametrize("alias", ["default", "reader"])
def test_lesser_roles_create_nothing(db: str, alias: str) -> None:
    assert refused(alias, "BEGIN READ WRITE; CREATE TABLE public.own (number int)")
    connections[alias].close()
    assert refused(alias, "BEGIN READ WRITE; CREATE SCHEMA own")


def test_reader_has_no_temporary_tables(db: str) -> None:
    assert refused("reader", "BEGIN READ WRITE; CREATE TEMP TABLE own (number int)")


def test_editorial_role_reads_migrations_only(db: str) -> None:
    assert execute("default", "SELECT count(*) > 0 FROM django_migrations") == [(True,)]
    assert refused("default", "DELETE FROM django_migrations")


def test_no_table_may_be_truncated_but_by_the_owner(db: str) -> None:
    allowed = [name for name in tables() if not refused("default", f"TRUNCATE {name}")]

    assert allowed == []


def test_grant_takes_away_what_is_no_longer_said(db: str) -> None:
    execute("owner", "GRANT SELECT ON auth_user TO dixit_reader")
    execute("owner", "GRANT SELECT (id) ON auth_group TO dixit_reader")
    execute("owner", "GRANT TRUNCATE ON auth_user TO dixit_app")

    roles.grant_in_place()

    assert refused("reader", "SELECT 1 FROM auth_user")
    assert refused("reader", "SELECT id FROM auth_group")
    assert refused("default", "TRUNCATE auth_user")


def test_grant_twice_changes_nothing(db: str) -> None:
    query = "SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY 1"
    before = execute("owner", query)

    roles.grant_in_place()

    assert execute("owner", query) == before


def test_listed_function_that_does_not_exist_stops_the_grant(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "READER_FUNCTIONS", ["no_such_function(text)"])

    with pytest.raises(RoleError, match=r"no_such_function\(text\)"):
        roles.grant_in_place()


def test_migrate_again_sets_the_grants_again(db: str) -> None:
    execute("owner", "GRANT SELECT ON auth_user TO dixit_reader")

    call_command("migrate", verbosity=0)

    assert refused("reader", "SELECT 1 FROM auth_user")


@pytest.fixture
def others(cluster: Cluster) -> Iterator[Logins]:
    """Three roles of other names, with passwords, as on a server of somebody else's."""
    logins = Logins(Login("ext owner", "a'b"), Login("ext_app", 'c"d'), Login("ext_reader", "e"))
    yield logins
    with closing(psycopg.connect(cluster.server.conninfo(), autocommit=True)) as connection:
        connection.execute("DROP DATABASE IF EXISTS external WITH (FORCE)")
        for login in logins.each():
            connection.execute(f'DROP ROLE IF EXISTS "{login.name}"')


def test_provision_twice_makes_roles_and_a_closed_database(
    cluster: Cluster, others: Logins
) -> None:
    for _ in range(2):
        roles.provision(cluster.server.conninfo(), database="external", logins=others)

    address = cluster.server.conninfo(user="dixit_app", database="external")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(address)
    address = cluster.server.conninfo(user="ext_app", database="external")
    with closing(psycopg.connect(address)) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("ext_app",)


def test_provision_refuses_a_role_with_an_administrators_rights(
    cluster: Cluster, others: Logins
) -> None:
    with closing(psycopg.connect(cluster.server.conninfo(), autocommit=True)) as connection:
        connection.execute("CREATE ROLE ext_app LOGIN CREATEROLE")

    with pytest.raises(RoleError, match="administrator's rights"):
        roles.provision(cluster.server.conninfo(), database="external", logins=others)


def test_provision_refuses_a_database_of_another_owner(cluster: Cluster, others: Logins) -> None:
    with closing(psycopg.connect(cluster.server.conninfo(), autocommit=True)) as connection:
        connection.execute("CREATE DATABASE external")

    with pytest.raises(RoleError, match="belongs to postgres"):
        roles.provision(cluster.server.conninfo(), database="external", logins=others)


def test_provision_by_an_administrator_who_is_no_superuser(
    cluster: Cluster, others: Logins
) -> None:
    with closing(psycopg.connect(cluster.server.conninfo(), autocommit=True)) as connection:
        connection.execute("CREATE ROLE cloud LOGIN CREATEROLE CREATEDB")
        connection.execute("GRANT CONNECT ON DATABASE postgres TO cloud")
        try:
            address = cluster.server.conninfo(user="cloud")
            roles.provision(address, database="external", logins=others)
        finally:
            connection.execute("DROP DATABASE IF EXISTS external WITH (FORCE)")
            for login in others.each():
                connection.execute(f'DROP ROLE IF EXISTS "{login.name}"')
            connection.execute("DROP OWNED BY cloud; DROP ROLE cloud")

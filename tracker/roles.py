"""The three roles of the database, and what each of them may do.

`owner` migrates, rebuilds and erases; `app` is the editors' side; `reader` is the public's, and
sees the ledger and its derived tables only, so that a leak would need a grant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from tracker.programs import SUPPORTED
from tracker.routers import OWNER

DEFAULT_APP_MAY = "SELECT, INSERT, UPDATE, DELETE"

# Functions of the owner that run with its rights, as `name(argument types)`.
APP_FUNCTIONS: list[str] = [
    "ledger_append(text, text, text, text, bigint, bigint)",
    "ledger_differences()",
]
READER_FUNCTIONS: list[str] = []


class RoleError(Exception):
    """The roles cannot be made as they must be; the message says why and what to do."""


@dataclass(frozen=True)
class Login:
    """A role that logs in. An embedded server asks for no password."""

    name: str
    password: str = ""


@dataclass(frozen=True)
class Logins:
    owner: Login
    app: Login
    reader: Login

    def each(self) -> Iterator[Login]:
        return iter((self.owner, self.app, self.reader))


def configured() -> Logins:
    """The three logins of the settings.

    Raises RoleError when MIGRATE_URL, and so the owner, is missing, or when two are the same.
    """
    require_owner()
    owner, app, reader = (
        Login(settings.DATABASES[alias]["USER"], settings.DATABASES[alias]["PASSWORD"])
        for alias in (OWNER, "default", "reader")
    )
    if len({owner.name, app.name, reader.name}) < 3:
        raise RoleError(
            "MIGRATE_URL, DATABASE_URL and READER_URL must name three different users: the "
            "owner, the editors' and the public's."
        )
    return Logins(owner, app, reader)


def require_owner() -> None:
    """Raises RoleError when this instance has no address of the owner."""
    if OWNER not in settings.DATABASES:
        raise RoleError(
            "MIGRATE_URL is not set. Set it to the database's address with the owner's user; "
            "only the owner may change tables and grants."
        )


def provision(admin: str, *, database: str, logins: Logins) -> None:
    """Afterwards the roles and the database exist, closed to everybody else.

    `admin` is the address of a role that may create roles and databases. Nothing that exists is
    lost. Raises RoleError, or psycopg.Error as the server worded it.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        _check_server(connection)
        for login in logins.each():
            _ensure_role(connection, login)
        _ensure_database(connection, database, logins.owner)
        fence(connection, database=database, logins=logins)
    inside = psycopg.conninfo.make_conninfo(admin, dbname=database)
    with psycopg.connect(inside, autocommit=True) as connection:
        _fence_schema(connection, logins)


def fence(connection: psycopg.Connection, *, database: str, logins: Logins) -> None:
    """Afterwards only the three roles may connect. A cloned database needs this anew."""
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, logins.app.name)
    _run(connection, "REVOKE ALL ON DATABASE {} FROM {}", database, logins.reader.name)
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, logins.reader.name)


def grant(connection: BaseDatabaseWrapper) -> None:
    """Afterwards app and reader may do exactly what the models and the two lists above say.

    `connection` is the owner's. Whatever was granted before and is no longer said is taken away.
    Raises RoleError when a listed function does not exist.
    """
    logins = configured()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        wanted = [*_revocations(cursor, logins), *_table_grants(cursor, logins)]
        for statement in wanted:
            cursor.execute(statement)
        for role, functions in ((logins.app, APP_FUNCTIONS), (logins.reader, READER_FUNCTIONS)):
            for function in functions:
                _grant_function(cursor, role, function)


def app_may(model: type[models.Model]) -> str:
    """What the editorial role may do with the model's table."""
    # Told by name and attribute: importing pghistory's models needs the applications loaded.
    if getattr(model, "pgh_tracked_model", None):
        return "SELECT, INSERT"
    if model._meta.label == "pghistory.Context":
        return "SELECT"
    return _said(model, "app_may", DEFAULT_APP_MAY)


def reader_may(model: type[models.Model]) -> str:
    """What the public role may do with the model's table; empty: nothing."""
    return _said(model, "reader_may", "")


def tables() -> Iterator[type[models.Model]]:
    """Every model with a table of its own, tables between two models included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def grant_in_place() -> None:
    """`grant` on the configured owner's connection."""
    require_owner()
    grant(connections[OWNER])


def _said(model: type[models.Model], attribute: str, default: str) -> str:
    # A table between two models follows the model that declares it.
    declaring = model._meta.auto_created or model
    return str(getattr(declaring, attribute, default))


def _check_server(connection: psycopg.Connection) -> None:
    major = connection.info.server_version // 10_000
    if major not in SUPPORTED:
        raise RoleError(f"The server is PostgreSQL {major}; versions 15 to 18 are supported.")


def _ensure_role(connection: psycopg.Connection, login: Login) -> None:
    found = connection.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
        " FROM pg_roles WHERE rolname = %s",
        [login.name],
    ).fetchone()
    if found and found[0]:
        raise RoleError(
            f"The role {login.name} exists and has administrator's rights. Name another user in "
            "the address, or take those rights away."
        )
    _run(connection, "ALTER ROLE {} LOGIN" if found else "CREATE ROLE {} LOGIN", login.name)
    if login.password:
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(login.name), sql.Literal(login.password)
            )
        )


def _ensure_database(connection: psycopg.Connection, database: str, owner: Login) -> None:
    found = connection.execute(
        "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding)"
        " FROM pg_database WHERE datname = %s",
        [database],
    ).fetchone()
    if found is None:
        _become_member(connection, owner)
        _run(
            connection,
            "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0",
            database,
            owner.name,
        )
    elif found != (owner.name, "UTF8"):
        raise RoleError(
            f"The database {database} exists, belongs to {found[0]} and is in {found[1]}. It "
            f"must belong to {owner.name} and be in UTF8: name another in the addresses."
        )


def _become_member(connection: psycopg.Connection, owner: Login) -> None:
    """An administrator who is no superuser may only give a database to a role of its own."""
    superuser = connection.execute(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if superuser != (True,):
        _run(connection, "GRANT {} TO CURRENT_USER", owner.name)


def _fence_schema(connection: psycopg.Connection, logins: Logins) -> None:
    _run(connection, "ALTER SCHEMA public OWNER TO {}", logins.owner.name)
    _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for login in (logins.app, logins.reader):
        _run(connection, "REVOKE ALL ON SCHEMA public FROM {}", login.name)
        _run(connection, "GRANT USAGE ON SCHEMA public TO {}", login.name)


OWN_OBJECTS = """
SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass::text
  FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
   AND relowner = current_user::regrole
 UNION ALL
SELECT 'ROUTINE', oid::regprocedure::text
  FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole
"""

SEQUENCES = """
SELECT seq.oid::regclass::text
  FROM pg_depend JOIN pg_class seq ON seq.oid = pg_depend.objid AND seq.relkind = 'S'
 WHERE refobjid = to_regclass(%s) AND deptype IN ('a', 'i')
"""


def _revocations(cursor: CursorWrapper, logins: Logins) -> Iterator[str]:
    cursor.execute(OWN_OBJECTS)
    roles = f"{_quoted(logins.app.name)}, {_quoted(logins.reader.name)}"
    for kind, name in cursor.fetchall():
        yield f"REVOKE ALL ON {kind} {name} FROM {roles}"


def _table_grants(cursor: CursorWrapper, logins: Logins) -> Iterator[str]:
    app, reader = _quoted(logins.app.name), _quoted(logins.reader.name)
    yield f"GRANT SELECT ON django_migrations TO {app}"
    cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    present = {name for (name,) in cursor.fetchall()}
    for model in tables():
        if model._meta.db_table not in present:
            continue  # not migrated yet; its migration grants again
        table = _quoted(model._meta.db_table)
        if allowed := reader_may(model):
            yield f"GRANT {allowed} ON {table} TO {reader}"
        if allowed := app_may(model):
            yield f"GRANT {allowed} ON {table} TO {app}"
        if "INSERT" in allowed:
            cursor.execute(SEQUENCES, [table])
            for (sequence,) in cursor.fetchall():
                yield f"GRANT USAGE ON SEQUENCE {sequence} TO {app}"


def _grant_function(cursor: CursorWrapper, login: Login, function: str) -> None:
    cursor.execute("SELECT to_regprocedure(%s)::text", [function])
    (found,) = cursor.fetchone()
    if found is None:
        raise RoleError(
            f"The function {function} of tracker/roles.py is not in the database. Correct its "
            "name or argument types there, or add the migration that creates it."
        )
    cursor.execute(f"GRANT EXECUTE ON FUNCTION {found} TO {_quoted(login.name)}")


def _quoted(name: str) -> str:
    return connections[OWNER].ops.quote_name(name)


def _run(connection: psycopg.Connection, template: LiteralString, *names: str) -> None:
    connection.execute(sql.SQL(template).format(*map(sql.Identifier, names)))

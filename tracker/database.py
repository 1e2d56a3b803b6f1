"""This instance's database, made ready to use: server, roles, tables, grants."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command

from tracker import roles
from tracker.postgres import Server
from tracker.routers import OWNER


def server() -> Server:
    """The embedded server of the settings."""
    found: Server = settings.SERVER
    return found


def start() -> bool:
    """Afterwards the embedded server runs and has roles and database; True when this started it.

    With a server of somebody else's, nothing is done. Raises PostgresError or RoleError.
    """
    if not settings.EMBEDDED:
        return False
    started = server().start()
    if not _answers(OWNER):
        provision_roles(server().conninfo())
        _close_maintenance_database()
    return started


@contextmanager
def running() -> Iterator[None]:
    """The database runs inside the block, and afterwards no longer if it did not before."""
    started = start()
    try:
        yield
    finally:
        if started:
            server().stop()


def provision_roles(admin: str) -> None:
    """Afterwards the roles and the empty or older database exist; `admin` is an administrator."""
    name = settings.DATABASES[OWNER]["NAME"] if OWNER in settings.DATABASES else ""
    roles.provision(admin, database=name, logins=roles.configured())


def provision(admin: str | None = None, *, verbosity: int = 0) -> None:
    """Afterwards the tables are those of this version of the code, with the right grants.

    With `admin`, or on the embedded server, roles and database are made too.
    """
    start()
    if admin:
        provision_roles(admin)
    call_command("migrate", interactive=False, verbosity=verbosity)


def _answers(alias: str) -> bool:
    given = settings.DATABASES[alias]
    address = server().conninfo(user=given["USER"], database=given["NAME"])
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


def _close_maintenance_database() -> None:
    """On our own server the two lesser roles have no business in any other database."""
    with psycopg.connect(server().conninfo(), autocommit=True) as connection:
        for database in ("postgres", "template1"):
            connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")

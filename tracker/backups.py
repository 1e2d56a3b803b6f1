"""The whole database in one file, and back: PostgreSQL's own programs do the work."""

import os
import subprocess
import tempfile
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tracker import programs, roles
from tracker.postgres import Server
from tracker.routers import OWNER

TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""


class BackupError(Exception):
    """The backup or restore was refused or failed; the message says why and what to do."""


def write(file: Path, *, replace: bool = False) -> int:
    """Afterwards `file` holds the database, complete; its size in bytes. Raises BackupError."""
    if file.exists() and not replace:
        raise BackupError(f"{file} exists. Name another file, or add --force to replace it.")
    if not file.absolute().parent.is_dir():
        raise BackupError(f"The folder {file.absolute().parent} does not exist. Create it first.")
    address, password = _owner_address()
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        asked = ["--format=custom", "--no-owner", "--no-acl", "-d", address]
        _run("pg_dump", address, password, *asked, "-f", part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def read(file: Path, *, replace: bool = False) -> dict[str, int]:
    """Afterwards the database holds what `file` holds, with grants; the rows of each table.

    Raises BackupError when there are tables already and `replace` is not set. What is there is
    removed only after `file` has been restored whole on a server of its own.
    """
    _require(file)
    address, password = _owner_address()
    with psycopg.connect(address, password=password, autocommit=True) as connection:
        if connection.execute(TABLES).fetchone():
            if not replace:
                raise BackupError(
                    "The database is not empty. Restore into an empty one, or add --force to "
                    "remove what is there."
                )
            check(file)
            _empty(connection)
        _restore(file, address, password)
        roles.grant_in_place()
        return _counts(connection)


def check(file: Path) -> dict[str, int]:
    """Restore `file` on a server made for this and removed; the rows of each table."""
    _require(file)
    with tempfile.TemporaryDirectory(prefix="dixit-check-") as folder:
        Path(folder).chmod(0o711)
        server = Server(Path(folder) / "postgres", durable=False)
        server.start()
        try:
            with psycopg.connect(server.conninfo(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE restored TEMPLATE template0")
            address = server.conninfo(database="restored")
            _restore(file, address, "")
            with psycopg.connect(address) as connection:
                return _counts(connection)
        finally:
            server.stop()


def _require(file: Path) -> None:
    if not file.is_file():
        raise BackupError(f"{file} is not a file. Name one that `manage.py db backup` wrote.")


def _owner_address() -> tuple[str, str]:
    """The address and, apart from it so that no process list shows it, the password."""
    roles.require_owner()
    given = settings.DATABASES[OWNER]
    others = {key: value for key, value in given["OPTIONS"].items() if key != "options"}
    address = make_conninfo(
        dbname=given["NAME"],
        user=given["USER"],
        **{key: given[key.upper()] for key in ("host", "port") if given[key.upper()]},
        **others,
    )
    return address, given["PASSWORD"]


def _restore(file: Path, address: str, password: str) -> None:
    asked = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", address, password, *asked, "-d", address, file)


def _run(name: str, address: str, password: str, *asked: str | Path) -> None:
    with psycopg.connect(address, password=password) as connection:
        major = connection.info.server_version // 10_000
    environment = {**os.environ, "PGPASSWORD": password} if password else dict(os.environ)
    done = subprocess.run(
        [programs.client(name, at_least=major), *asked],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{name} failed:\n{done.stderr.strip()}")


def _empty(connection: psycopg.Connection) -> None:
    logins = roles.configured()
    connection.execute("DROP SCHEMA public CASCADE")
    connection.execute("CREATE SCHEMA public")
    for login in (logins.app, logins.reader):
        connection.execute(
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(login.name))
        )


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    return {name: _count(connection, name) for (name,) in connection.execute(TABLES).fetchall()}


def _count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(
        sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
    ).fetchone()
    return int(found[0]) if found else 0

"""The database server and its contents, as a whole."""

import argparse
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections

from tracker import backups, database, roles
from tracker.programs import PostgresError
from tracker.routers import OWNER

ALIASES = {"owner": OWNER, "app": "default", "reader": "reader"}


class Command(BaseCommand):
    help = "Start, stop, examine, set up, back up and restore the database."
    requires_database = False
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        _verb(verbs, "start", "start the embedded server")
        _verb(verbs, "stop", "stop the embedded server")
        _verb(verbs, "status", "say whether the database answers (exit code 1 when not)")
        provision = _verb(verbs, "provision", "make roles, database, tables and grants")
        provision.add_argument(
            "--admin-url", metavar="URL", help="an administrator's address, for an external server"
        )
        backup = _verb(verbs, "backup", "write the whole database into FILE")
        backup.add_argument("file", type=Path, metavar="FILE")
        backup.add_argument("--force", action="store_true", help="replace FILE if it exists")
        restore = _verb(verbs, "restore", "read the database back from FILE, into an empty one")
        restore.add_argument("file", type=Path, metavar="FILE")
        restore.add_argument(
            "--check",
            action="store_true",
            help="only try it, on a server of its own that is removed, and print counts",
        )
        restore.add_argument("--force", action="store_true", help="first remove what is there")
        restore.add_argument("--no-input", action="store_true", help="ask nothing")
        url = _verb(verbs, "url", "print an address of the database, alone")
        url.add_argument("--role", choices=ALIASES, default="owner")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            said, facts = getattr(self, f"_{verb}")(options)
        except (PostgresError, roles.RoleError, backups.BackupError) as error:
            raise CommandError(str(error)) from error
        except (psycopg.Error, DatabaseError) as error:
            raise CommandError(f"The database refused: {str(error).strip()}") from error
        self.stdout.write(json.dumps(facts) if options["json"] else said)
        if facts.get("running") is False and verb == "status":
            raise SystemExit(1)

    def _start(self, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        _require_embedded()
        started = database.start()
        pid = database.server().pid()
        said = "The database was started" if started else "The database is running"
        return f"{said} (process {pid}).", {"running": True, "started": started, "pid": pid}

    def _stop(self, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        _require_embedded()
        stopped = database.server().stop()
        said = "The database was stopped." if stopped else "The database was not running."
        return said, {"running": False, "stopped": stopped}

    def _status(self, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return _embedded_status() if settings.EMBEDDED else _external_status()

    def _provision(self, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if settings.EMBEDDED and options["admin_url"]:
            raise CommandError("--admin-url is for an external server: set DATABASE_URL too.")
        database.provision(options["admin_url"], verbosity=options["verbosity"] - 1)
        tables = len(list(roles.tables()))
        return f"Roles, database, {tables} tables and grants are in place.", {"tables": tables}

    def _backup(self, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        file: Path = options["file"]
        with database.running():
            size = backups.write(file, replace=options["force"])
        return f"{size:,} bytes were written to {file}.", {"file": str(file), "bytes": size}

    def _restore(self, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        file: Path = options["file"]
        if options["check"]:
            counts = backups.check(file)
        else:
            self._confirm(options)
            with database.running():
                counts = backups.read(file, replace=options["force"])
        lines = [f"{count:>12,}  {table}" for table, count in counts.items()]
        done = "can be restored" if options["check"] else "was restored"
        return "\n".join([*lines, f"{file} {done}: {len(counts)} tables."]), {"rows": counts}

    def _url(self, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        address = _url(ALIASES[options["role"]])
        return address, {"url": address}

    def _confirm(self, options: dict[str, Any]) -> None:
        if not options["force"] or options["no_input"]:
            return
        name = settings.DATABASES["default"]["NAME"]
        self.stderr.write(f"Everything in the database {name} will be removed.")
        try:
            answer = input(f"Type its name, {name}, to go on: ")
        except EOFError:
            answer = ""
        if answer.strip() != name:
            raise CommandError("Nothing was changed. Without a terminal, add --no-input.")


def _verb(verbs: Any, name: str, what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=what, description=what)
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    return parser


def _require_embedded() -> None:
    if not settings.EMBEDDED:
        raise CommandError(
            "DATABASE_URL is set: that server is run by others. Unset it to use the embedded one."
        )


def _embedded_status() -> tuple[str, dict[str, Any]]:
    server = database.server()
    pid = server.pid()
    facts = {
        "running": server.running(),
        "embedded": True,
        "pid": pid,
        "data": str(server.data),
        "log": str(server.log),
    }
    said = f"running (process {pid})" if facts["running"] else "not running"
    return f"The embedded database is {said}.\nData: {server.data}\nLog: {server.log}", facts


def _external_status() -> tuple[str, dict[str, Any]]:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            (version,) = cursor.fetchone()
    except DatabaseError as error:
        reason = str(error).strip()
        facts = {"running": False, "embedded": False, "reason": reason}
        return f"The database of DATABASE_URL does not answer: {reason}", facts
    facts = {"running": True, "embedded": False, "version": version}
    return f"The database of DATABASE_URL answers: PostgreSQL {version}.", facts


def _url(alias: str) -> str:
    if alias == OWNER:
        roles.require_owner()
    given = settings.DATABASES[alias]
    user = quote(given["USER"], safe="")
    password = ":" + quote(given["PASSWORD"], safe="") if given["PASSWORD"] else ""
    # What the settings add of their own, limits and time-outs, is theirs and not the address's.
    others = {key: value for key, value in given["OPTIONS"].items() if key not in OWN_OPTIONS}
    where = {"host": given["HOST"], "port": given["PORT"], **others}
    query = urlencode({key: value for key, value in where.items() if value})
    return f"postgresql://{user}{password}@/{quote(given['NAME'], safe='')}?{query}"


OWN_OPTIONS = {"connect_timeout", "options"}

#!/usr/bin/env python
"""Django's command line, with the embedded database started for the commands that need one."""

import gc
import os
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, ManagementUtility
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable

from tracker import database, keys
from tracker.folders import data_folder
from tracker.programs import PostgresError
from tracker.roles import RoleError

KEYS = {"DIXIT_SECRET_KEY", "DIXIT_SIGNING_KEY"}
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "findstatic",
    "makemessages",
    "spectacular",
}


class CommandLine(ManagementUtility):
    """Starts the database once a command's arguments are understood, before it runs."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        if needs_database(command):
            run = command.execute

            def start_and_run(*args: Any, **options: Any) -> str | None:
                if not goes_without(command, options):
                    database.start()
                return run(*args, **options)

            command.execute = start_and_run  # type: ignore[method-assign]
        return command


def needs_database(command: BaseCommand) -> bool:
    name = type(command).__module__.rpartition(".")[2]
    return bool(getattr(command, "requires_database", name not in WITHOUT_DATABASE))


def goes_without(command: BaseCommand, options: dict[str, Any]) -> bool:
    """Whether these options are what a command needs no database for, by its own word."""
    return bool(options.get(getattr(command, "needs_no_database_with", "")))


def main(argv: list[str]) -> int:
    # What reads a million records makes objects by the hundred and keeps none: a dump took half as
    # long again while each seven hundred of them were looked through for cycles.
    gc.set_threshold(50_000, 20, 20)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        if os.environ.get("DIXIT_DEBUG") == "1" and not os.environ.keys() >= KEYS:
            keys.ensure(data_folder())
        CommandLine(argv).execute()
    except (ImproperlyConfigured, PostgresError, RoleError) as error:
        return _fail(str(error))
    except OperationalError as error:
        return _fail(f"The database does not answer: {error}Try `manage.py db status`.")
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        return _fail(f"{error}\nRun `manage.py db provision`: it brings the tables up to date.")
    return 0


def _fail(message: str) -> int:
    sys.stderr.write(f"Error: {message}\n")
    return 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.exit(main(sys.argv))

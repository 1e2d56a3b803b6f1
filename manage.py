#!/usr/bin/env python
"""Django's command line, with the embedded database started for the commands that need one."""

import os
import sys
from pathlib import Path

from django.core.management import BaseCommand, ManagementUtility
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable

from tracker import database, keys
from tracker.folders import data_folder
from tracker.programs import PostgresError
from tracker.roles import RoleError

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "version",
}


class CommandLine(ManagementUtility):
    """Starts the database between finding a command and running it."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        if needs_database(self.argv, command):
            database.start()
        return command


def needs_database(argv: list[str], command: BaseCommand) -> bool:
    asks_for_help = len(argv) < 2 or argv[1] == "help" or {"-h", "--help", "--version"} & {*argv}
    name = type(command).__module__.rpartition(".")[2]
    wanted = getattr(command, "requires_database", name not in WITHOUT_DATABASE)
    return bool(wanted and not asks_for_help)


def main(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        if os.environ.get("DIXIT_DEBUG") == "1":
            keys.ensure(data_folder())
        CommandLine(argv).execute()
    except (PostgresError, RoleError) as error:
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

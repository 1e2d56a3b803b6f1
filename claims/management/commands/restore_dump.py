"""Fill an empty instance from a dump: the ledger verbatim, verified as it passes."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from rich.console import Console

from claims import dump


class Command(BaseCommand):
    help = (
        "Put the ledger of a dump into an empty instance: ids, salts, dates and chain as they "
        "are. All of it or nothing. Exit code 0: restored; 1: the dump does not hold, or it broke "
        "off; 2: usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--json", action="store_true", help="print a summary as JSON")

    def handle(self, *_args: Any, folder: Path, **options: Any) -> None:
        if dump.OWNER not in settings.DATABASES:
            raise CommandError(
                "Only the database's owner restores. Set MIGRATE_URL to its address with the "
                "owner's user.",
                returncode=2,
            )
        if not folder.joinpath("datapackage.json").is_file():
            raise CommandError(f"{folder} holds no datapackage.json.", returncode=2)
        try:
            with Console(stderr=True).status("restore") as status:
                done = dump.restore(
                    folder.resolve(), step=lambda seq: status.update(f"{seq} revisions")
                )
        except dump.NotEmpty as error:
            raise CommandError(
                f"This instance is not empty: {error} holds rows. Restore into one that was only "
                "migrated.",
                returncode=2,
            ) from error
        except dump.Fault as error:
            raise CommandError(f"The dump does not hold, nothing was kept: {error}") from error
        except DatabaseError as error:
            raise CommandError(f"It broke off, nothing was kept: {error}") from error
        self.stdout.write(
            json.dumps(asdict(done))
            if options["json"]
            else f"{done.revisions} revisions ({done.erased} erased) restored and verified; "
            f"ledger head {done.seq} {done.sha256}"
        )

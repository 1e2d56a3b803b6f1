"""Write everything published into a folder that anyone can check and a new instance can take."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from rich.console import Console

from claims import dump


class Command(BaseCommand):
    help = (
        "Write a Data Package of everything published: every revision, tables, the signed head, a "
        "verifier. The folder appears whole or not at all. Exit code 0: written; 1: it broke off; "
        "2: usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="new, or empty")
        parser.add_argument(
            "--public",
            action="store_true",
            help="withhold the texts of withdrawn claims: for handing out, not for restore_dump",
        )
        parser.add_argument("--json", action="store_true", help="print a summary as JSON")

    def handle(self, *_args: Any, folder: Path, public: bool, **options: Any) -> None:
        console = Console(stderr=True)
        try:
            with console.status("dump") as status:
                written = dump.write(
                    folder.resolve(), public=public, step=lambda name: status.update(name)
                )
        except FileExistsError as error:
            raise CommandError(
                f"{folder} is not empty: name a new folder, or empty it.", returncode=2
            ) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"The dump broke off, nothing was kept: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"output": str(folder), **asdict(written)}))
            return
        self.stdout.write(
            f"{written.revisions} revisions, {written.size} bytes, to {folder}; "
            f"ledger head {written.head['seq']} {written.head['sha256']}"
        )
        if written.withdrawn_texts:
            self.stdout.write(
                f"It holds {written.withdrawn_texts} texts that were withdrawn: for safekeeping. "
                "To hand it out, make it with --public."
            )

"""What the two import commands share: read a file, store each draft once, report."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.progress import track

from claims.importing.draft import Draft, Unreadable
from claims.importing.drafting import Outcome, store
from sources import accounts

LARGEST = 200_000_000
"""Bytes of a file: it is read whole."""


class ImportCommand(BaseCommand):
    """Subclasses say what drafts there are in a file."""

    def drafts(self, data: bytes) -> Iterator[Draft | tuple[str, str]]:
        """Each draft, or where and why there is none. Raises Unreadable for the whole file."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen, store nothing"
        )
        parser.add_argument(
            "--by",
            default=accounts.COMMAND_LINE,
            metavar="USERNAME",
            help="whose drafts they are (%(default)s)",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object an item")

    def handle(self, *_args: Any, file: Path, **options: Any) -> None:
        try:
            data = self.read(file)
            with transaction.atomic():
                by = accounts.named(options["by"])
            found = list(self.drafts(data))
        except (Unreadable, OSError) as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        except accounts.Unknown as error:
            raise CommandError(str(error), returncode=2) from error
        states: Counter[str] = Counter()
        console = Console(stderr=True)
        shown = track(found, "import", console=console) if console.is_terminal else found
        for one in shown:
            outcome = self.outcome(one, by, dry_run=options["dry_run"])
            states[outcome.state] += 1
            self.tell(outcome, as_json=options["json"])
        self.sum_up(states, options)

    def read(self, file: Path) -> bytes:
        """The bytes of the file; Unreadable for one that is too large."""
        if file.stat().st_size > LARGEST:
            raise Unreadable(f"It is larger than {LARGEST:,} bytes: split it.")
        return file.read_bytes()

    def outcome(self, one: Draft | tuple[str, str], by: Any, *, dry_run: bool) -> Outcome:
        """What became of one item; of a dry run, what would."""
        if isinstance(one, tuple):
            where, why = one
            return Outcome(where, "refused", refused=[why])
        with transaction.atomic():
            outcome = store(one, by=by)
            if dry_run:
                transaction.set_rollback(True)
                outcome.claim = outcome.claim if outcome.state == "known" else None
        return outcome

    def tell(self, outcome: Outcome, *, as_json: bool) -> None:
        """One item's lines, or its object."""
        if as_json:
            self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False))
            return
        claim = f", claim {outcome.claim}" if outcome.claim else ""
        self.stdout.write(f"{outcome.where}: {outcome.state}{claim}")
        for name in ("mapped", "guessed", "refused"):
            for said in getattr(outcome, name):
                self.stdout.write(f"  {name}: {said}")

    def sum_up(self, states: Counter[str], options: dict[str, Any]) -> None:
        """The closing line; exit code 1 where an item was refused whole."""
        counts = {state: states[state] for state in ("added", "known", "refused")}
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], **counts}))
        else:
            would = "Nothing was stored. It would be: " if options["dry_run"] else ""
            self.stdout.write(
                f"{would}{counts['added']} added as drafts, {counts['known']} imported before, "
                f"{counts['refused']} refused."
            )
        if counts["refused"]:
            raise SystemExit(1)

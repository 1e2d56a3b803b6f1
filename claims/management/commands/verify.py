"""Check everything public: the chain, the texts, every span, the index tables, the history."""

import json
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction

from claims import dump, transparency
from claims.ledger import verify as checks

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Check the ledger's chain, every published text, sentence and span, the index tables "
        "and the history; or a dump, with no database. Exit code 0: all holds; 1: the first bad "
        "row is named; 2: usage."
    )
    needs_no_database_with = "dump"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            type=Path,
            metavar="FILE",
            help="a head kept outside, as /transparency gave it: only it shows a tail cut off",
        )
        parser.add_argument("--dump", type=Path, metavar="DIR", help="check this dump instead")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--database", default="default", help="the connection to check by")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["dump"]:
            self.check_dump(options["dump"], options)
            return
        head = kept(options["head"])["head"] if options["head"] else None
        tally = checks.Tally()
        using = options["database"]
        connection = connections[using]
        alone = not connection.in_atomic_block
        with transaction.atomic(using=using):
            if alone:  # one state of the database, while others publish
                connection.cursor().execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                )
            found = list(islice(checks.verify(tally, using=using, head=head), SHOWN))
        if options["json"]:
            report = {"ok": not found, **asdict(tally), "faults": [asdict(f) for f in found]}
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self.report(tally, found)
        if found:
            raise SystemExit(1)

    def check_dump(self, folder: Path, options: dict[str, Any]) -> None:
        """The same as the dump's own verify.py."""
        if not folder.joinpath("datapackage.json").is_file():
            raise CommandError(f"--dump: {folder} holds no datapackage.json.", returncode=2)
        try:
            report = dump.check(folder, kept(options["head"]) if options["head"] else None)
        except dump.Fault as fault:
            said = (
                json.dumps({"ok": False, "fault": str(fault)})
                if options["json"]
                else f"BAD {fault}"
            )
            self.stdout.write(said)
            raise SystemExit(1) from fault
        said = (
            json.dumps({"ok": True, **asdict(report)}) if options["json"] else dump.in_words(report)
        )
        self.stdout.write(said)

    def report(self, tally: checks.Tally, found: list[checks.Fault]) -> None:
        """One line on what was looked at, one a fault, the first bad row first."""
        self.stdout.write(
            f"{tally.revisions} revisions ({tally.erased} erased), {tally.spans} spans, "
            f"{tally.documents} documents, {tally.sentences} sentences, "
            f"{tally.rows} rows of history looked at."
        )
        if tally.restored:
            self.stdout.write(
                f"The first {tally.restored} revisions were restored from a dump: no editorial "
                "rows to hold them against."
            )
        for fault in found:
            self.stdout.write(self.style.ERROR(f"BAD {fault}"))
        if not found:
            self.stdout.write(self.style.SUCCESS("Everything holds."))


def kept(file: Path) -> dict[str, Any]:
    """The signed head in ``file``; CommandError where its signature does not hold."""
    try:
        document = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"--head: {file} cannot be read: {error}", returncode=2) from error
    if not isinstance(document, dict) or not transparency.check(document):
        raise CommandError(
            f"--head: the signature in {file} does not hold. Save /transparency as it is sent.",
            returncode=2,
        )
    return document

"""Write all claims or attributions that meet the filters, from one state of the ledger."""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from claims import asking, items, ledger, transparency
from claims.asking import Malformed
from claims.exports import FORMATS, OFFERED, Format
from claims.ledger import Filters

USUAL = {"claims": "jsonl", "attributions": "csv"}
STDOUT = "-"


@dataclass
class Written:
    """What was written so far."""

    target: IO[bytes]
    sha256: Any
    count: int = 0
    size: int = 0

    def write(self, octets: bytes) -> None:
        """Afterwards ``octets`` are in the file, the hash and the size."""
        self.target.write(octets)
        self.sha256.update(octets)
        self.size += len(octets)


class Command(BaseCommand):
    help = (
        "Export all claims or attributions that meet the filters. The file appears whole or not "
        "at all. Exit code 0: written; 1: it broke off; 2: usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=items.EXPORTED)
        parser.add_argument("--format", choices=FORMATS, help="default: jsonl, csv")
        parser.add_argument("--output", default=STDOUT, metavar="FILE", help="default: stdout")
        parser.add_argument("--excel", action="store_true", help="begin with a byte order mark")
        parser.add_argument("--json", action="store_true", help="print a summary as JSON")
        narrow = parser.add_argument_group("filters", "the same as the API's")
        for field in fields(Filters):
            narrow.add_argument(f"--{field.name.replace('_', '-')}", metavar="VALUE")

    def handle(self, *_args: Any, what: str, **options: Any) -> None:
        made = self.format(what, options["format"] or USUAL[what])
        filters = self.filters(options)
        prefix = made.prefix if options["excel"] else b""
        try:
            with self.target(options["output"]) as target:
                written = Written(target, hashlib.sha256())
                head = self.export(what, made, filters, written, prefix)
        except (OSError, DatabaseError) as error:
            raise CommandError(f"The export broke off, nothing was kept: {error}") from error
        self.report(what, written, head, options)

    def format(self, what: str, name: str) -> Format:
        """The format; CommandError where it does not export this."""
        if (what, name) not in OFFERED:
            able = ", ".join(other for kind, other in OFFERED if kind == what)
            raise CommandError(f"{what} are exported as: {able}.", returncode=2)
        return FORMATS[name]

    def filters(self, options: dict[str, Any]) -> Filters:
        """The filters given; CommandError names the one that is malformed."""
        names = [field.name for field in fields(Filters)]
        try:
            return asking.filters({name: options[name] for name in names if options[name]})
        except Malformed as error:
            valid = f" One of: {', '.join(error.valid)}." if error.valid else ""
            option = error.parameter.replace("_", "-")
            raise CommandError(f"--{option}: {error.problem}{valid}", returncode=2) from error

    @contextmanager
    def target(self, output: str) -> Iterator[IO[bytes]]:
        """Standard output, or a file that takes its name only when the block ends well."""
        if output == STDOUT:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
            return
        path = Path(output)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(0o644)
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def export(
        self, what: str, made: Format, filters: Filters, written: Written, prefix: bytes
    ) -> dict[str, Any]:
        """Write everything, in one state of the ledger; returns its head."""
        with ledger.snapshot() as head, progress(what, filters) as step:
            written.write(prefix)

            def counted(items_gone_by: int) -> None:
                written.count += items_gone_by
                step(items_gone_by)

            try:
                for piece in items.exported(what, made, filters, counted):
                    written.write(piece)
            except DatabaseError as error:
                # Only standard output keeps what was written so far: it must not look whole.
                written.write(made.broken(what, str(error).strip()))
                raise
            return transparency.described(head)

    def report(
        self, what: str, written: Written, head: dict[str, Any], options: dict[str, Any]
    ) -> None:
        """One line, or a JSON object; on standard error where standard output is the export."""
        output = options["output"]
        stream = self.stderr if output == STDOUT else self.stdout
        summary = {
            "exported": what,
            "count": written.count,
            "bytes": written.size,
            "sha256": written.sha256.hexdigest(),
            "head": head,
            "output": None if output == STDOUT else output,
        }
        if options["json"]:
            stream.write(json.dumps(summary), str)
            return
        place = "standard output" if output == STDOUT else output
        stream.write(
            f"{written.count} {what}, {written.size} bytes, to {place}; "
            f"sha256 {summary['sha256']}; ledger head {head['seq']} {head['sha256']}",
            str,
        )


@contextmanager
def progress(what: str, filters: Filters) -> Iterator[Any]:
    """A function that hears how many items went by: moves a bar on a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _number: None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=items.count(what, filters))
        yield lambda number: bar.advance(task, number)

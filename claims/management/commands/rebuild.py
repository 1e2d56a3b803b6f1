"""Fills the index tables, which lists, filters and search read, anew from the ledger alone."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from claims import ledger
from claims.models import INDEXES

OWNER = "owner"

# Unlike an aggregate of texts, a sum of hashes needs no memory, however many rows there are.
_STATE = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {} t"

State = tuple[int, int]


class Command(BaseCommand):
    help = (
        "Fill the index tables of the public side anew from the ledger. They hold nothing of "
        "their own: where they were right, they are the same afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if OWNER not in settings.DATABASES:
            raise CommandError(
                "Only the database's owner rebuilds. Set MIGRATE_URL to its address with the "
                "owner's user."
            )
        told = _rebuild()
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        for table, was in told["tables"].items():
            change = "differed" if was["differed"] else "the same"
            self.stdout.write(f"{table}: {was['before']} rows before, {was['after']} now, {change}")
        self.stdout.write(
            "The index tables differed from the ledger, and now agree with it."
            if told["differed"]
            else "The index tables agreed with the ledger."
        )


def _rebuild() -> dict[str, Any]:
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ledger.LOCK])
        before = {model: _state(cursor, model) for model in INDEXES}
        cursor.execute("SELECT ledger_derive()")
        after = {model: _state(cursor, model) for model in INDEXES}
    tables = {
        model._meta.db_table: {
            "before": before[model][0],
            "after": after[model][0],
            "differed": before[model] != after[model],
        }
        for model in INDEXES
    }
    return {"tables": tables, "differed": before != after}


def _state(cursor: CursorWrapper, model: type[models.Model]) -> State:
    """How many rows, and one number that tells their contents, whatever their order."""
    cursor.execute(_STATE.format(connections[OWNER].ops.quote_name(model._meta.db_table)))
    count, hashes = cursor.fetchone()
    return int(count), int(hashes)

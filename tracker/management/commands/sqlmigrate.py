from django.core.management.base import CommandParser
from django.core.management.commands import sqlmigrate

from tracker.routers import OWNER


class Command(sqlmigrate.Command):
    """Django's own, on the owner's connection, the only one that migrates."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

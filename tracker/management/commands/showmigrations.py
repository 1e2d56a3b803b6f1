from django.core.management.base import CommandParser
from django.core.management.commands import showmigrations

from tracker.routers import OWNER


class Command(showmigrations.Command):
    """Django's own, on the owner's connection, the only one that migrates."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

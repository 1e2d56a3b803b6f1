from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate

from claims import rights
from tracker import roles
from tracker.routers import OWNER


class Command(migrate.Command):
    """Django's own, as the owner; a complete run also sets the grants of the other two roles of
    the database, and the permissions of the five roles of the desk."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Before Django's own checks, which open the connection.
        try:
            roles.require_owner()
            return super().execute(*args, **options)
        except roles.RoleError as error:
            raise CommandError(str(error)) from error

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["app_label"] and not options["plan"] and not options["check_unapplied"]:
            roles.grant_in_place()
            rights.establish()

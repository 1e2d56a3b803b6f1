"""Deletes what readers have sent us once its time is over."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims import keeping, workflow


class Command(BaseCommand):
    help = (
        "Delete readers' correction requests, with the names and addresses in them, "
        f"{keeping.AFTER_REPLY.days} days after the reply, or {keeping.AT_MOST.days} days after "
        "they came where there was none. Every request that comes does the same, so this is for "
        "sites where few do: run it once a day. A second run finds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        gone = workflow.forget_requests()
        if options["json"]:
            self.stdout.write(json.dumps({"forgotten": gone}))
        else:
            self.stdout.write(f"{gone} correction requests were deleted; their time was over.")

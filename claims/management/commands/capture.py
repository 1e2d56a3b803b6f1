"""Captures a file, an address, or what comes on standard input, and reads it for suggestions."""

import json
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from claims import workflow
from sources import accounts, intake
from sources.capture import Captured, Facts, capture
from sources.fetch import Fetcher
from sources.models import Document, Source
from sources.refusal import Refused, explained
from sources.vocabulary import DocumentKind

USAGE = 2
STANDARD_INPUT = "-"

GIVEN = ("title", "url", "archive_url", "byline", "language", "published_on", "kind")


class Command(BaseCommand):
    help = (
        "Capture a PDF, .docx, HTML or text file, or the page at an address, as a document, cut "
        "into sentences, and read it for suggestions that wait in the workspace. The same text of "
        "the same source is captured once: a second run says so and changes nothing."
    )
    fetcher = Fetcher()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", metavar="PATH|URL", help="the file, an http(s) address, or - for standard input"
        )
        parser.add_argument("--source", required=True, metavar="NAME", help="whose text it is")
        parser.add_argument(
            "--create-source", action="store_true", help="make the source if there is none yet"
        )
        parser.add_argument("--title", default="", help="default: from the text")
        parser.add_argument("--url", default="", help="the address that readers find it at")
        parser.add_argument("--archive-url", default="", help="the address of an archived copy")
        parser.add_argument("--byline", default="", help="the author as the text names them")
        parser.add_argument("--language", default="", metavar="TAG", help="default: detected")
        parser.add_argument(
            "--published",
            dest="published_on",
            default="",
            metavar="DATE",
            help="2024-03-25, 2024-03, 2024-03~, March 2024",
        )
        parser.add_argument("--kind", choices=DocumentKind.values, default=DocumentKind.ARTICLE)
        parser.add_argument(
            "--by",
            default=accounts.COMMAND_LINE,
            metavar="USERNAME",
            help="who captures (%(default)s)",
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        facts = Facts(**{name: options[name] for name in GIVEN})
        try:
            by = accounts.named(options["by"])
            taken = self.taken(path, by)
            with transaction.atomic():
                source = _source(options["source"], by, create=options["create_source"])
                captured = capture(
                    text=taken.text,
                    source=source,
                    by=by,
                    facts=taken.facts(facts),
                    original=taken.original,
                )
        except accounts.Unknown as error:
            raise CommandError(str(error), returncode=USAGE) from error
        except Refused as refusal:
            raise CommandError(f"Nothing was captured. {refusal}") from refusal
        if captured.created:
            workflow.suggest(document=captured.document, by=by)
        told = _told(captured)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _say(told))

    def taken(self, path: str, by: User) -> intake.Taken:
        """The text at an address or in a file. Raises Refused."""
        if path.startswith(("http://", "https://")):
            return intake.fetch(url=path, by=by, using=self.fetcher)
        return intake.read(data=_read(path), by=by)


def _read(path: str) -> bytes:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=USAGE) from error


def _source(name: str, by: User, *, create: bool) -> Source:
    known = Source.objects.filter(name=name).first()
    if known is not None:
        return known
    if create:
        made = Source(name=name)
        history = pghistory.context(user=by.pk, username=by.get_username(), reason="capture")
        with explained(), history:
            made.full_clean()
            made.save()
        return made
    names = list(Source.objects.values_list("name", flat=True))
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    perhaps = f" Did you mean {' or '.join(f'“{other}”' for other in near)}?" if near else ""
    raise CommandError(
        f"There is no source “{name}”.{perhaps} To make it, add --create-source.",
        returncode=USAGE,
    )


def _told(captured: Captured) -> dict[str, Any]:
    document = captured.document
    return {
        "created": captured.created,
        "document": document.pk,
        "source": document.source.name,
        "title": document.title,
        "language": document.language,
        "published_on": document.published_on or None,
        "sha256": document.text_sha256,
        "length": document.length,
        "sentences": document.sentences.standing().count(),
        "predecessor": document.predecessor_id,
        "suggestions": _waiting(document),
        "workspace": reverse("admin:sources_document_workspace", args=[document.pk]),
    }


def _waiting(document: Document) -> int | None:
    """How many suggestions wait for a decision; None where there are no rules for the language."""
    return document.suggestions.pending().count() if workflow.is_read(document.language) else None


def _say(told: dict[str, Any]) -> str:
    done = "Captured" if told["created"] else "Captured already, nothing changed:"
    return (
        f"{done} document {told['document']}, “{told['title']}” ({told['language']}): "
        f"{told['length']:,} characters in {told['sentences']} sentences.\n"
        f"SHA-256 {told['sha256']}\n"
        f"{_say_waiting(told['suggestions'], told['language'])} Workspace: {told['workspace']}"
    )


def _say_waiting(number: int | None, language: str) -> str:
    if number is None:
        return f"Nothing is suggested: there are no rules for this language ({language})."
    return "1 suggestion waits." if number == 1 else f"{number} suggestions wait."

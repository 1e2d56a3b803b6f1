"""Print the attributions the engine proposes for a text file; no database is needed."""

import json
import unicodedata
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.suggest import LANGUAGES, Proposal, Span, propose


class Command(BaseCommand):
    help = (
        "Propose the attributions of a text file (UTF-8). Offsets are code points of the text "
        f"in normal form C. Languages: {', '.join(LANGUAGES)}; others get no suggestions."
    )
    requires_database = False
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--language", required=True, help="BCP 47 tag of the text")
        parser.add_argument(
            "--published", type=date.fromisoformat, metavar="DATE", help="resolves “Monday”"
        )
        parser.add_argument("--json", action="store_true", help="print JSON, every field with why")

    def handle(self, *_args: Any, **options: Any) -> None:
        text = read(options["file"])
        proposals = propose(text, options["language"], options["published"])
        if options["json"]:
            report = report_of(options["language"], text, proposals)
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        if not is_read(options["language"]):
            self.stdout.write(f"No suggestions for {options['language']}: only {LANGUAGES}.")
        for proposal in proposals:
            self.stdout.write(in_words(text, proposal))


def read(file: Path) -> str:
    """The file's text in normal form C; CommandError where it cannot be read."""
    try:
        return unicodedata.normalize("NFC", file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read as UTF-8 text: {error}") from error


def is_read(language: str) -> bool:
    """Whether the engine has rules for a language."""
    return language.partition("-")[0].lower() in LANGUAGES


def report_of(language: str, text: str, proposals: list[Proposal]) -> dict[str, Any]:
    """The proposals as JSON values, each span with its words."""
    return {
        "language": language,
        "supported": is_read(language),
        "languages": list(LANGUAGES),
        "characters": len(text),
        "proposals": [worded(text, asdict(proposal)) for proposal in proposals],
    }


def worded(text: str, value: Any) -> Any:
    """The value with every span as start, end and the words between."""
    if isinstance(value, Span):
        return {"start": value.start, "end": value.end, "text": text[slice(*value)]}
    if isinstance(value, dict):
        return {name: worded(text, item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [worded(text, item) for item in value]
    return value


def in_words(text: str, proposal: Proposal) -> str:
    """One line: who, how, what."""
    speaker = proposal.speaker_name or (proposal.speaker and text[slice(*proposal.speaker)]) or "?"
    content = " […] ".join(text[slice(*span)] for span in proposal.content)
    return f"#s{proposal.sentence} {speaker} — {proposal.stance} ({proposal.cue_lemma}): {content}"

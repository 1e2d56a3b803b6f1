"""How far a document is recorded: its sentences that report speech, and what became of each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from claims.models import ReportingCue
from claims.workflow.suggesting import is_read
from sources.models import Document


@dataclass(frozen=True)
class Completeness:
    """Of the sentences of one document with reporting words: recorded, dismissed, open.

    ``pending`` counts suggestions that wait for a decision; ``read`` says whether there are rules
    for the language at all.
    """

    document: Document
    recorded: int
    dismissed: int
    open: int
    pending: int
    read: bool

    @property
    def sentences(self) -> int:
        """How many sentences report speech."""
        return self.recorded + self.dismissed + self.open

    @property
    def share(self) -> int | None:
        """Per cent that are settled, rounded down; None where no sentence reports speech."""
        settled = self.recorded + self.dismissed
        return settled * 100 // self.sentences if self.sentences else None


def completeness(*, beyond: int | None = None, most: int = 10) -> tuple[list[Completeness], bool]:
    """The newest documents, from the one before key ``beyond``; and whether there are more."""
    rows: Any = Document.objects.select_related("source").defer("text").order_by("-pk")
    if beyond is not None:
        rows = rows.filter(pk__lt=beyond)
    pending = Q(suggestions__accepted_at__isnull=True, suggestions__dismissed_at__isnull=True)
    rows = rows.annotate(pending=Count("suggestions", filter=pending))
    documents = list(rows[: most + 1])
    states = sentence_states([document.pk for document in documents[:most]])
    found = [
        Completeness(
            document, *counted(states[document.pk]), document.pending, is_read(document.language)
        )
        for document in documents[:most]
    ]
    return found, len(documents) > most


def sentence_states(documents: list[int]) -> dict[int, dict[int, str]]:
    """For each document, of each sentence with reporting words: recorded, dismissed or open.

    A sentence is open as long as one of its cues is.
    """
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = ReportingCue.objects.filter(document__in=documents).placed().order_by("start")
    for cue in rows:
        dismissed = cue.wrong or cue.dismissed_at is not None
        state = "recorded" if cue.recorded else "dismissed" if dismissed else "open"
        before = found[cue.document_id].get(cue.number)
        found[cue.document_id][cue.number] = "open" if before == "open" else state
    return found


def counted(states: dict[int, str]) -> tuple[int, int, int]:
    """How many sentences are recorded, dismissed and open."""
    values = list(states.values())
    return values.count("recorded"), values.count("dismissed"), values.count("open")


def waiting_cues(document: Document) -> list[tuple[Any, str]]:
    """The open cues of a document in order, each with the words of its sentence."""
    rows = document.cues.all().open().order_by("start")
    return [(cue, document.slice(cue.at, cue.to)) for cue in rows]

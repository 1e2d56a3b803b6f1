"""Running the engine on a document: its proposals become rows that editors decide on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import ReportingCue, Suggestion
from claims.suggest import LANGUAGES, Proposal, propose
from claims.suggest.reporting import reporting
from claims.suggest.version import TOOL, version
from claims.workflow.acts import acting, locked
from sources.models import Document, Sentence


@dataclass(frozen=True)
class Suggested:
    """What came of a run: whether there are rules for the language, and how many rows changed.

    ``added`` are new, ``renewed`` were pending and are now as this version proposes them,
    ``dropped`` were pending and are proposed no more.
    """

    read: bool
    added: int = 0
    renewed: int = 0
    dropped: int = 0


def is_read(language: str) -> bool:
    """Whether there are rules for a language (a BCP 47 tag)."""
    return language.partition("-")[0].lower() in LANGUAGES


def suggest(*, document: Document, by: User) -> Suggested:
    """Run the engine: afterwards its proposals of ``document`` are suggestions.

    What editors accepted or dismissed stays as they left it, and is not proposed again; nor is
    what an attribution records already. A language without rules gets none.
    """
    if not is_read(document.language):
        return Suggested(read=False)
    with acting(by, "suggest"):
        current = locked(document, None)
        _note_cues(current)
        proposals = propose(current.text, current.language, current.published_earliest)
        return _store(current, proposals, by)


def fingerprints(proposals: Sequence[Proposal]) -> list[str]:
    """What tells each from the others of its text: its cue, and its place among that cue's."""
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for proposal in proposals:
        start, end = proposal.cue
        seen[start, end] += 1
        found.append(f"{start}-{end}.{seen[start, end]}")
    return found


def _note_cues(document: Document) -> None:
    """Note every reporting phrase; those noted before stay, with what became of them."""
    ReportingCue.objects.bulk_create(
        (
            ReportingCue(document=document, start=start, end=end)
            for start, end in reporting(document.text, document.language)
        ),
        ignore_conflicts=True,
    )


def _store(document: Document, proposals: Sequence[Proposal], by: User) -> Suggested:
    known = {s.fingerprint: s for s in document.suggestions.filter(tool=TOOL)}
    standing = list(document.sentences.standing().in_order())
    recorded = [
        (a.cue_start or a.content_start, a.cue_end or a.content_end)
        for a in document.attributions.all()
    ]
    rows: list[Suggestion | None] = []
    added = renewed = 0
    names = fingerprints(proposals)
    for place, (proposal, name) in enumerate(zip(proposals, names, strict=True)):
        row = known.get(name)
        if row is None and any(
            s < proposal.cue.end and proposal.cue.start < e for s, e in recorded
        ):
            rows.append(None)
            continue
        row = row or Suggestion(document=document, tool=TOOL, fingerprint=name, suggested_by=by)
        rows.append(row)
        if row.state == "pending":
            added, renewed = added + (row.pk is None), renewed + (row.pk is not None)
            _fill(row, proposal, place, standing)
    _nest(rows, proposals)
    gone = [s.pk for n, s in known.items() if s.state == "pending" and n not in names]
    Suggestion.objects.filter(pk__in=gone).delete()
    return Suggested(read=True, added=added, renewed=renewed, dropped=len(gone))


def _fill(row: Suggestion, proposal: Proposal, place: int, standing: Sequence[Sentence]) -> None:
    row.place, row.tool_version = place, version()
    row.cue_start, row.cue_end = proposal.cue
    row.sentence = holding(standing, proposal.cue.start)
    row.proposal = asdict(proposal)
    row.suggested_at = row.suggested_at or timezone.now()
    row.save()


def _nest(rows: Sequence[Suggestion | None], proposals: Sequence[Proposal]) -> None:
    """Point each pending row at the one that its proposal is nested in."""
    for row, proposal in zip(rows, proposals, strict=True):
        outer = rows[proposal.nested_in] if proposal.nested_in is not None else None
        if row is not None and row.state == "pending" and row.nested_in != outer:
            row.nested_in = outer
            row.save(update_fields=["nested_in"])


def holding(standing: Sequence[Sentence], at: int) -> Sentence:
    """The standing sentence that holds a place of the text, or the nearest one before it."""
    before = [s for s in standing if s.start <= at]
    return before[-1] if before else standing[0]

"""What the desk's templates show of records and of attributions in a text."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import template
from django.urls import reverse

from claims import vocabulary
from claims.differences import flat
from claims.models import Attribution, in_words
from sources.admin.reading import Line, Mark, Piece, pieces
from sources.models import Document

register = template.Library()

SPANS = ("content", "cue", "speaker", "evidence")

LABELS = {
    "stance": vocabulary.Stance,
    "manner": vocabulary.Manner,
    "naming": vocabulary.Naming,
    "polarity": vocabulary.Polarity,
    "reported_as": vocabulary.ReportedAs,
    "bearing": vocabulary.Bearing,
    "relation": vocabulary.Relation,
    "evidence_in_text": vocabulary.EvidenceInText,
    "evidence_status": vocabulary.EvidenceStatus,
    "claim_kind": vocabulary.ClaimKind,
    "actor_kind": vocabulary.ActorKind,
}


@register.filter
def form_url(row: Any) -> str:
    """The form of any row of the desk; a hop's is its attribution's."""
    row = getattr(row, "attribution", row)
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@register.filter
def kind(row: Any) -> str:
    """What kind of record a row is, in words."""
    return str(row._meta.verbose_name)


@register.filter
def label(code: str, name: str) -> str:
    """A code of the vocabulary called ``name`` as editors read it."""
    known: Any = LABELS[name]
    return str(known(code).label) if code in known.values else code


@register.simple_tag
def attributions_of(document: Document) -> dict[int, list[Attribution]]:
    """The document's attributions by the sentence that they are anchored in."""
    rows = document.attributions.select_related("speaker", "claim", "sentence")
    found: dict[int, list[Attribution]] = defaultdict(list)
    for row in rows.order_by("content_start", "pk"):
        found[row.sentence_id].append(row)
    return dict(found)


@register.filter
def at(rows: dict[int, list[Attribution]], pk: int) -> list[Attribution]:
    """Those of one sentence."""
    return rows.get(pk, [])


@register.simple_tag
def marked(line: Line, rows: dict[int, list[Attribution]]) -> list[Piece]:
    """A sentence cut where what is attributed in it begins and ends."""
    return list(pieces(line.text, line.sentence.start, _marks(line, rows)))


def _marks(line: Line, rows: dict[int, list[Attribution]]) -> Iterator[Mark]:
    start, end = line.sentence.start, line.sentence.end
    for row in (row for group in rows.values() for row in group):
        for span in SPANS:
            low, high = getattr(row, f"{span}_start"), getattr(row, f"{span}_end")
            if low is not None and low < end and start < high:
                yield low, high, span


@register.filter
def first_words(words: dict[str, str]) -> str:
    """A language map in the editor's language, else in any."""
    return in_words(words)


@register.filter
def leaves(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Every value of a record with its path; of a document's sentences only how many."""
    shown = {key: value for key, value in record.items() if key not in ("sentences", "licence")}
    if "sentences" in record:
        shown["sentences"] = str(len(record["sentences"]))
    return list(flat(shown))


@register.filter
def in_sentence(attribution: dict[str, Any]) -> tuple[str, str]:
    """What stands before and after the quoted words: the rest of the sentence, else a context."""
    quote, sentence = attribution["quote"], attribution["sentence"]
    start, end = quote["start"] - sentence["start"], quote["end"] - sentence["start"]
    if start >= 0 and end <= len(sentence["text"]):
        return sentence["text"][:start], sentence["text"][end:]
    return f"…{quote['prefix']}", f"{quote['suffix']}…"

"""What the desk's templates show of records and of attributions in a text."""

from typing import Any

from django import template
from django.urls import reverse

from claims import record as public_record
from claims import vocabulary
from claims.differences import flat
from claims.models import Comment, in_words
from sources.models import Document

register = template.Library()

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
def workspace_url(document: Document) -> str:
    """Where a document is read and recorded."""
    return reverse("admin:sources_document_workspace", args=[document.pk])


@register.filter
def kind(row: Any) -> str:
    """What kind of record a row is, in words."""
    return str(row._meta.verbose_name)


@register.filter
def kind_code(row: Any) -> str:
    """Which of the five kinds of record a row is, as its code."""
    return public_record.kind_of(row)


@register.simple_tag
def comments_on(row: Any) -> list[Comment]:
    """What the desk wrote about a record, oldest first."""
    rows = Comment.objects.filter(kind=public_record.kind_of(row), record=row.pk)
    return list(rows.select_related("written_by").order_by("pk"))


@register.simple_tag
def assigned_to(row: Any) -> str:
    """Who has a claim or a document in hand; empty where nobody has."""
    current = row.assignments.current().select_related("assignee").first()
    return str(current) if current else ""


@register.filter
def label(code: str, name: str) -> str:
    """A code of the vocabulary called ``name`` as editors read it."""
    known: Any = LABELS[name]
    return str(known(code).label) if code in known.values else code


@register.simple_tag
def cut_out(sentence: str, cue: Any) -> tuple[str, str, str]:
    """A sentence before, in and after its reporting words."""
    start, end = cue.start - cue.at, cue.end - cue.at
    return sentence[:start], sentence[start:end], sentence[end:]


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

"""What the desk's templates show of records and of attributions in a text."""

from typing import Any

from django import template
from django.urls import reverse

from claims import vocabulary
from claims.differences import flat
from claims.models import in_words

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
def kind(row: Any) -> str:
    """What kind of record a row is, in words."""
    return str(row._meta.verbose_name)


@register.filter
def label(code: str, name: str) -> str:
    """A code of the vocabulary called ``name`` as editors read it."""
    known: Any = LABELS[name]
    return str(known(code).label) if code in known.values else code


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

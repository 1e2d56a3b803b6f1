"""The one verb by which texts come in: text or file -> a document and its sentences, at once."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sources import dates, extract, languages, segment
from sources.models import Discard, Document, Sentence, Source
from sources.normalise import VERSION, normalise
from sources.refusal import Refused, explained


@dataclass(frozen=True)
class Facts:
    """What is known of a text besides its words; empty where it is not."""

    title: str = ""
    url: str = ""
    archive_url: str = ""
    byline: str = ""
    language: str = ""
    published_on: str = ""
    published_deduced: bool = False
    published_reason: str = ""
    kind: str = "article"
    notes: str = ""


@dataclass(frozen=True)
class Captured:
    """The document, and whether it is new: the same text of a source is captured once."""

    document: Document
    created: bool


def capture(
    *, text: str, source: Source, by: User, facts: Facts | None = None, at: datetime | None = None
) -> Captured:
    """Normalise, store and cut ``text`` in one transaction.

    The same text of the same source is returned as it stands (``created`` False). A new text
    at a known address becomes a document that names its predecessor. Raises Refused, naming
    the field, for a text, date, language or address that cannot be stored.
    """
    facts = facts or Facts()
    with (
        explained(),
        transaction.atomic(),
        pghistory.context(user=by.pk, username=by.get_username(), reason="capture"),
    ):
        words = normalise(text)
        sha256 = hashlib.sha256(words.encode()).hexdigest()
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        _wait_for_others_at(facts.url)
        known = Document.objects.filter(source=source, text_sha256=sha256).first()
        if known is not None:
            return Captured(known, created=False)
        document = _document(words, sha256, source, by, facts, at or timezone.now())
        _cut(document)
        return Captured(document, created=True)


def capture_file(
    *,
    data: bytes,
    source: Source,
    by: User,
    facts: Facts | None = None,
    media_type: str | None = None,
) -> Captured:
    """Capture a text or HTML file; what ``facts`` leaves empty is taken from its metadata."""
    with explained():
        found = extract.extract(data, media_type=media_type)
    given = facts or Facts()
    taken: dict[str, Any] = {
        "title": given.title or found.title or "",
        "url": given.url or found.url or "",
        "byline": given.byline or found.byline or "",
        "language": given.language or found.language or "",
        "published_on": given.published_on
        or (found.published.isoformat() if found.published else ""),
    }
    return capture(text=found.text, source=source, by=by, facts=replace(given, **taken))


def _document(
    words: str, sha256: str, source: Source, by: User, facts: Facts, at: datetime
) -> Document:
    dated = dates.parse(facts.published_on) if facts.published_on else None
    document = Document(
        source=source,
        kind=facts.kind,
        text=words,
        text_sha256=sha256,
        length=len(words),
        normalisation=VERSION,
        language=languages.canonical(facts.language or languages.detect(words)),
        title=facts.title or _first_words(words),
        byline=facts.byline,
        url=facts.url,
        archive_url=facts.archive_url,
        published_on=dated.edtf if dated else "",
        published_earliest=dated.earliest if dated else None,
        published_latest=dated.latest if dated else None,
        published_deduced=facts.published_deduced,
        published_reason=facts.published_reason,
        predecessor=_latest_at(facts.url),
        captured_at=at,
        captured_by=by,
        notes=facts.notes,
    )
    document.full_clean()
    document.save()
    return document


def _wait_for_others_at(url: str) -> None:
    """One capture of an address at a time, whatever the source: the second finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [url])


def _first_words(words: str) -> str:
    line = words.split("\n", 1)[0]
    return line if len(line) <= 80 else line[:80].rsplit(" ", 1)[0] + "…"


def _latest_at(url: str) -> Document | None:
    """The document at this address that none has followed yet."""
    if not url:
        return None
    return Document.objects.filter(url=url, successor__isnull=True).order_by("-pk").first()


def _cut(document: Document) -> None:
    Sentence.objects.bulk_create(
        Sentence(
            document=document,
            number=number,
            start=span.start,
            end=span.end,
            paragraph=span.paragraph,
            kind=span.kind,
            salt=secrets.token_bytes(16),
            created_at=document.captured_at,
            created_by=document.captured_by,
        )
        for number, span in enumerate(segment.sentences(document.text, document.language), start=1)
    )


def discard(*, document: Document, by: User, reason: str) -> Discard:
    """Remove a document that nothing public cites, whole; its hash and the reason stay.

    Raises Refused for a published document and for one that a draft still names.
    """
    with (
        explained(),
        transaction.atomic(),
        pghistory.context(user=by.pk, username=by.get_username(), reason=reason),
    ):
        if document.is_public:
            raise Refused(
                _("A published document is kept: withdraw the claims that cite it."),
                rule="published_row_is_kept",
            )
        left = Discard(
            source=document.source,
            document_pk=document.pk,
            text_sha256=document.text_sha256,
            reason=reason,
            discarded_at=timezone.now(),
            discarded_by=by,
        )
        left.full_clean()
        left.save()
        document.sentences.all().delete()
        document.delete()
    return left

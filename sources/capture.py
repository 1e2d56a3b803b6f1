"""The one verb by which texts come in: a text -> a document and its sentences, at once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pghistory
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sources import dates, languages, segment
from sources.models import Discard, Document, Sentence, Source
from sources.models.originals import Original
from sources.normalise import VERSION, TextRefused, gettext_noop, normalise
from sources.refusal import Refused, explained

MOST_SENTENCES: Final = 20_000
"""Of one text as it is captured: 2,000,000 characters in sentences of a hundred."""


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
    *,
    text: str,
    source: Source,
    by: User,
    facts: Facts | None = None,
    original: Original | None = None,
    at: datetime | None = None,
) -> Captured:
    """Normalise, store and cut ``text`` in one transaction, with the bytes it was taken from.

    The same text of the same source is returned as it stands (``created`` False). A new text
    at a known address becomes a document that names its predecessor. Raises Refused, naming
    the field, for a text, date, language or address that cannot be stored, and for a text of
    more than ``MOST_SENTENCES``.
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
        language = languages.canonical(facts.language or languages.detect(words))
        cut = _sentences(words, language)
        document = _document(words, sha256, source, by, facts, language, at or timezone.now())
        _store(cut, document)
        if original is not None:
            original.document = document
            original.save()
        return Captured(document, created=True)


def present(text: str) -> list[Document]:
    """The documents of any source that hold this very text."""
    try:
        sha256 = hashlib.sha256(normalise(text).encode()).hexdigest()
    except TextRefused:
        return []
    held = Document.objects.filter(text_sha256=sha256).select_related("source")
    return list(held.defer("text").order_by("pk"))


def _document(
    words: str,
    sha256: str,
    source: Source,
    by: User,
    facts: Facts,
    language: str,
    at: datetime,
) -> Document:
    dated = dates.parse(facts.published_on) if facts.published_on else None
    document = Document(
        source=source,
        kind=facts.kind,
        text=words,
        text_sha256=sha256,
        length=len(words),
        normalisation=VERSION,
        language=language,
        title=facts.title or first_words(words),
        byline=facts.byline,
        url=facts.url,
        archive_url=facts.archive_url,
        published_on=dated.edtf if dated else "",
        published_earliest=dated.earliest if dated else None,
        published_latest=dated.latest if dated else None,
        published_deduced=facts.published_deduced,
        published_reason=facts.published_reason,
        predecessor=latest_at(facts.url),
        captured_at=at,
        captured_by=by,
        notes=facts.notes,
    )
    # The rows it names were given as such; what must hold besides, the database asks of the row.
    document.full_clean(
        exclude=set(document._state.fields_cache), validate_unique=False, validate_constraints=False
    )
    document.save()
    return document


def _wait_for_others_at(url: str) -> None:
    """One capture of an address at a time, whatever the source: the second finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [url])


def first_words(words: str) -> str:
    """The first line of a text, cut after a word when it is long: its title where it has none."""
    line = words.split("\n", 1)[0]
    return line if len(line) <= 80 else line[:80].rsplit(" ", 1)[0] + "…"


def latest_at(url: str) -> Document | None:
    """The document at this address that none has followed yet; none for no address."""
    if not url:
        return None
    return Document.objects.filter(url=url, successor__isnull=True).order_by("-pk").first()


def _sentences(words: str, language: str) -> list[segment.Span]:
    cut = segment.sentences(words, language)
    if len(cut) > MOST_SENTENCES:
        message = gettext_noop(
            "The text has %(number)d sentences; at most %(most)d are taken. Capture it in parts."
        )
        raise TextRefused(message, code="many_sentences", number=len(cut), most=MOST_SENTENCES)
    return cut


def _store(cut: Sequence[segment.Span], document: Document) -> None:
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
        for number, span in enumerate(cut, start=1)
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
        Original.objects.filter(document=document).delete()
        document.sentences.all().delete()
        document.delete()
    return left

"""The public addresses of records: permanent id, readable slug, language prefix.

The id never changes; the slug follows the wording and is only decoration.
"""

from typing import Any

from django.conf import settings
from django.utils.text import slugify

PLURAL = {
    "claim": "claims",
    "actor": "actors",
    "topic": "topics",
    "document": "documents",
    "source": "sources",
}
WITH_SLUG = ("claim", "actor", "topic")
SLUG_LENGTH = 60


def words_of(record: dict[str, Any], language: str) -> str:
    """What a record is called in ``language``, else in English, else in any language it has."""
    words: dict[str, str] = record.get("texts") or record.get("names") or {}
    fallback = record.get("name") or record.get("title") or ""
    return words.get(language) or words.get("en") or next(iter(words.values()), fallback)


def slug(text: str) -> str:
    """ASCII words of ``text`` joined by hyphens, cut at a word; may be empty."""
    cut = slugify(text.replace("’", " ").replace("'", " "))
    return cut if len(cut) <= SLUG_LENGTH else cut[:SLUG_LENGTH].rsplit("-", 1)[0]


def of_claim(public_id: str, slug: str) -> str:
    """``url`` of a claim whose slug is known: the ledger's index holds it, letter for letter."""
    return f"{settings.ORIGIN}/en/claims/{public_id}{'-' if slug else ''}{slug}/"


def path(kind: str, record: dict[str, Any], language: str = "en") -> str:
    """The page of a record, from the site's root."""
    tail = slug(words_of(record, language)) if kind in WITH_SLUG else ""
    place = f"{record['id']}-{tail}" if tail else record["id"]
    return f"/{language}/{PLURAL[kind]}/{place}/"


def url(kind: str, record: dict[str, Any], language: str = "en") -> str:
    """The same with scheme and host: what API and exports give as ``url``."""
    return f"{settings.ORIGIN}{path(kind, record, language)}"


NEAR = 100
"""Sentences up to this number are on the first part of all but the most quoted documents: links
to further ones say which part they want. Whatever part comes has an anchor for every sentence."""


def sentence(document: dict[str, Any], number: int, language: str = "en") -> str:
    """The place of a sentence on its document's page."""
    query = f"?at={number}" if number > NEAR else ""
    return f"{path('document', document, language)}{query}#s{number}"


ATTRIBUTIONS = 20
"""How many attributions a claim's page shows at a time."""


def page_of(position: int) -> int:
    """The number of the first attribution on the page that shows the one at ``position``."""
    return (position - 1) // ATTRIBUTIONS * ATTRIBUTIONS + 1


def attribution(claim: dict[str, Any], public_id: str, position: int, language: str = "en") -> str:
    """The place of an attribution on its claim's page; ``position`` counts from 1."""
    first = page_of(position)
    query = f"?from={first}" if first > 1 else ""
    return f"{path('claim', claim, language)}{query}#a-{public_id}"

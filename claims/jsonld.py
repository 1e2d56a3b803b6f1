"""schema.org JSON-LD of a claim page: what a machine may take from it, and no more.

An attribution that the text does not state is left out altogether: here it would read as
authorship. Evidence statuses are not a scale, so no rating carries a number.
"""

import json
import re
from typing import Any

from django.conf import settings

from claims.addresses import words_of
from claims.ledger import Entry
from claims.reading import is_stated
from claims.vocabulary import AFFIRMING, EvidenceStatus, Manner, Polarity

Node = dict[str, Any]

_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Inside <script> these could end the element, begin a comment or break a JavaScript parser.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def script(entry: Entry, url: str, language: str, status: str) -> str:
    """The text of the script element; ``status`` is the label of the current evidence status."""
    graph = [_claim(entry.record, url, language), *_quotations(entry.record, url)]
    if entry.record["evidence_status"]["code"] != EvidenceStatus.NOT_ASSESSED:
        graph.append(_review(entry.record, url, language, status))
    document = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(document, ensure_ascii=False).translate(_ESCAPES)


def _claim(record: Node, url: str, language: str) -> Node:
    tag = language if language in record["texts"] else record["languages"][0]
    authors = {
        a["speaker"]["id"]: _actor(a["speaker"], language)
        for a in record["attributions"]
        if a["speaker"]
        and is_stated(a)
        and a["polarity"] == Polarity.POSITIVE
        and a["stance"] in AFFIRMING
    }
    articles = {
        a["document"]["id"]: _article(a["document"]) for a in record["attributions"] if is_stated(a)
    }
    node = {
        "@type": "Claim",
        "@id": f"{url}#claim",
        "url": url,
        "text": record["texts"][tag],
        "inLanguage": tag,
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    if authors:
        node["author"] = list(authors.values())
    if articles:
        node["appearance"] = list(articles.values())
    return node


def _quotations(record: Node, url: str) -> list[Node]:
    """The words quoted directly, each with who is said to have spoken them."""
    return [
        {
            "@type": "Quotation",
            "@id": f"{url}#a-{a['id']}",
            "text": a["quote"]["exact"],
            "inLanguage": a["document"]["language"],
            "about": {"@id": f"{url}#claim"},
            "isPartOf": _article(a["document"]),
            **({"spokenByCharacter": _actor(a["speaker"], "en")} if a["speaker"] else {}),
        }
        for a in record["attributions"]
        if a["manner"] == Manner.DIRECT and is_stated(a)
    ]


def _actor(actor: Node, language: str) -> Node:
    kind = "Person" if actor["kind"] == "person" else "Organization"
    return {"@type": kind, "name": words_of(actor, language)}


def _article(document: Node) -> Node:
    node: Node = {
        "@type": "NewsArticle",
        "headline": document["title"],
        "publisher": {"@type": "Organization", "name": document["source"]["name"]},
    }
    if document["url"]:
        node["url"] = document["url"]
    if document["archive_url"]:
        node["archivedAt"] = document["archive_url"]
    if _FULL_DAY.fullmatch(document["published_on"] or ""):
        node["datePublished"] = document["published_on"]
    return node


def _review(record: Node, url: str, language: str, status: str) -> Node:
    current = record["evidence_status"]
    return {
        "@type": "ClaimReview",
        "@id": f"{url}#review",
        "url": url,
        "claimReviewed": words_of(record, language),
        "itemReviewed": {"@id": f"{url}#claim"},
        "author": {"@type": "Organization", "name": "Dixit", "url": settings.ORIGIN},
        "datePublished": current["assessed_on"],
        "reviewRating": {
            "@type": "Rating",
            "alternateName": status,
            "ratingExplanation": words_of({"texts": current["reasons"]}, language),
        },
    }

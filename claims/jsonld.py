"""schema.org JSON-LD of a claim page: what a machine may take from it, and no more.

An attribution that the text does not state is left out altogether: here it would read as
authorship. Evidence statuses are not a scale, so no rating carries a number. Types and
properties are those of schema.org 30.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import override

from claims import policies
from claims.addresses import words_of
from claims.days import is_day
from claims.stated import is_stated
from claims.vocabulary import AFFIRMING, LICENCE_URL, EvidenceStatus, Manner, Polarity

Node = dict[str, Any]

POLICIES = {
    "publishingPrinciples": "method",
    "correctionsPolicy": "corrections",
    "verificationFactCheckingPolicy": "verification",
    "unnamedSourcesPolicy": "unnamed",
    "actionableFeedbackPolicy": "feedback",
}
"""Which properties of the publisher lead to which part of the page about the site; those that
the newsroom writes itself come besides."""

# Inside <script> these could end the element, begin a comment or break a JavaScript parser.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def script(document: Node) -> str:
    """A JSON-LD document as the text of a script element."""
    return json.dumps(document, ensure_ascii=False).translate(_ESCAPES)


def of_claim(
    record: Node,
    url: str,
    language: str,
    *,
    revision: int,
    published_on: str,
    attributions: Sequence[Node] | None = None,
) -> Node:
    """The claim at ``url`` with its attributions (or those given, which the page shows), and the
    review where an assessment is published; ``published_on`` is the day of this revision."""
    said = record["attributions"] if attributions is None else attributions
    stated = [a for a in said if is_stated(a)]
    main = claim(record, stated, url, language)
    main |= {"version": revision, "dateModified": published_on}
    graph = [main, *quotations(stated, url, language), publisher(language)]
    if record["evidence_status"]["code"] != EvidenceStatus.NOT_ASSESSED:
        graph.append(main := {**review(record, url, language), "dateModified": published_on})
    if record["corrections"]:
        main["correction"] = [_correction(note, language) for note in record["corrections"]]
    return {"@context": "https://schema.org", "@graph": graph}


def publisher(language: str) -> Node:
    """Who publishes these pages, with the policies that it states."""
    about = f"{settings.ORIGIN}/{language}/about/"
    return {
        **_us(),
        "url": f"{settings.ORIGIN}/",
        **{name: f"{about}#{anchor}" for name, anchor in POLICIES.items()},
        **{own.property: f"{about}#{own.anchor}" for own in policies.stated(language)},
    }


def _us() -> Node:
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{settings.ORIGIN}/#publisher",
        "name": "Dixit",
    }


def claim(record: Node, stated: Iterable[Node], url: str, language: str) -> Node:
    """The claim, said by those who are ``stated`` to stand behind it."""
    said = list(stated)
    affirming = [a for a in said if a["polarity"] == Polarity.POSITIVE and a["stance"] in AFFIRMING]
    text, tag = _wording(record["texts"], language)
    return _without_none({
        "@type": "Claim",
        "@id": f"{url}#claim",
        "url": url,
        "text": text,
        "inLanguage": tag,
        "license": LICENCE_URL,
        "publisher": _us(),
        "author": _each(_actor(a["speaker"], language) for a in affirming if a["speaker"]),
        **_appearances([a["document"] for a in said]),
    })  # fmt: skip


def _wording(texts: dict[str, str], language: str) -> tuple[str, str]:
    """The words for this page, and the language that they are in."""
    text = words_of({"texts": texts}, language)
    return text, next(tag for tag, words in texts.items() if words == text)


def _appearances(documents: Iterable[Node]) -> Node:
    """The articles in which the claim appears; the earliest first, where every day is known."""
    articles = _each(_article(document) for document in documents)
    if not articles:
        return {}
    if len(articles) > 1 and not all("datePublished" in article for article in articles):
        return {"appearance": articles}
    first, *others = sorted(articles, key=lambda article: article.get("datePublished", ""))
    return {"firstAppearance": first, **({"appearance": others} if others else {})}


def quotations(stated: Iterable[Node], url: str, language: str) -> list[Node]:
    """The words quoted directly, each with who is said to have spoken them."""
    return [
        _without_none({
            "@type": "Quotation",
            "@id": f"{url}#a-{a['id']}",
            "text": a["quote"]["exact"],
            "inLanguage": a["document"]["language"],
            "about": {"@id": f"{url}#claim"},
            "isPartOf": _article(a["document"]),
            "author": _actor(a["speaker"], language) if a["speaker"] else None,
            "spokenByCharacter": _actor(a["speaker"], language) if a["speaker"] else None,
            **_said(a),
        })
        for a in stated
        if a["manner"] == Manner.DIRECT
    ]  # fmt: skip


def _said(a: Node) -> Node:
    """The day when it was said; a span of days where no single one is known."""
    if is_day(a["said_on"]):
        return {"datePublished": a["said_on"]}
    if a["said_earliest"] and a["said_latest"]:
        return {"temporalCoverage": f"{a['said_earliest']}/{a['said_latest']}"}
    return {}


def _actor(actor: Node, language: str) -> Node:
    return {
        "@type": "Person" if actor["kind"] == "person" else "Organization",
        "@id": f"{settings.ORIGIN}/en/actors/{actor['id']}/",
        "name": words_of(actor, language),
    }


def _article(document: Node) -> Node:
    day = document["published_on"] or ""
    return _without_none({
        "@type": "NewsArticle",
        "@id": f"{settings.ORIGIN}/en/documents/{document['id']}/",
        "headline": document["title"],
        "inLanguage": document["language"],
        "publisher": {"@type": "Organization", "name": document["source"]["name"]},
        "url": document["url"],
        "archivedAt": document["archive_url"],
        "datePublished": day if is_day(day) else None,
    })  # fmt: skip


def review(record: Node, url: str, language: str) -> Node:
    """Our assessment of the claim, in words."""
    current = record["evidence_status"]
    with override(language):
        label = str(EvidenceStatus(current["code"]).label)
    return {
        "@type": "ClaimReview",
        "@id": f"{url}#review",
        "url": url,
        "claimReviewed": words_of(record, language),
        "itemReviewed": {"@id": f"{url}#claim"},
        "author": {**_us(), "url": f"{settings.ORIGIN}/"},
        "datePublished": current["assessed_on"],
        "inLanguage": language,
        "license": LICENCE_URL,
        "reviewRating": {
            "@type": "Rating",
            "alternateName": label,
            "ratingExplanation": words_of({"texts": current["reasons"]}, language),
        },
    }


def _correction(correction: Node, language: str) -> Node:
    text, tag = _wording(correction["note"], language)
    return {
        "@type": "CorrectionComment",
        "text": text,
        "inLanguage": tag,
        "datePublished": correction["made_on"],
    }


def _each(nodes: Iterable[Node]) -> list[Node]:
    """The nodes, each ``@id`` once."""
    return list({node["@id"]: node for node in nodes}.values())


def _without_none(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, [])}

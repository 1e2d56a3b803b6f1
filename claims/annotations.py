"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/) of what claims say of a text.

Each attribution and each quoted item of evidence is one annotation: its body is the claim, its
target the words. Positions count code points of the normalised text, end exclusive.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from claims import addresses
from claims.days import is_day
from claims.vocabulary import LICENCE_URL

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'

Annotation = dict[str, Any]
Item = Mapping[str, Any]
"""A part of what API and exports give, parsed."""


def of_claim(item: Item, *, captured_on: str = "", document: str = "") -> Iterator[Annotation]:
    """The annotations of a standing claim as API and exports give it; of one document, if given.

    ``captured_on`` is the day that document was captured: what the positions are valid for.
    """
    claim = {**item, "texts": item["record"]["texts"]}
    for attribution in item["record"]["attributions"]:
        if document in ("", attribution["document"]["id"]):
            yield of_attribution(claim, attribution, captured_on=captured_on)
    for number, evidence in enumerate(item["record"]["evidence"], start=1):
        if evidence["quote"] and document in ("", evidence["document"]["id"]):
            yield {
                **_frame(claim, f"evidence-{number}", "linking"),
                "body": _body(claim),
                "target": _target(evidence["document"], evidence["quote"], captured_on),
            }


def of_attribution(claim: Item, attribution: Item, *, captured_on: str = "") -> Annotation:
    """The annotation of one attribution of ``claim`` (its id, texts and published_at), without
    its ``@context``."""
    return {
        **_frame(claim, f"attribution-{attribution['id']}", "identifying"),
        "body": [*_body(claim), _classified(attribution)],
        "target": _target(attribution["document"], attribution["quote"], captured_on),
    }


def start_of(annotation: Annotation) -> int:
    """Where the annotated words begin."""
    start: int = annotation["target"]["selector"][1]["start"]
    return start


def _frame(claim: Item, part: str, motivation: str) -> Annotation:
    return {
        "id": f"{settings.ORIGIN}/api/v1/claims/{claim['id']}#{part}",
        "type": "Annotation",
        "motivation": motivation,
        "modified": claim["published_at"],
        "creator": {"id": f"{settings.ORIGIN}/", "type": "Organization", "name": "Dixit"},
        "rights": LICENCE_URL,
    }


def _body(claim: Item) -> list[Annotation | str]:
    """The claim itself, and its wordings."""
    words = [
        {"type": "TextualBody", "purpose": "describing", "language": tag, "format": "text/plain",
         "value": text}
        for tag, text in sorted(claim["texts"].items())
    ]  # fmt: skip
    return [f"{settings.ORIGIN}/api/v1/claims/{claim['id']}", *words]


def _classified(attribution: Item) -> Annotation:
    """The stance, never without how it was reported."""
    said = f"{attribution['stance']}, reported as {attribution['reported_as']}"
    return {"type": "TextualBody", "purpose": "classifying", "format": "text/plain", "value": said}


def _target(document: Annotation, quote: Annotation, captured_on: str) -> Annotation:
    """The words, by quote and by position, in the document as it was then."""
    page = addresses.url("document", document)
    return {
        "source": document["url"] or page,
        "state": {"type": "TimeState", "cached": document["archive_url"] or page}
        | _dated(captured_on or document["published_on"] or ""),
        "selector": [
            {"type": "TextQuoteSelector", **{k: quote[k] for k in ("exact", "prefix", "suffix")}},
            {"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]},
        ],
    }


def _dated(day: str) -> Annotation:
    """Of which day the text is, where a full one is known."""
    return {"sourceDate": f"{day}T00:00:00Z"} if is_day(day) else {}

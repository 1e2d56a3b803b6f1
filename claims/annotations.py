"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/) of what claims say of a text.

Each attribution and each quoted item of evidence is one annotation: its body is the claim, its
target the words. Positions count code points of the normalised text, end exclusive.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from claims import addresses

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
RIGHTS = "https://creativecommons.org/licenses/by/4.0/"

Annotation = dict[str, Any]
Item = Mapping[str, Any]
"""A claim as API and exports give it: envelope and ``record``."""

_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def of_claim(item: Item, *, captured_on: str = "", document: str = "") -> Iterator[Annotation]:
    """The annotations of a standing claim, without their ``@context``; of one document, if given.

    ``captured_on`` is the day that document was captured: what the positions are valid for.
    """
    for attribution in item["record"]["attributions"]:
        if document in ("", attribution["document"]["id"]):
            yield {
                **_frame(item, f"attribution-{attribution['id']}", "identifying"),
                "body": [*_body(item), _classified(attribution)],
                "target": _target(attribution["document"], attribution["quote"], captured_on),
            }
    for number, evidence in enumerate(item["record"]["evidence"], start=1):
        if evidence["quote"] and document in ("", evidence["document"]["id"]):
            yield {
                **_frame(item, f"evidence-{number}", "linking"),
                "body": _body(item),
                "target": _target(evidence["document"], evidence["quote"], captured_on),
            }


def start_of(annotation: Annotation) -> int:
    """Where the annotated words begin."""
    start: int = annotation["target"]["selector"][1]["start"]
    return start


def _frame(item: Item, part: str, motivation: str) -> Annotation:
    return {
        "id": f"{settings.ORIGIN}/api/v1/claims/{item['id']}#{part}",
        "type": "Annotation",
        "motivation": motivation,
        "modified": item["published_at"],
        "rights": RIGHTS,
    }


def _body(item: Item) -> list[Annotation | str]:
    """The claim itself, and its wordings."""
    words = [
        {"type": "TextualBody", "purpose": "describing", "language": tag, "format": "text/plain",
         "value": text}
        for tag, text in sorted(item["record"]["texts"].items())
    ]  # fmt: skip
    return [f"{settings.ORIGIN}/api/v1/claims/{item['id']}", *words]


def _classified(attribution: Annotation) -> Annotation:
    """The stance, never without how it was reported."""
    said = f"{attribution['stance']}, reported as {attribution['reported_as']}"
    return {"type": "TextualBody", "purpose": "classifying", "format": "text/plain", "value": said}


def _target(document: Annotation, quote: Annotation, captured_on: str) -> Annotation:
    """The words, by quote and by position, in the document as it was then."""
    page = addresses.url("document", document)
    target: Annotation = {
        "source": document["url"] or page,
        "selector": [
            {"type": "TextQuoteSelector", **{k: quote[k] for k in ("exact", "prefix", "suffix")}},
            {"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]},
        ],
    }
    return target | ({"state": state} if (state := _state(document, captured_on)) else {})


def _state(document: Annotation, captured_on: str) -> Annotation:
    """Which state of the source is meant: of which day, and where a copy of it is kept."""
    day = captured_on or document["published_on"] or ""
    dated = {"sourceDate": f"{day}T00:00:00Z"} if _FULL_DAY.fullmatch(day) else {}
    kept = {"cached": document["archive_url"]} if document["archive_url"] else {}
    return {"type": "TimeState", **dated, **kept} if dated or kept else {}

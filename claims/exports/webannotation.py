"""Attributions as W3C Web Annotations (https://www.w3.org/TR/annotation-model/).

Each annotation identifies the words of a text (target) that carry a claim (body). Positions count
code points of the normalised text, end exclusive; the quote's context is that of the record.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.conf import settings

from claims import addresses
from claims.exports.format import Format, cut_short, listed
from claims.vocabulary import LICENCE_URL

Data = dict[str, Any]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def annotation(item: Data) -> dict[str, Any]:
    """The annotation of one parsed item of ``attributions``, without its ``@context``."""
    claim, attribution = item["claim"], item["attribution"]
    return {
        "id": f"{claim['url']}#a-{item['id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "created": claim["published_at"],
        "creator": {"id": f"{settings.ORIGIN}/", "type": "Organization", "name": "Dixit"},
        "rights": LICENCE_URL,
        "body": f"{claim['url']}#claim",
        "target": target(attribution["document"], attribution["quote"]),
    }


def target(document: Data, quote: Data) -> dict[str, Any]:
    """The words of a document: by quotation and by position, in the text as it was captured."""
    ours = addresses.url("document", document)
    state = {"type": "TimeState", "cached": document["archive_url"] or ours}
    if _FULL_DAY.fullmatch(document["published_on"] or ""):
        state["sourceDate"] = f"{document['published_on']}T00:00:00Z"
    return {
        "source": document["url"] or ours,
        "state": state,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": quote["exact"],
                "prefix": quote["prefix"],
                "suffix": quote["suffix"],
            },
            {"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]},
        ],
    }


def write(items: Iterable[str]) -> Iterator[bytes]:
    """One AnnotationPage (section 5.2) that holds every annotation."""
    head = {
        "@context": CONTEXT,
        "id": f"{settings.ORIGIN}/api/v1/export/attributions.webannotation",
        "type": "AnnotationPage",
    }
    made = (orjson.dumps(annotation(orjson.loads(item))) for item in items)
    return listed(orjson.dumps(head)[:-1] + b',"items":[', made, b"]}\n")


FORMAT = Format(
    media_type=MEDIA_TYPE,
    extension="annotations.jsonld",
    writers={"attributions": write},
    broken=cut_short,
)

"""Attributions as W3C Web Annotations: one page of them (``claims.annotations`` makes each)."""

from collections.abc import Iterable, Iterator

import orjson
from django.conf import settings

from claims.annotations import CONTEXT, MEDIA_TYPE, Annotation, of_attribution
from claims.exports.format import Format, cut_short, listed


def write(items: Iterable[str]) -> Iterator[bytes]:
    """One AnnotationPage (section 5.2) that holds every annotation."""
    head = {
        "@context": CONTEXT,
        "id": f"{settings.ORIGIN}/api/v1/export/attributions.webannotation",
        "type": "AnnotationPage",
    }
    made = (orjson.dumps(annotated(item)) for item in items)
    return listed(orjson.dumps(head)[:-1] + b',"items":[', made, b"]}\n")


def annotated(item: str) -> Annotation:
    """The annotation of one item of ``attributions``."""
    parsed = orjson.loads(item)
    return of_attribution(parsed["claim"], parsed["attribution"])


FORMAT = Format(
    media_type=MEDIA_TYPE,
    extension="annotations.jsonld",
    writers={"attributions": write},
    broken=cut_short,
)

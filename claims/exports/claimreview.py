"""ClaimReview as a schema.org DataFeed: the claims that were assessed, for aggregators.

A claim that nobody has examined is not in it. The verdict is the status in words with its reasons;
there are no rating numbers, because statuses are not a scale.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.conf import settings

from claims import jsonld
from claims.exports.format import Format, cut_short, listed
from claims.exports.jsonld import LANGUAGE, is_assessed
from claims.stated import is_stated
from claims.vocabulary import LICENCE_URL


def element(item: dict[str, Any]) -> dict[str, Any]:
    """The DataFeedItem of one parsed item of ``claims``."""
    record, url = item["record"], item["url"]
    stated = [a for a in record["attributions"] if is_stated(a)]
    claim = jsonld.claim(record, stated, url, LANGUAGE)
    review = jsonld.review(record, url, LANGUAGE) | {"itemReviewed": claim}
    return {"@type": "DataFeedItem", "dateModified": item["published_at"], "item": review}


def write(items: Iterable[str]) -> Iterator[bytes]:
    """One DataFeed of everything assessed."""
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "@id": f"{settings.ORIGIN}/api/v1/export/claims.claimreview",
        "name": "Dixit",
        "license": LICENCE_URL,
        "publisher": jsonld.publisher(LANGUAGE),
    }
    parsed = (orjson.loads(item) for item in items)
    made = (orjson.dumps(element(item)) for item in parsed if is_assessed(item["record"]))
    return listed(orjson.dumps(head)[:-1] + b',"dataFeedElement":[', made, b"]}\n")


FORMAT = Format(
    media_type="application/ld+json",
    extension="claimreview.jsonld",
    writers={"claims": write},
    broken=cut_short,
)

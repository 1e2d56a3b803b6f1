"""schema.org JSON-LD: the claims with who stands behind them, their quotations and reviews.

The nodes are those of the claim pages: attributions that the text does not state are left out,
and a review is there only where an assessment is published.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from claims import jsonld
from claims.exports.format import Format, cut_short, listed
from claims.stated import is_stated
from claims.vocabulary import EvidenceStatus

LANGUAGE = "en"
"""Names and labels are in English where there is English; wordings and quotations carry theirs."""
HEAD = b'{"@context":"https://schema.org","@graph":['


def nodes(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes of one parsed item of ``claims``."""
    record, url = item["record"], item["url"]
    stated = [a for a in record["attributions"] if is_stated(a)]
    yield jsonld.claim(record, stated, url, LANGUAGE) | {"version": item["revision"]}
    yield from jsonld.quotations(stated, url, LANGUAGE)
    if is_assessed(record):
        yield jsonld.review(record, url, LANGUAGE)


def is_assessed(record: dict[str, Any]) -> bool:
    """Whether somebody has examined the claim: else there is nothing to review."""
    return bool(record["evidence_status"]["code"] != EvidenceStatus.NOT_ASSESSED)


def write(items: Iterable[str]) -> Iterator[bytes]:
    """One document: the publisher, then the nodes of each claim."""
    publisher = [jsonld.publisher(LANGUAGE)]
    claims = (node for item in items for node in nodes(orjson.loads(item)))
    made = (orjson.dumps(node) for group in (publisher, claims) for node in group)
    return listed(HEAD, made, b"]}\n")


FORMAT = Format(
    media_type="application/ld+json",
    extension="jsonld",
    writers={"claims": write},
    broken=cut_short,
)

"""JSON Lines (jsonlines.org): one item a line, byte for byte as the API gives it. Lossless."""

from collections.abc import Iterable, Iterator

import orjson

from claims.exports.format import Format


def write(items: Iterable[str]) -> Iterator[str]:
    """Each item on a line of its own, ended by a line feed."""
    for item in items:
        yield f"{item}\n"


def broken(detail: str) -> str:
    """A last line that is no item: an object with ``error`` and without ``id``."""
    return orjson.dumps({"error": {"title": "Incomplete", "detail": detail}}).decode() + "\n"


FORMAT = Format(
    media_type="application/jsonl",
    extension="jsonl",
    exports=("claims", "attributions"),
    write=write,
    broken=broken,
)

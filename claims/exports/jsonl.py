"""JSON Lines (jsonlines.org): one item a line, byte for byte as the API gives it. Lossless."""

from collections.abc import Iterable, Iterator

import orjson

from claims.exports.format import Format


def write(items: Iterable[str]) -> Iterator[bytes]:
    """Each item on a line of its own, ended by a line feed."""
    for item in items:
        yield f"{item}\n".encode()


def broken(_what: str, detail: str) -> bytes:
    """A last line that is no item: an object with ``error`` and without ``id``."""
    return orjson.dumps({"error": {"title": "Incomplete", "detail": detail}}) + b"\n"


FORMAT = Format(
    media_type="application/jsonl",
    extension="jsonl",
    writers={"claims": write, "attributions": write},
    broken=broken,
    verbatim=True,
)

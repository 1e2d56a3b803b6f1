"""Apache Parquet: the flat tables with their types, zstd, for DuckDB, pandas, R and Spark.

The same columns as the CSV, unguarded; moments are timestamps in UTC. A table of claims also
holds the whole ``record`` as JSON text. The licence stands in the schema's metadata.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claims.exports import flat
from claims.exports.format import Format
from claims.vocabulary import LICENCE

ROWS = 5_000
"""Rows in a group: what is held in memory at a time."""
_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
}
_SPELLED = ("date", "moment")


class Sink:
    """A file that gives away what was written to it."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: Any) -> int:
        """Afterwards the data waits to be taken."""
        piece = bytes(data)
        self._pieces.append(piece)
        self._size += len(piece)
        return len(piece)

    def tell(self) -> int:
        """How much was written since the beginning."""
        return self._size

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """What waits can still be taken."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def schema(what: str) -> pa.Schema:
    """The columns of a table with their types, and the licence."""
    fields = [(name, _TYPES[column.kind]) for name, column in flat.TABLES[what].items()]
    whole = [("record", pa.string())] if what == "claims" else []
    return pa.schema(fields + whole, metadata={"licence": LICENCE})


def write(what: str, items: Iterable[str]) -> Iterator[bytes]:
    """A row group every 5,000 rows, then the footer: without it no reader opens the file."""
    sink, columns = Sink(), schema(what)
    waiting = iter(items)
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), columns, compression="zstd") as writer:
        while texts := list(islice(waiting, ROWS)):
            writer.write_batch(_batch(what, texts, columns))
            yield sink.taken()
    yield sink.taken()


def _batch(what: str, texts: list[str], columns: pa.Schema) -> pa.RecordBatch:
    values = list(zip(*flat.rows(what, texts), strict=True))
    kinds = [column.kind for column in flat.TABLES[what].values()]
    arrays = [_array(kind, given) for kind, given in zip(kinds, values, strict=True)]
    if what == "claims":
        arrays.append(pa.array([_record(text) for text in texts], pa.string()))
    return pa.record_batch(arrays, schema=columns)


def _array(kind: flat.Kind, values: tuple[Any, ...]) -> pa.Array:
    spelled = pa.array(values, pa.string()) if kind in _SPELLED else None
    return spelled.cast(_TYPES[kind]) if spelled is not None else pa.array(values, _TYPES[kind])


def _record(text: str) -> str:
    """The payload verbatim, as ``Entry.emit`` put it at the end: quotes inside strings are
    escaped, so that the first of these marks is the one outside."""
    return text.partition(',"record":')[2][:-1]


def broken(_what: str, _detail: str) -> bytes:
    """Nothing: a Parquet file that lacks its footer is refused by every reader."""
    return b""


FORMAT = Format(
    media_type="application/vnd.apache.parquet",
    extension="parquet",
    writers={what: partial(write, what) for what in flat.TABLES},
    broken=broken,
)

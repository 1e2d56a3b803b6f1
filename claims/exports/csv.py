"""CSV (RFC 4180): the copy for spreadsheets, guarded against formulas.

docs/export.md describes each column and the mark that ``guard`` sets.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from claims.exports import flat
from claims.exports.format import Format
from claims.exports.guard import guard


def cell(value: Any) -> str:
    """A value as it is written: nothing for None, true or false, numbers plain, text guarded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guard(value) if isinstance(value, str) else str(value)


def row(values: Sequence[str]) -> bytes:
    """One record of the file, ended by CR LF."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue().encode()


def write(what: str, items: Iterable[str]) -> Iterator[bytes]:
    """The header, then one record an item."""
    yield row(list(flat.TABLES[what]))
    for values in flat.rows(what, items):
        yield row([cell(value) for value in values])


def broken(what: str, detail: str) -> bytes:
    """A last record whose first cell, where an id would be, is ERROR."""
    return row(["ERROR", "", detail, *[""] * (len(flat.TABLES[what]) - 3)])


FORMAT = Format(
    media_type="text/csv",
    extension="csv",
    writers={what: partial(write, what) for what in flat.TABLES},
    broken=broken,
    prefix=b"\xef\xbb\xbf",
)

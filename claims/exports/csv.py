"""CSV (RFC 4180): the copy for spreadsheets, guarded against formulas.

docs/export.md describes each column and the mark that ``guard`` sets.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from claims.exports import flat
from claims.exports.format import Format
from claims.exports.guard import guard, is_harmless

PIECE: Final = 64 * 1024
"""Characters gathered before they are handed on."""


def cell(value: Any) -> Any:
    """A value as the writer takes it: true or false in lower case, text guarded; the writer itself
    makes nothing of None and leaves numbers plain."""
    if value is True or value is False:
        return "true" if value else "false"
    return guard(value) if isinstance(value, str) else value


def row(values: Sequence[Any]) -> bytes:
    """One record of the file, ended by CR LF."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue().encode()


def write(what: str, items: Iterable[str]) -> Iterator[bytes]:
    """The header, then one record an item, many a piece."""
    yield row(list(flat.TABLES[what]))
    switches = [n for n, c in enumerate(flat.TABLES[what].values()) if c.kind == "boolean"]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    for values in flat.rows(what, items):
        writer.writerow(_cells(values, switches))
        if lines.tell() >= PIECE:
            yield lines.getvalue().encode()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue().encode()


def _cells(values: list[Any], switches: Sequence[int]) -> list[Any]:
    """``cell`` of each value. A row is looked through once for what has to be guarded, and cell by
    cell only where something may be."""
    if is_harmless(value for value in values if value.__class__ is str):
        for place in switches:
            values[place] = cell(values[place])
        return values
    return [cell(value) for value in values]


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

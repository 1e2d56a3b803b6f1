"""The groups of rows: one module each."""

import sys
from collections.abc import Iterable

from bench import besides, capturing, exporting, finding, publishing, restoring, serving
from bench.table import Row, printed

ROWS = {
    "finding": finding.rows,
    "exporting": exporting.rows,
    "publishing": publishing.rows,
    "serving": serving.rows,
    "restoring": restoring.rows,
    "capturing": capturing.rows,
    "besides": besides.rows,
}

__all__ = ["ROWS", "measured", "printed"]


def measured(names: Iterable[str], size: str) -> list[Row]:
    """The rows of the groups, in order."""
    found: list[Row] = []
    for name in names:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        found += ROWS[name](size)
    return found

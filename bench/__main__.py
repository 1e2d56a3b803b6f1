"""What Dixit takes beside its rivals, in one table: `python3 dev.py bench [--size 10k] [rows ...]`.

Without rows, all of docs/bench.md but the two that read texts from elsewhere: `language` and
`attribution` take arguments of their own. The databases are kept under var/bench.
"""

import argparse
import os
import platform
import sys
from datetime import UTC, datetime

from bench import attribution, language, scratch

TEXTS = {"language": language.main, "attribution": attribution.main}
GROUPS = (
    "finding", "exporting", "publishing", "serving", "restoring", "capturing", "besides",
)  # fmt: skip


def main() -> int:
    """Print the table; 1 when a bar was missed."""
    if len(sys.argv) > 1 and sys.argv[1] in TEXTS:
        return TEXTS[sys.argv.pop(1)]() or 0
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--size", choices=scratch.SIZES, default="10k", help="default: 10k")
    parser.add_argument("rows", nargs="*", metavar="rows", help=f"of {', '.join(GROUPS)}")
    options = parser.parse_args()
    scratch.begin(options.size)
    # Not before: what these import are models, for which Django must be set up.
    from bench import groups, stock  # noqa: PLC0415

    try:
        stock.ensure(options.size)
        found = groups.measured(options.rows or GROUPS, options.size)
    finally:
        scratch.server().stop()
    print(f"{options.size} claims, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores,"
          f" {platform.machine()}, Python {platform.python_version()}\n")  # fmt: skip
    print(groups.printed(found))
    return 0 if all(row.met for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())

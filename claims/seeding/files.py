"""Seeds as files: a folder with a text and its ``claims.json`` (described in seeds/README.md).

Each span stands beside its exact words, so that an offset which slipped is found here, with its
line, and not in a published record.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.normalise import TextRefused, normalise

FILE = "claims.json"
NEEDED = ("source", "document", "claims")

Data = dict[str, Any]

# A quote inside a string is escaped, so that this finds keys alone.
_EXACT = re.compile(r'(?<!\\)"exact"\s*:')


class SeedError(Exception):
    """A seed that cannot be loaded; the message names the file, and the line where it is known."""


@dataclass(frozen=True)
class Seed:
    """One article with its claims; every span has been checked against its words."""

    file: Path
    text: str
    data: Data

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.file.parent.name


def read_all(folder: Path) -> list[Seed]:
    """Every seed below ``folder``, by name. Raises SeedError."""
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise SeedError(f"{folder} holds no */{FILE}. Name the folder that holds the seeds.")
    return [read(file) for file in files]


def read(file: Path) -> Seed:
    """The seed that ``file`` describes. Raises SeedError, for a wrong offset with its line."""
    try:
        written = file.read_text(encoding="utf-8")
        data: Data = json.loads(written)
        # newline="": what the line ends become is for normalise() to say.
        with file.with_name(data["document"]["text"]).open(encoding="utf-8", newline="") as text:
            seed = Seed(file, normalise(text.read()), data)
    except json.JSONDecodeError as error:
        raise SeedError(f"{file}, line {error.lineno}: {error.msg}.") from error
    except KeyError as error:
        raise SeedError(f"{file}: {error} is missing.") from error
    except (OSError, UnicodeDecodeError, TextRefused) as error:
        raise SeedError(f"{file}: the text cannot be read: {error}") from error
    if missing := [name for name in NEEDED if name not in data]:
        raise SeedError(f"{file}: {', '.join(missing)} is missing.")
    _check(seed, written)
    return seed


def _check(seed: Seed, written: str) -> None:
    for span, place in zip(_spans(seed.data), _EXACT.finditer(written), strict=True):
        start, end = span.get("at", (0, 0))
        found = seed.text[start:end]
        if found != span["exact"] or not 0 <= start < end:
            line = written.count("\n", 0, place.start()) + 1
            raise SeedError(
                f"{seed.file}, line {line}: at {start} to {end} the text holds “{found}”, "
                f"not “{span['exact']}”. Correct the offsets or the words."
            )


def _spans(data: object) -> Iterator[Data]:
    """Every object with exact words, in the order in which the file has them."""
    if isinstance(data, dict):
        if "exact" in data:
            yield data
        for value in data.values():
            yield from _spans(value)
    elif isinstance(data, list):
        for value in data:
            yield from _spans(value)

"""What a format of exports is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson

Writer = Callable[[Iterable[str]], Iterator[bytes]]
"""Takes the JSON text of each item, as the API emits it; gives pieces of the file in order."""


@dataclass(frozen=True)
class Format:
    """How items become a file.

    ``writers`` has one for each thing that can be exported in this format. ``broken(what,
    detail)`` gives the last piece of a file that could not be finished: no reader can take such a
    file for a whole one.
    """

    media_type: str
    extension: str
    writers: Mapping[str, Writer]
    broken: Callable[[str, str], bytes]
    prefix: bytes = b""
    """What ``?excel=1`` puts first; empty where the format has no such thing."""
    verbatim: bool = False
    """Whether the file is the items as they are, one a line: then nobody takes them apart."""

    @property
    def exports(self) -> tuple[str, ...]:
        """What can be exported in this format."""
        return tuple(self.writers)


def listed(before: bytes, items: Iterable[bytes], after: bytes) -> Iterator[bytes]:
    """``items`` between ``before`` and ``after``, parted by commas, one a line."""
    yield before
    for number, item in enumerate(items):
        yield (b",\n" if number else b"\n") + item
    yield b"\n" + after


def cut_short(_what: str, detail: str) -> bytes:
    """The end of a JSON document that breaks off: its error, no bracket, so that none parses it."""
    return b"\n" + orjson.dumps({"error": {"title": "Incomplete", "detail": detail}}) + b"\n"

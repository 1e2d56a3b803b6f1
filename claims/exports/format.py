"""What a format of exports is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """How items become a file.

    ``write`` takes the JSON text of each item, as the API emits it, and gives pieces of the file
    in order. ``broken`` gives the last piece of a file that could not be finished: no reader can
    take such a file for a whole one.
    """

    media_type: str
    extension: str
    exports: tuple[str, ...]
    write: Callable[[Iterable[str]], Iterator[str]]
    broken: Callable[[str], str]
    prefix: str = ""
    """What ``?excel=1`` puts first; empty where the format has no such thing."""

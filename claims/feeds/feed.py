"""What a feed says, whichever format says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Item:
    """One entry. ``id`` never changes; ``updated`` moves with every correction."""

    id: str
    url: str
    title: str
    title_language: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    topics: Sequence[tuple[str, str]] = ()
    """(id, name) of each topic."""
    data_url: str = ""


@dataclass(frozen=True)
class Deleted:
    """That an entry of this feed was taken back: when, and why, in words."""

    id: str
    when: datetime
    reason: str


@dataclass(frozen=True)
class Feed:
    """A page of a feed, the latest change first."""

    id: str
    title: str
    subtitle: str
    language: str
    home: str
    self_url: str
    twin_url: str
    """The same page in the other format."""
    first_url: str
    next_url: str | None
    updated: datetime
    author: str
    origin: str
    licence: str
    items: Sequence[Item | Deleted]
    head: Mapping[str, Any]
    """The signed head of the ledger, as ``/transparency`` gives it."""


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond: entries published in one second stay in order."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

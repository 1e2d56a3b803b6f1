"""What an item of a file would become, and what became of each of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LanguageMap = dict[str, str]


class Unreadable(Exception):
    """A file, or an item of one, of which nothing can be made; says why and what would do."""


@dataclass
class Quoted:
    """Words of a document, known by the hash of its text: an attribution, or evidence.

    ``facts`` are fields of the row with codes as stored; actors by their names, under ``actors``.
    """

    where: str
    document_sha256: str
    spans: dict[str, Mapping[str, Any] | None]
    facts: dict[str, Any]
    actors: dict[str, LanguageMap]
    via: list[LanguageMap | str] = field(default_factory=list)


@dataclass
class Draft:
    """A claim as it would be drafted, with the report: fields taken, guessed and left out."""

    identity: str
    """What is imported once: an address, or an id with a hash."""
    where: str
    texts: LanguageMap
    kind: str = "factual"
    topics: list[LanguageMap] = field(default_factory=list)
    attributions: list[Quoted] = field(default_factory=list)
    evidence: list[Quoted] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mapped: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def note(self, name: str, value: str) -> None:
        """Keep a value in the claim's private notes."""
        self.notes.append(f"{name}: {value}")
        self.mapped.append(f"{name} -> notes")

    def guess(self, name: str, why: str) -> None:
        """Report a value that was read with some liberty."""
        self.guessed.append(f"{name}: {why}")

    def refuse(self, name: str, why: str) -> None:
        """Report a value that was left out."""
        self.refused.append(f"{name}: {why}")

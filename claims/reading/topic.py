"""A topic's claims as its page shows them: who says what about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claims.ledger import Entry, Present
from claims.reading.claim import Today

Record = dict[str, Any]

MATRIX_CLAIMS = 15


@dataclass(frozen=True)
class Row:
    """One actor (or one description of somebody unnamed) across the claims of a topic."""

    speaker: Record | None
    description: str | None
    language: str
    today: Present | None
    cells: list[list[Record]]


def matrix(claims: Sequence[Entry], today: Today) -> list[Row]:
    """Who says what: a row a speaker, by how often they speak; a cell an attribution or more."""
    columns = list(claims)[:MATRIX_CLAIMS]
    rows: dict[tuple[str, str], Row] = {}
    for column, claim in enumerate(columns):
        for attribution in claim.record["attributions"]:
            row = rows.setdefault(
                who(attribution, today),
                Row(
                    attribution["speaker"],
                    attribution["description"],
                    attribution["document"]["language"],
                    _present(attribution["speaker"], today),
                    [[] for _claim in columns],
                ),
            )
            row.cells[column].append(attribution)
    return sorted(rows.values(), key=lambda row: -sum(len(cell) for cell in row.cells))


def who(attribution: Record, today: Today) -> tuple[str, str]:
    """One key for a speaker whatever id they were published under; unnamed ones stay apart."""
    present = _present(attribution["speaker"], today)
    if present is not None:
        return ("actor", present.id)
    if attribution["speaker"]:
        return ("actor", attribution["speaker"]["id"])
    return ("unnamed", attribution["description"] or attribution["id"])


def _present(actor: Record | None, today: Today) -> Present | None:
    return today.get(("actor", actor["id"])) if actor else None


def documents_in(claims: Iterable[Entry]) -> list[Record]:
    """The documents that the claims' attributions are found in, each once."""
    found: dict[str, Record] = {}
    for claim in claims:
        for attribution in claim.record["attributions"]:
            found.setdefault(attribution["document"]["id"], attribution["document"])
    return list(found.values())


def days_of(claims: Iterable[Entry]) -> tuple[str, str] | None:
    """The first and the last day on which anything in the claims can have been said."""
    said = [a for claim in claims for a in claim.record["attributions"] if a["said_earliest"]]
    if not said:
        return None
    return min(a["said_earliest"] for a in said), max(a["said_latest"] for a in said)

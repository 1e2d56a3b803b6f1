"""Attributions of many claims in one list, and what was corrected."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claims.ledger import Entry, Present

Record = dict[str, Any]


def correction_log(entries: Iterable[Entry]) -> list[tuple[str, Entry, Record | None]]:
    """(day, claim, correction) of every correction, None for a withdrawal; latest day first."""
    log: list[tuple[str, Entry, Record | None]] = []
    for entry in entries:
        if entry.state == "withdrawn":
            log.append((entry.record["withdrawn"]["withdrawn_on"], entry, None))
        log += [(item["made_on"], entry, item) for item in entry.record.get("corrections", [])]
    return sorted(log, key=lambda row: (row[0], row[1].seq), reverse=True)


def spoken_for(attributions: Iterable[Record]) -> list[Record]:
    """The actors on whose behalf these attributions were made, each once."""
    found = {a["on_behalf_of"]["id"]: a["on_behalf_of"] for a in attributions if a["on_behalf_of"]}
    return list(found.values())


@dataclass(frozen=True)
class Said:
    """An attribution as the index has it, with the claim that it is of."""

    record: Record
    claim: Present
    position: int
    status: str


def indexed(record: str, row: Any) -> Said:
    """A row of the attribution index, its record parsed."""
    claim = Present(row.claim_id, row.claim_texts, "standing", row.seq)
    return Said(json.loads(record), claim, row.position, row.status)

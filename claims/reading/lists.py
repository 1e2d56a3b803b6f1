"""Attributions of many claims in one list, and what was corrected."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from claims.ledger import Entry, Present
from claims.stated import is_stated
from claims.vocabulary import Stance

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


def declined(items: Iterable[Said]) -> list[Said]:
    """What somebody was asked about and would not answer, each claim once."""
    found = {
        item.claim.id: item for item in items if item.record["stance"] == Stance.DECLINES_TO_COMMENT
    }
    return list(found.values())


def by_month(items: Iterable[Said]) -> list[tuple[str | None, list[Said]]]:
    """Consecutive items by the month (``2024-03``) of the last day on which they can have been
    said; None for those without a day."""
    return [(month, list(group)) for month, group in groupby(items, key=_month)]


def _month(item: Said) -> str | None:
    day = item.record["said_latest"]
    return day[:7] if day else None


def heard(claims: Iterable[Entry], ids: Collection[str]) -> list[Said]:
    """The stated attributions of these claims that were made on behalf of an actor of these ids,
    or that came through it."""
    return [
        Said(a, Present(claim.id, claim.record["texts"], "standing", claim.seq), position, "")
        for claim in claims
        for position, a in enumerate(claim.record["attributions"], start=1)
        if is_stated(a) and _is_heard(a, ids)
    ]


def _is_heard(a: Record, ids: Collection[str]) -> bool:
    others = [a["on_behalf_of"], *(hop["actor"] for hop in a["via"])]
    return any(actor and actor["id"] in ids for actor in others)

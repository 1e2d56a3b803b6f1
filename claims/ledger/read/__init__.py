"""Reading the ledger. Everything public comes through here, by the reader role.

Nothing in this package sees an editorial table; ``using`` is the reader's connection except
inside a verb's transaction, which must see what it has just appended.
"""

from claims.ledger.read.entries import (
    KINDS,
    LAST_SEQ,
    READER,
    Entry,
    all_entries,
    changes,
    current,
    current_records,
    entries,
    head,
    history,
    moment,
    revised,
    revision,
    revisions,
    stamp,
)
from claims.ledger.read.lists import (
    Attributed,
    Filters,
    after,
    attributed,
    attributions,
    claimed,
    claims,
    claims_on,
    documents_of,
    merged_ids,
    places,
    records,
    related_to,
)
from claims.ledger.read.snapshot import is_ready, snapshot
from claims.ledger.read.today import Present, today, withdrawn_among

__all__ = [
    "KINDS",
    "LAST_SEQ",
    "READER",
    "Attributed",
    "Entry",
    "Filters",
    "Present",
    "after",
    "all_entries",
    "attributed",
    "attributions",
    "changes",
    "claimed",
    "claims",
    "claims_on",
    "current",
    "current_records",
    "documents_of",
    "entries",
    "head",
    "history",
    "is_ready",
    "merged_ids",
    "moment",
    "places",
    "records",
    "related_to",
    "revised",
    "revision",
    "revisions",
    "snapshot",
    "stamp",
    "today",
    "withdrawn_among",
]

"""Reading the ledger. Everything public comes through here, by the reader role.

Nothing in this package sees an editorial table; ``using`` is the reader's connection except
inside a verb's transaction, which must see what it has just appended.
"""

from claims.ledger.read.by_day import naming, place, said_by
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
    known,
    moment,
    revised,
    revision,
    revisions,
    stamp,
)
from claims.ledger.read.facets import CAP, Counted, Facets, facets
from claims.ledger.read.feeds import (
    Changed,
    changed,
    changed_by_speaker,
    changed_in_topic,
    corrected,
)
from claims.ledger.read.filters import Filters, merged_ids
from claims.ledger.read.lines import lines, texts
from claims.ledger.read.lists import (
    Attributed,
    after,
    attributed,
    attributions,
    claims,
    claims_on,
    documents_of,
    places,
    records,
    related_to,
)
from claims.ledger.read.search import RANKED, Ranked, attributions_found, best, search
from claims.ledger.read.snapshot import is_ready, snapshot
from claims.ledger.read.stretches import Listed, listed, stretches
from claims.ledger.read.today import (
    Present,
    sentence_numbers,
    sentence_places,
    states,
    today,
    withdrawn_among,
)
from claims.ledger.read.words import Piece, marked, spelling

__all__ = [
    "CAP",
    "KINDS",
    "LAST_SEQ",
    "RANKED",
    "READER",
    "Attributed",
    "Changed",
    "Counted",
    "Entry",
    "Facets",
    "Filters",
    "Listed",
    "Piece",
    "Present",
    "Ranked",
    "after",
    "all_entries",
    "attributed",
    "attributions",
    "attributions_found",
    "best",
    "changed",
    "changed_by_speaker",
    "changed_in_topic",
    "changes",
    "claims",
    "claims_on",
    "corrected",
    "current",
    "current_records",
    "documents_of",
    "entries",
    "facets",
    "head",
    "history",
    "is_ready",
    "known",
    "lines",
    "listed",
    "marked",
    "merged_ids",
    "moment",
    "naming",
    "place",
    "places",
    "records",
    "related_to",
    "revised",
    "revision",
    "revisions",
    "said_by",
    "search",
    "sentence_numbers",
    "sentence_places",
    "snapshot",
    "spelling",
    "stamp",
    "states",
    "stretches",
    "texts",
    "today",
    "withdrawn_among",
]

"""The one public record: what the world sees of a claim, actor, topic, document or source.

Pages, API, feeds and exports show these dicts, frozen in the ledger, and nothing else.
docs/record.md describes every field. No floats; strings are NFC as stored; language maps are
``{tag: text}``; lists are ordered by offset, then by primary key.
"""

from claims.record.building import build
from claims.record.claim import (
    attributions_of,
    claim_record,
    named_by,
    outer_claims,
    tombstone,
)
from claims.record.things import Record, kind_of, predecessors

__all__ = [
    "Record",
    "attributions_of",
    "build",
    "claim_record",
    "kind_of",
    "named_by",
    "outer_claims",
    "predecessors",
    "tombstone",
]

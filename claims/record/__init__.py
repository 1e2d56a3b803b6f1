"""The one public record: what the world sees of a claim, actor, topic, document or source.

Pages, API, feeds and exports show these dicts, frozen in the ledger, and nothing else.
docs/record.md describes every field. No floats; strings are NFC as stored; language maps are
``{tag: text}``; lists are ordered by offset, then by primary key.
"""

from claims.record.building import build
from claims.record.claim import claim_record, named_by, tombstone
from claims.record.things import LICENCE, Record, kind_of

__all__ = [
    "LICENCE",
    "Record",
    "build",
    "claim_record",
    "kind_of",
    "named_by",
    "tombstone",
]

"""From records to what a page shows: plain values in, plain values out, no queries.

The rule of every function here: an attribution goes to a template whole, with its
``reported_as`` and what encloses it, never as a bare pair of speaker and stance.
"""

from claims.reading.claim import (
    Record,
    Saying,
    Today,
    copy,
    evidence,
    named_in,
    part,
    related,
    sayings,
    tally,
)
from claims.reading.document import Note, document
from claims.reading.found import Found, found
from claims.reading.lists import Said, correction_log, indexed, spoken_for
from claims.reading.topic import MATRIX_CLAIMS, Row, documents_in, matrix, who
from claims.stated import is_stated

__all__ = [
    "MATRIX_CLAIMS",
    "Found",
    "Note",
    "Record",
    "Row",
    "Said",
    "Saying",
    "Today",
    "copy",
    "correction_log",
    "document",
    "documents_in",
    "evidence",
    "found",
    "indexed",
    "is_stated",
    "matrix",
    "named_in",
    "part",
    "related",
    "sayings",
    "spoken_for",
    "tally",
    "who",
]

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
from claims.reading.document import Note, document, speakers_in
from claims.reading.found import Found, found
from claims.reading.lists import (
    Said,
    by_month,
    correction_log,
    declined,
    heard,
    indexed,
    spoken_for,
)
from claims.reading.topic import MATRIX_CLAIMS, Row, days_of, documents_in, matrix, who
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
    "by_month",
    "copy",
    "correction_log",
    "days_of",
    "declined",
    "document",
    "documents_in",
    "evidence",
    "found",
    "heard",
    "indexed",
    "is_stated",
    "matrix",
    "named_in",
    "part",
    "related",
    "sayings",
    "speakers_in",
    "spoken_for",
    "tally",
    "who",
]

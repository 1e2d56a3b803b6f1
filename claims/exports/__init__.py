"""The formats of exports: one file a format, one line each in ``FORMATS``.

Pure: a format takes the JSON texts of the API's items and gives pieces of the file. It reads no
database and knows no model.
"""

from claims.exports import claimreview, csv, jsonl, jsonld, parquet, webannotation
from claims.exports.format import Format

FORMATS: dict[str, Format] = {
    "jsonl": jsonl.FORMAT,
    "csv": csv.FORMAT,
    "parquet": parquet.FORMAT,
    "jsonld": jsonld.FORMAT,
    "claimreview": claimreview.FORMAT,
    "webannotation": webannotation.FORMAT,
}

OFFERED = tuple((what, name) for name, made in FORMATS.items() for what in made.exports)
"""Each pair of what is exported and a format's name."""

__all__ = ["FORMATS", "OFFERED", "Format"]

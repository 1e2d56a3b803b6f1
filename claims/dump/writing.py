"""Writing a dump: a Data Package (https://datapackage.org) of one state of the ledger.

The same state and the same signing key give the same bytes: ``created`` is the head's moment.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from claims import items, ledger, transparency
from claims.exports import FORMATS, flat
from claims.ledger import Entry, Filters
from claims.vocabulary import LICENCE, LICENCE_URL

BATCH = 500
NEVER = "2000-01-01T00:00:00Z"
"""The moment of a dump of an empty ledger."""
HERE = Path(__file__).parent
TABLE_FORMATS = ("csv", "parquet")
_FIELD_TYPES = {
    "text": "string",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "moment": "datetime",
}


@dataclass
class Dumped:
    """What was written."""

    revisions: int = 0
    withdrawn_texts: int = 0
    """Payloads that readers may no longer see; none in a dump for the public."""
    head: dict[str, Any] = field(default_factory=dict)
    size: int = 0


def write(folder: Path, *, public: bool, step: Callable[[str], None]) -> Dumped:
    """Afterwards ``folder`` is a whole dump; on any failure it is as it was.

    ``public`` withholds what ``changes`` withholds: earlier revisions of claims since withdrawn.
    Such a dump proves the same chain, and cannot be restored from if anything was withheld.
    ``step`` hears the name of each file as it is begun. Raises FileExistsError where there is
    something in ``folder`` already.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    making = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        dumped = _fill(making, public=public, step=step)
        making.chmod(0o755 if public else 0o700)
        making.replace(folder)
    except BaseException:
        shutil.rmtree(making)
        raise
    return dumped


def _fill(folder: Path, *, public: bool, step: Callable[[str], None]) -> Dumped:
    dumped = Dumped()
    with ledger.snapshot() as head:
        dumped.head = transparency.described(head)
        resources = [
            _file(folder, described, pieces, step)
            for described, pieces in _resources(dumped, transparency.sign(head), public=public)
        ]
    step("datapackage.json")
    package = orjson.dumps(
        _package(resources, dumped.head, public=public), option=orjson.OPT_INDENT_2
    )
    folder.joinpath("datapackage.json").write_bytes(package)
    dumped.size = sum(one["bytes"] for one in resources) + len(package)
    return dumped


def _resources(
    dumped: Dumped, signed: dict[str, Any], *, public: bool
) -> Iterator[tuple[dict[str, Any], Iterable[bytes]]]:
    """Each file: what the package says of it, and its bytes, made as they are asked for."""
    yield (
        _described("ledger", "ledger.jsonl", "application/jsonl", "Every revision, in order."),
        _ledger(dumped, public=public),
    )
    for what, columns in flat.TABLES.items():
        for name in TABLE_FORMATS:
            made = FORMATS[name]
            about = f"A row for each of the standing {what}."
            described = _described(
                f"{what}-{name}", f"{what}.{made.extension}", made.media_type, about
            )
            if name == "csv":
                described |= {"type": "table", "schema": _schema(what, columns)}
            yield described, made.writers[what](items.stream(what, Filters()))
    yield (
        _described("head", "head.json", "application/json", "The signed head of the chain."),
        [orjson.dumps(signed, option=orjson.OPT_INDENT_2)],
    )
    yield (
        _described("verify", "verify.py", "text/x-python", "Checks all of it."),
        [HERE.joinpath("checking.py").read_bytes()],
    )
    yield (
        _described("readme", "README.md", "text/markdown", "What is what."),
        [HERE.joinpath("README.md").read_bytes()],
    )


def _described(name: str, path: str, media_type: str, about: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "type": "file",
        "format": path.rpartition(".")[2],
        "mediatype": media_type,
        "encoding": "utf-8",
        "description": about,
    }


def _ledger(dumped: Dumped, *, public: bool) -> Iterator[bytes]:
    waiting = ledger.all_entries()
    while batch := list(islice(waiting, BATCH)):
        gone = items.withdrawn(batch)
        dumped.revisions += len(batch)
        dumped.withdrawn_texts += 0 if public else len(gone)
        yield b"".join(_line(entry, withhold=public and entry.seq in gone) for entry in batch)


def _line(entry: Entry, *, withhold: bool) -> bytes:
    return (items.withheld(entry) if withhold else items.of_entry(entry)).encode() + b"\n"


def _file(
    folder: Path, described: dict[str, Any], pieces: Iterable[bytes], step: Callable[[str], None]
) -> dict[str, Any]:
    """Write one file; returns what the package says of it, size and hash included."""
    step(described["path"])
    digest, size = hashlib.sha256(), 0
    with folder.joinpath(described["path"]).open("wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    return {**described, "bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def _schema(what: str, columns: dict[str, flat.Column]) -> dict[str, Any]:
    """The Table Schema of a flat table."""
    schema: dict[str, Any] = {
        "fields": [
            {"name": name, "type": _FIELD_TYPES[column.kind]} for name, column in columns.items()
        ],
        "primaryKey": ["id"],
        "missingValues": [""],
    }
    if what == "attributions":
        reference = {"resource": "claims-csv", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["claim_id"], "reference": reference}]
    return schema


def _package(
    resources: list[dict[str, Any]], head: dict[str, Any], *, public: bool
) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "dixit",
        "title": "Who said what, in which sentence, through whom, and on what evidence",
        "homepage": f"{settings.ORIGIN}/",
        "version": str(head["seq"]),
        "created": head["published_at"] or NEVER,
        "licenses": [
            {"name": LICENCE, "path": LICENCE_URL, "title": "Creative Commons Attribution 4.0"}
        ],
        "sources": [{"title": "Dixit", "path": f"{settings.ORIGIN}/"}],
        "head": head,
        "public": public,
        "resources": resources,
    }

#!/usr/bin/env python3
"""Checks a dump of Dixit with no database and nothing to install: `python3 verify.py [FOLDER]`.

It proves that the files are those the package names, that every revision follows the one before
it and is the one its hash commits to, that every sentence and quotation shown is in the document
it names, and that the tables hold the claims that stand. It cannot prove that the whole was not
made anew by whoever holds the signing key: for that, keep a head from /transparency elsewhere and
give it with --head. With the package `cryptography` installed it checks the signature too.

Exit code 0: all holds; 1: the first bad thing is named; 2: usage. docs/record.md of the project
describes the fields; envelopes are hashed in their RFC 8785 form.
"""

import argparse
import base64
import csv
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

try:
    from orjson import loads
except ImportError:
    from json import loads  # type: ignore[assignment]
try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None  # type: ignore[assignment, misc]

GENESIS = "0" * 64
MARK = b',"record":'
HASHED = ("digest", "id", "kind", "previous_sha256", "published_at", "revision", "seq")
NUMBERS = ("revision", "seq")
CHUNK = 1024 * 1024


class Fault(Exception):
    """Something is not what it must be: where, and what is wrong."""

    def __init__(self, where: str, wrong: str) -> None:
        super().__init__(f"{where}: {wrong}")


@dataclass
class Revision:
    """One line of ledger.jsonl: the envelope, and the payload byte for byte."""

    envelope: dict[str, Any]
    payload: bytes | None
    record: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Of what it is a revision."""
        return self.envelope["kind"], self.envelope["id"]

    @property
    def where(self) -> str:
        """How a fault names it."""
        return f"ledger.jsonl seq {self.envelope['seq']}"


def read(line: bytes, number: int) -> Revision:
    """The revision on a line. Inside strings quotes are escaped, so that the first mark is the
    one before the payload."""
    head, mark, rest = line.rstrip(b"\n").partition(MARK)
    if not mark or not rest.endswith(b"}"):
        raise Fault(f"ledger.jsonl line {number}", "it is no revision")
    payload = rest[:-1]
    try:
        envelope, record = loads(head + b"}"), loads(payload)
        missing = [n for n in HASHED if type(envelope.get(n)) is not (int if n in NUMBERS else str)]
        if not isinstance(record, dict | None):
            raise TypeError("its record is no object")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Fault(f"ledger.jsonl line {number}", f"it is no JSON: {error}") from error
    if missing:
        raise Fault(f"ledger.jsonl line {number}", f"it lacks {', '.join(missing)}")
    return Revision(envelope, None if record is None else payload, record or {})


@dataclass
class Chain:
    """Takes the revisions in order and raises Fault at the first that does not follow."""

    seq: int = 0
    sha256: str = GENESIS
    published_at: str = ""
    erased: int = 0
    withheld: int = 0
    numbers: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def take(self, revision: Revision) -> None:
        """Afterwards the revision is the chain's last."""
        envelope = revision.envelope
        self.numbers[revision.key] += 1
        for wrong in self._faults(envelope, self.numbers[revision.key]):
            raise Fault(revision.where, wrong)
        self._check_payload(revision)
        self.seq, self.sha256 = envelope["seq"], envelope["sha256"]
        self.published_at = envelope["published_at"]

    def _faults(self, envelope: dict[str, Any], number: int) -> Iterator[str]:
        if envelope["seq"] != self.seq + 1:
            yield f"seq {self.seq + 1} is missing before it"
        if envelope["previous_sha256"] != self.sha256:
            yield "it does not follow the revision before it"
        if hashed(envelope) != envelope.get("sha256"):
            yield "its hash is not that of its envelope"
        if envelope["published_at"] <= self.published_at:
            yield "it is not later than the revision before it"
        if envelope["revision"] != number:
            yield f"it should be revision {number} of its record"

    def _check_payload(self, revision: Revision) -> None:
        envelope = revision.envelope
        if revision.payload is None:
            if envelope.get("erased"):
                self.erased += 1
            elif envelope.get("withheld"):
                self.withheld += 1
            else:
                raise Fault(revision.where, "its payload is missing and nothing says why")
        elif sha256(salted(envelope.get("salt"), revision.payload)) != envelope["digest"]:
            raise Fault(revision.where, "its payload is not what its digest commits to")
        elif revision.record.get("id") != envelope["id"]:
            raise Fault(revision.where, "its payload names another id")


def hashed(envelope: dict[str, Any]) -> str:
    """SHA-256 of the RFC 8785 form of what the chain hashes of an envelope."""
    fields = {name: envelope[name] for name in HASHED}
    return sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode())


def salted(salt: Any, data: bytes) -> bytes:
    """The bytes that a salted digest covers; of a salt that is none, something else."""
    try:
        return bytes.fromhex(salt) + data
    except (TypeError, ValueError):
        return b""


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass
class Texts:
    """What the document records commit to, and how many words were held against it."""

    sentences: dict[str, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))
    whole: dict[str, str] = field(default_factory=dict)
    shown: int = 0
    spans: int = 0

    def take(self, revision: Revision) -> None:
        """Remember a document's sentences; check each sentence and span that a claim shows."""
        record = revision.record
        if revision.key[0] == "document" and record:
            self._document(revision)
        elif revision.key[0] == "claim" and "attributions" in record:
            self._claim(revision)

    def _document(self, revision: Revision) -> None:
        record = revision.record
        known = {one["number"]: one for one in record["sentences"]}
        self.sentences[record["id"]].update(known)
        text = record.get("text")
        if text is not None:
            if sha256(text.encode()) != record["sha256"] or len(text) != record["length"]:
                raise Fault(revision.where, "its text is not the one its hash names")
            self.whole[record["id"]] = text

    def _claim(self, revision: Revision) -> None:
        shown = {one["id"]: one["sentences"] for one in revision.record["documents"]}
        for document, sentences in shown.items():
            for sentence in sentences:
                self._sentence(revision, document, sentence)
        for document, quote in quotes(revision.record):
            self.spans += 1
            if not self._holds(document, shown.get(document, []), quote):
                raise Fault(revision.where, f"“{quote['exact']}” is not in document {document}")

    def _sentence(self, revision: Revision, document: str, sentence: dict[str, Any]) -> None:
        self.shown += 1
        known = self.sentences[document].get(sentence["number"])
        own = sha256(salted(sentence["salt"], sentence["text"].encode()))
        facts = ("start", "end", "sha256")
        if known is None or own != known["sha256"] or any(sentence[f] != known[f] for f in facts):
            where = f"{document}#s{sentence['number']}"
            raise Fault(revision.where, f"sentence {where} is not the one its document commits to")

    def _holds(self, document: str, shown: list[dict[str, Any]], quote: dict[str, Any]) -> bool:
        start, end, exact = quote["start"], quote["end"], quote["exact"]
        if document in self.whole:
            return bool(self.whole[document][start:end] == exact)
        held = False
        for sentence in shown:
            first, last = max(start, sentence["start"]), min(end, sentence["end"])
            if first < last:
                held = True
                at = sentence["start"]
                if sentence["text"][first - at : last - at] != exact[first - start : last - start]:
                    return False
        return held and len(exact) == end - start


def quotes(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each quotation of a claim's record with the id of its document."""
    for a in record["attributions"]:
        for quote in (a["quote"], a["cue"], a["mention"], a["evidence_in_text"]["quote"]):
            if quote:
                yield a["document"]["id"], quote
    for item in record["evidence"]:
        if item["quote"]:
            yield item["document"]["id"], item["quote"]


@dataclass
class Standing:
    """The claims that stand at the end, for holding the tables against them."""

    claims: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def take(self, revision: Revision) -> None:
        """Afterwards the record stands as this revision leaves it."""
        kind, key = revision.key
        if kind != "claim":
            return
        self.claims.pop(key, None)
        if "attributions" in revision.record:
            ids = [one["id"] for one in revision.record["attributions"]]
            self.claims[key] = (revision.envelope["sha256"], ids)

    def check(self, folder: Path) -> None:
        """Raise Fault where claims.csv or attributions.csv hold other rows than these."""
        claims = {(key, sha) for key, (sha, _ids) in self.claims.items()}
        attributions = {(one, key, sha) for key, (sha, ids) in self.claims.items() for one in ids}
        _compare(folder / "claims.csv", ("id", "sha256"), claims)
        _compare(folder / "attributions.csv", ("id", "claim_id", "sha256"), attributions)


def _compare(path: Path, columns: tuple[str, ...], expected: set[Any]) -> None:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        found = {tuple(row[name] for name in columns) for row in csv.DictReader(file)}
    for row in sorted(found ^ expected)[:1]:
        wrong = "the ledger does not give it" if row in found else "it is missing"
        raise Fault(path.name, f"row {row[0]}: {wrong}")


@dataclass
class Report:
    """What was looked at."""

    files: int = 0
    revisions: int = 0
    erased: int = 0
    withheld: int = 0
    sentences: int = 0
    spans: int = 0
    signature: str = ""


def check(folder: Path, kept: dict[str, Any] | None = None) -> Report:
    """Everything that the dump in ``folder`` lets anyone prove; raises Fault at the first fault.

    ``kept`` is a signed head that was saved earlier elsewhere.
    """
    report = Report(files=check_files(folder))
    chain, texts, standing = Chain(), Texts(), Standing()
    head = _signed(folder / "head.json")
    wanted = {head["head"]["seq"]: head["head"]["sha256"]}
    if kept is not None:
        wanted.setdefault(kept["head"]["seq"], kept["head"]["sha256"])
        if wanted[kept["head"]["seq"]] != kept["head"]["sha256"]:
            raise Fault("head.json", "it is not the head that was kept")
    for revision in revisions(folder / "ledger.jsonl"):
        chain.take(revision)
        try:
            texts.take(revision)
            standing.take(revision)
        except (KeyError, TypeError, AttributeError) as error:
            raise Fault(revision.where, f"its record is not like others: {error!r}") from error
        if wanted.pop(chain.seq, chain.sha256) != chain.sha256:
            raise Fault(revision.where, "it is not the one that a signed head names")
    wanted.pop(0, None)
    if wanted:
        raise Fault("ledger.jsonl", f"it ends at seq {chain.seq}, before seq {max(wanted)}")
    if chain.seq != head["head"]["seq"]:
        raise Fault("ledger.jsonl", "it goes on after the head")
    standing.check(folder)
    report.revisions, report.erased, report.withheld = chain.seq, chain.erased, chain.withheld
    report.sentences, report.spans = texts.shown, texts.spans
    report.signature = signature(head, "head.json")
    if kept is not None:
        signature(kept, "the kept head")
    return report


def revisions(path: Path) -> Iterator[Revision]:
    """Every revision in the file's order."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield read(line, number)


def check_files(folder: Path) -> int:
    """How many files there are, each of the size and hash that datapackage.json names."""
    try:
        resources = loads((folder / "datapackage.json").read_bytes())["resources"]
    except (OSError, ValueError, KeyError) as error:
        raise Fault("datapackage.json", f"it cannot be read: {error}") from error
    for one in resources:
        path = folder / one["path"]
        if path.parent != folder or not path.is_file():
            raise Fault(one["path"], "the package names it and it is not there")
        if f"sha256:{file_sha256(path)}" != one["hash"]:
            raise Fault(one["path"], "it is not the file that the package names")
    return len(resources)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _signed(path: Path) -> dict[str, Any]:
    try:
        document = loads(path.read_bytes())
        document["head"]["seq"], document["head"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fault(path.name, f"it is no signed head: {error}") from error
    signed: dict[str, Any] = document
    return signed


def signature(document: dict[str, Any], where: str) -> str:
    """That the signature holds, and under which key; or why it was not checked."""
    if Ed25519PublicKey is None:
        return "not checked: the Python package `cryptography` is not installed"
    message = json.dumps(
        document["head"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    try:
        key = base64.b64decode(document["public_key"], validate=True)
        given = base64.b64decode(document["signature"], validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(given, message)
    except (KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise Fault(where, "its signature does not hold") from error
    return f"holds, by the key {document['public_key']}"


def main() -> None:
    """Check, say what was proved or the first fault, and exit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    here = Path(__file__).resolve().parent
    parser.add_argument("folder", nargs="?", type=Path, default=here, help="default: this one")
    parser.add_argument("--head", type=Path, help="a head kept elsewhere, as /transparency gave it")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args()
    say = sys.stdout.write
    try:
        kept = _signed(options.head) if options.head else None
        report = check(options.folder.resolve(), kept)
    except Fault as fault:
        say(json.dumps({"ok": False, "fault": str(fault)}) if options.json else f"BAD {fault}")
        say("\n")
        sys.exit(1)
    if options.json:
        say(json.dumps({"ok": True, **asdict(report)}, indent=2) + "\n")
        return
    say(in_words(report) + "\n")


def in_words(report: Report) -> str:
    """What was proved, in two lines."""
    return (
        f"{report.files} files, {report.revisions} revisions ({report.erased} erased, "
        f"{report.withheld} withheld), {report.sentences} sentences and {report.spans} spans "
        f"looked at; signature {report.signature}.\nEverything holds."
    )


if __name__ == "__main__":
    main()

"""Revisions as they are served, one by one or in the order of the chain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from django.db import connections
from django.db.models import F

from claims.ledger.tables import RecordIndex, Revision

READER = "reader"


LAST_SEQ = 2**63 - 1


KINDS = ("claim", "actor", "topic", "document", "source")


def moment(at: datetime) -> str:
    """RFC 3339, UTC, microseconds: the spelling of moments in envelopes."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True)
class Entry:
    """One revision as it is served: the envelope, and the payload text byte for byte."""

    seq: int
    kind: str
    id: str
    revision: int
    published_at: datetime
    salt: str | None
    digest: str
    previous_sha256: str
    sha256: str
    payload: str | None
    erased: dict[str, Any] | None = None

    @cached_property
    def record(self) -> dict[str, Any]:
        """The payload parsed; empty for an erased one."""
        parsed: dict[str, Any] = orjson.loads(self.payload) if self.payload else {}
        return parsed

    @property
    def state(self) -> str:
        """standing, withdrawn, merged or erased."""
        if self.payload is None:
            return "erased"
        if "withdrawn" in self.record:
            return "withdrawn"
        return "merged" if "merged_into" in self.record else "standing"

    @property
    def moment(self) -> str:
        """``published_at`` in the one spelling that the chain hashes."""
        return moment(self.published_at)

    def envelope(self) -> dict[str, Any]:
        """Every envelope field, as API and exports emit them."""
        return {
            "seq": self.seq,
            "kind": self.kind,
            "id": self.id,
            "revision": self.revision,
            "published_at": self.moment,
            "salt": self.salt,
            "digest": self.digest,
            "previous_sha256": self.previous_sha256,
            "sha256": self.sha256,
        }

    def emit(self, url: str) -> str:
        """The JSON text ``{envelope fields, "url", "record": payload}``, payload verbatim."""
        head = {**self.envelope(), "url": url}
        if self.erased:
            head["erased"] = self.erased
        return f'{orjson.dumps(head).decode()[:-1]},"record":{self.payload or "null"}}}'


COLUMNS = (
    "seq", "kind", "public_id", "revision", "published_at", "body__salt", "digest",
    "previous_sha256", "sha256", "body__payload", "erasure__reason", "erasure__legal_basis",
    "erasure__erased_at",
)  # fmt: skip


FACTS = tuple(field.name for field in fields(Entry) if field.name != "erased")


def _entry(row: tuple[Any, ...]) -> Entry:
    *facts, reason, basis, at = row
    erased = {"reason": reason, "legal_basis": basis, "erased_at": moment(at)} if reason else None
    return Entry(**dict(zip(FACTS, facts, strict=True)), erased=erased)


# What every page and every answer of the API asks for, written out: putting it together anew each
# time took as long as all the rest of such an answer.
_ENTRIES = """
SELECT r.seq, r.kind, r.id, r.revision, r.published_at, p.salt, r.digest, r.previous_sha256,
  r.sha256, p.payload, e.reason, e.legal_basis, e.erased_at
FROM ledger_revision r LEFT JOIN ledger_payload p ON p.seq = r.seq
  LEFT JOIN ledger_erasure e ON e.seq = r.seq
WHERE """
_OF_RECORD = f"{_ENTRIES} r.kind = %s AND r.id = %s"


def _entries(query: str, given: list[Any], using: str) -> list[Entry]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, given)
        return [_entry(row) for row in cursor.fetchall()]


def _one(query: str, given: list[Any], using: str) -> Entry | None:
    return next(iter(_entries(query, given, using)), None)


def entries(seqs: Iterable[int], *, using: str = READER) -> list[Entry]:
    """The revisions of the given seqs, in their order; unknown ones are left out."""
    wanted = list(seqs)
    if not wanted:
        return []
    found = {e.seq: e for e in _entries(f"{_ENTRIES} r.seq = ANY(%s)", [wanted], using)}
    return [found[seq] for seq in wanted if seq in found]


def all_entries(*, using: str = READER, kind: str = "") -> Iterator[Entry]:
    """Every revision (of one kind, if given) in the ledger's order, streamed."""
    rows = Revision.objects.using(using).order_by("seq").values_list(*COLUMNS)
    wanted = rows.filter(kind=kind) if kind else rows
    return map(_entry, wanted.iterator(chunk_size=500))


def head(*, using: str = READER) -> Revision | None:
    """The last revision of the chain, or None while the ledger is empty."""
    return Revision.objects.using(using).order_by("-seq").first()


def stamp(*, using: str = READER) -> int:
    """The seq of the head: what a list's ETag depends on. 0 while the ledger is empty."""
    return (
        Revision.objects.using(using).order_by("-seq").values_list(F("seq"), flat=True).first() or 0
    )


def revisions(
    kind: str,
    public_id: str,
    *,
    after: int = 0,
    limit: int | None = None,
    using: str = READER,
) -> list[Entry]:
    """The revisions of a record beyond number ``after``, first to last, all or at most ``limit``;
    empty where there is no such record."""
    query = f"{_OF_RECORD} AND r.revision > %s ORDER BY r.revision LIMIT %s"
    return _entries(query, [kind, public_id, after, limit], using)


def revision(kind: str, public_id: str, number: int, *, using: str = READER) -> Entry | None:
    """One revision of a record, or None."""
    return _one(f"{_OF_RECORD} AND r.revision = %s", [kind, public_id, number], using)


def current(kind: str, public_id: str, *, using: str = READER) -> Entry | None:
    """The newest revision of a record, whatever its state, or None."""
    return _one(f"{_OF_RECORD} ORDER BY r.revision DESC LIMIT 1", [kind, public_id], using)


def known(kind: str, public_id: str, *, at: datetime, using: str = READER) -> Entry | None:
    """The revision of a record that was current at a moment, or None where it was not public."""
    query = f"{_OF_RECORD} AND r.published_at <= %s ORDER BY r.revision DESC LIMIT 1"
    return _one(query, [kind, public_id, at], using)


def current_records(
    keys: Iterable[tuple[str, str]], *, using: str = READER
) -> dict[tuple[str, str], dict[str, Any]]:
    """The present record of each (kind, id) that the ledger holds, erased ones left out."""
    index = RecordIndex.objects.using(using).filter(key__in=[f"{k}/{i}" for k, i in keys])
    seqs = list(index.values_list("seq", flat=True))
    return {(e.kind, e.id): e.record for e in entries(seqs, using=using) if e.record}


def history(kind: str, public_id: str, *, using: str = READER) -> list[Revision]:
    """The envelopes of a record's revisions, first to last, without their payloads."""
    rows = Revision.objects.using(using).filter(kind=kind, public_id=public_id)
    return list(rows.order_by("revision"))


def revised(*, before: int = LAST_SEQ, limit: int, using: str = READER) -> list[Entry]:
    """The claims that were changed or withdrawn after their first publication, the latest change
    first; those whose present seq is below ``before``."""
    rows = RecordIndex.objects.using(using).filter(kind="claim", revision__gt=1, seq__lt=before)
    return entries(rows.order_by("-seq").values_list("seq", flat=True)[:limit], using=using)


def changes(*, since: int, limit: int, using: str = READER) -> list[Entry]:
    """The revisions after seq ``since``, in the ledger's order, at most ``limit``."""
    return _entries(f"{_ENTRIES} r.seq > %s ORDER BY r.seq LIMIT %s", [since, limit], using)

"""Revisions as they are served, one by one or in the order of the chain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from django.db.models import F, QuerySet

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


def _entries(revisions: QuerySet[Revision]) -> Iterator[Entry]:
    return map(_entry, revisions.values_list(*COLUMNS))


def entries(seqs: Iterable[int], *, using: str = READER) -> list[Entry]:
    """The revisions of the given seqs, in their order; unknown ones are left out."""
    wanted = list(seqs)
    found = {e.seq: e for e in _entries(Revision.objects.using(using).filter(seq__in=wanted))}
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
    rows = Revision.objects.using(using).filter(kind=kind, public_id=public_id, revision__gt=after)
    return list(_entries(rows.order_by("revision")[:limit]))


def revision(kind: str, public_id: str, number: int, *, using: str = READER) -> Entry | None:
    """One revision of a record, or None."""
    rows = Revision.objects.using(using).filter(kind=kind, public_id=public_id, revision=number)
    return next(_entries(rows), None)


def current(kind: str, public_id: str, *, using: str = READER) -> Entry | None:
    """The newest revision of a record, whatever its state, or None."""
    rows = Revision.objects.using(using).filter(kind=kind, public_id=public_id)
    return next(_entries(rows.order_by("-revision")[:1]), None)


def known(kind: str, public_id: str, *, at: datetime, using: str = READER) -> Entry | None:
    """The revision of a record that was current at a moment, or None where it was not public."""
    rows = Revision.objects.using(using).filter(
        kind=kind, public_id=public_id, published_at__lte=at
    )
    return next(_entries(rows.order_by("-revision")[:1]), None)


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
    rows = Revision.objects.using(using).filter(seq__gt=since).order_by("seq")
    return list(_entries(rows[:limit]))

"""Reading the ledger. Everything public comes through here, by the reader role.

Nothing in this module sees an editorial table; ``using`` is the reader's connection except
inside a verb's transaction, which must see what it has just appended.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
from django.db import connections, transaction
from django.db.models import F, Q, QuerySet

from claims.ledger.tables import AttributionIndex, ClaimIndex, RecordIndex, Revision

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
)  # fmt: skip


FACTS = tuple(field.name for field in fields(Entry) if field.name != "erased")


def _entry(row: tuple[Any, ...]) -> Entry:
    *facts, reason, basis = row
    erased = {"reason": reason, "legal_basis": basis} if reason else None
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


def current_records(
    keys: Iterable[tuple[str, str]], *, using: str = READER
) -> dict[tuple[str, str], dict[str, Any]]:
    """The present record of each (kind, id) that the ledger holds, in two queries."""
    index = RecordIndex.objects.using(using).filter(key__in=[f"{k}/{i}" for k, i in keys])
    seqs = list(index.values_list("seq", flat=True))
    return {(e.kind, e.id): e.record for e in entries(seqs, using=using)}


def names_today(kind: str, ids: Iterable[str], *, using: str = READER) -> dict[str, dict[str, str]]:
    """The names that the ledger gives today to each of the ids."""
    rows = RecordIndex.objects.using(using).filter(key__in=[f"{kind}/{i}" for i in set(ids)])
    return dict(rows.values_list("public_id", "names"))


@dataclass(frozen=True)
class Present:
    """Where a record is to be found today, after any merges, and whether it stands."""

    id: str
    names: dict[str, str]
    state: str
    seq: int


def today(
    keys: Iterable[tuple[str, str]], *, using: str = READER
) -> dict[tuple[str, str], Present]:
    """What each (kind, id) has become by now, merges followed, in one query.

    Keys that the ledger does not hold are left out.
    """
    wanted = sorted({f"{kind}/{public_id}" for kind, public_id in keys})
    with connections[using].cursor() as cursor:
        cursor.execute(_TODAY, [wanted, LONGEST_MERGE])
        rows = cursor.fetchall()
    return {
        (kind, asked): Present(public_id, orjson.loads(names), state, seq)
        for kind, asked, public_id, names, state, seq in rows
    }


LONGEST_MERGE = 20
_TODAY = """
WITH RECURSIVE way (kind, asked, id, hops) AS (
  SELECT kind, id, id, 0 FROM ledger_record WHERE key = ANY(%s)
  UNION ALL
  SELECT way.kind, way.asked, r.merged_into, way.hops + 1
  FROM way JOIN ledger_record r ON r.key = way.kind || '/' || way.id
  WHERE r.merged_into IS NOT NULL AND way.hops < %s
)
SELECT way.kind, way.asked, r.id, r.names::text, r.state, r.seq
FROM way JOIN ledger_record r ON r.key = way.kind || '/' || way.id
WHERE r.merged_into IS NULL
"""


def history(kind: str, public_id: str, *, using: str = READER) -> list[Revision]:
    """The envelopes of a record's revisions, first to last, without their payloads."""
    rows = Revision.objects.using(using).filter(kind=kind, public_id=public_id)
    return list(rows.order_by("revision"))


def documents_of(source: str, *, limit: int, using: str = READER) -> list[str]:
    """The ids of the documents of a source in which standing claims find their attributions."""
    rows = AttributionIndex.objects.using(using).filter(source_id=source)
    return sorted(rows.values_list("document_id", flat=True).distinct()[:limit])


def revised(*, before: int = LAST_SEQ, limit: int, using: str = READER) -> list[Entry]:
    """The claims that were changed or withdrawn after their first publication, the latest change
    first; those whose present seq is below ``before``."""
    rows = RecordIndex.objects.using(using).filter(kind="claim", revision__gt=1, seq__lt=before)
    return entries(rows.order_by("-seq").values_list("seq", flat=True)[:limit], using=using)


def changes(*, since: int, limit: int, using: str = READER) -> list[Entry]:
    """The revisions after seq ``since``, in the ledger's order, at most ``limit``."""
    rows = Revision.objects.using(using).filter(seq__gt=since).order_by("seq")
    return list(_entries(rows[:limit]))


@dataclass(frozen=True)
class Filters:
    """What lists and exports are narrowed by; the same names as the pages' facets.

    Conditions on attributions hold together of one attribution: ``speaker`` and ``stance``
    find the claims on which that speaker takes that stance.
    """

    q: str = ""
    speaker: str = ""
    topic: str = ""
    source: str = ""
    document: str = ""
    stance: str = ""
    manner: str = ""
    evidence: str = ""
    status: str = ""
    language: str = ""
    said_after: str = ""
    said_before: str = ""
    updated_since: str = ""

    def of_attribution(self, *, using: str) -> Q:
        """The conditions that one attribution must meet; an empty Q where there are none."""
        condition = Q()
        if self.speaker:
            condition &= Q(speaker_id__in=[self.speaker, *merged_ids(self.speaker, using=using)])
        for field, value in (
            ("document_id", self.document),
            ("source_id", self.source),
            ("stance", self.stance),
            ("manner", self.manner),
            ("evidence", self.evidence),
            ("said_latest__gte", self.said_after),
            ("said_earliest__lte", self.said_before),
        ):
            if value:
                condition &= Q(**{field: value})
        return condition

    def of_claim(self) -> Q:
        """The conditions on the claim itself; index columns shared by claims and attributions."""
        condition = Q()
        if self.topic:
            condition &= Q(topics__contains=[self.topic])
        if self.language:
            condition &= Q(languages__contains=[self.language])
        if self.status:
            condition &= Q(status=self.status)
        if self.updated_since:
            condition &= Q(published_at__gte=self.updated_since)
        return condition


def merged_ids(public_id: str, *, using: str = READER) -> list[str]:
    """The ids of the actors that were merged into this one."""
    rows = RecordIndex.objects.using(using).filter(kind="actor", merged_into=public_id)
    return list(rows.values_list("public_id", flat=True))


def claims(filters: Filters, *, using: str = READER) -> QuerySet[ClaimIndex]:
    """The standing claims that meet ``filters``, newest first publication first."""
    rows = ClaimIndex.objects.using(using).filter(filters.of_claim())
    if attributed := filters.of_attribution(using=using):
        some = AttributionIndex.objects.using(using).filter(attributed).values("claim_id")
        rows = rows.filter(public_id__in=some)
    if filters.q:
        rows = rows.extra(
            where=["search @@ websearch_to_tsquery('simple', unaccent('unaccent', %s))"],
            params=[filters.q],
        )
    return rows.order_by("-first_seq")


def attributions(filters: Filters, *, using: str = READER) -> QuerySet[AttributionIndex]:
    """The attributions of standing claims that meet ``filters``, newest claim first."""
    rows = AttributionIndex.objects.using(using).filter(
        filters.of_claim(), filters.of_attribution(using=using)
    )
    if filters.q:
        rows = rows.filter(claim_id__in=claims(Filters(q=filters.q), using=using).values("pk"))
    return rows.order_by("-first_seq", "position")


def records(kind: str, *, using: str = READER) -> QuerySet[RecordIndex]:
    """The standing records of a kind, newest first publication first."""
    rows = RecordIndex.objects.using(using).filter(kind=kind, state="standing")
    return rows.order_by("-first_seq")


def after(rows: QuerySet[Any], cursor: tuple[int, ...]) -> QuerySet[Any]:
    """``rows`` of ``claims`` or ``records`` (first_seq) or ``attributions`` (and position) beyond
    ``cursor``: keyset paging on an order that never changes, so that no row is seen twice."""
    if len(cursor) == 1:
        return rows.filter(first_seq__lt=cursor[0])
    beyond = Q(first_seq=cursor[0], position__gt=cursor[1])
    return rows.filter(Q(first_seq__lte=cursor[0]) & (Q(first_seq__lt=cursor[0]) | beyond))


def places(rows: QuerySet[Any], beyond: tuple[int, ...], limit: int) -> list[tuple[int, int]]:
    """(seq, first_seq) of at most ``limit`` rows of ``claims`` or ``records`` after ``beyond``."""
    further = after(rows, beyond) if beyond else rows
    return list(further.values_list("seq", "first_seq")[:limit])


def related_to(public_id: str, *, using: str = READER) -> list[Entry]:
    """The standing claims whose record states a relation to this one."""
    rows = ClaimIndex.objects.using(using).filter(related__contains=[public_id])
    return entries(rows.order_by("-first_seq").values_list("seq", flat=True)[:100], using=using)


def claims_on(document: str, *, using: str = READER) -> list[Entry]:
    """The standing claims that show sentences of a document, first published first."""
    rows = ClaimIndex.objects.using(using).filter(documents__contains=[document])
    return entries(rows.order_by("first_seq").values_list("seq", flat=True), using=using)


def stamp(*, using: str = READER) -> int:
    """The seq of the head: what a list's ETag depends on. 0 while the ledger is empty."""
    return (
        Revision.objects.using(using).order_by("-seq").values_list(F("seq"), flat=True).first() or 0
    )


@dataclass(frozen=True)
class Attributed:
    """One attribution of a standing claim, as frozen, with what is said of its claim."""

    id: str
    position: int
    first_seq: int
    claim_id: str
    claim_texts: dict[str, str]
    status: str
    reported_as: str
    seq: int
    revision: int
    published_at: datetime
    sha256: str
    review: str
    """The claim's ``review`` as JSON text: whether a second person reviewed it."""
    record: str
    """The attribution as JSON text, a piece of its claim's payload byte for byte."""


def attributed(
    rows: QuerySet[AttributionIndex], *, limit: int | None = None
) -> Iterator[Attributed]:
    """``rows`` of ``attributions``, all or at most ``limit``, with their revisions: one query,
    streamed."""
    joined = rows.extra(
        tables=["ledger_revision", "ledger_payload"],
        where=[
            "ledger_revision.seq = ledger_attribution.seq",
            "ledger_payload.seq = ledger_attribution.seq",
        ],
        select={
            "revision": "ledger_revision.revision",
            "sha256": "ledger_revision.sha256",
            "review": "(ledger_payload.payload::json -> 'review')::text",
        },
    )
    columns = joined.values_list(
        "public_id", "position", "first_seq", "claim_id", "claim_texts", "status", "reported_as",
        "seq", "revision", "published_at", "sha256", "review", "record",
    )  # fmt: skip
    return (Attributed(*row) for row in columns[:limit].iterator(chunk_size=500))


def claimed(rows: QuerySet[ClaimIndex]) -> Iterator[Entry]:
    """The present revisions of ``rows`` of ``claims``, in their order, in one query, streamed."""
    joined = rows.extra(
        tables=["ledger_revision", "ledger_payload"],
        where=[
            "ledger_revision.seq = ledger_claim.seq",
            "ledger_payload.seq = ledger_claim.seq",
        ],
        select={
            "revision": "ledger_revision.revision",
            "digest": "ledger_revision.digest",
            "previous_sha256": "ledger_revision.previous_sha256",
            "sha256": "ledger_revision.sha256",
            "salt": "ledger_payload.salt",
            "payload": "ledger_payload.payload",
        },
    )
    columns = joined.values_list(
        "seq", "public_id", "revision", "published_at", "salt", "digest", "previous_sha256",
        "sha256", "payload",
    )  # fmt: skip
    for seq, *facts in columns.iterator(chunk_size=500):
        yield Entry(seq, "claim", *facts)


def withdrawn_among(ids: Iterable[str], *, using: str = READER) -> set[str]:
    """Those of the claims that are withdrawn now: none of their revisions may be shown."""
    rows = RecordIndex.objects.using(using).filter(
        key__in=[f"claim/{i}" for i in set(ids)], state="withdrawn"
    )
    return set(rows.values_list("public_id", flat=True))


FETCH_SECONDS = 60
"""How long one batch of an export may take; the reader's usual 2 s are for pages."""


@contextmanager
def snapshot(*, using: str = READER) -> Iterator[Revision | None]:
    """One state of the ledger for everything read inside, however long: yields its head.

    A REPEATABLE READ READ ONLY transaction; each statement or batch may take a minute.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = '{FETCH_SECONDS}s'")
        yield head(using=using)


def is_ready(*, using: str = READER) -> bool:
    """Whether the tables of the ledger are there to be read; raises when the database is away."""
    tables = (Revision, RecordIndex, ClaimIndex, AttributionIndex)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(%s::text[]) name",
            [[table._meta.db_table for table in tables]],
        )
        return bool(cursor.fetchone()[0])

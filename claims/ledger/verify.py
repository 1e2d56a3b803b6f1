"""Checking everything that is public against the chain, the texts and the history.

Hashes are computed here, in Python, apart from the SQL that made them. Each check yields
faults in the order of the rows, so that the first one named is the first bad row.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.apps import apps
from django.db import DataError, connections, models, transaction
from django.db.models import QuerySet

from claims.ledger.read import Entry, all_entries
from claims.ledger.tables import Payload, Revision
from sources.models import Document, Sentence

GENESIS = "0" * 64
CHAINED = ("seq", "kind", "id", "revision", "digest", "previous_sha256")


@dataclass(frozen=True)
class Fault:
    """One row that is not what it must be: its table, its key, and what is wrong."""

    table: str
    key: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.wrong}"


@dataclass
class Tally:
    """What was looked at, for the report."""

    revisions: int = 0
    erased: int = 0
    spans: int = 0
    sentences: int = 0
    documents: int = 0
    rows: int = 0
    restored: int = 0
    """Revisions that came from a dump: no editorial row stands behind them."""


def envelope_sha256(entry: Entry) -> str:
    """SHA-256 of the RFC 8785 form of the envelope without salt and without itself."""
    fields = {name: getattr(entry, name) for name in CHAINED} | {"published_at": entry.moment}
    return hashlib.sha256(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).hexdigest()


def payload_digest(entry: Entry) -> str:
    """SHA-256 of salt and payload, as the envelope commits to them."""
    return hashlib.sha256(
        bytes.fromhex(entry.salt or "") + (entry.payload or "").encode()
    ).hexdigest()


def holds(entry: Entry) -> bool:
    """Whether the payload is the one that the envelope commits to; only then can it be read."""
    try:
        return entry.payload is not None and payload_digest(entry) == entry.digest
    except ValueError:  # a salt that is no hex
        return False


def verify(tally: Tally, *, using: str, head: dict[str, Any] | None = None) -> Iterator[Fault]:
    """Every fault of the ledger, its index tables, the published texts and the history.

    ``head`` is one kept outside, as /transparency gave it: only it can show a tail cut off.
    """
    yield from chain(tally, using=using)
    if head is not None:
        yield from kept_head(head, using=using)
    yield from strays(using=using)
    yield from index_tables(using=using)
    tally.restored = restored(using=using)
    yield from documents(tally, using=using)
    yield from spans(tally, using=using)
    yield from published_versions(using=using)
    yield from attribution_ids(tally, using=using)
    yield from history(tally, using=using)


def chain(tally: Tally, *, using: str) -> Iterator[Fault]:
    """Seqs without gaps, hashes that link, revisions counted per record, digests that hold."""
    previous, moment, seq = GENESIS, "", 0
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for entry in all_entries(using=using):
        seq += 1
        counted[entry.kind, entry.id] += 1
        tally.revisions += 1
        for wrong in _link(entry, seq, previous, moment, counted[entry.kind, entry.id]):
            yield Fault("ledger_revision", f"seq {entry.seq}", wrong)
        yield from _content(entry, tally)
        previous, moment, seq = entry.sha256, entry.moment, entry.seq


def _link(entry: Entry, seq: int, previous: str, moment: str, number: int) -> Iterator[str]:
    if entry.seq != seq:
        yield f"seq {seq} is missing before it"
    if entry.previous_sha256 != previous:
        yield "it does not follow the revision before it"
    if envelope_sha256(entry) != entry.sha256:
        yield "its hash is not that of its envelope"
    if entry.moment <= moment:
        yield "it is not later than the revision before it"
    if entry.revision != number:
        yield f"it should be revision {number} of its record"


def _content(entry: Entry, tally: Tally) -> Iterator[Fault]:
    where = f"seq {entry.seq}"
    if entry.payload is None:
        tally.erased += 1
        if entry.erased is None:
            yield Fault("ledger_payload", where, "it is missing and no erasure says why")
    elif entry.erased is not None:
        yield Fault("ledger_erasure", where, "it says erased and the payload is there")
    elif not holds(entry):
        yield Fault("ledger_payload", where, "it is not what the envelope's digest commits to")
    elif entry.record.get("id") != entry.id:
        yield Fault("ledger_payload", where, "it names another id than its envelope")


def kept_head(head: dict[str, Any], *, using: str) -> Iterator[Fault]:
    """The ledger must still hold the revision that a head kept outside names."""
    row = Revision.objects.using(using).filter(seq=head["seq"]).first()
    where = f"seq {head['seq']}"
    if row is None:
        yield Fault("ledger_revision", where, "the kept head names it and it is gone: tail cut")
    elif row.sha256 != head["sha256"]:
        yield Fault("ledger_revision", where, "it is not the one that the kept head names")


def strays(*, using: str) -> Iterator[Fault]:
    """Payloads and erasures that belong to no revision."""
    known = Revision.objects.using(using).values("seq")
    for seq in Payload.objects.using(using).exclude(pk__in=known).values_list("pk", flat=True):
        yield Fault("ledger_payload", f"seq {seq}", "it belongs to no revision")
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT seq FROM ledger_erasure WHERE seq NOT IN (SELECT seq FROM ledger_revision)"
        )
        for (seq,) in cursor.fetchall():
            yield Fault("ledger_erasure", f"seq {seq}", "it belongs to no revision")


def index_tables(*, using: str) -> Iterator[Fault]:
    """Every row of the index tables is the one that the ledger gives, and none is missing."""
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute("SELECT home, key, fault FROM ledger_differences()")
            found = cursor.fetchall()
    except DataError as error:  # a payload that is no JSON: the chain has named its row
        found = [("ledger_record", "all", f"the views cannot be read: {error}")]
    for home, key, fault in found:
        yield Fault(home, key, fault)


def restored(*, using: str) -> int:
    """How many revisions were there before the first that was published here: a dump's, put into
    an empty instance. In any other instance the first publication is seq 1."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT min(seq) - 1 FROM claims_publication),"
            " (SELECT count(*) FROM ledger_revision))"
        )
        return int(cursor.fetchone()[0])


def documents(tally: Tally, *, using: str) -> Iterator[Fault]:
    """Each published document is there, whole, as its record says, sentence by sentence."""
    rows = Document.objects.using(using).filter(public_id__isnull=False)
    published = {row.public_id: row for row in rows.defer("text")}
    for entry in all_entries(using=using, kind="document"):
        if entry.seq <= tally.restored or not holds(entry):
            continue  # the chain has named it already, or it was erased
        row = published.get(entry.id)
        if row is None:
            yield Fault("sources_document", entry.id, "it is published and gone")
            continue
        tally.documents += 1
        for table, key, wrong in _document(row, entry.record, tally):
            yield Fault(table, key, wrong)
    recorded = set(
        Revision.objects.using(using).filter(kind="document").values_list("public_id", flat=True)
    )
    for public_id in sorted(str(unknown) for unknown in set(published) - recorded):
        yield Fault("sources_document", public_id, "the ledger has no record of it")


def _document(
    row: Document, record: dict[str, Any], tally: Tally
) -> Iterator[tuple[str, str, str]]:
    where = f"{row.public_id} (id {row.pk})"
    sha256 = hashlib.sha256(row.text.encode()).hexdigest()
    found = (sha256, row.text_sha256, row.length, len(row.text), row.normalisation)
    said = (record["sha256"], record["sha256"], record["length"], record["length"],
            record["normalisation"])  # fmt: skip
    if found != said:
        yield "sources_document", where, "its text, hash or length is not the published one"
    sentences = {s.number: s for s in row.sentences.all()}
    for sealed in record["sentences"]:
        tally.sentences += 1
        if not _is_sealed(row, sentences.get(sealed["number"]), sealed):
            key = f"{row.public_id}#s{sealed['number']}"
            yield "sources_sentence", key, "it is not the published sentence"


def _is_sealed(row: Document, sentence: Sentence | None, sealed: dict[str, Any]) -> bool:
    if sentence is None:
        return False
    words = row.slice(sentence.start, sentence.end).encode()
    sha256 = hashlib.sha256(bytes(sentence.salt) + words).hexdigest()
    facts = ("start", "end", "paragraph", "kind")
    return sha256 == sealed["sha256"] and all(
        getattr(sentence, fact) == sealed[fact] for fact in facts
    )


def spans(tally: Tally, *, using: str) -> Iterator[Fault]:
    """Each quoted span of each published claim is the slice of its document's text."""
    rows = Document.objects.using(using).filter(public_id__isnull=False)
    texts = dict(rows.values_list("public_id", "text"))
    for entry in filter(holds, all_entries(using=using, kind="claim")):
        if entry.seq <= tally.restored:
            continue
        for document, quote in _quotes(entry.record):
            tally.spans += 1
            text = texts.get(document, "")
            if text[quote["start"] : quote["end"]] != quote["exact"]:
                where = f"seq {entry.seq}, {quote['start']}-{quote['end']}"
                yield Fault("ledger_payload", where, f"not the words of document {document}")


def _quotes(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for a in record.get("attributions", ()):
        for quote in (a["quote"], a["cue"], a["mention"], a["evidence_in_text"]["quote"]):
            if quote:
                yield a["document"]["id"], quote
    for e in record.get("evidence", ()):
        if e["quote"]:
            yield e["document"]["id"], e["quote"]
    for shown in record.get("documents", ()):
        for s in shown["sentences"]:
            yield shown["id"], {**s, "exact": s["text"]}


PUBLISHED = """
    WITH newest AS (
      SELECT DISTINCT ON (record) p.record, p.version, r.id, r.kind
      FROM claims_publication p LEFT JOIN ledger_revision r ON r.seq = p.seq
      WHERE p.kind = %s ORDER BY record, p.seq DESC
    )
    SELECT t.id FROM {table} t LEFT JOIN newest n ON n.record = t.id
    WHERE (t.public_id, t.public_version) IS DISTINCT FROM (n.id, n.version)
       OR n.kind <> %s
    ORDER BY t.id"""


def published_versions(*, using: str) -> Iterator[Fault]:
    """Each record's public id and version are those of its last revision in the ledger."""
    with connections[using].cursor() as cursor:
        for kind, table in PUBLISHABLE.items():
            cursor.execute(PUBLISHED.format(table=table), [kind, kind])
            for (key,) in cursor.fetchall():
                yield Fault(table, f"id {key}", "its public id or version is not the published one")


def attribution_ids(tally: Tally, *, using: str) -> Iterator[Fault]:
    """Each attribution that a standing record shows is there under its id, and no other is."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT l.id FROM ledger_attribution l LEFT JOIN claims_attribution a"
            " ON a.public_id = l.id WHERE a.id IS NULL AND l.seq > %s ORDER BY l.id",
            [tally.restored],
        )
        for (key,) in cursor.fetchall():
            yield Fault("claims_attribution", key, "it is published and no row has its id")


PUBLISHABLE = {
    "source": "sources_source",
    "document": "sources_document",
    "actor": "claims_actor",
    "topic": "claims_topic",
    "claim": "claims_claim",
}


def history(tally: Tally, *, using: str) -> Iterator[Fault]:
    """Each editorial row is what its last history event says: none changed behind the triggers."""
    for event in apps.get_models():
        tracked = getattr(event, "pgh_tracked_model", None)
        if tracked is not None:
            yield from _unlike_its_history(tracked, event, tally, using=using)


def _unlike_its_history(
    tracked: type[models.Model], event: type[models.Model], tally: Tally, *, using: str
) -> Iterator[Fault]:
    own = [f.column for f in event._meta.concrete_fields if not f.name.startswith("pgh_")]
    row = ", ".join(f't."{column}"' for column in own)
    image = ", ".join(f'e."{column}"' for column in own)
    table = tracked._meta.db_table
    # Names of tables and columns come from the models, never from outside.
    statement = f"""
        SELECT coalesce(t.id, e.pgh_obj_id),
          CASE WHEN e.pgh_obj_id IS NULL THEN 'no history of it'
               WHEN t.id IS NULL THEN 'it is gone without history'
               ELSE 'it is not what its history says' END
        FROM {table} t FULL JOIN (
          SELECT DISTINCT ON (pgh_obj_id) * FROM {event._meta.db_table}
          ORDER BY pgh_obj_id, pgh_id DESC) e ON e.pgh_obj_id = t.id
        WHERE (t.id IS NULL AND e.pgh_label <> 'delete')
          OR (t.id IS NOT NULL AND (e.pgh_label = 'delete'
              OR ({row}) IS DISTINCT FROM ({image})))
        ORDER BY 1"""  # noqa: S608
    tally.rows += _count(tracked._default_manager.using(using).all())
    with connections[using].cursor() as cursor:
        cursor.execute(statement)
        for key, wrong in cursor.fetchall():
            yield Fault(table, f"id {key}", wrong)


def _count(rows: QuerySet[models.Model]) -> int:
    return rows.count()

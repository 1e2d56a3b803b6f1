"""The ledger's tables and the index tables derived from it: all that the reader role can see.

The ledger itself grows only through the database function ``ledger_append`` (``ledger.sql``);
the index tables are filled by the same call, from views over the ledger, and can be rebuilt
from it to the same rows.
"""

from datetime import UTC, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F

EPOCH, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
"""PostgreSQL knows moments that no datetime can hold: none of them is one of publication."""

CHANGED = models.Q(kind="claim", revision__gt=1)
"""What the log and the feeds of corrections are read from: few among a million."""


class LedgerTable(models.Model):
    """A table that readers may read and that no role may write but through its functions."""

    app_may: ClassVar[str] = "SELECT"
    reader_may: ClassVar[str] = "SELECT"

    class Meta:
        abstract = True
        app_label = "claims"


class Revision(LedgerTable):
    """One published revision: the envelope without salt and payload, which may be erased."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8)
    public_id = models.CharField(max_length=8, db_column="id")
    revision = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta(LedgerTable.Meta):
        abstract = False
        db_table = "ledger_revision"
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "public_id", "revision"], name="revision_is_numbered_once"
            ),
            models.UniqueConstraint(fields=["previous_sha256"], name="revision_has_one_successor"),
            models.CheckConstraint(
                condition=models.Q(seq__gt=0, revision__gt=0), name="revision_counts_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__gte=EPOCH, published_at__lt=END),
                name="revision_moment_is_a_day_of_ours",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("claim", "actor", "topic", "document", "source")),
                name="revision_is_of_a_known_kind",
            ),
        )
        indexes = (models.Index(fields=["-seq"], name="revision_changed", condition=CHANGED),)

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id} r{self.revision}"


class Payload(LedgerTable):
    """The canonical JSON text of a revision and its salt; only an erasure removes a row."""

    seq = models.OneToOneField(
        Revision, models.PROTECT, primary_key=True, db_column="seq", related_name="body"
    )
    payload = models.TextField()
    salt = models.CharField(max_length=32)

    class Meta(LedgerTable.Meta):
        abstract = False
        db_table = "ledger_payload"

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(LedgerTable):
    """That the law required a payload to go: what is left is the stub, which still verifies."""

    seq = models.OneToOneField(
        Revision, models.PROTECT, primary_key=True, db_column="seq", related_name="erasure"
    )
    reason = models.TextField()
    legal_basis = models.TextField()
    erased_at = models.DateTimeField()

    class Meta(LedgerTable.Meta):
        abstract = False
        db_table = "ledger_erasure"
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(legal_basis=""),
                name="erasure_gives_reason_and_basis",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class RecordIndex(LedgerTable):
    """One row a public record: its present revision, whether it stands, its names today."""

    key = models.CharField(max_length=20, primary_key=True)
    kind = models.CharField(max_length=8)
    public_id = models.CharField(max_length=8, db_column="id")
    seq = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    first_seq = models.BigIntegerField()
    first_published_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    merged_into = models.CharField(max_length=8, null=True)  # noqa: DJ001 - null is "not merged"
    names = models.JSONField()
    sort_key = models.TextField()
    search = SearchVectorField(null=True)  # null for claims, which have an index of their own

    class Meta(LedgerTable.Meta):
        abstract = False
        db_table = "ledger_record"
        indexes = (
            GinIndex(
                fields=["search"],
                name="record_by_name",
                condition=models.Q(search__isnull=False),
                fastupdate=False,
            ),
            # Searches ask for actors alone, whose names share words with a great many titles.
            GinIndex(
                fields=["search"],
                name="record_actor_named",
                condition=models.Q(kind="actor"),
                fastupdate=False,
            ),
            models.Index(fields=["kind", "state", "first_seq"], name="record_newest"),
            models.Index(fields=["kind", "merged_into"], name="record_merged"),
            models.Index(fields=["-seq"], name="record_changed", condition=CHANGED),
        )

    def __str__(self) -> str:
        return self.key


class ClaimIndex(LedgerTable):
    """One row a standing claim: what lists are filtered by."""

    public_id = models.CharField(max_length=8, primary_key=True, db_column="id")
    seq = models.BigIntegerField()
    first_seq = models.BigIntegerField(unique=True)
    published_at = models.DateTimeField()
    slug = models.CharField(max_length=60)
    status = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    languages = ArrayField(models.CharField(max_length=35))
    topics = ArrayField(models.CharField(max_length=8))
    documents = ArrayField(models.CharField(max_length=8))
    related = ArrayField(models.CharField(max_length=8))
    words = ArrayField(models.CharField(max_length=40))
    search = SearchVectorField()

    class Meta(LedgerTable.Meta):
        abstract = False
        db_table = "ledger_claim"
        indexes = (
            GinIndex(fields=["documents"], name="claim_by_document"),
            GinIndex(fields=["related"], name="claim_by_relation"),
            # Searches read the pending list from end to end: it is kept to a few pages.
            GinIndex(fields=["search"], name="claim_by_words", gin_pending_list_limit=128),
        )

    def __str__(self) -> str:
        return self.public_id


class AttributionIndex(LedgerTable):
    """One row an attribution of a standing claim: the columns of filters and of the CSV."""

    public_id = models.CharField(max_length=8, primary_key=True, db_column="id")
    claim_id = models.CharField(max_length=8)
    position = models.PositiveIntegerField()
    seq = models.BigIntegerField()
    first_seq = models.BigIntegerField()
    published_at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    slug = models.CharField(max_length=60)
    review = models.TextField()
    claim_texts = models.JSONField()
    status = models.CharField(max_length=20)
    topics = ArrayField(models.CharField(max_length=8))
    languages = ArrayField(models.CharField(max_length=35))
    speaker_id = models.CharField(max_length=8, null=True)  # noqa: DJ001 - null is "unnamed"
    document_id = models.CharField(max_length=8)
    source_id = models.CharField(max_length=8)
    stance = models.CharField(max_length=24)
    manner = models.CharField(max_length=12)
    reported_as = models.CharField(max_length=14)
    evidence = models.CharField(max_length=14)
    said_earliest = models.DateField(null=True)
    said_latest = models.DateField(null=True)
    record = models.TextField()

    class Meta(LedgerTable.Meta):
        abstract = False
        db_table = "ledger_attribution"
        indexes = (
            models.Index(fields=["-first_seq", "position"], name="attribution_newest"),
            models.Index(fields=["claim_id", "position"], name="attribution_of_claim"),
            models.Index(fields=["speaker_id", "first_seq"], name="attribution_by_speaker"),
            models.Index(
                "speaker_id",
                F("said_latest").desc(nulls_last=True),
                F("first_seq").desc(),
                "position",
                name="attribution_by_day",
            ),
            models.Index(fields=["document_id", "first_seq"], name="attribution_by_document"),
            models.Index(fields=["source_id", "first_seq"], name="attribution_by_source"),
        )

    def __str__(self) -> str:
        return self.public_id


class Count(LedgerTable):
    """In how many standing claims, and in how many of their attributions, something occurs."""

    key = models.TextField(primary_key=True)
    facet = models.CharField(max_length=8)
    value = models.TextField()
    claims = models.BigIntegerField()
    attributions = models.BigIntegerField()
    size = models.SmallIntegerField()  # ledger_size() of claims: what the index orders by

    class Meta(LedgerTable.Meta):
        abstract = False
        db_table = "ledger_count"
        indexes = (
            models.Index(fields=["facet", "-size"], name="count_largest"),
            GinIndex(
                OpClass("value", name="gin_trgm_ops"),
                name="count_of_words",
                condition=models.Q(facet="word"),
            ),
        )

    def __str__(self) -> str:
        return self.key

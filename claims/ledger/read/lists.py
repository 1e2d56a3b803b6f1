"""Standing records in lists: keyset paging, and what stands around a record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from claims.ledger.read.entries import READER, Entry, entries
from claims.ledger.read.filters import Filters, query
from claims.ledger.tables import AttributionIndex, ClaimIndex, RecordIndex


def claims(filters: Filters, *, using: str = READER) -> QuerySet[ClaimIndex]:
    """All standing claims that meet ``filters``, newest first publication first: for exports.
    Lists take ``search``, whose cost does not grow with the matches."""
    rows = ClaimIndex.objects.using(using).filter(filters.of_claim())
    attributed = filters.of_attribution(using=using)
    if attributed and filters.together():
        some = AttributionIndex.objects.using(using).filter(attributed).values("claim_id")
        rows = rows.filter(public_id__in=some)
    if condition := query(filters):
        # The text is ours, what was asked for are its parameters.
        rows = rows.extra(  # noqa: S610
            where=[f"search @@ (SELECT {condition.sql})"], params=[*condition.params]
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


def records(
    kind: str, *, q: str = "", updated_since: str = "", using: str = READER
) -> QuerySet[RecordIndex]:
    """The standing records of a kind, newest first publication first: those with all words of
    ``q`` in their names, revised at ``updated_since`` (a moment) or later."""
    rows = RecordIndex.objects.using(using).filter(kind=kind, state="standing")
    if updated_since:
        rows = rows.filter(published_at__gte=updated_since)
    if q:
        rows = rows.filter(search=SearchQuery(q, config="public.words", search_type="websearch"))
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


def documents_of(source: str, *, limit: int, using: str = READER) -> list[str]:
    """The ids of the documents of a source in which standing claims find their attributions."""
    rows = AttributionIndex.objects.using(using).filter(source_id=source)
    return sorted(rows.values_list("document_id", flat=True).distinct()[:limit])


@dataclass(frozen=True)
class Attributed:
    """One attribution of a standing claim, as frozen, with what is said of its claim."""

    id: str
    position: int
    first_seq: int
    claim_id: str
    slug: str
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
    """``rows`` of ``attributions``, all or at most ``limit``: one query, streamed."""
    columns = rows.values_list(
        "public_id", "position", "first_seq", "claim_id", "slug", "claim_texts", "status",
        "reported_as", "seq", "revision", "published_at", "sha256", "review", "record",
    )  # fmt: skip
    return (Attributed(*row) for row in columns[:limit].iterator(chunk_size=500))

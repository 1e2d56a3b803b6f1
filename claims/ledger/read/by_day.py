"""What one actor is reported to have said, by the day it was said, and where else they come in."""

from datetime import date
from typing import Any

from django.db import connections
from django.db.models import F, Q

from claims.ledger.read.entries import LAST_SEQ, READER, Entry, entries
from claims.ledger.read.filters import merged_ids
from claims.ledger.tables import AttributionIndex

UNDATED = 0


def said_by(
    speaker: str, *, after: tuple[int, ...] = (), limit: int, using: str = READER
) -> list[AttributionIndex]:
    """At most ``limit`` attributions of an actor (and of those merged into it), the last day on
    which each can have been said first, those without a day last; those after ``after``, the
    ``place`` of the last one seen."""
    rows = AttributionIndex.objects.using(using).filter(
        _beyond(after), speaker_id__in=[speaker, *merged_ids(speaker, using=using)]
    )
    newest = F("said_latest").desc(nulls_last=True)
    return list(rows.order_by(newest, "-first_seq", "position")[:limit])


def place(row: AttributionIndex) -> tuple[int, int, int]:
    """Where a row stands in that order: its day as a proleptic ordinal (0 without one), then its
    claim's first_seq and its position there."""
    day = row.said_latest.toordinal() if row.said_latest else UNDATED
    return day, row.first_seq, row.position


def _beyond(after: tuple[int, ...]) -> Q:
    if not after:
        return Q()
    ordinal, first_seq, position = after
    tied = Q(first_seq__lt=first_seq) | Q(first_seq=first_seq, position__gt=position)
    if ordinal == UNDATED or ordinal > date.max.toordinal():
        return Q(said_latest=None) & tied
    day = date.fromordinal(ordinal)
    return Q(said_latest__lt=day) | (Q(said_latest=day) & tied) | Q(said_latest=None)


def naming(actor: str, *, limit: int, using: str = READER) -> list[Entry]:
    """At most ``limit`` standing claims in which an actor speaks, is spoken for or passes words
    on, the newest first publication first, in bounded time (``ledger_find`` in search.sql)."""
    nothing: list[Any] = [None] * 8
    with connections[using].cursor() as cursor:
        cursor.execute(_NAMING, [actor, LAST_SEQ, limit, None, False, *nothing])
        return entries([seq for (seq,) in cursor.fetchall()], using=using)


_NAMING = """
SELECT seq FROM ledger_find(ledger_any('actor', VARIADIC ledger_ids_of(%s)), NULL, %s, %s, %s, %s,
  ledger_ids_of(%s), %s, %s, %s, %s, %s, %s, %s)
"""

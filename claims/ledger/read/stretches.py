"""The standing records by where in the ledger they first came: what a sitemap lists."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from claims.ledger.read.entries import KINDS, READER
from claims.ledger.tables import RecordIndex


@dataclass(frozen=True)
class Listed:
    """A standing record: what its address is made of, and when it last changed."""

    kind: str
    id: str
    names: dict[str, str]
    published_at: datetime


def listed(start: int, end: int, *, using: str = READER) -> list[Listed]:
    """The standing records first published at a seq from ``start`` to before ``end``."""
    rows = RecordIndex.objects.using(using).filter(
        kind__in=KINDS, state="standing", first_seq__gte=start, first_seq__lt=end
    )
    columns = rows.order_by("first_seq").values_list("kind", "public_id", "names", "published_at")
    return [Listed(*row) for row in columns]


def stretches(size: int, *, using: str = READER) -> list[int]:
    """The numbers of those stretches of ``size`` seqs in which a standing record first came."""
    with connections[using].cursor() as cursor:
        cursor.execute(_STRETCHES, [size, list(KINDS), size, size])
        return [number for (number,) in cursor.fetchall()]


_STRETCHES = """
SELECT n FROM generate_series(0, (SELECT coalesce(max(seq), 0) FROM ledger_revision) / %s) n
WHERE EXISTS (
  SELECT 1 FROM ledger_record WHERE kind = ANY(%s) AND state = 'standing'
  AND first_seq >= n * %s AND first_seq < (n + 1) * %s
) ORDER BY n
"""

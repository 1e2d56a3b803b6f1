"""What has become of records since a claim named them."""

from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from django.db import connections

from claims.ledger.read.entries import READER, revisions
from claims.ledger.read.filters import LONGEST_MERGE
from claims.ledger.tables import RecordIndex


@dataclass(frozen=True)
class Present:
    """Where a record is to be found today, after any merges, and whether it stands."""

    id: str
    names: dict[str, str]
    state: str
    seq: int

    def stands_as(self, key: tuple[str, str]) -> bool:
        """Whether the record asked for by ``key`` stands itself, not through a merge."""
        return self.state == "standing" and self.id == key[1]


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


def withdrawn_among(ids: Iterable[str], *, using: str = READER) -> set[str]:
    """Those of the claims that are withdrawn now: none of their revisions may be shown."""
    rows = RecordIndex.objects.using(using).filter(
        key__in=[f"claim/{i}" for i in set(ids)], state="withdrawn"
    )
    return set(rows.values_list("public_id", flat=True))


def states(
    keys: Iterable[tuple[str, str | None]], *, using: str = READER
) -> dict[tuple[str, str], str]:
    """standing, withdrawn, merged or erased, of each (kind, id) that the ledger holds."""
    rows = RecordIndex.objects.using(using).filter(key__in=[f"{k}/{i}" for k, i in keys])
    return {(k, i): state for k, i, state in rows.values_list("kind", "public_id", "state")}


def sentence_numbers(document: str, *, using: str = READER) -> set[int]:
    """The numbers of all sentences that any revision of a document's record has published."""
    return {number for number, _start in sentence_places(document, using=using)}


def sentence_places(document: str, *, using: str = READER) -> set[tuple[int, int]]:
    """Number and start of all sentences that any revision of a document's record has published:
    those retired since keep their addresses."""
    return {
        (sentence["number"], sentence["start"])
        for entry in revisions("document", document, using=using)
        for sentence in entry.record.get("sentences", ())
    }

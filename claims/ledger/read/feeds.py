"""What feeds are made of: the claims by their latest change, those taken back among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connections

from claims.ledger.read.entries import LAST_SEQ, READER, Entry, entries
from claims.ledger.read.filters import merged_ids


@dataclass(frozen=True)
class Changed:
    """A claim as it is now, standing or not, and when it was first published."""

    entry: Entry
    first_published_at: datetime


def changed(*, before: int = LAST_SEQ, limit: int, using: str = READER) -> list[Changed]:
    """The claims in any state, the latest change first; those changed before seq ``before``."""
    return _read(_ALL, [before, limit], using)


def changed_in_topic(
    topic: str, *, before: int = LAST_SEQ, limit: int, using: str = READER
) -> list[Changed]:
    """The same of a topic's claims, and of those that were of it when they were taken back."""
    needles = [_needle({"topics": [{"id": topic}]})]
    return _read(_OF_TOPIC, [[topic], before, limit, before, needles, limit, limit], using)


def changed_by_speaker(
    speaker: str, *, before: int = LAST_SEQ, limit: int, using: str = READER
) -> list[Changed]:
    """The same of the claims that a speaker, by this or a merged id, takes a stance on."""
    ids = [speaker, *merged_ids(speaker, using=using)]
    needles = [_needle({"attributions": [{"speaker": {"id": own}}]}) for own in ids]
    return _read(_OF_SPEAKER, [ids, before, limit, before, needles, limit, limit], using)


def corrected(*, before: int = LAST_SEQ, limit: int, using: str = READER) -> list[Entry]:
    """The revisions of claims after their first, the latest first: corrections, merges and
    withdrawals, each as it was published."""
    with connections[using].cursor() as cursor:
        cursor.execute(_CORRECTED, [before, limit])
        seqs = [seq for (seq,) in cursor.fetchall()]
    return entries(seqs, using=using)


def _needle(part: dict[str, Any]) -> str:
    return orjson.dumps(part).decode()


def _read(query: str, given: list[Any], using: str) -> list[Changed]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, given)
        firsts: dict[int, datetime] = dict(cursor.fetchall())
    return _dated(entries(firsts, using=using), firsts)


def _dated(found: Iterable[Entry], firsts: dict[int, datetime]) -> list[Changed]:
    return [Changed(entry, firsts[entry.seq]) for entry in found]


_ALL = """
SELECT i.seq, i.first_published_at
FROM ledger_revision r JOIN ledger_record i ON i.key = 'claim/' || r.id AND i.seq = r.seq
WHERE r.kind = 'claim' AND r.seq < %s ORDER BY r.seq DESC LIMIT %s
"""

_CORRECTED = """
SELECT seq FROM ledger_revision
WHERE kind = 'claim' AND revision > 1 AND seq < %s ORDER BY seq DESC LIMIT %s
"""

_TAKEN_BACK = """
  (SELECT i.seq, i.id FROM ledger_record i
   WHERE i.kind = 'claim' AND i.state <> 'standing' AND i.seq < %s
     AND EXISTS (SELECT 1 FROM ledger_revision r JOIN ledger_payload p ON p.seq = r.seq
                 WHERE r.kind = 'claim' AND r.id = i.id AND r.revision < i.revision
                   AND p.payload::jsonb @> ANY(%s::jsonb[]))
   ORDER BY i.seq DESC LIMIT %s)
"""

_JOINED = """
SELECT found.seq, i.first_published_at
FROM ({standing} UNION ALL {taken_back}) found JOIN ledger_record i ON i.key = 'claim/' || found.id
ORDER BY found.seq DESC LIMIT %s
"""

_OF_TOPIC = _JOINED.format(
    standing="(SELECT seq, id FROM ledger_claim WHERE topics @> %s::varchar[] AND seq < %s"
    " ORDER BY seq DESC LIMIT %s)",
    taken_back=_TAKEN_BACK,
)

_OF_SPEAKER = _JOINED.format(
    standing="(SELECT seq, id FROM ledger_claim WHERE id IN"
    " (SELECT claim_id FROM ledger_attribution WHERE speaker_id = ANY(%s)) AND seq < %s"
    " ORDER BY seq DESC LIMIT %s)",
    taken_back=_TAKEN_BACK,
)

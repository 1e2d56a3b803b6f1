"""How many claims there are of each kind: exact from counters, or of the newest that match."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connections

from claims.ledger.read.entries import READER
from claims.ledger.read.filters import Filters
from claims.ledger.read.search import search
from claims.ledger.tables import AttributionIndex

FACETS = ("speaker", "topic", "stance", "manner", "evidence", "status", "language", "source")
CAP = 1000
"""Of more matches than this, only the newest so many are counted."""


@dataclass(frozen=True)
class Counted:
    """How many standing claims have this value, and how many of their attributions.

    ``capped``: there are more matches than were counted; say "1,000+" of the total, and "at
    least" of the others.
    """

    value: str
    claims: int
    attributions: int
    capped: bool = False


@dataclass(frozen=True)
class Facets:
    """The total, and for each facet its values, the most frequent first."""

    total: Counted
    of: Mapping[str, list[Counted]]


def facets(filters: Filters, *, top: int = 20, using: str = READER) -> Facets:
    """How the claims that meet ``filters`` fall into values, at most ``top`` of each facet.

    Without filters the numbers are exact and of this very moment. With filters they count the
    attributions that meet them, of at most the newest thousand claims.
    """
    if filters == Filters():
        return _all(top, using=using)
    found = search(filters, limit=CAP + 1, using=using)
    return _among(filters, [first for _seq, first in found], top, using=using)


def _all(top: int, *, using: str) -> Facets:
    with connections[using].cursor() as cursor:
        cursor.execute(_LARGEST, [list(FACETS), top, top, top])
        return _facets(cursor.fetchall(), capped=False)


# The rows of the largest sizes that hold enough rows between them; then the largest of these.
_LARGEST = """
SELECT f.facet, c.value, c.claims, c.attributions
FROM unnest(%s::text[]) f (facet), LATERAL (
  SELECT value, claims, attributions FROM ledger_count
  WHERE facet = f.facet AND size >= coalesce((
    SELECT size FROM ledger_count l WHERE l.facet = f.facet
    ORDER BY size DESC OFFSET %s - 1 LIMIT 1), 0)
  ORDER BY claims DESC, value LIMIT %s) c
UNION ALL
SELECT 'total', '', sum(claims)::bigint, sum(attributions)::bigint FROM ledger_count
WHERE facet = 'status' AND %s > 0
"""


def _among(filters: Filters, places: list[int], top: int, *, using: str) -> Facets:
    if not places:
        return _facets([], capped=False)
    own = filters.of_attribution(using=using)
    rows = AttributionIndex.objects.using(using).filter(own)
    # One array, where a list of a thousand parameters would take longer to read than to answer.
    rows = rows.extra(where=["first_seq = ANY (%s)"], params=[places[:CAP]])
    said, params = rows.values(*SAID).query.get_compiler(using=using).as_sql()
    with connections[using].cursor() as cursor:
        cursor.execute(_AMONG.replace("{said}", said), [*params, places[:CAP], top])
        return _facets(cursor.fetchall(), capped=len(places) > CAP)


SAID = ("claim_id", "speaker_id", "stance", "manner", "evidence", "source_id")

_AMONG = """
WITH said AS MATERIALIZED ({said}),
many AS (SELECT claim_id, count(*) AS n FROM said GROUP BY claim_id),
counted AS (
  SELECT f.facet, f.value, count(*) AS claims, coalesce(sum(many.n), 0)::bigint AS attributions
  FROM ledger_claim c LEFT JOIN many ON many.claim_id = c.id, LATERAL (
    VALUES ('total', ''), ('status', c.status)
    UNION ALL SELECT 'topic', unnest(c.topics)
    UNION ALL SELECT 'language', unnest(c.languages)) f (facet, value)
  WHERE c.first_seq = ANY (%s) GROUP BY f.facet, f.value
  UNION ALL
  SELECT f.facet, f.value, count(DISTINCT said.claim_id), count(*)
  FROM said LEFT JOIN ledger_record r
      ON r.key = 'actor/' || said.speaker_id AND r.merged_into IS NOT NULL,
    LATERAL (VALUES
      ('speaker', CASE WHEN r.key IS NULL THEN said.speaker_id ELSE ledger_today(r.id) END),
      ('stance', said.stance), ('manner', said.manner), ('evidence', said.evidence),
      ('source', said.source_id)) f (facet, value)
  WHERE f.value IS NOT NULL GROUP BY f.facet, f.value),
placed AS (
  SELECT *, row_number() OVER (PARTITION BY facet ORDER BY claims DESC, value) AS place
  FROM counted)
SELECT facet, value, claims, attributions FROM placed WHERE place <= %s ORDER BY facet, place
"""


def _facets(rows: list[tuple[str, str, int, int]], *, capped: bool) -> Facets:
    of: dict[str, list[Counted]] = defaultdict(list)
    for facet, value, claims, attributions in rows:
        of[facet].append(Counted(value, int(claims or 0), int(attributions or 0), capped))
    (total,) = of.pop("total", None) or [Counted("", 0, 0)]
    return Facets(total, {facet: of.get(facet, []) for facet in FACETS})

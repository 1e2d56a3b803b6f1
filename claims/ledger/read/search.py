"""Finding standing claims and attributions: newest first, in bounded time, whatever is asked."""

from dataclasses import dataclass
from typing import Any

from django.db import connections

from claims.ledger.read.entries import LAST_SEQ, READER
from claims.ledger.read.filters import Condition, Filters, parted, query
from claims.ledger.read.lists import Attributed, attributed, attributions, claims, places

RANKED = 500
"""How many of the newest matches are ranked: more would cost what the question does."""

Place = tuple[int, int]
"""seq and first_seq of a claim."""


def search(
    filters: Filters, *, after: tuple[int, ...] = (), limit: int, using: str = READER
) -> list[Place]:
    """(seq, first_seq) of at most ``limit`` standing claims that meet ``filters``, the newest
    first publication first; those after ``after``, the first_seq of the last one seen.

    Reads a bounded number of rows however common or rare the words and however deep the page
    (``ledger_find`` in search.sql).
    """
    if not query(filters):
        return places(claims(filters, using=using), after, limit)
    found = _found(filters, after, limit)
    with connections[using].cursor() as cursor:
        # The text is ours, what was asked for are its parameters.
        cursor.execute(f"SELECT seq, first_seq FROM {found.sql}", found.params)  # noqa: S608
        return list(cursor.fetchall())


def attributions_found(
    filters: Filters, *, after: tuple[int, ...] = (), limit: int, using: str = READER
) -> list[Attributed]:
    """At most ``limit`` attributions of standing claims that meet ``filters``, newest claim
    first; those after ``after``, (first_seq, position) of the last one seen."""
    rows = attributions(Filters(), using=using)
    if query(filters):
        # The claim of the last one seen may have more: it is looked at again.
        below = (after[0] + 1,) if after else ()
        found = search(filters, after=below, limit=limit + 1, using=using)
        own = filters.of_attribution(using=using)
        rows = rows.filter(own, first_seq__in=[first_seq for _seq, first_seq in found])
    return list(attributed(_beyond(rows, after), limit=limit))


def _beyond(rows: Any, after: tuple[int, ...]) -> Any:
    if not after:
        return rows
    first_seq, position = after
    return rows.filter(first_seq__lte=first_seq).exclude(
        first_seq=first_seq, position__lte=position
    )


@dataclass(frozen=True)
class Ranked:
    """A page of the best matches; ``further``: where the next one goes on, empty on the last;
    ``beyond``: the first_seq below which older matches may lie that were not ranked, else 0."""

    places: list[Place]
    further: tuple[int, ...]
    beyond: int


def best(
    filters: Filters, *, after: tuple[int, ...] = (), limit: int, using: str = READER
) -> Ranked:
    """At most ``limit`` of the newest 500 claims that meet ``filters``, best first: by how often
    and how close together the words of ``filters.q`` occur, in the wording before names and
    quotes; equally good ones the newest first. Those after ``after``, a page's ``further``.

    The pages are of the claims that matched when the first one was read: what is published
    meanwhile moves nothing, and every claim comes once.
    """
    newest, *last = after or (LAST_SEQ, *AHEAD_OF_ALL)
    found, words = _found(filters, (newest,), RANKED), query(Filters(q=filters.q))
    with connections[using].cursor() as cursor:
        cursor.execute(
            _BEST.format(rank=words.sql, found=found.sql),
            [*words.params, *found.params, *last, limit + 1],
        )
        rows = cursor.fetchall()
    return _page(rows[:limit], is_last=len(rows) <= limit)


AHEAD_OF_ALL = (LAST_SEQ, LAST_SEQ)
"""Rank and first_seq before those of every match."""

# Whole numbers, so that a cursor says exactly where a page ended.
_BEST = """
SELECT * FROM (
  SELECT seq, first_seq, rank, max(first_seq) OVER () + 1, min(first_seq) OVER (),
    count(*) OVER ()
  FROM (
    SELECT c.seq, c.first_seq,
      (1e6 * ts_rank_cd('{{0,0.2,0.6,1}}', c.search, (SELECT {rank}), 1))::bigint AS rank
    FROM {found} f JOIN ledger_claim c ON c.first_seq = f.first_seq) found) ranked
WHERE (rank, first_seq) < (%s, %s) ORDER BY rank DESC, first_seq DESC LIMIT %s
"""


def _page(rows: list[tuple[int, ...]], *, is_last: bool) -> Ranked:
    places = [(seq, first_seq) for seq, first_seq, *_others in rows]
    if not rows:
        return Ranked(places, (), 0)
    _seq, first_seq, rank, newest, oldest, number = rows[-1]
    if not is_last:
        return Ranked(places, (newest, rank, first_seq), 0)
    return Ranked(places, (), oldest if number == RANKED else 0)


def _found(filters: Filters, after: tuple[int, ...], limit: int) -> Condition:
    """The call of ``ledger_find``; None for what is not asked."""
    condition, days = parted(filters)
    asked = (
        filters.document, filters.source, filters.stance, filters.manner, filters.evidence,
        filters.said_after, filters.said_before,
    )  # fmt: skip
    return Condition(
        f"ledger_find({condition.sql}, {days.sql or 'NULL'}, %s, %s, %s, %s, ledger_ids_of(%s),"
        f" {', '.join(['%s'] * len(asked))})",
        (
            *condition.params, *days.params, after[0] if after else LAST_SEQ, limit,
            filters.updated_since or None, filters.together(), filters.speaker or None,
            *(value or None for value in asked),
        ),
    )  # fmt: skip

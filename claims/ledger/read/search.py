"""Finding standing claims and attributions: newest first, in bounded time, whatever is asked."""

from typing import Any

from django.db import connections

from claims.ledger.read.entries import LAST_SEQ, READER
from claims.ledger.read.filters import Condition, Filters, query
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
    condition = query(filters)
    if not condition:
        return places(claims(filters, using=using), after, limit)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT seq, first_seq FROM {_found(condition)}",  # noqa: S608 - our own words
            _arguments(filters, condition, after, limit),
        )
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


def best(filters: Filters, *, limit: int, using: str = READER) -> list[Place]:
    """(seq, first_seq) of the best of the newest 500 claims that meet ``filters``, best first:
    by how often and how close together the words occur, in the wording before names and quotes;
    equally good ones the newest first."""
    condition = query(filters)
    if not filters.q:
        return search(filters, limit=limit, using=using)
    words = query(Filters(q=filters.q))
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT c.seq, c.first_seq FROM {_found(condition)} f"  # noqa: S608 - our own words
            " JOIN ledger_claim c ON c.first_seq = f.first_seq"
            f" ORDER BY ts_rank_cd('{{0,0.2,0.6,1}}', c.search, (SELECT {words.sql}), 1) DESC,"
            " c.first_seq DESC LIMIT %s",
            [*_arguments(filters, condition, (), RANKED), *words.params, limit],
        )
        return list(cursor.fetchall())


def _found(condition: Condition) -> str:
    rest = ", ".join(["%s"] * 7)
    return f"ledger_find({condition.sql}, %s, %s, %s, %s, ledger_ids_of(%s), {rest})"


def _arguments(
    filters: Filters, condition: Condition, after: tuple[int, ...], limit: int
) -> list[Any]:
    """The arguments of ``ledger_find``, the query's own first; None for what is not asked."""
    asked = (
        filters.speaker, filters.document, filters.source, filters.stance, filters.manner,
        filters.evidence, filters.said_after, filters.said_before,
    )  # fmt: skip
    return [
        *condition.params, after[0] if after else LAST_SEQ, limit, filters.updated_since or None,
        filters.together(), *(value or None for value in asked),
    ]  # fmt: skip

"""Searches, deep pages and facets, beside themselves on ten thousand claims or a live GROUP BY."""

import math
import statistics
from collections.abc import Callable

from django.db import connections

from bench import scratch, stock
from bench.table import Row, in_turn, milliseconds, seconds
from claims import ledger
from claims.ledger import Filters

SMALL = "10k"
EACH = 12
DEEP = 5_000
KINDS = ("common", "rare", "filtered", "dated")
PAGE = 20


def rows(size: str) -> list[Row]:
    """Every row of this group."""
    found: list[Row] = []
    stock.ensure(SMALL)
    if size != SMALL:
        found += [_search(size, kind) for kind in KINDS]
    return [*found, _deep(size), *_facets(size)]


def _asked(kind: str) -> list[Filters]:
    """Searches of a kind, from what the corpus holds."""
    order = "claims, value" if kind == "rare" else "claims DESC"
    with connections["reader"].cursor() as cursor:
        cursor.execute(
            "SELECT value FROM ledger_count WHERE facet = 'word'"  # noqa: S608 - one of three
            f" ORDER BY {order} LIMIT {EACH}"
        )
        words = [word for (word,) in cursor.fetchall()]
        cursor.execute(
            "SELECT value FROM ledger_count WHERE facet = 'speaker'"
            " ORDER BY size DESC, claims DESC LIMIT %s",
            [EACH],
        )
        speakers = [value for (value,) in cursor.fetchall()]
    if kind == "filtered":
        return [Filters(speaker=who, stance="denies", status="unverified") for who in speakers]
    if kind == "dated":
        return [
            Filters(said_after=f"20{20 + n}-02-10", said_before=f"20{20 + n}-03-20", **also)
            for n, who in enumerate(speakers[:4])
            for also in ({}, {"speaker": who}, {"stance": "denies", "manner": "direct"})
        ]
    return [Filters(q=word) for word in words]


def _search(size: str, kind: str) -> Row:
    """The 95th percentile of first pages, and the slowest."""
    taken: dict[str, list[float]] = {size: [], SMALL: []}
    asked: dict[str, list[Filters]] = {}
    for each in taken:
        with stock.pointed(each):
            asked[each] = _asked(kind)
            for filters in asked[each]:
                ledger.search(filters, limit=PAGE)
    for _ in range(5):
        for each in taken:
            with stock.pointed(each):
                ledger.search(Filters(), limit=1)
                taken[each] += [
                    seconds(_first(filters)) for filters in asked[each] for _twice in range(2)
                ]
    ours, theirs = _p95(taken[size]), _p95(taken[SMALL])
    slowest = f"slowest {milliseconds(max(taken[size]))}, {growth(ours / theirs, size)}"
    return Row(f"search, {kind}, p95 at {size}", f"itself at {SMALL}", milliseconds(theirs),
               milliseconds(ours), ours / theirs, 4, at_most=True, note=slowest)  # fmt: skip


def growth(ratio: float, size: str) -> str:
    """The exponent of growth from ten thousand claims: 1 where the time grows as they do."""
    exponent = math.log(ratio) / math.log(scratch.SIZES[size] / scratch.SIZES[SMALL])
    return f"growth exponent {exponent:.2f}"


def _first(filters: Filters) -> Callable[[], object]:
    return lambda: ledger.search(filters, limit=PAGE)


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def _deep(size: str) -> Row:
    """Page 5,000 by its cursor, beside the first; of a smaller ledger, the last but one."""
    with stock.pointed(size), connections["reader"].cursor() as cursor:
        pages = min(DEEP, scratch.SIZES[size] * 9 // PAGE // 10)
        cursor.execute(
            "SELECT first_seq FROM ledger_claim ORDER BY first_seq DESC OFFSET %s LIMIT 1",
            [pages * PAGE],
        )
        (place,) = cursor.fetchone()
        first, deep = in_turn(
            [
                lambda: ledger.search(Filters(), limit=PAGE),
                lambda: ledger.search(Filters(), after=(place,), limit=PAGE),
            ],
            rounds=51,
        )
    return Row(f"page {pages:,} of {size} by cursor", "first page", milliseconds(first),
               milliseconds(deep), deep / first, 1.3, at_most=True)  # fmt: skip


LIVE = {
    "status": "SELECT status, count(*) FROM ledger_claim GROUP BY 1 ORDER BY 2 DESC LIMIT 20",
    "speaker": (
        "SELECT speaker_id, count(DISTINCT claim_id) FROM ledger_attribution"
        " GROUP BY 1 ORDER BY 2 DESC LIMIT 20"
    ),
}


def _facets(size: str) -> list[Row]:
    with stock.pointed(size), connections["reader"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")

        def live() -> None:
            for statement in LIVE.values():
                cursor.execute(statement)
                cursor.fetchall()

        counted, grouped = in_turn([lambda: ledger.facets(Filters()), live], rounds=5)
    note = "all eight facets against two"
    return [Row(f"facets at {size}", "live GROUP BY", milliseconds(grouped), milliseconds(counted),
                grouped / counted, 50, note=note)]  # fmt: skip

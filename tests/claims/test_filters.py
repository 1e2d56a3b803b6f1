"""Filters, lists and facets against the plainest way of asking: each claim, one by one."""

import dataclasses
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from claims import ledger
from claims.ledger import Filters
from claims.ledger.read.filters import query

VALUES: dict[str, list[str]] = {
    "stance": ["asserts", "denies"],
    "manner": ["direct", "indirect"],
    "evidence": ["not_assessed", "none_given"],
    "status": ["not_assessed", "unverified"],
    "language": ["en", "fr"],
    "said_after": ["2024-03-23"],
    "said_before": ["2024-03-24"],
    "updated_since": ["2020-01-01T00:00:00+00:00", "2100-01-01T00:00:00+00:00"],
}


@pytest.fixture(scope="module")
def standing(seeded_module: str) -> list[dict[str, Any]]:
    rows = ledger.claims(Filters()).values_list("seq", flat=True)
    return [entry.record for entry in ledger.entries(rows)]


def meets(record: dict[str, Any], asked: Filters) -> bool:
    since = asked.updated_since
    return (
        (not asked.status or record["evidence_status"]["code"] == asked.status)
        and (not asked.language or asked.language in record["languages"])
        and (not asked.topic or asked.topic in {t["id"] for t in record["topics"]})
        and (not since or since.startswith("2020"))
        and any(says(a, asked) for a in record["attributions"])
    )


def says(a: dict[str, Any], asked: Filters) -> bool:
    return (
        (not asked.speaker or (a["speaker"] or {}).get("id") == asked.speaker)
        and (not asked.stance or a["stance"] == asked.stance)
        and (not asked.manner or a["manner"] == asked.manner)
        and (not asked.evidence or a["evidence_in_text"]["code"] == asked.evidence)
        and (not asked.document or a["document"]["id"] == asked.document)
        and (not asked.source or a["document"]["source"]["id"] == asked.source)
        and (not asked.said_after or (a["said_latest"] or "") >= asked.said_after)
        and (not asked.said_before or (a["said_earliest"] or "9") <= asked.said_before)
    )


def combinations(standing: list[dict[str, Any]]) -> Iterator[Filters]:
    said = [a for record in standing for a in record["attributions"]]
    common = {
        "speaker": Counter(a["speaker"]["id"] for a in said if a["speaker"]),
        "document": Counter(a["document"]["id"] for a in said),
        "source": Counter(a["document"]["source"]["id"] for a in said),
        "topic": Counter(t["id"] for record in standing for t in record["topics"]),
    }
    values = VALUES | {name: [c.most_common(1)[0][0]] for name, c in common.items()}
    for size in (0, 1, 2, 3):
        for names in itertools.combinations(sorted(values), size):
            for chosen in itertools.product(*(values[name] for name in names)):
                yield Filters(**dict(zip(names, chosen, strict=True)))


SAID = [
    (date(1850, 3, 1), date(1850, 3, 1)), (date(1899, 12, 31), date(1900, 1, 1)),
    (date(1999, 12, 31), date(2000, 1, 1)), (date(2019, 1, 1), date(2019, 12, 31)),
    (date(2010, 1, 1), date(2019, 12, 31)), (date(2099, 12, 31), date(2150, 1, 1)),
    (date(2201, 1, 1), date(2201, 1, 1)), (date(1, 1, 1), date(9999, 12, 31)),
]  # fmt: skip
SPANS = st.one_of(
    st.sampled_from(SAID), st.tuples(st.dates(), st.dates()).map(lambda span: tuple(sorted(span)))
)
BOUNDS = st.one_of(st.none(), st.dates(), st.dates(date(2018, 12, 1), date(2020, 2, 1)))


@given(st.lists(st.tuples(SPANS, BOUNDS, BOUNDS), min_size=1, max_size=40))
def test_marks_of_days_miss_nothing_that_was_said(
    seeded_module: str, asked: list[tuple[tuple[date, date], date | None, date | None]]
) -> None:
    """Whatever overlaps the days asked for has one of the marks that are looked for."""
    with connections["reader"].cursor() as cursor:
        for (earliest, latest), after, before in asked:
            overlaps = (after is None or latest >= after) and (before is None or earliest <= before)
            condition = query(Filters(said_after=str(after or ""), said_before=str(before or "")))
            if not condition or not overlaps:
                continue
            said = {"said_earliest": str(earliest), "said_latest": str(latest)}
            cursor.execute(
                f"SELECT ledger_marks(%s::jsonb) @@ {condition.sql}",
                [
                    json.dumps({"attributions": [said], "languages": [], "topics": []}),
                    *condition.params,
                ],
            )
            assert cursor.fetchone() == (True,), said


@pytest.mark.parametrize(
    ("after", "before", "marks"),
    [
        ("2019-01-05", "2019-01-05", ["20190105", "~", "~20", "~201", "~2019", "~201901",
                                      "~2019010"]),
        ("2019-01-28", "2019-02-10", ["20190128", "20190129", "2019013", "2019020", "20190210",
                                      "~", "~20", "~201", "~2019", "~201901", "~2019012",
                                      "~201902", "~2019021"]),
        ("2019-01-01", "2021-01-31", ["2019", "2020", "202101", "~", "~20", "~201", "~202",
                                      "~2021"]),
        ("", "1850-01-01", ["19000101", "~", "~19", "~190", "~1900", "~190001", "~1900010"]),
        ("2000-01-01", "", ["20", "~"]),
        ("2020-02-29", "2020-02-20", ["2020022", "~", "~20", "~202", "~2020", "~202002"]),
    ],
)  # fmt: skip
def test_days_are_looked_for_by_few_marks(after: str, before: str, marks: list[str]) -> None:
    condition = query(Filters(said_after=after, said_before=before))

    assert condition.params == ("said", marks)


def test_search_finds_the_claims_that_meet_every_filter(
    standing: list[dict[str, Any]],
) -> None:
    some = 0
    for asked in combinations(standing):
        expected = [r["id"] for r in standing if meets(r, asked)]
        entries = ledger.entries(seq for seq, _ in ledger.search(asked, limit=100))
        some += bool(expected)
        assert [e.id for e in entries] == expected, asked
        assert [row.public_id for row in ledger.claims(asked)] == expected, asked

    assert some > 100


def test_attributions_found_meet_every_filter(standing: list[dict[str, Any]]) -> None:
    for asked in combinations(standing):
        expected = [
            a["id"]
            for record in standing
            if meets(record, dataclasses.replace(asked))
            for a in record["attributions"]
            if says(a, asked)
        ]
        rows = ledger.attributions_found(asked, limit=100)
        assert [row.id for row in rows] == expected, asked


def test_pages_of_attributions_follow_one_another(standing: list[dict[str, Any]]) -> None:
    asked = Filters(language="en")
    whole = ledger.attributions_found(asked, limit=100)
    paged: list[Any] = []
    while page := ledger.attributions_found(
        asked, after=(paged[-1].first_seq, paged[-1].position) if paged else (), limit=2
    ):
        paged += page

    assert paged == whole
    assert len(whole) > 5


def test_facets_count_what_the_filter_would_find(standing: list[dict[str, Any]]) -> None:
    some = (Filters(), Filters(language="en"), Filters(stance="denies"), Filters(q="attack"))
    for asked in some:
        counted = ledger.facets(asked, top=100)

        assert counted.total.claims == len(ledger.search(asked, limit=100))
        assert not counted.total.capped
        for facet, values in counted.of.items():
            assert values == sorted(values, key=lambda c: (-c.claims, c.value))
            for value in values:
                narrowed = dataclasses.replace(asked, **{facet: value.value})
                assert value.claims == len(ledger.search(narrowed, limit=100)), (facet, value)
                said = ledger.attributions_found(narrowed, limit=500)
                assert value.attributions == len(said), (facet, value)


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (Filters(), 1),
        (Filters(q="attack"), 1),
        (Filters(q="attack", stance="denies", manner="direct", said_after="2024-01-01"), 1),
    ],
)
def test_search_is_one_query(asked: Filters, number: int, seeded_module: str) -> None:
    for limit in (1, 30):
        with CaptureQueriesContext(connections["reader"]) as queries:
            ledger.search(asked, limit=limit)

        assert len(queries) == number

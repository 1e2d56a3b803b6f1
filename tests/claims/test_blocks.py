"""The newest first, whatever lies where: on 12,000 rows that only have what a search reads."""

import pytest
from django.db import connections

from claims import ledger
from claims.ledger import Filters

LAST = 300_000


@pytest.fixture(scope="module", autouse=True)
def rows(seeded_module: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE ledger_claim, ledger_attribution, ledger_record, ledger_count")
        cursor.execute(
            """INSERT INTO ledger_claim
            SELECT lpad(n::text, 8, '0'), n, n, now(), '', 'unverified', 'factual', '{en}', '{}',
              '{}', '{}', '{}', to_tsvector('public.words', concat_ws(' ', 'common',
                CASE WHEN n %% 5000 = 0 THEN 'rare' END, CASE WHEN n < 150000 THEN 'old' END,
                CASE WHEN n > 280000 THEN 'new' END, CASE WHEN n = 25 THEN 'single' END))
              || ledger_marks(jsonb_build_object('languages', '[]'::jsonb, 'topics', '[]'::jsonb,
                'attributions', '[]'::jsonb)) || ledger_place(now(), n)
            FROM generate_series(25, %s, 25) n""",
            [LAST],
        )


@pytest.mark.parametrize("word", ["common", "rare", "old", "new", "single", "none"])
@pytest.mark.parametrize("limit", [1, 20, 1001])
def test_the_newest_come_first_on_every_page(word: str, limit: int) -> None:
    holds = {
        "common": lambda n: True,
        "rare": lambda n: n % 5000 == 0,
        "old": lambda n: n < 150_000,
        "new": lambda n: n > 280_000,
        "single": lambda n: n == 25,
        "none": lambda n: False,
    }[word]
    every = [n for n in range(LAST, 0, -25) if holds(n)]
    for after in (None, *every[:3], *every[len(every) // 2 :][:2], *every[-3:], 25, 131_072):
        place = () if after is None else (after,)
        expected = [n for n in every if after is None or n < after][:limit]

        rows = ledger.search(Filters(q=word), after=place, limit=limit)

        assert [first for _seq, first in rows] == expected


def test_counts_beyond_the_cap_say_so() -> None:
    counted = ledger.facets(Filters(q="common"))

    assert ledger.CAP == 1000
    assert counted.total.capped

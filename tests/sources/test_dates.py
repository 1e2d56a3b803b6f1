"""EDTF level 1 with real calendar days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.dates import Dated, DateRefused, parse


@pytest.mark.parametrize(
    ("text", "edtf", "earliest", "latest"),
    [
        ("2024", "2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-03-22", "2024-03-22", date(2024, 3, 22), date(2024, 3, 22)),
        ("2024-03~", "2024-03~", date(2024, 3, 1), date(2024, 3, 31)),
        ("2024-03-22?", "2024-03-22?", date(2024, 3, 22), date(2024, 3, 22)),
        ("2024%", "2024%", date(2024, 1, 1), date(2024, 12, 31)),
        ("202X", "202X", date(2020, 1, 1), date(2029, 12, 31)),
        ("20XX", "20XX", date(2000, 1, 1), date(2099, 12, 31)),
        ("2024-XX", "2024-XX", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02-XX", "2024-02-XX", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-21", "2024-21", date(2024, 3, 1), date(2024, 5, 31)),
        ("2024-03-22/2024-03-24", "2024-03-22/2024-03-24", date(2024, 3, 22), date(2024, 3, 24)),
        ("2024-03/..", "2024-03/..", date(2024, 3, 1), None),
        ("../2024", "../2024", None, date(2024, 12, 31)),
        ("2024/", "2024/", date(2024, 1, 1), None),
        ("0001", "0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12-31", "9999-12-31", date(9999, 12, 31), date(9999, 12, 31)),
        ("March 2024", "2024-03", date(2024, 3, 1), date(2024, 3, 31)),
        ("mars 2024", "2024-03", date(2024, 3, 1), date(2024, 3, 31)),
        ("25 mars 2024", "2024-03-25", date(2024, 3, 25), date(2024, 3, 25)),
        ("le 1er août 2024", "2024-08-01", date(2024, 8, 1), date(2024, 8, 1)),
        ("Déc. 2023", "2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("March 25, 2024", "2024-03-25", date(2024, 3, 25), date(2024, 3, 25)),
        (" 25th  March 2024 ", "2024-03-25", date(2024, 3, 25), date(2024, 3, 25)),
    ],
)
def test_parse_keeps_the_precision_and_derives_the_days(text, edtf, earliest, latest):
    assert parse(text) == Dated(edtf, earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        *("2023-02-29", "2024-02-30", "2024-13", "2024-00", "2024-25", "0000", "000X", "-0044"),
        *("Y20000", "31 février 2024", "40 mars 2024", "2024-03-24/2024-03-22", "2024-04-31/.."),
        *("", "  ", "/", "../..", "now", "epoch", "25/03/2024", "2024-3", "2024-03-15T10:00:00Z"),
        *("٢٠٢٤", "{2024,2025}", "9" * 23, "9" * 230_000, "lundi", "2024-03-22\0", "2024-XX-12"),
        "2024-21~",
    ],
)
def test_parse_refuses_what_no_calendar_has(text):
    with pytest.raises(DateRefused) as refused:
        parse(text)

    assert refused.value.code == "date"


def test_parse_says_what_was_wrong_and_what_would_do():
    with pytest.raises(DateRefused) as refused:
        parse("2023-02-29")

    assert str(refused.value) == (
        "“2023-02-29”: 2023-02-29 is no day of the calendar. Use a form such as 2024, 2024-03, "
        "2024-03-22, 2024-03~, 2024-03-22/2024-03-24, March 2024 or 22 mars 2024."
    )


@given(st.dates())
def test_parse_takes_every_day_of_the_calendar(day):
    assert parse(day.isoformat()) == Dated(day.isoformat(), day, day)


@given(st.dates(), st.dates())
def test_parse_takes_every_interval_that_runs_forward(one, other):
    start, end = sorted((one, other))

    assert parse(f"{start}/{end}") == Dated(f"{start}/{end}", start, end)


@given(st.text(max_size=80))
def test_parse_answers_or_refuses(text):
    try:
        dated = parse(text)
    except DateRefused:
        return
    assert parse(dated.edtf) == dated

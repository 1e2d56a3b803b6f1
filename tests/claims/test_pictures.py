"""The three pictures, drawn from plain values: nothing lost, nothing drawn twice, all in bounds."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from claims.pictures import matrix, strip, timeline
from claims.pictures.columns import UNITS, scale
from claims.pictures.drawing import breadth, wrap
from claims.pictures.shapes import SHAPES, key
from claims.pictures.timeline import Utterance, Words
from claims.vocabulary import EvidenceInText, EvidenceStatus

WORDS = Words("Timeline", "date ?", lambda n, who: f"{n} more: {who}", lambda d, u: f"{d} {u}")
DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))


def utterance(number: int, lane: str, first: date | None, last: date | None) -> Utterance:
    return Utterance(
        lane, f"Name of {lane}", f"{lane} {number}", f"/said/{number}", "shown", f"t-{number}",
        first, last,
    )  # fmt: skip


def drawing(svg: str) -> Any:
    return etree.fromstring(svg)


def stands_for(drawn: Any) -> int:
    """How many utterances the links of a drawing stand for: one each, or the number they say."""
    numbers = drawn.xpath("//text[@class='more']/tspan/text()")
    return len(drawn.xpath("//a")) - len(numbers) + sum(int(n) for n in numbers)


dated = st.tuples(st.sampled_from("abcde"), DAYS, st.integers(0, 40))
undated = st.tuples(st.sampled_from("abcde"), st.none(), st.just(0))


@given(st.lists(dated | undated, min_size=1, max_size=80))
def test_a_timeline_stands_for_each_utterance_once(said: list[Any]) -> None:
    items = [
        utterance(n, lane, day, day and day + timedelta(length))
        for n, (lane, day, length) in enumerate(said)
    ]
    made = timeline.draw(items, WORDS)

    assert stands_for(drawing(made.svg)) == len(made.shown) == len(items)
    assert Counter(made.shown) == Counter(items)
    links = set(drawing(made.svg).xpath("//a/@href"))
    assert links <= {i.href for i in items} | {f"#{i.row}" for i in items}


def test_an_unknown_date_has_a_column_of_its_own_at_the_end() -> None:
    day = date(2024, 3, 22)
    made = timeline.draw([utterance(1, "a", None, None), utterance(2, "a", day, day)], WORDS)
    first, second = (float(x) for x in drawing(made.svg).xpath("//circle[@class='disc']/@cx"))

    assert [item.href for item in made.shown] == ["/said/2", "/said/1"]
    assert drawing(made.svg).xpath("//text[@class='tick']/tspan/text()")[-1] == "date ?"
    assert first < second


@pytest.mark.parametrize(
    "words", ["date unknown", "date inconnue", "ein unbekannter Tag", "日付不明"]
)
def test_the_head_of_unknown_dates_is_not_cut_off(words: str) -> None:
    day = date(2024, 3, 22)
    said = [utterance(1, "a", None, None), utterance(2, "a", day, day)]
    drawn = drawing(timeline.draw(said, replace(WORDS, undated=words)).svg)
    [head] = [t for t in drawn.xpath("//text[@class='tick']") if "".join(t.itertext()) == words]

    # At 12 pixels no letter of these fonts is wider than 7, and no ideograph than 14.
    assert float(head.get("x")) + 7 * breadth(words) <= float(drawn.get("width"))


def test_an_imprecise_date_is_a_bar_over_its_days_and_an_open_one_is_broken() -> None:
    days = [date(2024, 3, n) for n in (1, 5, 9)]
    items = [
        utterance(1, "a", days[0], days[0]), utterance(2, "b", days[0], days[2]),
        utterance(3, "c", days[1], None), utterance(4, "d", days[2], days[2]),
    ]  # fmt: skip
    drawn = drawing(timeline.draw(items, WORDS).svg)
    bars = {
        path.get("class"): path.get("d") for path in drawn.xpath("//path[contains(@class,'span')]")
    }

    assert set(bars) == {"span", "span open"}
    start, end = re.fullmatch(r"M(\d+) [\d.]+H(\d+)", bars["span"]).groups()  # type: ignore[union-attr]
    assert int(end) - int(start) == 9 * (timeline.ROOM // 9) - 8
    assert bars["span open"].endswith(f"H{end}")


def test_past_twelve_lanes_the_busiest_are_drawn_and_the_rest_counted() -> None:
    day = date(2024, 3, 22)
    items = [utterance(n, f"busy {n % 12}", day, day) for n in range(24)]
    items += [utterance(100 + n, f"quiet {n}", day, day) for n in range(3)]
    made = timeline.draw(items, WORDS)

    assert {item.lane for item in made.shown} == {f"busy {n}" for n in range(12)}
    assert (made.lanes_omitted, made.omitted) == (3, 3)
    assert stands_for(drawing(made.svg)) == 24


@given(st.lists(st.dates(), min_size=1, max_size=10))
def test_no_more_than_sixty_columns_whatever_the_days(days: list[date]) -> None:
    found = scale(days)
    assert found is not None

    units = [name for name, _number, _start in UNITS]
    assert len(found.starts) <= 60 or found.unit == units[-1]
    for day in days:
        column = found.column(day)
        assert found.starts[column] <= day
        assert column + 1 == len(found.starts) or day < found.starts[column + 1]


def test_the_finest_unit_that_fits() -> None:
    start = date(2024, 1, 1)
    spans = {
        0: "day",
        59: "day",
        60: "week",
        419: "week",
        420: "month",
        1800: "month",
        2000: "year",
    }
    assert {n: scale([start, start + timedelta(n)]).unit for n in spans} == spans  # type: ignore[union-attr]
    assert scale([]) is None


def entry(number: int) -> matrix.Entry:
    return matrix.Entry("+", "asserts", "", f"A: asserts {number}", f"/s/{number}")


def test_a_matrix_has_every_cell_and_counts_what_has_no_room() -> None:
    cells = [[entry(n) for n in range(size)] for size in (0, 1, 3, 5)]
    columns = [matrix.Column(f"Claim {n}", f"/c/{n}") for n in range(4)]
    made = matrix.draw(
        [matrix.Row("A", "m-1", cells)], columns, "Matrix", lambda n, who: f"{n} {who}"
    )
    drawn = drawing(made.svg)

    assert len(drawn.xpath("//text[@class='none']")) == 1
    assert stands_for(drawn) == 9 + len(columns)
    assert drawn.xpath("//text[@class='more']/tspan/text()") == ["+3"]
    assert drawn.xpath("//a[@href='#m-1']/@aria-label") == ["3 A"]


def test_past_fifteen_a_matrix_is_cut_and_says_so() -> None:
    columns = [matrix.Column(f"Claim {n}", f"/c/{n}") for n in range(20)]
    rows = [matrix.Row(f"A{n}", f"m-{n}", [[entry(n)] for _c in columns]) for n in range(17)]
    made = matrix.draw(rows, columns, "Matrix", lambda n, who: f"{n} {who}")

    assert (len(made.rows), len(made.columns)) == (15, 15)
    assert (made.rows_omitted, made.columns_omitted) == (2, 5)
    assert stands_for(drawing(made.svg)) == 15 * 15 + 15


def step(number: int, code: str) -> strip.Step:
    return strip.Step(f"step-{number}", code, code, "1 May", f"1 May: {code}", "Rey", "Because.")


def test_a_strip_draws_the_status_that_holds_at_each_step() -> None:
    steps = [step(1, "unverified"), step(2, ""), step(3, "contested")]
    drawn = drawing(strip.draw(steps, "Strip").svg)

    assert drawn.xpath("//path[starts-with(@class,'course')]/@class") == [
        "course unverified", "course unverified", "course contested",
    ]  # fmt: skip
    assert drawn.xpath("//a/@href") == ["#step-1", "#step-2", "#step-3"]


def test_the_tip_and_the_longest_label_of_a_strip_are_inside() -> None:
    steps = [replace(step(n, "unverified"), label="some words that need two lines") for n in (1, 2)]
    drawn = drawing(strip.draw(steps, "Course").svg)
    [tip] = drawn.xpath("//path[@class='tip']/@d")
    start = float(re.match(r"M(\d+)", tip)[1])  # type: ignore[index]
    lowest = max(float(t.get("y")) for t in drawn.xpath("//text[@class='tick']"))

    assert start + 8 < float(drawn.get("width"))
    assert lowest + 4 < float(drawn.get("height"))


def test_a_long_strip_shows_the_last_steps_and_counts_the_others() -> None:
    made = strip.draw([step(n, "unverified" if n == 0 else "") for n in range(30)], "Strip")

    assert (len(made.steps), made.omitted) == (12, 18)
    assert "course unverified" in made.svg


def test_every_code_has_a_shape_and_no_two_codes_of_a_vocabulary_share_one() -> None:
    assert set(SHAPES) == {*EvidenceInText.values, *EvidenceStatus.values}
    for vocabulary in (EvidenceInText, EvidenceStatus):
        assert len({key(code) for code in vocabulary.values}) == len(vocabulary.values)


@given(
    st.text(st.characters(categories=["L", "Mn", "P", "Zs"])), st.integers(4, 30), st.integers(1, 5)
)
def test_text_is_cut_to_its_room(text: str, width: int, most: int) -> None:
    cut = wrap(text, width, most)

    assert len(cut) <= most
    assert all(breadth(line) <= width for line in cut)
    if not any("…" in line for line in cut):
        assert "".join("".join(cut).split()) == "".join(text.split())


def test_markup_cannot_be_broken_out_of() -> None:
    evil = '</text></svg><script>alert("1")</script>&'
    item = Utterance("a", evil, evil, 'javascript:"&<', "shown", "t-1")
    drawn = drawing(timeline.draw([item], WORDS).svg)

    assert drawn.xpath("//title/text()") == [evil]
    assert drawn.xpath("//script") == []

"""Days in at most so many columns: the finest of day, week, month, year, and so on, that fits."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

MOST = 60

Unit = tuple[str, Callable[[date], int], Callable[[int], date]]


def _years(size: int) -> tuple[Callable[[date], int], Callable[[int], date]]:
    return (lambda day: day.year // size), (lambda number: date(max(number * size, 1), 1, 1))


UNITS: tuple[Unit, ...] = (
    ("day", date.toordinal, date.fromordinal),
    ("week", lambda d: (d.toordinal() - 1) // 7, lambda n: date.fromordinal(n * 7 + 1)),
    ("month", lambda d: d.year * 12 + d.month - 1, lambda n: date(n // 12, n % 12 + 1, 1)),
    ("year", *_years(1)),
    ("decade", *_years(10)),
    ("century", *_years(100)),
    ("millennium", *_years(1000)),
)
"""Name, the number of a day's column, and the first day of a column; weeks begin on Monday."""


@dataclass(frozen=True)
class Scale:
    """Columns of one unit, without gaps, from the first day to the last."""

    unit: str
    starts: tuple[date, ...]
    number: Callable[[date], int]

    def column(self, day: date) -> int:
        """The column that holds the day, from 0."""
        return self.number(day) - self.number(self.starts[0])


def scale(days: Collection[date], most: int = MOST) -> Scale | None:
    """The columns for these days, at most ``most``; None where there is no day."""
    if not days:
        return None
    first, last = min(days), max(days)
    fitting = (unit for unit in UNITS if unit[1](last) - unit[1](first) < most)
    name, number, start = next(fitting, UNITS[-1])
    numbers = range(number(first), number(last) + 1)
    return Scale(name, tuple(start(n) for n in numbers), number)

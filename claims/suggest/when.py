"""When it was said: the day words give, resolved against the day of publication."""

from datetime import date, timedelta
from typing import Final

from claims.suggest.line import Line
from claims.suggest.proposal import SaidOn

_DAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "lundi monday",
            "mardi tuesday",
            "mercredi wednesday",
            "jeudi thursday",
            "vendredi friday",
            "samedi saturday",
            "dimanche sunday",
        )
    )
    for name in names.split()
}
_NEAR: Final = {
    "hier": 1,
    "yesterday": 1,
    "aujourd'hui": 0,
    "today": 0,
    "tonight": 0,
    "avant-hier": 2,
}
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "janvier january",
            "février february",
            "mars march",
            "avril april",
            "mai may",
            "juin june",
            "juillet july",
            "août august",
            "septembre september",
            "octobre october",
            "novembre november",
            "décembre december",
        ),
        start=1,
    )
    for name in names.split()
}
_LAST: Final = frozenset(("dernier", "last"))
_WEEK: Final = 7


def said_on(line: Line, first: int, end: int, published_on: date | None) -> SaidOn | None:
    """The first day named among tokens `first` to `end`; None without one or without a date."""
    for at in range(first, end):
        if not _is_aside(line, at) and (found := _dated(line, at, end, published_on)):
            return found
    return None


def _is_aside(line: Line, at: int) -> bool:
    """Whether a day stands in a relative clause: `qui doit recevoir les élus jeudi`."""
    for place in range(at, max(-1, at - 25), -1):
        if line.tag(place) in (",", ";", ":", "«", "»", '"'):
            return False
        if line.tag(place) == "R":
            return True
    return False


def _dated(line: Line, at: int, end: int, published_on: date | None) -> SaidOn | None:
    low = line.low(at)
    if low in _MONTHS and (found := _calendar(line, at, end, published_on)):
        return found
    if found := _month(line, at, published_on):
        return found
    if published_on is None or _is_attached(line, at):
        return None
    if found := _span(line, at, published_on):
        return found
    if low in _NEAR:
        day = published_on - timedelta(days=_NEAR[low])
        return SaidOn(day.isoformat(), line.cover(at, at + 1), deduced=True)
    if low in _DAYS and not _has_number(line, at):
        back = (published_on.weekday() - _DAYS[low]) % _WEEK
        is_last = line.low(at + 1) in _LAST or line.low(at - 1) in _LAST
        back += _WEEK * (is_last and back == 0)
        day = published_on - timedelta(days=back)
        return SaidOn(day.isoformat(), line.cover(at, at + 1), deduced=True)
    return None


def _month(line: Line, at: int, published_on: date | None) -> SaidOn | None:
    """`en mars`, `in March 2024`: a month alone, the last one where no year is written."""
    if line.low(at) not in _MONTHS or line.low(at - 1) not in ("en", "in", "last"):
        return None
    month = _MONTHS[line.low(at)]
    if _is_year(line, at + 1):
        return SaidOn(f"{line.low(at + 1)}-{month:02}", line.cover(at, at + 2), deduced=False)
    if published_on is None:
        return None
    year = published_on.year - (month > published_on.month)
    return SaidOn(f"{year}-{month:02}", line.cover(at, at + 1), deduced=True)


def _span(line: Line, at: int, published_on: date) -> SaidOn | None:
    """`la semaine dernière`, `last month`, `earlier this week`: the days it stretches over."""
    words = (line.low(at), line.low(at + 1))
    monday = published_on - timedelta(days=published_on.weekday())
    if words in (("semaine", "dernière"), ("semaine", "passée"), ("last", "week")):
        first, last = monday - timedelta(days=_WEEK), monday - timedelta(days=1)
    elif words == ("this", "week") and monday < published_on:
        first, last = monday, published_on - timedelta(days=line.low(at - 1) == "earlier")
    elif words in (("mois", "dernier"), ("last", "month")):
        before = published_on.replace(day=1) - timedelta(days=1)
        return SaidOn(f"{before:%Y-%m}", line.cover(at, at + 2), deduced=True)
    else:
        return None
    return SaidOn(f"{first}/{last}", line.cover(at, at + 2), deduced=True)


def _is_attached(line: Line, at: int) -> bool:
    """Whether the day belongs to a noun: `l'attentat de vendredi`, `Friday's attack`."""
    return (
        line.low(at - 1) in ("de", "d'", "du", "of", "depuis", "since") or line.tag(at + 1) == "G"
    )


def _has_number(line: Line, at: int) -> bool:
    """Whether a calendar date follows the name of the day."""
    return any(line.low(k) in _MONTHS for k in range(at + 1, at + 4))


def _calendar(line: Line, at: int, end: int, published_on: date | None) -> SaidOn | None:
    """`le 3 mars 2024`, `March 3`: the year is deduced where it is not written."""
    day_at = next((k for k in (at - 1, at + 1) if _is_day(line, k)), -1)
    if day_at < 0 or _is_attached(line, min(at, day_at)):
        return None
    last = max(at, day_at)
    year_at = next((k for k in (last + 1, last + 2) if _is_year(line, k)), -1)
    if year_at < 0 and published_on is None:
        return None
    month, day = _MONTHS[line.low(at)], int(line.low(day_at))
    found = _on(line, year_at, month, day, published_on)
    span = line.cover(min(at, day_at), max(last, year_at) + 1)
    return SaidOn(found.isoformat(), span, deduced=year_at < 0) if found else None


def _on(line: Line, year_at: int, month: int, day: int, near: date | None) -> date | None:
    year = int(line.low(year_at)) if year_at >= 0 else near.year if near else 0
    try:
        found = date(year, month, day)
        if year_at < 0 and near and found > near:
            return found.replace(year=year - 1)
    except ValueError:
        return None
    return found


def _is_day(line: Line, at: int) -> bool:
    low = line.low(at).removesuffix("er").removesuffix("st").removesuffix("th")
    return line.tag(at) == "#" and low.isdecimal() and len(low) <= 2 and line.low(at).isdecimal()


def _is_year(line: Line, at: int) -> bool:
    return line.tag(at) == "#" and line.low(at).isdecimal() and len(line.low(at)) == 4

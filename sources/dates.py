"""Dates that carry their precision: EDTF level 1 (ISO 8601-2), with their earliest and latest day.

The edtf library parses; this module adds what the library leaves out: real calendar days, the
years a database date can hold, level 1 only, and the months as English and French write them.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import struct_time
from typing import Final

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its precision: `edtf` as stored, and the days it cannot lie outside.

    `earliest` is None when the start is open or unknown, `latest` when the end is.
    """

    edtf: str
    earliest: date | None
    latest: date | None


class DateRefused(ValueError):
    """A date that cannot be stored; the message says what was wrong and which forms would do."""

    code = "date"


_LONGEST: Final = 60

_YEAR: Final = r"(?:\d{4}|\d{3}X|\d{2}XX)"
_POINT: Final = rf"(?:\d{{4}}-\d\d-(?:\d\d|XX)|\d{{4}}-(?:\d\d|XX(?:-XX)?)|{_YEAR})[?~%]?"
_LEVEL_1: Final = re.compile(rf"{_POINT}|(?:{_POINT}|\.\.)?/(?:{_POINT}|\.\.)?", re.ASCII)
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-(\d\d)", re.ASCII)

_MONTHS: Final = (
    ("january", "jan", "janvier", "janv"),
    ("february", "feb", "fevrier", "fevr", "fev"),
    ("march", "mar", "mars"),
    ("april", "apr", "avril", "avr"),
    ("may", "mai"),
    ("june", "jun", "juin"),
    ("july", "jul", "juillet", "juil"),
    ("august", "aug", "aout"),
    ("september", "sept", "sep", "septembre"),
    ("october", "oct", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "decembre"),
)
_MONTH_NUMBER: Final = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names
}
_DAY_MONTH_YEAR: Final = re.compile(
    r"(?:le )?(?:(\d{1,2})(?:er|st|nd|rd|th)? )?([a-z]+)\.? (\d{4})", re.ASCII
)
_MONTH_DAY_YEAR: Final = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)


def parse(text: str) -> Dated:
    """`text` as an EDTF level 1 date with the first and the last day it may mean.

    Takes EDTF itself (`2024`, `2024-03~`, `202X`, `2024-03-22/2024-03-24`, `2024-03/..`) and the
    written forms `March 2024`, `25 March 2024`, `March 25, 2024`, `mars 2024`, `25 mars 2024`.
    Seasons (21 to 24) are the northern ones, winter being December. Qualifiers do not widen the
    bounds: about March 2024 is still 1 to 31 March.

    Raises DateRefused for anything else, for days that no calendar has (2023-02-29), for years
    outside 1 to 9999, and for intervals that end before they start.
    """
    written = " ".join(text.split())
    if not written:
        raise DateRefused("The date is empty. Use a form such as 2024-03-22 or March 2024.")
    if len(written) > _LONGEST:
        raise _refusal(f"{written[:_LONGEST]}…", "it is too long for a date")
    edtf = _from_words(written) or written
    if not _LEVEL_1.fullmatch(edtf) or edtf in {"/", "../..", "/..", "../"}:
        raise _refusal(written, "it is not an EDTF level 1 date")
    return _within_calendar(written, edtf)


@lru_cache(4096)  # the same days come again with every record, and the grammar takes its time
def _within_calendar(written: str, edtf: str) -> Dated:
    for point in edtf.split("/"):
        if problem := _impossible(point):
            raise _refusal(written, problem)
    earliest, latest = _bounds(written, edtf)
    if earliest and latest and earliest > latest:
        raise _refusal(written, "it ends before it starts")
    return Dated(edtf, earliest, latest)


def _impossible(point: str) -> str | None:
    """What no calendar has in one end of an interval, or None."""
    if point.startswith("0000"):
        return "years run from 0001 to 9999"
    if (found := _DAY.match(point)) and not _is_day(*map(int, found.groups())):
        return f"{found[0]} is no day of the calendar"
    if (found := _MONTH.match(point)) and not _is_month_or_season(int(found[1]), point):
        return f"{found[0]} is neither a month nor a season"
    return None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_month_or_season(number: int, point: str) -> bool:
    is_season = 21 <= number <= 24 and point.count("-") == 1
    return 1 <= number <= 12 or is_season


def _bounds(written: str, edtf: str) -> tuple[date | None, date | None]:
    """The strict bounds; the library's fuzzy ones widen `2024-03~` to more than two years."""
    start, slash, end = edtf.partition("/")
    try:
        return _bound(start, latest=False), _bound(end if slash else start, latest=True)
    except (EDTFParseException, ValueError, OverflowError) as error:
        raise _refusal(written, "it is not an EDTF level 1 date") from error


def _bound(point: str, *, latest: bool) -> date | None:
    """One end's first or last day; an empty end is unknown and `..` is open, so both are None.

    The library reads an unknown end as ten years, which is an invention, so it is never asked.
    """
    if point in {"", ".."}:
        return None
    parsed = parse_edtf(point)
    moment: struct_time = parsed.upper_strict() if latest else parsed.lower_strict()
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def _from_words(written: str) -> str | None:
    """EDTF for a month, or a day of one, written in English or French; None for other forms."""
    plain = _without_accents(written.casefold())
    if found := _DAY_MONTH_YEAR.fullmatch(plain):
        day, name, year = found.groups()
    elif found := _MONTH_DAY_YEAR.fullmatch(plain):
        name, day, year = found.groups()
    else:
        return None
    month = _MONTH_NUMBER.get(name)
    if month is None:
        return None
    return f"{year}-{month:02}-{int(day):02}" if day else f"{year}-{month:02}"


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def _refusal(written: str, problem: str) -> DateRefused:
    return DateRefused(
        f"“{written}”: {problem}. Use a form such as 2024, 2024-03, 2024-03-22, 2024-03~, "
        "2024-03-22/2024-03-24, March 2024 or 22 mars 2024."
    )

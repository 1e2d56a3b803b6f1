"""EDTF dates as a reader of the page's language writes them. Pure, but for that language."""

import re
from datetime import date

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POINT = re.compile(r"(\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?")
_SEASONS = {
    21: gettext_lazy("spring %(year)s"),
    22: gettext_lazy("summer %(year)s"),
    23: gettext_lazy("autumn %(year)s"),
    24: gettext_lazy("winter %(year)s"),
}
_QUALIFIED = {
    "~": gettext_lazy("about %(date)s"),
    "?": gettext_lazy("perhaps %(date)s"),
    "%": gettext_lazy("perhaps about %(date)s"),
}


def is_day(text: str | None) -> bool:
    """Whether it is one day of the calendar, in full: not a month, a span or a guess."""
    if not _DAY.fullmatch(text or ""):
        return False
    try:
        date.fromisoformat(text or "")
    except ValueError:
        return False
    return True


def in_words(edtf: str) -> str:
    """``2024-03~`` as "about March 2024"; what has no words is given as it is stored."""
    start, slash, end = edtf.partition("/")
    if not slash:
        return _point(start)
    if end in ("", ".."):
        return _("since %(date)s") % {"date": _point(start)}
    if start in ("", ".."):
        return _("until %(date)s") % {"date": _point(end)}
    return _("%(start)s to %(end)s") % {"start": _point(start), "end": _point(end)}


def _point(point: str) -> str:
    if point[-1:] in _QUALIFIED:
        return str(_QUALIFIED[point[-1]]) % {"date": _point(point[:-1])}
    found = _POINT.fullmatch(point)
    if found is None:
        return point
    year, month, day = found.groups()
    if month in (None, "XX"):
        return str(year)
    if int(month) in _SEASONS:
        return str(_SEASONS[int(month)]) % {"year": year}
    if day in (None, "XX"):
        return formatted(date(int(year), int(month), 1), "F Y")
    return day_in_words(date(int(year), int(month), int(day)))


def day_in_words(day: date) -> str:
    """25 March 2024, 25 mars 2024, 1er mars 2024."""
    if day.day == 1 and (get_language() or "").startswith("fr"):
        return formatted(day, r"1\e\r F Y")
    return formatted(day, "j F Y")

"""What lists and exports are narrowed by, and the conditions that this becomes.

A filter is first a query over the marks and words of claims (``search.sql``), which one index
answers; what marks cannot say exactly is then asked of the attributions found.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import Q

from claims.ledger.read.entries import READER

LONGEST_MERGE = 20
MOST_TERMS = 16
"""Further words of a search are not looked for."""

FIRST_DAY = date(2000, 1, 1)
"""No revision is older (``revision_moment_is_a_day_of_ours``)."""

MANY_DAYS = 62
FIRST, LAST = date(1900, 1, 1), date(2099, 12, 31)
"""As in the marks: days before and after count as these."""
PERIODS = (2, 3, 4, 6, 7, 8)
"""Digits of YYYYMMDD that name a century, a decade, a year, a month, ten days of it and a day."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')


@dataclass(frozen=True)
class Filters:
    """What lists and exports are narrowed by; the same names as the pages' facets.

    Conditions on attributions hold together of one attribution: ``speaker`` and ``stance``
    find the claims on which that speaker takes that stance.
    """

    q: str = ""
    speaker: str = ""
    topic: str = ""
    source: str = ""
    document: str = ""
    stance: str = ""
    manner: str = ""
    evidence: str = ""
    status: str = ""
    language: str = ""
    said_after: str = ""
    said_before: str = ""
    updated_since: str = ""

    def of_attribution(self, *, using: str) -> Q:
        """The conditions that one attribution must meet; an empty Q where there are none."""
        condition = Q()
        if self.speaker:
            condition &= Q(speaker_id__in=[self.speaker, *merged_ids(self.speaker, using=using)])
        for field, value in (
            ("document_id", self.document),
            ("source_id", self.source),
            ("stance", self.stance),
            ("manner", self.manner),
            ("evidence", self.evidence),
            ("said_latest__gte", self.said_after),
            ("said_earliest__lte", self.said_before),
        ):
            if value:
                condition &= Q(**{field: value})
        return condition

    def of_claim(self) -> Q:
        """The conditions on the claim itself; index columns shared by claims and attributions."""
        condition = Q()
        if self.topic:
            condition &= Q(topics__contains=[self.topic])
        if self.language:
            condition &= Q(languages__contains=[self.language])
        if self.status:
            condition &= Q(status=self.status)
        if self.updated_since:
            condition &= Q(published_at__gte=self.updated_since)
        return condition

    def together(self) -> bool:
        """Whether marks alone cannot say that one attribution meets all the conditions."""
        dated = bool(self.said_after or self.said_before)
        exact = [self.document, self.source, self.manner, self.evidence]
        others = sum(map(bool, exact))
        return dated or others > 1 or (others == 1 and bool(self.speaker or self.stance))


def merged_ids(public_id: str, *, using: str = READER) -> list[str]:
    """The ids of the actors that were merged into this one, directly or through others."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT array_remove(ledger_ids_of(%s), %s)", [public_id, public_id])
        return list(cursor.fetchone()[0])


def terms(q: str) -> list[str]:
    """The words of a search, and its phrases in the quotation marks of any language: ``+`` before
    what must occur, ``-`` before what must not, ``|`` for "or". What follows the sixteenth is
    left out."""
    found: list[str] = []
    for minus, phrase, word in _TERM.findall(q.translate(_QUOTES)):
        if word.lower() == "or":
            found.append("|")
        elif phrase.strip():
            found.append(f"{minus or '+'}{phrase.strip()}")
        elif word.strip("-"):
            found.append(f"-{word.lstrip('-')}" if word.startswith("-") else f"+{word}")
    return found[:MOST_TERMS]


@dataclass(frozen=True)
class Condition:
    """A query over the words and marks of claims, as SQL with its parameters."""

    sql: str
    params: tuple[Any, ...]

    def __bool__(self) -> bool:
        return bool(self.sql)


def query(filters: Filters) -> Condition:
    """The query that every claim which meets ``filters`` meets; false where there are none."""
    parts: list[tuple[str, list[Any]]] = []
    if filters.q:
        parts.append(("ledger_query(%s)", [terms(filters.q)]))
    if filters.speaker:
        parts.append(("ledger_spoken(%s, %s)", [filters.speaker, filters.stance]))
    if filters.said_after or filters.said_before:
        parts.append(_any("said", _periods(filters.said_after, filters.said_before)))
    for mark, values in _marks(filters):
        parts.append(_any(mark, values))
    return Condition(
        " && ".join(sql for sql, _params in parts),
        tuple(value for _sql, params in parts for value in params),
    )


def parted(filters: Filters) -> tuple[Condition, Condition]:
    """``query`` in two, the second of the days alone where there is more than these: the index
    meets the two faster than both as one, wherever in time the claims lie that meet both."""
    days = query(Filters(said_after=filters.said_after, said_before=filters.said_before))
    rest = query(replace(filters, said_after="", said_before=""))
    return (rest, days) if rest else (days, NO_CONDITION)


NO_CONDITION = Condition("", ())


def _any(mark: str, values: list[str]) -> tuple[str, list[Any]]:
    return "ledger_any(%s, VARIADIC %s)", [mark, values]


MARKED = ("topic", "status", "language", "source", "document", "stance", "manner", "evidence")
"""Filters that marks of the same name answer."""


def _marks(filters: Filters) -> list[tuple[str, list[str]]]:
    """Each mark that must occur, and with which values."""
    found = [(name, [value]) for name in MARKED if (value := getattr(filters, name))]
    if filters.updated_since:
        found.append(_since(datetime.fromisoformat(filters.updated_since).astimezone(UTC).date()))
    return found


def _periods(after: str, before: str) -> list[str]:
    """The marks of all that was said on these days, either of which may be empty: whole centuries,
    decades, years, months and tens of days as such, and each longer one around them with "~",
    for what was said in no shorter one."""
    first = _clipped(after) if after else FIRST
    # What was still said after a later day than it was already said before filled those between.
    day, last = sorted((first, _clipped(before) if before else LAST))
    found: set[str] = set()
    while day <= last:
        spelled, eve = f"{day:%Y%m%d}", f"{day - timedelta(1):%Y%m%d}"
        end, digits = next(
            (end, digits)
            for digits in PERIODS
            if eve[:digits] != spelled[:digits] and (end := _end(day, digits)) <= last
        )
        found.add(spelled[:digits])
        found |= {f"~{spelled[:shorter]}" for shorter in (0, *PERIODS) if shorter < digits}
        day = end + timedelta(1)
    return sorted(found)


def _end(day: date, digits: int) -> date:
    """The last day of the period that a day's first ``digits`` name."""
    if digits <= len("YYYY"):
        years = 10 ** (4 - digits)
        return date(day.year // years * years + years - 1, 12, 31)
    month = monthrange(day.year, day.month)[1]
    ends = {6: month, 7: min(day.day // 10 * 10 + 9, month), 8: day.day}
    return day.replace(day=ends[digits])


def _clipped(day: str) -> date:
    return min(max(date.fromisoformat(day), FIRST), LAST)


def _since(day: date) -> tuple[str, list[str]]:
    """The days, or of a long time the months, from this one to tomorrow: the ledger's clock
    never runs back, and can so be ahead of this one."""
    first = min(max(day, FIRST_DAY), datetime.now(UTC).date())
    days = [first + timedelta(n) for n in range((datetime.now(UTC).date() - first).days + 2)]
    if len(days) <= MANY_DAYS:
        return "on", [f"{one:%Y%m%d}" for one in days]
    return "in", sorted({f"{one:%Y%m}" for one in days})

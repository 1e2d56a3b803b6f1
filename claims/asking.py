"""What a query string asks for, read strictly: nothing unknown, doubled or unreadable passes.

Pages read their filters here. An empty value is as good as none, because that is what a form
sends for a field left alone.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from urllib.parse import unquote_to_bytes

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.days import is_day
from claims.ledger import Filters
from claims.vocabulary import EvidenceInText, EvidenceStatus, Manner, Stance

FILTERS = tuple(field.name for field in fields(Filters))
LONGEST = 400
LAST_SEQ = 2**63 - 1
MOST = 10**9

_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{8}")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_NUMBER = re.compile(r"[0-9]{1,19}")

CODES = {
    "stance": Stance.values,
    "manner": Manner.values,
    "evidence": EvidenceInText.values,
    "status": EvidenceStatus.values,
}
"""Filters that take one code of a vocabulary."""

IDS = ("speaker", "topic", "source", "document")
"""Filters that take one public id."""


class Malformed(ValueError):
    """A parameter that cannot be honoured: its name, what is wrong, and what would do."""

    def __init__(self, parameter: str, problem: str | Promise, valid: Collection[str] = ()) -> None:
        super().__init__(f"{parameter}: {problem}")
        self.parameter = parameter
        self.problem = problem
        self.valid = tuple(valid)


def parameters(query: str, known: Collection[str] | None = None) -> dict[str, str]:
    """Name and value of each parameter of a raw query string; empty values are left out.

    Raises Malformed for one that is not UTF-8, holds NUL, is too long, comes twice, or, where
    ``known`` is given, is none of these.
    """
    found: dict[str, str] = {}
    for part in query.split("&"):
        raw_name, _equals, raw_value = part.partition("=")
        name, value = _decoded(raw_name, raw_name), _decoded(raw_value, raw_name)
        if not name and not value:
            continue
        if known is not None and name not in known:
            raise Malformed(name, gettext_lazy("There is no such parameter."), known)
        if name in found:
            raise Malformed(name, gettext_lazy("It is given more than once."))
        found[name] = value.strip()
    return {name: value for name, value in found.items() if value}


def _decoded(raw: str, name: str) -> str:
    octets = unquote_to_bytes(raw.replace("+", " ").encode("latin-1", "replace"))
    shown = unquote_to_bytes(name[:80]).decode("utf-8", "replace").replace("\0", "�")
    if len(octets) > LONGEST:
        raise Malformed(shown, _("It is longer than %d bytes.") % LONGEST)
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        raise Malformed(shown, gettext_lazy("It is not valid UTF-8.")) from None
    if "\0" in text:
        raise Malformed(shown, gettext_lazy("It holds a NUL character."))
    return text


def filters(asked: Mapping[str, str]) -> Filters:
    """The filters among the parameters; raises Malformed for a value that no record can have."""
    chosen = {name: asked[name] for name in FILTERS if name in asked}
    for name, value in chosen.items():
        _check(name, value)
    if "updated_since" in chosen:
        chosen["updated_since"] = _moment(chosen["updated_since"])
    return Filters(**chosen)


def _check(name: str, value: str) -> None:
    if name in CODES and value not in CODES[name]:
        raise Malformed(name, gettext_lazy("There is no such code."), CODES[name])
    if name in IDS and not _ID.fullmatch(value):
        raise Malformed(name, gettext_lazy("It must be an id of 8 characters, as in addresses."))
    if name == "language" and not _TAG.fullmatch(value):
        raise Malformed(name, gettext_lazy("It must be a language tag such as fr or en."))
    if name in ("said_after", "said_before") and not is_day(value):
        raise Malformed(name, gettext_lazy("It must be a day such as 2024-03-22."))


def _moment(value: str) -> str:
    """An ISO 8601 day or moment as a moment with its zone; UTC where none is said."""
    try:
        moment = datetime.fromisoformat(value.replace(" ", "+"))
        # In UTC: the database takes no offset of 16 hours or more, which RFC 3339 allows.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        message = gettext_lazy("It must be a day or a moment such as 2024-03-22T10:00:00Z.")
        raise Malformed("updated_since", message) from None


def past_day(asked: Mapping[str, str], name: str, *, today: date) -> date | None:
    """The day that a parameter names, None where it is left out; raises Malformed for one that
    is no day, or still to come."""
    value = asked.get(name)
    if value is None:
        return None
    if not is_day(value):
        raise Malformed(name, gettext_lazy("It must be a day such as 2024-03-22."))
    day = date.fromisoformat(value)
    if day > today:
        raise Malformed(name, gettext_lazy("That day is still to come."))
    return day


def one_of(asked: Mapping[str, str], name: str, valid: Collection[str]) -> None:
    """Raises Malformed for a value that is none of the valid ones."""
    if name in asked and asked[name] not in valid:
        raise Malformed(name, gettext_lazy("There is no such code."), valid)


def ordinal(asked: Mapping[str, str], name: str) -> int:
    """The number from 1 that a parameter gives, 1 where it is left out."""
    value = asked.get(name, "1")
    if not _NUMBER.fullmatch(value) or not 0 < int(value) <= MOST:
        raise Malformed(name, gettext_lazy("It must be a number from 1."))
    return int(value)


def cursor(asked: Mapping[str, str], parts: int) -> tuple[int, ...]:
    """Where ``after`` says to go on, as ``parts`` numbers; empty for the first page."""
    given = asked.get("after", "")
    if not given:
        return ()
    numbers = given.split(".")
    whole = len(numbers) == parts and all(_NUMBER.fullmatch(n) for n in numbers)
    if not whole or any(int(n) > LAST_SEQ for n in numbers):
        raise Malformed("after", gettext_lazy("Follow the link to the next page."))
    return tuple(int(n) for n in numbers)

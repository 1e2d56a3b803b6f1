"""The parameters of the API: one table that reads them, refuses them and describes them.

Values are read by ``claims.asking``, as on the pages; what a page forgives because forms send
it (an empty value) or tolerates in a moment is refused here: a client that filters by nothing
would take everything for an answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from claims import asking
from claims.api.problems import BadRequest, Fault
from claims.api.shapes import WRITTEN
from claims.asking import Malformed
from claims.ledger import Filters

DEFAULT_LIMIT, MOST = 100, 1000
LONGEST_SEARCH = 100
ID = r"^[0-9a-hjkmnp-tv-z]{8}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


@dataclass(frozen=True)
class Parameter:
    """One parameter: how its text becomes a value, and how it is described (JSON Schema)."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        """As an OpenAPI 3.1 parameter."""
        said = {"name": self.name, "in": "query", "description": self.description}
        return {**said, "schema": dict(self.schema), **self.extra}


def refuse(name: str, detail: str, valid: Sequence[str] = ()) -> BadRequest:
    """The refusal of one malformed value."""
    return BadRequest([Fault(name, detail, "malformed", list(valid))])


def whole(name: str, *, least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers in ASCII digits between two bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or not least <= int(text) <= most:
            raise refuse(name, f"It must be a whole number from {least} to {most}.")
        return int(text)

    return read


def filtered(name: str) -> Callable[[str], str]:
    """A reader of one filter's value, as the pages read it."""

    def read(text: str) -> str:
        value: str = getattr(asking.filters({name: text}), name)
        return value

    return read


def read_words(text: str) -> str:
    """Words to search for: no more of them than a person types."""
    if len(text) > LONGEST_SEARCH:
        raise refuse("q", f"It is longer than {LONGEST_SEARCH} characters.")
    return filtered("q")(text)


def read_moment(text: str) -> str:
    """A day or a moment with its zone (RFC 3339), in UTC where it is a day."""
    if not MOMENT.fullmatch(text):
        raise refuse(
            "updated_since",
            "It must be a day such as 2024-03-22 or a moment with its zone such as "
            "2024-03-22T10:00:00Z (in an address, write + as %2B).",
        )
    return filtered("updated_since")(text.upper())


def read_as_of(text: str) -> datetime:
    """The moment, or the last one of a day in UTC."""
    if not MOMENT.fullmatch(text):
        raise refuse("as_of", "It must be a day such as 2024-03-22 or a moment with its zone.")
    try:
        at = datetime.fromisoformat(text.upper())
        return (at if at.tzinfo else datetime.combine(at, time.max, UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refuse("as_of", "There is no such day or moment.") from None


def filter_(name: str, description: str, schema: Mapping[str, Any], **more: Any) -> Parameter:
    return Parameter(name, description, schema, more.pop("read", filtered(name)), more)


def coded(name: str, description: str) -> Parameter:
    return filter_(name, description, {"type": "string", "enum": list(asking.CODES[name])})


def identified(name: str) -> Parameter:
    return filter_(name, f"Id of the {name}.", {"type": "string", "pattern": ID})


_DAY = {"type": "string", "format": "date", "pattern": DAY}
FILTERS = (
    filter_(
        "q",
        'Words to find in wordings, quotes and speakers\' names: all of them; "a phrase"; '
        "-without; or.",
        {"type": "string", "maxLength": LONGEST_SEARCH, "pattern": WRITTEN},
        read=read_words,
    ),
    identified("speaker"),
    identified("topic"),
    identified("source"),
    identified("document"),
    coded("stance", "Stance of the speaker on the claim."),
    coded("manner", "How it is quoted."),
    coded("evidence", "What the text shows of evidence."),
    coded("status", "Evidence status of the claim."),
    filter_(
        "language",
        "Language of a wording of the claim (BCP 47).",
        {"type": "string", "maxLength": 35, "pattern": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
    ),
    filter_("said_after", "Said on this day or later, as far as the date is known.", _DAY),
    filter_("said_before", "Said on this day or earlier, as far as the date is known.", _DAY),
    filter_(
        "updated_since",
        "Published at this moment or later (a correction is a publication). RFC 3339.",
        {"anyOf": [_DAY, {"type": "string", "format": "date-time"}]},
        read=read_moment,
    ),
)
NAMES = (
    filter_(
        "q",
        "Words to find in names, aliases and titles: all of them.",
        dict(FILTERS[0].schema),
        read=read_words,
    ),
    FILTERS[-1],
)
"""What narrows the lists of actors, documents, sources and topics."""
LIMIT = Parameter(
    "limit",
    "How many results at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
    whole("limit", least=1, most=MOST),
)
CURSOR = Parameter(
    "cursor",
    "Where to go on: only ever as found in `next`.",
    {"type": "string", "minLength": 1, "maxLength": 100},
    str,
)
SINCE = Parameter(
    "since",
    "The last seq already known; 0 for the beginning.",
    {"type": "integer", "minimum": 0, "maximum": 2**53 - 1, "default": 0},
    whole("since", least=0, most=2**53 - 1),
)
AS_OF = Parameter(
    "as_of",
    "As it was known at this moment, or at the end of this day (UTC): the revision then current.",
    {"anyOf": [_DAY, {"type": "string", "format": "date-time"}]},
    read_as_of,
)
EXCEL = Parameter(
    "excel",
    "1: begin with a byte order mark, by which Excel knows UTF-8.",
    {"type": "string", "enum": ["1"]},
    lambda text: text == "1" or _not_one(),
)


def _not_one() -> bool:
    raise refuse("excel", "It must be 1 or left out.", ["1"])


def fields(valid: Sequence[str]) -> Parameter:
    """``fields`` of a record that has the ``valid`` ones."""

    def read(text: str) -> tuple[str, ...]:
        wanted = text.split(",")
        if unknown := [name for name in wanted if name not in valid]:
            raise refuse("fields", f"There is no field {', '.join(unknown)!r}.", valid)
        return tuple(name for name in valid if name in wanted)

    schema = {
        "type": "array", "minItems": 1, "items": {"type": "string", "enum": list(valid)},
    }  # fmt: skip
    text = "Fields of the record to give, separated by commas; the digest then proves nothing."
    return Parameter("fields", text, schema, read, {"style": "form", "explode": False})


def read(query: str, known: Sequence[Parameter]) -> dict[str, Any]:
    """The value of each parameter in the raw query string.

    Raises BadRequest naming every one that is unknown, repeated, empty, not UTF-8, holds NUL or
    is malformed, with what would be valid.
    """
    table = {parameter.name: parameter for parameter in known}
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for part in filter(None, query.split("&")):
        try:
            name, text = _single(part, tuple(table))
            if name in found:
                raise BadRequest([Fault(name, "It is given more than once.", "repeated")])
            found[name] = table[name].read(text)
        except BadRequest as refusal:
            faults += refusal.faults
        except Malformed as refusal:
            code = "malformed" if refusal.parameter in table else "unknown"
            faults.append(Fault(refusal.parameter, str(refusal.problem), code, refusal.valid))
    if faults:
        raise BadRequest(faults)
    return found


def _single(part: str, names: Sequence[str]) -> tuple[str, str]:
    """Name and text of one ``name=value``."""
    for name, text in asking.parameters(part, names).items():
        return name, text
    name = part.partition("=")[0]
    raise BadRequest([Fault(name, "It is empty: give a value or leave it out.", "empty", names)])


def narrowing(asked: Mapping[str, Any]) -> dict[str, str]:
    """Those of ``NAMES`` among the values that ``read`` gave."""
    names = {parameter.name for parameter in NAMES}
    return {name: value for name, value in asked.items() if name in names}


def filters(asked: Mapping[str, Any]) -> Filters:
    """The filters among the values that ``read`` gave."""
    names = {parameter.name for parameter in FILTERS}
    return Filters(**{name: value for name, value in asked.items() if name in names})

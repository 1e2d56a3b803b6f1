"""The fields that a client may send: each with its schema, and how it is read.

One table a resource is both what is described and what is taken: a name that is not in it is
refused, so nothing can be assigned that nobody listed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model

from claims.api.shapes import WRITTEN, Schema, code, many, nullable, shape
from claims.writing.body import pointer
from claims.writing.refusals import ABSENT, BadBody, BadFields, Errors
from sources.models import WORDS_LENGTH

UUID_SHAPE: Schema = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"}
LONG, LINE = WORDS_LENGTH, 500
STORABLE = r"^[^\u0000]*$"
"""Text that holds no NUL, which PostgreSQL cannot store."""
WORDS: Schema = {
    "type": "object",
    "description": "Language map: BCP 47 tag to text.",
    "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    "additionalProperties": {
        "type": "string",
        "pattern": WRITTEN,
        "maxLength": LONG,
    },
    "maxProperties": 50,
}

Read = Callable[[Any, str], Any]
"""From a JSON value and its pointer to what a verb takes; raises BadBody."""


@dataclass(frozen=True)
class Field:
    """One field: its name, what it takes, how it is read, and whether POST needs it."""

    name: str
    schema: Schema
    read: Read
    required: bool = False


def fields_schema(fields: Sequence[Field], *, all_optional: bool = False) -> Schema:
    """The body that ``fields`` make."""
    optional = [field.name for field in fields if all_optional or not field.required]
    return shape({field.name: field.schema for field in fields}, optional=optional)


def take(
    given: Mapping[str, Any], fields: Sequence[Field], *, whole: bool, at: str = ""
) -> dict[str, Any]:
    """What was sent, read; ``whole``: what POST needs must be there. ``at`` is its JSON pointer.

    Raises BadFields naming every unknown, missing or unreadable field.
    """
    table = {field.name: field for field in fields}
    errors: Errors = []
    taken: dict[str, Any] = {}
    for name, value in given.items():
        where = pointer(at, name[:80])
        if name not in table:
            said = f"There is no such field; there are {', '.join(table) or 'none'}."
            errors.append({"pointer": where, "detail": said, "code": "unknown"})
            continue
        try:
            taken[name] = table[name].read(value, where)
        except BadBody as refusal:
            errors += refusal.errors
    missing = [f.name for f in fields if f.required and f.name not in given] if whole else []
    errors += [
        {"pointer": pointer(at, name), "detail": "It is needed.", "code": "required"}
        for name in missing
    ]
    if errors:
        raise BadFields(errors)
    return taken


def expect(condition: object, where: str, detail: str) -> None:
    if not condition:
        raise BadBody(where, detail)


def text(name: str, *, most: int = LONG, required: bool = False, pattern: str = STORABLE) -> Field:
    """Text of at most ``most`` characters; what ``pattern`` says is for the register to refuse."""

    def read(value: Any, where: str) -> str:
        expect(isinstance(value, str), where, "It must be a string.")
        expect(len(value) <= most, where, f"It is longer than {most:,} characters.")
        return str(value)

    least = {"minLength": 1} if required else {}
    schema = {"type": "string", "maxLength": most, "pattern": pattern, **least}
    return Field(name, schema, read, required)


def choice(name: str, codes: Sequence[str], *, required: bool = False) -> Field:
    """One code of a vocabulary."""

    def read(value: Any, where: str) -> str:
        expect(isinstance(value, str) and value in codes, where, f"One of: {', '.join(codes)}.")
        return str(value)

    return Field(name, code(codes), read, required)


def flag(name: str, *, required: bool = False) -> Field:
    """True or false."""

    def read(value: Any, where: str) -> bool:
        expect(isinstance(value, bool), where, "It must be true or false.")
        return bool(value)

    return Field(name, {"type": "boolean"}, read, required)


def words(name: str, *, required: bool = False) -> Field:
    """A language map; the register's own rules look at its tags."""

    def read(value: Any, where: str) -> dict[str, str]:
        expect(isinstance(value, dict), where, "It must be an object of language tags and texts.")
        expect(len(value) <= 50, where, "These are more languages than anybody reads.")
        for tag, said in value.items():
            fits = isinstance(said, str) and len(said) <= LONG
            expect(fits, pointer(where, tag[:80]), f"A text of at most {LONG:,} characters.")
        return dict(value)

    least = {"minProperties": 1} if required else {}
    return Field(name, {**WORDS, **least}, read, required)


def lines(name: str, *, longest: int) -> Field:
    """A list of short texts."""

    def read(value: Any, where: str) -> list[str]:
        expect(isinstance(value, list) and len(value) <= 200, where, "A list of at most 200 texts.")
        for number, said in enumerate(value):
            fits = isinstance(said, str) and 0 < len(said) <= longest
            expect(fits, pointer(where, number), f"A text of 1 to {longest} characters.")
        return list(value)

    item = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": STORABLE}
    return Field(name, {**many(item), "maxItems": 200}, read)


def day(name: str, *, required: bool = False) -> Field:
    """A whole date of the calendar; null for none where it is not required."""

    def read(value: Any, where: str) -> date | None:
        if value is None and not required:
            return None
        expect(isinstance(value, str) and len(value) == 10, where, "A day such as 2024-03-22.")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadBody(where, "There is no such day.") from None

    schema: Schema = {"type": "string", "format": "date"}
    return Field(name, schema if required else nullable(schema), read, required)


def objects(name: str, fields: Sequence[Field], *, most: int) -> Field:
    """A list of objects of these ``fields``."""

    def read(value: Any, where: str) -> list[dict[str, Any]]:
        fits = isinstance(value, list) and len(value) <= most
        expect(fits, where, f"A list of at most {most} objects.")
        return [_object(item, fields, pointer(where, n)) for n, item in enumerate(value)]

    return Field(name, {**many(fields_schema(fields)), "maxItems": most}, read)


def _object(value: Any, fields: Sequence[Field], where: str) -> dict[str, Any]:
    expect(isinstance(value, dict), where, "It must be an object.")
    return take(value, fields, whole=True, at=where)


def reference(name: str, model: type[Model], *, required: bool = False) -> Field:
    """A row by its UUID; null for none where it is not required."""

    def read(value: Any, where: str) -> Any:
        if value is None and not required:
            return None
        return row_of(model, value, where)

    schema = UUID_SHAPE if required else nullable(UUID_SHAPE)
    return Field(name, schema, read, required)


def references(name: str, model: type[Model]) -> Field:
    """Rows by their UUIDs, each once."""

    def read(value: Any, where: str) -> list[Any]:
        expect(isinstance(value, list) and len(value) <= 100, where, "A list of at most 100 UUIDs.")
        rows = [row_of(model, item, pointer(where, n)) for n, item in enumerate(value)]
        expect(len(set(rows)) == len(rows), where, "One is named twice.")
        return rows

    return Field(name, {**many(UUID_SHAPE), "maxItems": 100, "uniqueItems": True}, read)


def row_of(model: type[Model], value: Any, where: str) -> Any:
    """The row of that UUID. Raises BadBody."""
    uuid = uuid_of(value)
    expect(uuid is not None, where, "It must be a UUID, in lower case with hyphens.")
    row = model._default_manager.filter(uuid=uuid).first()
    if row is None:
        raise BadBody(where, f"There is no {model._meta.model_name} of this UUID.", ABSENT)
    return row


def uuid_of(value: Any) -> UUID | None:
    """The UUID that is spelled so, in the one way that is taken."""
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and str(found) == value else None

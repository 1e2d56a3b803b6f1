"""Words of a document, named by place or by quotation, as spans of code points."""

from collections.abc import Mapping
from typing import Any

from claims.api.shapes import Schema, nullable, shape
from claims.writing.body import pointer
from claims.writing.fields import LONG, STORABLE, Field, expect
from claims.writing.refusals import MISPLACED, BadFields, Errors
from sources.anchor import Quote, find
from sources.models import Document

Span = tuple[int, int]

_WHOLE: Schema = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_TEXT: Schema = {"type": "string", "maxLength": LONG, "pattern": STORABLE}
_EXACT: Schema = {**_TEXT, "minLength": 1}
PARTS = ("exact", "prefix", "suffix", "start", "end")
SHAPE: Schema = {
    "description": (
        "`start` and `end` in code points of the document's text, end exclusive; or `exact` words, "
        "with `prefix` and `suffix` where they stand more than once (TextQuoteSelector)."
    ),
    "anyOf": [
        shape({"exact": _EXACT, "prefix": _TEXT, "suffix": _TEXT}, optional=("prefix", "suffix")),
        shape(
            {"start": _WHOLE, "end": _WHOLE, "exact": _EXACT, "prefix": _TEXT, "suffix": _TEXT},
            optional=("exact", "prefix", "suffix"),
        ),
    ],
}


def named(name: str, *, required: bool = False) -> Field:
    """Words of the document; found when the document is known."""

    def read(value: Any, where: str) -> Mapping[str, Any] | None:
        if value is None and not required:
            return None
        expect(isinstance(value, dict), where, "An object with `exact`, or `start` and `end`.")
        for key, given in value.items():
            expect(key in PARTS, pointer(where, key[:80]), "There is no such field.")
            _read_part(given, pointer(where, key), number=key in ("start", "end"))
        place = {"start", "end"} & set(value)
        expect(place or "exact" in value, where, "Give `exact`, or `start` and `end`.")
        expect(value.get("exact") != "", pointer(where, "exact"), "It is empty.")
        expect(len(place) != 1, where, "`start` and `end` are given together.")
        return dict(value)

    return Field(name, SHAPE if required else nullable(SHAPE), read, required)


def _read_part(value: Any, where: str, *, number: bool) -> None:
    if number:
        whole = isinstance(value, int) and not isinstance(value, bool)
        expect(whole and 0 <= value < 2**31, where, "A whole number from 0.")
    else:
        expect(isinstance(value, str) and len(value) <= LONG, where, "A text.")


def placed(
    document: Document | None, given: dict[str, Any], names: Mapping[str, str]
) -> dict[str, Span | None]:
    """Take the words out of ``given``: the span of each under its keyword.

    Raises BadFields naming each that does not stand in the document, or stands there twice.
    """
    errors: Errors = []
    spans: dict[str, Span | None] = {}
    for name, keyword in names.items():
        if name in given:
            value = given.pop(name)
            spans[keyword], fault = _span(document, value)
            if fault:
                errors.append({"pointer": f"/{name}", "detail": fault, "code": MISPLACED})
    if errors:
        raise BadFields(errors)
    return spans


def _span(document: Document | None, value: Mapping[str, Any] | None) -> tuple[Span | None, str]:
    if value is None:
        return None, ""
    if document is None:
        return None, "Name the document in which these words stand."
    if "start" in value:
        return _checked(document.text, value)
    exact = value["exact"]
    # At no place: else one of several equal places would count as the recorded one.
    quote = Quote(exact, value.get("prefix", ""), value.get("suffix", ""), -1, len(exact) - 1)
    match = find(document.text, quote)
    if match.start is None or match.end is None:
        return None, "These words do not stand in the document's text."
    if match.state == "ambiguous":
        return None, "These words stand there more than once: give `prefix` and `suffix`, or start."
    return (match.start, match.end), ""


def _checked(text: str, value: Mapping[str, Any]) -> tuple[Span | None, str]:
    start, end = value["start"], value["end"]
    if not start < end <= len(text):
        return None, f"The span must lie in the text, which has {len(text)} code points."
    if "exact" in value and text[start:end] != value["exact"]:
        return None, f"At that place stands {text[start:end][:80]!r}: offsets count code points."
    return (start, end), ""

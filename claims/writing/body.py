"""What a client sends, read strictly: JSON (RFC 8259), of bounded size and depth, each name once.

Size and depth are looked at before anything is parsed.
"""

import json
import re
from typing import Any

from django.http import HttpRequest, RawPostDataException
from django.http.request import UnreadablePostError

from claims.writing.refusals import BadBody, TooLarge, Unsupported

DEEPEST = 12
MOST_BRACKETS = 20_000
SMALL, LARGE = 256 * 1024, 14 * 1024 * 1024
"""Bytes of a body: of most, and of a text of 2,000,000 characters however they are escaped."""
TYPES = ("application/json", "application/merge-patch+json")

# Possessive, and ended by the end of the body too: linear whatever is sent.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read(request: HttpRequest, *, largest: int = SMALL) -> tuple[bytes, dict[str, Any]]:
    """The bytes, and the object in them.

    Raises Unsupported, TooLarge, or BadBody naming the place by a JSON pointer (RFC 6901).
    """
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Unsupported(TYPES)
    octets = _octets(request, largest)
    if not octets.strip():
        return octets, {}
    if kind not in TYPES:
        raise Unsupported(TYPES)
    return octets, parse(octets)


def _octets(request: HttpRequest, largest: int) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > largest:
        raise TooLarge(largest)
    try:
        octets = request.read(largest + 1)
    except (UnreadablePostError, RawPostDataException, OSError):
        raise BadBody("", "The body ended before its stated length.") from None
    if len(octets) > largest:
        raise TooLarge(largest)
    return octets


def parse(octets: bytes) -> dict[str, Any]:
    """The JSON object in ``octets``. Raises BadBody."""
    _refuse_deep(octets)
    try:
        found = json.loads(
            octets.decode(),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_no_fraction,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        raise BadBody("", "It is not UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadBody("", f"It is not JSON: {error.msg} at {where}.") from None
    if not isinstance(found, dict):
        raise BadBody("", "It must be a JSON object.")
    _refuse_unstorable(found, "")
    return found


def _refuse_deep(octets: bytes) -> None:
    """Count brackets outside strings, and stop at the first too many."""
    depth = 0
    for seen, match in enumerate(_BRACKET.finditer(_STRING.sub(b'""', octets))):
        depth += 1 if match[0] in b"[{" else -1
        if depth > DEEPEST or seen > MOST_BRACKETS:
            raise BadBody("", f"It is nested deeper than {DEEPEST}, or has too many parts.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadBody(pointer("", name[:80]), "This name is given twice in one object.")
        found[name] = value
    return found


def _no_number(text: str) -> Any:
    raise BadBody("", f"{text} is no number of JSON.")


def _no_fraction(text: str) -> int:
    """``1.0`` is a whole number too (JSON Schema says so); nothing here takes any other."""
    number = float(text)
    if not number.is_integer() or abs(number) >= 2**53:
        raise BadBody("", f"{text[:30]} is no whole number, and nothing here takes another.")
    return int(number)


def _whole(text: str) -> int:
    if len(text) > 15:
        raise BadBody("", f"{text[:30]}… is larger than any number taken here.")
    return int(text)


def _refuse_unstorable(value: Any, where: str) -> None:
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise BadBody(where, "It holds a NUL or a lone surrogate, which no text can.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            shown = _UNSTORABLE.sub("�", name[:80])
            _refuse_unstorable(name, pointer(where, shown))
            _refuse_unstorable(inner, pointer(where, shown))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _refuse_unstorable(inner, pointer(where, number))


def pointer(where: str, name: object) -> str:
    """``where`` and one step more, as a JSON pointer."""
    return f"{where}/{str(name).replace('~', '~0').replace('/', '~1')}"

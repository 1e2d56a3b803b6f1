"""Pages of a list: keyset cursors, and bodies put together from frozen texts.

A cursor is the place of the last row on an order that never changes, sealed together with the
address and filters it belongs to: no other list takes it, and nobody can make one up.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus, urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest

from claims.api.problems import BadRequest, Fault

Place = tuple[int, ...]
SEAL = 8
FREE = ("limit", "fields", "cursor")
"""Parameters that may change from one page to the next."""


def seal(place: Place, path: str, asked: Mapping[str, Any]) -> str:
    """The cursor of ``place`` in the list at ``path`` that was asked for."""
    said = ".".join(map(str, place)).encode()
    return base64.urlsafe_b64encode(_mark(said, path, asked) + said).decode().rstrip("=")


def unseal(cursor: str, path: str, asked: Mapping[str, Any]) -> Place:
    """The place that ``seal`` was given. Raises BadRequest for anything else."""
    try:
        octets = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        octets = b""
    mark, said = octets[:SEAL], octets[SEAL:]
    if not said or not hmac.compare_digest(mark, _mark(said, path, asked)):
        detail = "It is not a cursor of this list: follow `next`, with the same filters."
        raise BadRequest([Fault("cursor", detail, "unknown_cursor")])
    return tuple(int(part) for part in said.split(b"."))


def _mark(said: bytes, path: str, asked: Mapping[str, Any]) -> bytes:
    kept = sorted((name, str(value)) for name, value in asked.items() if name not in FREE)
    message = orjson.dumps([said.decode("latin-1"), path, kept])
    key = hashlib.sha256(b"cursor " + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, message, "sha256")[:SEAL]


def address(request: HttpRequest, **changed: Any) -> str:
    """This address on the public origin with some parameters set anew, or left out (None)."""
    parts = filter(None, request.META["QUERY_STRING"].split("&"))
    kept = [part for part in parts if unquote_plus(part.partition("=")[0]) not in changed]
    given = {name: value for name, value in changed.items() if value is not None}
    query = "&".join([*kept, urlencode(given)] if given else kept)
    return f"{settings.ORIGIN}{request.path}{'?' if query else ''}{query}"


def link(request: HttpRequest, following: str | None) -> str:
    """The Link header of a page: ``first`` on each, ``next`` on all but the last."""
    first = f'<{address(request, cursor=None, since=None)}>; rel="first"'
    return f'{first}, <{following}>; rel="next"' if following else first


def body(texts: Iterable[str], following: str | None, **more: Any) -> str:
    """``{"results": [...], "next": ...}`` around the texts as they are."""
    tail = orjson.dumps({"next": following, **more}).decode()[1:]
    return f'{{"results":[{",".join(texts)}],{tail}'


def cut(rows: Sequence[Any], limit: int) -> tuple[Sequence[Any], bool]:
    """The rows of the page, and whether there are more; ``rows`` holds one more than a page."""
    return rows[:limit], len(rows) > limit

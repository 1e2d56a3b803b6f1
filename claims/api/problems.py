"""Every refusal under /api/ as ``application/problem+json`` (RFC 9457)."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.defaults import bad_request as stock_bad_request
from rest_framework.exceptions import APIException

from claims import items
from claims.api.rates import Left
from claims.ledger import Entry

MEDIA_TYPE = "application/problem+json"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, Dixit-Ledger-Head"
    ),
}
FAULT = "A fault of ours; it has been noted."
log = logging.getLogger(__name__)

NOT_FOUND = (
    "Nothing public is at this address. /api/v1/ lists the addresses, which have no slash at "
    "their end; an id is 8 characters of 0-9 and a-z without i, l, o and u."
)
"""The one text of every 404: nothing in it tells a draft from what never existed."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a request: where, what would do, and a stable code."""

    parameter: str
    detail: str
    code: str
    valid: Sequence[str] = ()

    def described(self) -> dict[str, Any]:
        """As one of a problem's ``errors``."""
        said = asdict(self)
        if not self.valid:
            del said["valid"]
        return said


class BadRequest(Exception):
    """A request whose parameters cannot be honoured; ``faults`` names each of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(f"{fault.parameter}: {fault.detail}" for fault in faults))
        self.faults = faults


class Gone(Exception):
    """What was public here and is not any more; ``entry`` is its tombstone or stub."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.id)
        self.entry = entry


class TooMany(Exception):
    """A client that has asked all it may for now."""

    def __init__(self, left: Left) -> None:
        super().__init__(left.policy)
        self.left = left


class TooLong(Exception):
    """An address longer than ``longest`` characters."""

    def __init__(self, longest: int) -> None:
        super().__init__(f"An address may have {longest} characters: ask for less at once.")


Response = TypeVar("Response", bound=HttpResponseBase)


def open_to_all(response: Response) -> Response:
    """``response``, which pages of any other site may read (CORS)."""
    for name, value in CORS.items():
        response.headers[name] = value
    return response


def problem(
    status: int, detail: str, *, instance: str = "", tombstone: str = "", **more: Any
) -> HttpResponse:
    """The problem document; ``tombstone`` is JSON text taken in verbatim.

    ``instance`` is left out of every 404, so that these are the same bytes.
    """
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if instance:
        said["instance"] = instance
    text = orjson.dumps({**said, **more}).decode()
    if tombstone:
        text = f'{text[:-1]},"tombstone":{tombstone}}}'
    response = HttpResponse(text, status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The problem that ``error`` is to the client; None for a database that is away, which is
    answered where every other address answers it (tracker.middleware)."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return None
    here = request.get_full_path()
    if isinstance(error, BadRequest):
        errors = [fault.described() for fault in error.faults]
        return problem(400, str(error), instance=here, errors=errors)
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, Gone):
        return gone(error.entry, here)
    if isinstance(error, TooMany):
        return too_many(error.left, here)
    if isinstance(error, TooLong):
        return problem(414, str(error))
    if isinstance(error, APIException):
        return problem(error.status_code, str(error.detail), instance=here)
    log.exception("500 for %s", request.path)
    return problem(500, FAULT, instance=here)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: a request refused before any view, such as one for another host."""
    if request.path.startswith("/api/"):
        return open_to_all(problem(400, "The request cannot be read, or is for another host."))
    return stock_bad_request(request, exception)


def too_many(left: Left, instance: str) -> HttpResponse:
    """429 that says when to come again (RFC 6585)."""
    detail = (
        f"This client may make {left.quota} requests a minute; an export counts as several. "
        f"Try again in {left.wait} seconds. Asking again with If-None-Match costs nothing."
    )
    response = problem(429, detail, instance=instance)
    response.headers["Retry-After"] = str(left.wait)
    left.write(response)
    return response


def not_found() -> HttpResponse:
    """The 404 of every address."""
    error = {"parameter": "id", "detail": "There is no such public record.", "code": "not_found"}
    return problem(404, NOT_FOUND, errors=[error])


def gone(entry: Entry, instance: str) -> HttpResponse:
    """410 with what is left: the tombstone of a withdrawn claim, the stub of an erased revision."""
    words = {
        "withdrawn": "This claim was withdrawn; the tombstone says when and why.",
        "erased": "This revision was erased as the law required; the stub says on what basis.",
    }
    detail = words.get(entry.state, "This record is not public any more.")
    return problem(410, detail, instance=instance, tombstone=items.of_entry(entry))

"""What the write API refuses, each as a problem of RFC 9457 with JSON pointers into the body."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from claims.api import problems
from claims.api.problems import problem
from sources.refusal import NotReady, Refused, Stale

Errors = list[dict[str, Any]]

SECOND_PERSON = {
    "reviewer_contributed_nothing",
    "submission_reviewer_is_a_second_person",
    "withdrawal_reviewer_is_a_second_person",
}
"""Rules that say: not you."""
STATES = {
    "submission_is_approved_before_published",
    "review_is_made_once",
    "withdrawn_once",
    "withdrawal_is_of_a_public_claim",
    "published_row_is_kept",
    "named_rows_are_kept",
    "pinned_version_moved",
    "nothing_waits",
    "nothing_is_approved",
    "suggestion_is_pending",
}
"""Rules about the state of the record, not about what was sent."""


ABSENT, MISPLACED = "absent", "words"
"""Codes of fields that name a row, or words of a text, that are not there."""


class Unauthorised(Exception):
    """No token, or none that is valid."""


class BadBody(Exception):
    """A body that cannot be read, or a field that cannot be taken."""

    def __init__(self, pointer: str, detail: str, code: str = "malformed") -> None:
        super().__init__(detail)
        self.errors: Errors = [{"pointer": pointer, "detail": detail, "code": code}]


class BadFields(BadBody):
    """Every field that cannot be taken."""

    def __init__(self, errors: Errors) -> None:
        super().__init__("", "Some fields cannot be taken: `errors` names each.")
        self.errors = errors


class TooLarge(Exception):
    def __init__(self, largest: int) -> None:
        super().__init__(f"A body may have {largest} bytes here.")


class Unsupported(Exception):
    def __init__(self, types: Sequence[str]) -> None:
        super().__init__(f"Send JSON, as {' or '.join(types)}, and not compressed.")
        self.types = types


class Unconditional(Exception):
    """A change that does not name the version it is of."""


class NoKey(Exception):
    """A POST without Idempotency-Key, or with one that cannot be kept."""


class KeyUsed(Exception):
    """An Idempotency-Key that was used for another request."""


class Overtaken(Exception):
    """If-Match names another version than the present one."""

    def __init__(self, given: Mapping[str, Any], current: Mapping[str, Any], tag: str) -> None:
        super().__init__(tag)
        self.given, self.current, self.tag = given, current, tag


UNAUTHORISED = (
    "Send a valid token: `Authorization: Bearer dixit_…`. It may have expired or been revoked; "
    "tokens are made in the admin, under API tokens."
)
UNCONDITIONAL = (
    'Send If-Match with the strong ETag that GET gave, such as "3", so that nobody\'s change is '
    "overwritten; `*` and weak tags name no version."
)
NO_KEY = (
    "Send Idempotency-Key, 1 to 255 printable ASCII characters that you never use for another "
    "request: then sending this again does nothing twice."
)
KEY_USED = "This Idempotency-Key was used for another request: draw a new one."
OVERTAKEN = (
    "Somebody changed this meanwhile: `given` is the version you name, `current` the present one. "
    "Compare them, and send the change again with the present ETag."
)


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The problem that ``error`` is to the client; None for a database that is away."""
    here = request.get_full_path()
    if isinstance(error, Unauthorised):
        response = problem(401, UNAUTHORISED)
        response.headers["WWW-Authenticate"] = 'Bearer realm="desk"'
        return response
    if isinstance(error, Http404):
        return problems.not_found()
    if isinstance(error, BadBody):
        return problem(_status(error), str(error), instance=here, errors=error.errors)
    if isinstance(error, Unsupported):
        response = problem(415, str(error), instance=here)
        response.headers["Accept-Patch"] = ", ".join(error.types)
        return response
    return _conditional(error, here) or _refused(error, here) or problems.answer(request, error)


def _status(error: BadBody) -> int:
    """400 for what cannot be read, 409 and 422 for what can and names what is not there."""
    codes = {fault["code"] for fault in error.errors}
    return {frozenset({ABSENT}): 409, frozenset({MISPLACED}): 422}.get(frozenset(codes), 400)


def _conditional(error: Exception, here: str) -> HttpResponse | None:
    """What is about headers, and not about the body."""
    said: dict[type[Exception], tuple[int, str]] = {
        TooLarge: (413, str(error)),
        Unconditional: (428, UNCONDITIONAL),
        NoKey: (400, NO_KEY),
        KeyUsed: (422, KEY_USED),
    }
    if isinstance(error, Overtaken):
        response = problem(412, OVERTAKEN, instance=here, given=error.given, current=error.current)
        response.headers["ETag"] = error.tag
        return response
    if type(error) not in said:
        return None
    status, detail = said[type(error)]
    return problem(status, detail, instance=here)


def _refused(error: Exception, here: str) -> HttpResponse | None:
    """A rule of the register: 403 for the wrong person, 409 for the wrong moment, else 422."""
    if not isinstance(error, Refused) or isinstance(error, Stale):
        return None
    rules = {rule for _field, rule, _message in error.errors}
    status = 409 if isinstance(error, NotReady) or rules & STATES else 422
    status = 403 if rules & SECOND_PERSON else status
    errors = [
        {"pointer": f"/{field}" if field else "", "detail": str(message), "code": rule}
        for field, rule, message in error.errors
    ]
    return problem(status, str(error), instance=here, errors=errors)

"""What every public page has in common: its frame, its refusals, and how it may be asked.

Nothing here or in the views reads a session, a user or an editorial table, and no template is
given the request: a public page cannot depend on who asks.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from claims import addresses, asking, ledger
from claims.ledger import Entry

READING = ("GET", "HEAD", "OPTIONS")
POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
"""Stricter than the site's: a public page has no script of its own to run."""

OWN_NAMES = {"en": "English", "fr": "Français"}

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponseBase]


def public(view: View[Given]) -> View[Given]:
    """A page that may be read and nothing else: 405 for other methods, 400 naming the parameter
    for a query that cannot be honoured, and a policy that lets no script run."""

    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(READING)})
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        try:
            asking.parameters(request.META.get("QUERY_STRING", ""))
            return guarded(view(request, *args, **kwargs))
        except asking.Malformed as refusal:
            return guarded(bad_request(request, refusal))

    # Without the exemption a POST would be answered by the CSRF check, with 403.
    exempt: View[Given] = csrf_exempt(answer)
    return exempt


def language() -> str:
    """The language of the page: one of those the site speaks."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    paths: Mapping[str, str],
    canonical: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page in its frame; ``paths`` is its address in each language, ``canonical`` that of
    the page which it is a view of, if it is not its own."""
    alternates = [
        {"code": code, "name": OWN_NAMES[code], "path": paths[code]}
        for code, _name in settings.LANGUAGES
    ]
    frame = {
        "alternates": alternates,
        "page_language": language(),
        "path": paths[language()],
        "here": paths[language()].partition("?")[0],
        "canonical": canonical or paths[language()],
        "origin": settings.ORIGIN,
    }
    return HttpResponse(render_to_string(template, {**frame, **context}), status=status)


def paths_here(request: HttpRequest) -> dict[str, str]:
    """The address asked for, its language prefix exchanged: for pages without a slug."""
    _root, _language, tail = request.get_full_path().split("/", 2)
    return {code: f"/{code}/{tail}" for code, _name in settings.LANGUAGES}


def paths_of(kind: str, record: dict[str, Any], tail: str = "") -> dict[str, str]:
    """The address of a record (or of what is below it) in each language."""
    return {code: addresses.path(kind, record, code) + tail for code, _name in settings.LANGUAGES}


def homes() -> dict[str, str]:
    """The home page in each language."""
    return {code: f"/{code}/" for code, _name in settings.LANGUAGES}


def moved(request: HttpRequest, path: str) -> HttpResponseBase:
    """301 to the right address, with the query as it came."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. The bytes depend on the language alone: a draft and what never existed are one."""
    return guarded(render("404.html", {}, paths=homes(), status=404))


def gone(request: HttpRequest, entry: Entry) -> HttpResponse:
    """410 with what is left: of a withdrawal its tombstone, of an erasure its reason."""
    context = {"entry": entry, "withdrawn": entry.record.get("withdrawn")}
    return render("410.html", context, paths=homes(), status=410)


def bad_request(request: HttpRequest, refusal: asking.Malformed) -> HttpResponse:
    """400 that names the parameter, what is wrong with it, and what would do."""
    return render("claims/refused.html", {"refusal": refusal}, paths=homes(), status=400)


def merged(request: HttpRequest, kind: str, public_id: str) -> HttpResponseBase:
    """301 to what the record was merged into, whatever became of that."""
    present = ledger.today([(kind, public_id)]).get((kind, public_id))
    if present is None:
        return not_found(request)
    return moved(
        request, addresses.path(kind, {"id": present.id, "names": present.names}, language())
    )


def standing(
    request: HttpRequest, kind: str, public_id: str
) -> tuple[Entry | None, HttpResponseBase | None]:
    """The record of a page at its right address, or else the answer to give instead: 404 for
    what is not published, 410 for what was withdrawn or erased, 301 to the right address."""
    entry = ledger.current(kind, public_id)
    if entry is None:
        return None, not_found(request)
    if entry.state == "merged":
        return None, merged(request, kind, public_id)
    if entry.state != "standing":
        return None, gone(request, entry)
    right = addresses.path(kind, entry.record, language())
    return (entry, None) if request.path == right else (None, moved(request, right))


Response = TypeVar("Response", bound=HttpResponseBase)


def guarded(response: Response) -> Response:
    """``response`` with the policy of public pages in place of the site's."""
    response._csp_config = POLICY  # type: ignore[attr-defined]
    return response

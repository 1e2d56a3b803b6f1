"""When the database is away, every address says so in the same way: 503, try again soon."""

import logging
import sys
from collections.abc import Callable

import psycopg_pool
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as stock_server_error

from claims.api import problems

DOWN = (OperationalError, InterfaceError, psycopg_pool.PoolTimeout)
RETRY_AFTER = 5
API = "/api/"

log = logging.getLogger(__name__)


class DatabaseDown:
    """Turns a lost, busy or refusing database into 503 wherever a view meets it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(request, error) if isinstance(error, DOWN) else None


class Staging:
    """Asks search engines to index nothing of a site that is only for trying."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.STAGING:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a database lost outside a view, for example while a session is saved.

    Django calls it while the exception is being handled, and does not pass it.
    """
    error = sys.exc_info()[1]
    if isinstance(error, DOWN):
        return unavailable(request, error)
    if request.path.startswith(API):
        return problems.open_to_all(problems.problem(500, problems.FAULT))
    return stock_server_error(request)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503 with Retry-After; the reason goes to the log alone."""
    log.warning("503 for %s: %s", request.path, str(error).partition("\n")[0])
    answer = (
        _problem()
        if request.path.startswith(API)
        else HttpResponse(render_to_string("503.html"), status=503)
    )
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer


def _problem() -> HttpResponse:
    detail = f"The database does not answer. Try again in {RETRY_AFTER} seconds."
    return problems.open_to_all(problems.problem(503, detail))

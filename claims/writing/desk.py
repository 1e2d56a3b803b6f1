"""What every address of the write API has in common: the token, its rights, versions, keys."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from claims import workflow
from claims.api import problems, rates
from claims.api.public import JSON, LONGEST, accepts, plain
from claims.models import Answer, Token
from claims.writing import refusals, shown
from claims.writing.described import Described
from claims.writing.refusals import KeyUsed, NoKey, Overtaken, Unauthorised, Unconditional
from sources import rights
from sources.refusal import Stale

ANSWERS_ARE_KEPT = timedelta(days=7)
COST_OF_A_GUESS = 20
"""Requests that one with a wrong token counts as."""
QUOTA_SHARE = 10
"""A token may write a tenth of what a reader may read."""


class Desk(APIView):
    """One address of the desk: private, by token, in English, never cached."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    schema: Any = Described()
    resource: Any = None
    """The Resource; given by the address."""
    token: Token

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Look for the token first: without one, every address answers the same 401."""
        translation.activate("en")
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSON
        self.token = self.known(plain(request))
        if len(request.get_full_path()) > LONGEST:
            raise problems.TooLong(LONGEST)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        if not accepts(request.headers.get("Accept", ""), JSON):
            raise NotAcceptable(f"The answer here is {JSON} and nothing else.")

    def known(self, request: HttpRequest) -> Token:
        """The token of the request, counted. Raises Unauthorised and TooMany."""
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        token = workflow.token_of(key.strip()) if scheme.lower() == "bearer" else None
        self.left = None
        if settings.RATE_LIMIT:
            buckets = rates.buckets("desk", max(1, settings.RATE_LIMIT // QUOTA_SHARE))
            who = f"token {token.pk}" if token else rates.client_of(request.META)
            self.left = buckets.take(who, 1 if token else COST_OF_A_GUESS)
            if self.left.refused:
                raise problems.TooMany(self.left)
        if token is None:
            raise Unauthorised
        return token

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Any]:
        return lambda error, context: refusals.answer(plain(context["request"]), error)

    def finalize_response(  # type: ignore[override] # the framework's own takes a Response
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers["Cache-Control"] = "private, no-store"
        if final.status_code in (401, 404):
            del final.headers["Allow"]  # what may be asked of a row tells that it is one
        if (left := getattr(self, "left", None)) is not None:
            left.write(final)
        return final

    def options(  # type: ignore[override] # as above
        self, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """What may be asked here. Pages of other sites may not: there is no CORS."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    # --- Rights

    @property
    def user(self) -> User:
        """Whom the token acts as."""
        found: User = self.token.user
        return found

    def require(self, scope: str, permission: str) -> None:
        """Raises Http404 unless the token has the scope and its user the permission."""
        fits = scope in self.token.scopes and self.user.has_perm(permission)
        if not fits or not rights.sees_the_desk(self.user):
            raise Http404

    def rows(self) -> QuerySet[Any]:
        """The resource's rows with what their representations name."""
        rows: QuerySet[Any] = self.resource.model._default_manager.all()
        rows = rows.select_related(*self.resource.joined) if self.resource.joined else rows
        return rows.prefetch_related(*self.resource.fetched)

    def row(self, uuid: Any) -> Any:
        """The row of that UUID. Raises Http404."""
        found = self.rows().filter(uuid=uuid).first()
        if found is None:
            raise Http404
        return found

    def require_own(self, row: models.Model) -> None:
        """Raises Http404 for another person's draft where the user may change only their own."""
        if not rights.may_change(self.user, row):
            raise Http404

    # --- Versions and keys

    def matched(self, request: Request, row: Any) -> int:
        """The version that If-Match names: the present one.

        Raises Unconditional without a strong tag, Overtaken with both versions for another one.
        """
        given = request.headers.get("If-Match", "").strip()
        tags = [tag.strip() for tag in given.split(",") if tag.strip()]
        if not tags or tags == ["*"]:
            raise Unconditional
        if shown.tag(row) not in tags:
            raise self.overtaken(row, tags[0])
        return shown.version(row)

    def overtaken(self, row: Any, tag: str) -> Overtaken:
        """The refusal of a version that is not the present one."""
        return overtaken(row, tag)

    def once(self, request: Request, octets: bytes, make: Callable[[], HttpResponse]) -> Any:
        """What ``make`` answers, kept with the Idempotency-Key in the same transaction; the same
        again for the same request. Raises NoKey and KeyUsed."""
        key = request.headers.get("Idempotency-Key", "").strip()
        if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
            raise NoKey
        said = b"\n".join([request.path.encode(), octets])
        digest = hashlib.sha256(said).hexdigest()
        with workflow.acting(self.user):
            wait_for(f"{self.token.pk} {key}")
            known = Answer.objects.filter(token=self.token, key=key).first()
            if known is not None:
                return again(known, digest)
            response = make()
            keep(self.token, key, digest, response)
        return response


def wait_for(name: str) -> None:
    """One request of a key at a time: the second finds the answer of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])


def again(known: Answer, digest: str) -> HttpResponse:
    """The kept answer. Raises KeyUsed where it was of another request."""
    if known.request_sha256 != digest:
        raise KeyUsed
    response = HttpResponse(known.body, status=known.status, content_type=JSON)
    for name, value in known.headers.items():
        response.headers[name] = value
    response.headers["Idempotent-Replayed"] = "true"
    return response


KEPT_HEADERS = ("ETag", "Location")


def keep(token: Token, key: str, digest: str, response: HttpResponse) -> None:
    """Keep an answer for a week, and let older ones go."""
    now = timezone.now()
    token.answers.filter(answered_at__lt=now - ANSWERS_ARE_KEPT).delete()
    Answer.objects.create(
        token=token,
        key=key,
        request_sha256=digest,
        status=response.status_code,
        headers={n: response.headers[n] for n in KEPT_HEADERS if n in response.headers},
        body=response.content.decode(),
        answered_at=now,
    )


def overtaken(row: Any, tag: str) -> Overtaken:
    """The refusal that shows the version that was named beside the present one."""
    number = tag.strip('"').split(".")[0]
    version = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    given = {"etag": tag[:40], "row": shown.earlier(row, version)}
    return Overtaken(given, {"etag": shown.tag(row), "row": shown.show(row)}, shown.tag(row))


def stale(refusal: Stale) -> Overtaken:
    """The same for a version that was overtaken between the look and the lock."""
    return overtaken(refusal.current, f'"{refusal.given}"')


def answered(row: Any, *, status: int = 200, body: Any = None) -> HttpResponse:
    """The row as it is now, with its strong ETag."""
    said = orjson.dumps(shown.show(row) if body is None else body)
    return HttpResponse(said, status=status, content_type=JSON, headers={"ETag": shown.tag(row)})

"""The addresses of rows: lists, and single rows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.request import Request

from claims import workflow
from claims.api import paging, parameters
from claims.api.parameters import CURSOR, LIMIT, Parameter
from claims.api.public import JSON, bodiless, plain
from claims.api.shapes import WRITTEN
from claims.freshness import matches
from claims.writing import body, shown
from claims.writing.desk import Desk, answered, stale
from claims.writing.fields import Field, take, uuid_of
from claims.writing.resource import REASON
from sources.refusal import Stale

LONGEST_SEARCH = 100


class Collection(Desk):
    """Rows of a kind, the newest first; and where a new one is made."""

    def get(self, request: Request, **_address: UUID) -> HttpResponseBase:
        self.require("read", self.viewing())
        asked = parameters.read(request.META["QUERY_STRING"], self.known_parameters())
        limit = asked.get("limit", parameters.DEFAULT_LIMIT)
        given = asked.get("cursor")
        place = paging.unseal(given, request.path, asked) if given else ()
        shown_rows, more = paging.cut(list(self.narrowed(asked, place)[: limit + 1]), limit)
        return self.page(request, asked, shown_rows, more=more)

    def page(
        self, request: Request, asked: dict[str, Any], rows: Any, *, more: bool
    ) -> HttpResponse:
        """The rows, and where the next ones are."""
        inner, further = plain(request), None
        if more:
            cursor = paging.seal((rows[-1].pk,), request.path, asked)
            further = paging.address(inner, cursor=cursor)
        texts = [orjson.dumps({**self.shown(row), "etag": shown.tag(row)}).decode() for row in rows]
        response = HttpResponse(paging.body(texts, further), content_type=JSON)
        response.headers["Link"] = paging.link(inner, further)
        return response

    def viewing(self) -> str:
        """The permission to see these rows."""
        return str(self.resource.permission("view"))

    def shown(self, row: Any) -> dict[str, Any]:
        """The representation of a row."""
        return shown.show(row)

    def known_parameters(self) -> tuple[Parameter, ...]:
        """What a list takes: its place, and what narrows it."""
        narrowing = [_by_uuid(name) for name in self.resource.narrowed_by]
        return (*narrowing, *([_WORDS] if self.resource.searched else []), LIMIT, CURSOR)

    def narrowed(self, asked: dict[str, Any], place: tuple[int, ...]) -> QuerySet[Any]:
        """The rows after the cursor's place that belong to what was named."""
        rows = self.rows().order_by("-pk")
        if self.resource.name == "documents":
            rows = rows.defer("text")
        for name in self.resource.narrowed_by:
            if name in asked:
                rows = rows.filter(**{f"{name}__uuid": asked[name]})
        if "q" in asked:
            rows = rows.filter(**{f"{self.resource.searched}__icontains": asked["q"]})
        return rows.filter(pk__lt=place[0]) if place else rows

    def post(self, request: Request, **_address: UUID) -> HttpResponseBase:
        """Made once for each Idempotency-Key."""
        made = self.resource
        self.require(made.make_scope, made.permission("add"))
        parameters.read(request.META["QUERY_STRING"], ())
        octets, given = body.read(plain(request), largest=made.largest)
        taken = take(given, made.fields, whole=True)

        def make() -> HttpResponse:
            row, created = made.make(taken, self.user)
            there = f"{settings.ORIGIN}/api/v1/desk/{made.name}/{row.uuid}"
            response = answered(self.row(row.uuid), status=201 if created else 200)
            response.headers["Location"] = there
            return response

        response: HttpResponse = self.once(request, octets, make)
        return response


def _read_uuid(name: str) -> Callable[[str], UUID]:
    def read(given: str) -> UUID:
        if (found := uuid_of(given)) is None:
            raise parameters.refuse(name, "It must be a UUID, in lower case with hyphens.")
        return found

    return read


def _by_uuid(name: str) -> Parameter:
    schema = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"}
    return Parameter(name, f"UUID of the {name} that they belong to.", schema, _read_uuid(name))


def _read_words(given: str) -> str:
    if len(given) > LONGEST_SEARCH:
        raise parameters.refuse("q", f"It is longer than {LONGEST_SEARCH} characters.")
    return given


_WORDS = Parameter(
    "q",
    "Part of a name, in any language and case.",
    {"type": "string", "maxLength": LONGEST_SEARCH, "pattern": WRITTEN},
    _read_words,
)


class Item(Desk):
    """One row."""

    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        self.require("read", self.resource.permission("view"))
        parameters.read(request.META["QUERY_STRING"], ())
        row = self.row(uuid)
        tag = shown.tag(row)
        if matches(plain(request), tag):
            return bodiless(304, {"ETag": tag})
        return answered(row, body=self.whole(row))

    def whole(self, row: Any) -> Any:
        """With all that a list leaves out."""
        return shown.document_whole(row) if self.resource.name == "documents" else shown.show(row)

    def patch(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """Changed in the fields that are sent (RFC 7396, one level deep)."""
        change = self.resource.change
        row, version, given = self.held(request, uuid, "change", self.resource.changeable())
        if change is None:
            raise Http404
        try:
            with workflow.acting(self.user):
                change(row, given, version, self.user)
        except Stale as refusal:
            raise stale(refusal) from refusal
        return answered(self.row(uuid))

    def delete(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """A draft is discarded; what has been public is withdrawn instead."""
        remove = self.resource.remove
        row, version, given = self.held(request, uuid, "delete", (REASON,))
        if remove is None:
            raise Http404
        try:
            with workflow.acting(self.user):
                remove(row, version, self.user, given.get("reason", ""))
        except Stale as refusal:
            raise stale(refusal) from refusal
        return HttpResponse(status=204)

    def held(
        self, request: Request, uuid: UUID, act: str, fields: tuple[Field, ...]
    ) -> tuple[Any, int, dict[str, Any]]:
        """The row, the version that the client holds, and what it sent."""
        self.require("edit", self.resource.permission(act))
        row = self.row(uuid)
        self.require_own(row)
        parameters.read(request.META["QUERY_STRING"], ())
        version = self.matched(request, row)
        _octets, given = body.read(plain(request), largest=self.resource.largest)
        return row, version, take(given, fields, whole=False)


class Fixed(Item):
    """One row that is never changed, such as an assessment: a new one supersedes it."""

    http_method_names = ["get", "head", "options"]


class Nothing(Desk):
    """Every other address of the desk: 404, and 401 without a token, like those of rows."""

    schema: Any = None  # no operation of the API

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404

    @property
    def allowed_methods(self) -> list[str]:
        """All: an address of nothing has no method that it refuses."""
        return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

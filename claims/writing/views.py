"""The addresses of rows: lists, single rows, and the verbs that lead to the public."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.request import Request

from claims import addresses, workflow
from claims.api import paging, parameters
from claims.api.parameters import CURSOR, LIMIT, Parameter
from claims.api.public import JSON, bodiless, plain
from claims.freshness import matches
from claims.models import Claim, Submission
from claims.writing import body, shown
from claims.writing.desk import Desk, answered, stale
from claims.writing.fields import WRITTEN, Field, flag, take, text, uuid_of, words
from claims.writing.refusals import BadBody
from claims.writing.resource import REASON
from sources.refusal import Refused, Stale

LONGEST_SEARCH = 100


class Collection(Desk):
    """Rows of a kind, the newest first; and where a new one is made."""

    def get(self, request: Request) -> HttpResponseBase:
        self.require("read", self.resource.permission("view"))
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
        texts = [orjson.dumps({**shown.show(row), "etag": shown.tag(row)}).decode() for row in rows]
        response = HttpResponse(paging.body(texts, further), content_type=JSON)
        response.headers["Link"] = paging.link(inner, further)
        return response

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

    def post(self, request: Request) -> HttpResponseBase:
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


class Act(Desk):
    """One verb on one row. It needs If-Match: the version that the doer has seen."""

    scope: str = ""
    permission: str = ""
    fields: tuple[Field, ...] = ()

    def post(self, request: Request, uuid: UUID) -> HttpResponseBase:
        self.require(self.scope, self.permission)
        row = self.row(uuid)
        parameters.read(request.META["QUERY_STRING"], ())
        version = self.matched(request, row)
        _octets, sent = body.read(plain(request))
        given = take(sent, self.fields, whole=True)
        try:
            with workflow.acting(self.user, given.pop("reason", "")):
                self.act(row, version, given)
        except Stale as refusal:
            raise stale(refusal) from refusal
        return answered(row := self.row(uuid), body=self.said(row))

    def act(self, row: Any, version: int, given: dict[str, Any]) -> None:
        raise NotImplementedError

    def said(self, row: Any) -> dict[str, Any]:
        """What became of it."""
        last = submissions(row).first()
        if last is None:
            raise Http404
        return submission(last)


class Submit(Act):
    """Put the present version before a second person."""

    scope, permission = "propose", "claims.add_submission"
    fields = (REASON,)

    def act(self, row: Any, version: int, given: dict[str, Any]) -> None:
        workflow.submit(subject=row, by=self.user, version=version)


class Correct(Act):
    """The same, with the public note of a correction."""

    scope, permission = "edit", "claims.add_submission"
    fields = (words("note", required=True), REASON)

    def act(self, row: Any, version: int, given: dict[str, Any]) -> None:
        workflow.correct(subject=row, note=given["note"], by=self.user, version=version)


class Review(Act):
    """Approve the waiting version, or send it back with reasons; of a withdrawal, note it."""

    scope, permission = "review", "claims.review_submission"
    fields = (flag("approve", required=True), text("reasons"), text("solo_reason", most=500))

    def act(self, row: Any, version: int, given: dict[str, Any]) -> None:
        if shown.withdrawn(row):
            self.look_at_withdrawal(row, given)
            return
        waiting = submissions(row).waiting().first()
        if waiting is None:
            raise nothing("It waits for no review: submit it first.", "nothing_waits")
        workflow.review(submission=waiting, by=self.user, **given)

    def look_at_withdrawal(self, row: Claim, given: dict[str, Any]) -> None:
        if not given["approve"]:
            raise BadBody("/approve", "A withdrawal is not sent back: publish the claim anew.")
        reason = given.get("solo_reason", "")
        workflow.review_withdrawal(withdrawal=row.withdrawal, by=self.user, solo_reason=reason)


class Publish(Act):
    """Freeze the approved version as a revision of the ledger."""

    scope, permission = "publish", "claims.publish_submission"

    def act(self, row: Any, version: int, given: dict[str, Any]) -> None:
        approved = submissions(row).approved().unpublished().first()
        if approved is None:
            raise nothing("No version of it is approved and unpublished.", "nothing_is_approved")
        workflow.publish(submission=approved, by=self.user)


class Withdraw(Act):
    """Take a public claim back at once."""

    scope, permission = "publish", "claims.withdraw_claim"
    fields = (words("reasons", required=True), flag("texts_stay"))

    def act(self, row: Any, version: int, given: dict[str, Any]) -> None:
        workflow.withdraw(claim=row, by=self.user, version=version, **given)

    def said(self, row: Any) -> dict[str, Any]:
        return shown.show(row)


class LastSubmission(Desk):
    """What became of the version that was submitted last."""

    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        self.require("read", "claims.view_submission")
        parameters.read(request.META["QUERY_STRING"], ())
        row = self.row(uuid)
        last = submissions(row).first()
        if last is None:
            raise Http404
        return HttpResponse(orjson.dumps(submission(last)), content_type=JSON)


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


ACTS: dict[str, type[Act]] = {
    "submit": Submit,
    "correct": Correct,
    "review": Review,
    "publish": Publish,
    "withdraw": Withdraw,
}


def submissions(row: Any) -> Any:
    """The row's submissions, the last first."""
    related = row.submissions.select_related("submitted_by", "reviewed_by", "published_by")
    return related.order_by(F("pk").desc())


def nothing(message: str, rule: str) -> Refused:
    return Refused(message, rule=rule)


def submission(last: Submission) -> dict[str, Any]:
    """A submission in words and dates."""
    subject = last.subject
    kind, public = last.kind, subject.public_id
    return {
        "version": last.version,
        "state": _state(last),
        "correction": last.correction,
        **_who_and_when(last, "submitted"),
        **_who_and_when(last, "reviewed"),
        **_who_and_when(last, "published"),
        "reasons": last.review_reasons,
        "solo_reason": last.solo_review_reason,
        "public_id": public,
        "url": f"{settings.ORIGIN}/api/v1/{addresses.PLURAL[kind]}/{public}" if public else None,
    }


def _state(last: Submission) -> str:
    if last.published_at is not None:
        return "published"
    return {None: "waiting", True: "approved", False: "sent_back"}[last.approved]


def _who_and_when(last: Submission, done: str) -> dict[str, Any]:
    who, when = getattr(last, f"{done}_by"), getattr(last, f"{done}_at")
    return {
        f"{done}_by": who.get_username() if who else None,
        f"{done}_at": when.isoformat() if when else None,
    }

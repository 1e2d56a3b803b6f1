"""The addresses of verbs that lead to the public, and of what became of a submission."""

from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.request import Request

from claims import addresses, workflow
from claims.api import parameters
from claims.api.public import JSON, plain
from claims.models import Claim, Submission
from claims.writing import body, shown
from claims.writing.desk import Desk, answered, stale
from claims.writing.fields import Field, flag, take, text, words
from claims.writing.refusals import BadBody
from claims.writing.resource import REASON
from sources.refusal import Refused, Stale


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
            raise Refused("It waits for no review: submit it first.", rule="nothing_waits")
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
            message = "No version of it is approved and unpublished."
            raise Refused(message, rule="nothing_is_approved")
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

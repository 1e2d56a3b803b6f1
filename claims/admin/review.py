"""The review queue, the review of one submission, and publishing."""

from typing import Any, ClassVar

import orjson
from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import desk, ledger, workflow
from claims import record as public_record
from claims.admin import verbs
from claims.differences import differences
from claims.models import SUBJECTS, ClaimRelation, Submission, Withdrawal
from sources.admin.base import Admin, doer
from sources.admin.choosing import whole_number
from sources.admin.form import DeskForm, tried
from sources.admin.verbs import OneVerbAdmin, Verb, page
from sources.models import Publishable
from sources.refusal import NotReady, Refused, Stale

LATELY = 20
REVIEW = "claims.review_submission"
PUBLISH = "claims.publish_submission"


class ReviewForm(DeskForm):
    """Approve, or send back with reasons."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy("For the one who submitted it. Needed to send it back."),
    )
    solo_reason = forms.CharField(
        label=gettext_lazy("Why no second person reviews this"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "Only for a desk of one person: page, API and export will say that nobody else "
            "reviewed it, and this reason."
        ),
    )
    homes: ClassVar[dict[str, str]] = {
        "submission_sent_back_with_reasons": "reasons",
        "submission_reviewer_is_a_second_person": "solo_reason",
        "reviewer_contributed_nothing": "solo_reason",
    }


class ReviewWithdrawal(Verb):
    """Look at a withdrawal that was made at once."""

    title = gettext_lazy("Review this withdrawal")
    button = gettext_lazy("I have looked at it")
    about = gettext_lazy("The claim is withdrawn already; this notes that a second person looked.")
    permission = REVIEW
    template = "desk/withdrawal.html"

    solo_reason = forms.CharField(
        label=gettext_lazy("Why no second person reviews this"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text=gettext_lazy("Only for a desk of one person."),
    )

    def needs(self) -> list[str]:
        return [_("It has been reviewed already.")] if self.subject.reviewed_at else []

    def run(self, by: User) -> tuple[Any, str]:
        reason = self.cleaned_data["solo_reason"]
        workflow.review_withdrawal(withdrawal=self.subject, by=by, solo_reason=reason)
        return _("Noted."), reverse("admin:claims_submission_changelist")


class WithdrawalAdmin(OneVerbAdmin):
    """Reached from the queue; a withdrawal is made on its claim and stays as it was made."""

    verb = ReviewWithdrawal

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(ReviewWithdrawal.permission)

    has_view_permission = has_change_permission

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:claims_submission_changelist"))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:claims_submission_changelist"))


class SubmissionAdmin(Admin):
    """What waits for a second person, what was sent back, what may be published."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(
                f"{name}/<str:kind>/<str:object_id>/",
                view(self.puts(verb)),
                name=f"claims_submission_{name}",
            )
            for name, verb in (("submit", verbs.Submit), ("correct", verbs.Correct))
        ]
        return own + super().get_urls()

    def puts(self, verb: type[Verb]) -> Any:
        """The view by which a record of any kind is submitted."""

        def view(request: HttpRequest, kind: str, object_id: str) -> HttpResponse:
            pk = whole_number(object_id)
            if kind not in SUBJECTS or pk is None:
                raise Http404
            model: Any = Submission._meta.get_field(kind).related_model
            subject = model.objects.filter(pk=pk).first()
            if subject is None:
                raise Http404
            home: Any = self.admin_site.get_model_admin(model)
            return page(home, request, subject, verb)

        return view

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The queue, by what is to be done."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        rows = desk.submissions()
        waiting = list(rows.waiting().order_by("submitted_at"))
        sent_back = rows.filter(approved=False).order_by("-reviewed_at")
        publishable = rows.approved().unpublished().order_by("reviewed_at")
        published = rows.filter(published_at__isnull=False).order_by("-published_at")
        withdrawals = Withdrawal.objects.filter(reviewed_at=None).select_related(
            "claim", "withdrawn_by"
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Review queue"),
            "opts": self.opts,
            "mine": [s for s in waiting if s.submitted_by_id == request.user.pk],
            "waiting": [s for s in waiting if s.submitted_by_id != request.user.pk],
            "sent_back": list(sent_back[:LATELY]),
            "publishable": list(publishable),
            "published": list(published[:LATELY]),
            "withdrawals": list(withdrawals.order_by("withdrawn_at")),
        }
        return TemplateResponse(request, "admin/claims/submission/queue.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Read what would be frozen; approve, send back, publish."""
        submission: Any = self.get_object(request, unquote(object_id))
        if submission is None:
            raise Http404
        if not self.has_view_or_change_permission(request, submission):
            raise PermissionDenied
        form = ReviewForm(request.POST if request.method == "POST" else None)
        said, status = tried(form, lambda: self.done(request, submission, form))
        if said is not None:
            messages.success(request, said)
            return HttpResponseRedirect(request.path)
        return self.review_page(request, submission, form, status)

    def done(self, request: HttpRequest, submission: Submission, form: ReviewForm) -> str:
        """Do what the pressed button says. Raises Refused."""
        by = doer(request)
        wanted = PUBLISH if "_publish" in request.POST else REVIEW
        if not by.has_perm(wanted):
            raise PermissionDenied
        if wanted == PUBLISH:
            workflow.publish(submission=submission, by=by)
            return _("Published.")
        approve = "_approve" in request.POST
        if not approve and "_send_back" not in request.POST:
            raise Refused(_("Approve it or send it back."), rule="review_has_an_outcome")
        workflow.review(
            submission=submission,
            by=by,
            approve=approve,
            reasons=form.cleaned_data["reasons"],
            solo_reason=form.cleaned_data["solo_reason"],
        )
        return _("Approved.") if approve else _("Sent back.")

    def review_page(
        self, request: HttpRequest, submission: Submission, form: ReviewForm, status: int
    ) -> HttpResponse:
        subject = submission.subject
        subject.refresh_from_db()
        checks = workflow.checklist(subject, submission)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Review"),
            "subtitle": str(subject),
            "opts": self.opts,
            "submission": submission,
            "subject": subject,
            "form": form,
            "may_act": request.user.has_perm(PUBLISH if submission.approved else REVIEW),
            "moved": moved(submission),
            "checks": checks,
            "ready": all(check.passed for check in checks),
            **frozen(submission),
        }
        template = "admin/claims/submission/review.html"
        return TemplateResponse(request, template, context, status=status)


def moved(submission: Submission) -> list[str]:
    """Why this submission can no longer be approved or published, if so."""
    if submission.published_at is not None or submission.approved is False:
        return []
    try:
        with workflow.acting(submission.submitted_by):
            workflow.refuse_if_moved(submission)
    except Stale:
        return [_("It was edited after it was submitted: it must be submitted again.")]
    except NotReady as refusal:
        return [message for _field, _rule, message in refusal.errors]
    return []


def related(subject: Publishable, record: dict[str, Any]) -> list[ClaimRelation]:
    """The relations that the record states by id, as rows: with the words of the other claim."""
    ids = [item["claim"]["id"] for item in record.get("relations", ())]
    rows = ClaimRelation.objects.filter(claim_id=subject.pk, other__public_id__in=ids)
    return list(rows.select_related("other").order_by("pk")) if ids else []


def frozen(submission: Submission) -> dict[str, Any]:
    """The record that publishing would freeze (or has frozen), the drafts that go with it, and
    how it differs from what readers see now."""
    subject = submission.subject
    kind = submission.kind
    entry = ledger.current(kind, subject.public_id or "", using="default")
    record = public_record.build(subject, submission=submission)
    before = entry.record if entry is not None else None
    drafts = [
        (public_record.kind_of(thing), thing, public_record.build(thing, submission=submission))
        for thing in workflow.named_things(subject)
        if not thing.is_public
    ]
    return {
        "kind": kind,
        "record": record,
        "json": orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode(),
        "drafts": drafts,
        "before": before,
        "related": related(subject, record),
        "differences": differences(before, record) if before is not None else [],
    }

"""The verbs of the desk as pages: submit, correct, assess, withdraw, merge."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import record as public_record
from claims import workflow
from claims.forms import language_map
from claims.models import Actor, Attribution, Evidence, Hop
from claims.vocabulary import EvidenceStatus
from sources.admin.choosing import choosing
from sources.admin.verbs import Verb
from sources.refusal import NotReady


def change_url(row: Any) -> str:
    """The form of a record."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def silent_change(subject: Any) -> list[str]:
    """What readers have seen that the present draft would change without a note."""
    try:
        workflow.refuse_silent_change(subject, public_record.build(subject))
    except NotReady as refusal:
        return [message for _field, _rule, message in refusal.errors]
    return []


class Submit(Verb):
    """Put the present version before a second person."""

    permission = "claims.add_submission"
    title = gettext_lazy("Submit for review")
    button = gettext_lazy("Submit for review")
    about = gettext_lazy(
        "A second person reads exactly this version, and everything in it that is not public yet. "
        "Any later edit makes the review void."
    )
    template = "desk/submit.html"

    def needs(self) -> list[str]:
        missing = [message for _field, _rule, message in workflow.not_ready(self.subject)]
        return missing + self.also(ready=not missing)

    def also(self, *, ready: bool) -> list[str]:
        """What stands in the way besides the conditions of publication."""
        if waiting := self.subject.submissions.waiting().select_related("submitted_by").first():
            said = _("It is waiting for review already, submitted by %s.")
            return [said % waiting.submitted_by.get_username()]
        return self.silent() if ready and self.subject.is_public else []

    def silent(self) -> list[str]:
        """What stands against submitting without a note."""
        return silent_change(self.subject)

    def context(self) -> dict[str, Any]:
        checks = workflow.checklist(self.subject)
        ready = all(check.passed for check in checks if check.name != "second")
        return {
            "drafts": [t for t in workflow.named_things(self.subject) if not t.is_public],
            "checks": checks,
            "also": self.also(ready=ready),
        }

    def run(self, by: User) -> tuple[Any, str]:
        workflow.submit(subject=self.subject, by=by, version=self.given)
        return _("Submitted for review."), change_url(self.subject)


class Correct(Submit):
    """The same, with the public note that says what changed."""

    title = gettext_lazy("Submit a correction")
    button = gettext_lazy("Submit the correction")
    about = gettext_lazy(
        "For a change of what readers have seen. The note is public, stays on the page and goes "
        "to everyone who follows corrections. A second person reviews it first."
    )

    correction = language_map(
        gettext_lazy("Public note"),
        required=True,
        rows=3,
        help_text=gettext_lazy("What was wrong, what it says now, and why."),
    )

    def silent(self) -> list[str]:
        return []

    def run(self, by: User) -> tuple[Any, str]:
        note = self.cleaned_data["correction"]
        workflow.correct(subject=self.subject, note=note, by=by, version=self.given)
        return _("The correction was submitted for review."), change_url(self.subject)


class Assess(Verb):
    """Sign an evidence status with its reasons."""

    permission = "claims.add_assessment"
    title = gettext_lazy("Assess the evidence")
    button = gettext_lazy("Sign this assessment")
    about = gettext_lazy(
        "How well the claim stands, as of today and under your name. It is never changed "
        "afterwards: a later assessment takes its place, and both stay readable."
    )
    template = "desk/assess.html"

    status = forms.ChoiceField(label=gettext_lazy("Evidence status"), widget=forms.RadioSelect)
    reasons = language_map(
        gettext_lazy("Reasons"),
        rows=4,
        help_text=gettext_lazy("Public. Every status but “not assessed” needs them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields["status"]
        status.choices = [(t.code, f"{t.label}: {t.definition}") for t in EvidenceStatus.terms()]

    def context(self) -> dict[str, Any]:
        rows = self.subject.assessments.select_related("assessed_by").order_by("-assessed_at")
        return {"assessments": rows}

    def run(self, by: User) -> tuple[Any, str]:
        with workflow.acting(by):
            workflow.locked(self.subject, self.given)
            workflow.assess(
                claim=self.subject,
                status=self.cleaned_data["status"],
                reasons=self.cleaned_data["reasons"],
                by=by,
            )
        return _("The assessment was signed."), change_url(self.subject)


class Withdraw(Verb):
    """Take a public claim back at once."""

    permission = "claims.withdraw_claim"
    title = gettext_lazy("Withdraw this claim")
    button = gettext_lazy("Withdraw it now")
    about = gettext_lazy(
        "Its page, its data and every earlier version answer “withdrawn” from now on, with your "
        "reason. This cannot be undone. A second person looks at it within 24 hours."
    )
    dangerous = True

    reasons = language_map(gettext_lazy("Public reason"), required=True, rows=3)
    texts_stay = forms.BooleanField(
        label=gettext_lazy("The wording of the claim may stay readable"), required=False
    )

    def needs(self) -> list[str]:
        if not self.subject.is_public:
            return [_("Only a published claim is withdrawn: a draft is deleted.")]
        if hasattr(self.subject, "withdrawal"):
            return [_("The claim has been withdrawn already.")]
        return []

    def run(self, by: User) -> tuple[Any, str]:
        given = self.cleaned_data
        workflow.withdraw(
            claim=self.subject, reasons=given["reasons"], by=by, texts_stay=given["texts_stay"]
        )
        return _("The claim was withdrawn. A second person looks at it within 24 hours."), (
            change_url(self.subject)
        )


class Merge(Verb):
    """Say that two records are of the same thing; one address will lead to the other."""

    title = gettext_lazy("Merge into another")
    button = gettext_lazy("Merge")
    template = "desk/merge.html"
    dangerous = True

    into = forms.ModelChoiceField(label=gettext_lazy("Into"), queryset=Actor.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = type(self.subject)
        into: Any = self.fields["into"]
        into.queryset = model._default_manager.filter(merged_into=None).exclude(pk=self.subject.pk)
        into.widget = choosing(into, model._meta.get_field("merged_into"), admin.site)

    def needs(self) -> list[str]:
        if self.subject.merged_into_id is not None:
            return [_("It is merged already.")]
        return []

    def run(self, by: User) -> tuple[Any, str]:
        into, reason = self.cleaned_data["into"], self.cleaned_data["reason"]
        with workflow.acting(by, reason) as act:
            workflow.merge(row=self.subject, into=into, by=by, version=self.given, reason=reason)
        said = format_html(
            '{} <a href="{}">{}</a>',
            _("Merged into “%s”.") % into,
            reverse("desk_undo", args=[act]),
            _("Undo"),
        )
        return said, change_url(into)


class MergeActor(Merge):
    """Actors: what names the one keeps naming it, and its address leads to the other."""

    permission = "claims.merge_actor"
    about = gettext_lazy(
        "What names this actor stays as it is, in drafts and in published records; its address "
        "will lead to the other once the merge has been reviewed and published."
    )

    def context(self) -> dict[str, Any]:
        who = self.subject
        spoken = Attribution.objects.filter(Q(speaker=who) | Q(on_behalf_of=who))
        hops, origins = Hop.objects.filter(actor=who), Evidence.objects.filter(origin=who)
        return {
            "moves": False,
            "counts": [
                (_("attributions"), spoken.count()),
                (_("steps of chains"), hops.count()),
                (_("items of evidence"), origins.count()),
            ],
            "listed": [
                *spoken.select_related("claim", "speaker").order_by("-pk")[:50],
                *hops.select_related("attribution__claim", "actor").order_by("-pk")[:20],
                *origins.select_related("claim").order_by("-pk")[:20],
            ],
        }


class MergeClaim(Merge):
    """Claims: attributions and evidence move to the other."""

    permission = "claims.merge_claim"
    about = gettext_lazy(
        "Its attributions and its evidence move to the other claim, and its address will lead "
        "there once the merge has been reviewed and published."
    )

    def context(self) -> dict[str, Any]:
        attributions = self.subject.attributions.select_related("speaker", "document")
        evidence = self.subject.evidence.select_related("document")
        return {"moves": True, "listed": [*attributions, *evidence]}

"""One act on every claim that the list shows: counted first, tried out, then done."""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import workflow
from claims.admin.sharing import People, people
from claims.models import Claim, Topic
from claims.workflow.desk import MOST_TOGETHER
from sources.admin.base import doer
from sources.refusal import Refused
from sources.rights import EDIT_OTHERS

SHOWN: Final = 20
ACTS: Final = (
    ("topic", gettext_lazy("add a topic")),
    ("assign", gettext_lazy("assign")),
    ("submit", gettext_lazy("submit for review")),
)


class Bulk(forms.Form):
    """What to do with all of them."""

    act = forms.ChoiceField(
        label=gettext_lazy("What to do"), choices=ACTS, widget=forms.RadioSelect
    )
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic"), queryset=Topic.objects.order_by("pk"), required=False
    )
    assignee = People(label=gettext_lazy("To"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee: Any = self.fields["assignee"]
        assignee.queryset = people()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("act") == "topic" and not cleaned.get("topic"):
            self.add_error("topic", _("Choose the topic."))
        return cleaned

    def verb(self, claims: list[Claim], by: User) -> Callable[[], workflow.Together[Claim]]:
        """The verb that was chosen, with its words."""
        given = self.cleaned_data
        if given["act"] == "topic":
            return lambda: workflow.gather(claims=claims, topic=given["topic"], by=by)
        if given["act"] == "assign":
            return lambda: workflow.assign_all(claims=claims, assignee=given["assignee"], by=by)
        return lambda: workflow.submit_all(claims=claims, by=by)


def fingerprint(claims: list[Claim]) -> str:
    """Tells one choice of claims, in their versions, from another."""
    named = ",".join(f"{claim.pk}.{claim.version}" for claim in claims)
    return hashlib.sha256(named.encode()).hexdigest()


def page(request: HttpRequest, rows: Any) -> HttpResponse:
    """Show how many claims the filter holds, try the act out, or do it."""
    by = doer(request)
    if not by.has_perm(EDIT_OTHERS):
        raise PermissionDenied
    number = rows.count()
    claims = list(rows.order_by("pk")) if number <= MOST_TOGETHER else []
    form = Bulk(request.POST or None, initial={"act": "topic"})
    tried: workflow.Together[Claim] | None = None
    status = 200
    if request.method == "POST" and claims and form.is_valid():
        seen = form.cleaned_data["seen"]
        if "_do" in request.POST and seen == fingerprint(claims):
            return done(request, form, claims)
        if "_do" in request.POST:
            form.add_error(None, _("The claims changed meanwhile: look at them again."))
            status = 409
        tried = dry_run(form, claims, by)
    context = {
        **admin.site.each_context(request),
        "title": _("Change these claims together"),
        "opts": Claim._meta,
        "number": number,
        "most": MOST_TOGETHER,
        "claims": claims[:SHOWN],
        "unseen": max(0, len(claims) - SHOWN),
        "form": form,
        "tried": tried,
        "fingerprint": fingerprint(claims),
        "filter": request.GET.urlencode(),
    }
    return TemplateResponse(request, "desk/bulk.html", context, status=status)


def dry_run(form: Bulk, claims: list[Claim], by: User) -> workflow.Together[Claim] | None:
    """What would come of it: the verb itself, rolled back."""
    with transaction.atomic():
        try:
            told = form.verb(claims, by)()
        except Refused as refusal:
            form.add_error(None, str(refusal))
            told = None
        transaction.set_rollback(True)
    return told


def done(request: HttpRequest, form: Bulk, claims: list[Claim]) -> HttpResponse:
    """Do it; afterwards the list again, with the way back where there is one."""
    by = doer(request)
    there = reverse("admin:claims_claim_changelist")
    try:
        with workflow.acting(by) as act:
            told = form.verb(claims, by)()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{there}?{request.GET.urlencode()}")
    said = _("Done: %(done)d. Left as they were: %(left)d.")
    messages.success(request, said % {"done": len(told.done), "left": len(told.left)})
    if form.cleaned_data["act"] == "topic" and told.done:
        return HttpResponseRedirect(reverse("desk_undo", args=[act]))
    return HttpResponseRedirect(f"{there}?{request.GET.urlencode()}")

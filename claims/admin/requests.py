"""Readers' requests for a correction: a list of what waits, and one page to end each."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import workflow
from claims.models import CorrectionRequest
from sources.admin.verbs import OneVerbAdmin, Verb

STATES = {
    "received": gettext_lazy("received"),
    "answered": gettext_lazy("answered"),
    "declined": gettext_lazy("declined"),
}


class EndRequest(Verb):
    """Answer or decline, in words that the sender sees under their reference."""

    permission = "claims.change_correctionrequest"
    title = gettext_lazy("Reply to a reader")
    button = gettext_lazy("Send the reply")
    about = gettext_lazy(
        "The sender sees this reply under their reference; nobody else does. What has to be "
        "changed is changed by a correction of the claim."
    )
    template = "desk/request.html"

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        widget=forms.RadioSelect,
        choices=[
            ("answered", gettext_lazy("answered: corrected, or explained")),
            ("declined", gettext_lazy("declined: nothing is to be changed")),
        ],
    )
    reply = forms.CharField(
        label=gettext_lazy("Reply"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def needs(self) -> list[str]:
        row = self.subject
        by = row.answered_by or row.declined_by
        if by is None:
            return []
        return [_("It was ended by %(who)s: %(reply)s") % {"who": by, "reply": row.reply}]

    def run(self, by: User) -> tuple[Any, str]:
        given = self.cleaned_data
        ends = {"answered": workflow.answer_request, "declined": workflow.decline_request}
        ends[given["outcome"]](request=self.subject, reply=given["reply"], by=by)
        return _("The reply was sent."), reverse("admin:claims_correctionrequest_changelist")


class StateFilter(admin.SimpleListFilter):
    """By what became of them."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "received":
            return queryset.filter(answered_at=None, declined_at=None)
        if self.value() in ("answered", "declined"):
            return queryset.exclude(**{f"{self.value()}_at": None})
        return queryset


class CorrectionRequestAdmin(OneVerbAdmin):
    """What readers sent, the oldest that waits first. Nothing here is ever public."""

    verb = EndRequest
    list_display = ("reference", "claim", "beginning", "received_at", "state_word")
    list_filter = (StateFilter,)
    list_select_related = ("claim",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("received_at",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        listed: Any = super().get_queryset(request)
        kept: QuerySet[Any] = listed.kept(timezone.now())
        return kept

    @admin.display(description=gettext_lazy("what is wrong"))
    def beginning(self, row: CorrectionRequest) -> str:
        return row.text if len(row.text) <= 120 else f"{row.text[:119]}…"

    @admin.display(description=gettext_lazy("state"))
    def state_word(self, row: CorrectionRequest) -> str:
        return str(STATES[row.state])

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise Http404

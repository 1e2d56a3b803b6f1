"""Attributions as a list with their history; they are recorded and changed in the workspace."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.actors import matching
from claims.admin.record import spelled
from claims.models import Attribution, Hop
from sources.admin.base import EditorAdmin
from sources.admin.choosing import choosing, whole_number
from sources.admin.history import Spell
from sources.models import Document


class ChooseDocument(forms.Form):
    """Which document the words stand in."""

    document = forms.ModelChoiceField(
        label=gettext_lazy("Document"), queryset=Document.objects.all()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = Attribution._meta.get_field("document")
        chosen: Any = self.fields["document"]
        chosen.widget = choosing(chosen, field, admin.site)


class AttributionAdmin(EditorAdmin):
    """To add one or to change one leads to its document's workspace."""

    list_display = ("who", "stance", "claim", "document", "said_on")
    list_filter = ("stance", "manner", "evidence_in_text")
    list_select_related = ("speaker", "claim", "document")
    search_fields = ("speaker__names",)
    ordering = ("-pk",)

    @admin.display(description=gettext_lazy("who"))
    def who(self, row: Attribution) -> str:
        return str(row.speaker or row.description or row.get_naming_display())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attribution]:
        rows: QuerySet[Attribution] = super().get_queryset(request)
        return rows.defer("document__text")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = matching(queryset, search_term, "claim__texts", "speaker__names")
        return found, False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Without a document there is nothing to attribute: it is asked for first."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        key = whole_number(request.GET.get("document"))
        document = Document.objects.filter(pk=key).first() if key is not None else None
        if document is None:
            return self.choose_document(request)
        asked = {"claim": request.GET.get("claim"), "open": _blank(request.GET.get("sentence"))}
        return to_workspace(document.pk, **asked)

    def choose_document(self, request: HttpRequest) -> HttpResponse:
        form = ChooseDocument()
        context = {
            **self.admin_site.each_context(request),
            "title": _("In which document does it stand?"),
            "opts": self.opts,
            "form": form,
            "claim": whole_number(request.GET.get("claim")),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/claims/attribution/choose.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        may = self.has_view_permission if request.method == "GET" else self.has_change_permission
        if not may(request, row):
            raise PermissionDenied
        return to_workspace(row.document_id, open=f"attribution-{row.pk}")

    def history_streams(self, row: Any) -> list[Any]:
        hops: Any = Hop
        chain = hops.pgh_event_model.objects.filter(attribution_id=row.pk).order_by("pgh_id")
        return [*super().history_streams(row), chain]

    def history_spell(self, row: Any) -> Spell:
        return spelled(self.history_streams(row))


def _blank(sentence: str | None) -> str | None:
    """The key of a new record of a sentence."""
    number = whole_number(sentence)
    return None if number is None else f"new-{number}"


def to_workspace(document: int, **asked: str | None) -> HttpResponseRedirect:
    """A redirect to a document's workspace, with what is to be open there."""
    there = reverse("admin:sources_document_workspace", args=[document])
    query = urlencode({name: value for name, value in asked.items() if value})
    return HttpResponseRedirect(f"{there}?{query}" if query else there)

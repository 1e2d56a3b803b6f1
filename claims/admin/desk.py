"""The pages of the desk that are no record's form: its lists in full, completeness, precision."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import desk, workflow
from claims.admin import sharing
from claims.models import ReportingCue
from claims.models.suggestions import REASON_LENGTH
from sources.admin.base import doer
from sources.admin.choosing import whole_number
from sources.admin.form import refuse_unreadable
from sources.models import Document
from sources.refusal import Refused

DISMISS = "claims.change_reportingcue"
SUGGEST = "claims.add_suggestion"
FULL = 50


def addresses() -> list[URLPattern]:
    """The addresses of these pages."""
    view = admin.site.admin_view
    return [
        path("admin/desk/precision/", view(precision), name="desk_precision"),
        path("admin/desk/completeness/", view(completeness), name="desk_completeness"),
        path("admin/desk/completeness/<int:pk>/", view(cues), name="desk_cues"),
        path("admin/desk/comment/<str:kind>/<int:pk>/", view(sharing.comment), name="desk_comment"),
        path("admin/desk/assign/<str:kind>/<int:pk>/", view(sharing.assign), name="desk_assign"),
        path("admin/desk/undo/<uuid:act>/", view(sharing.undo), name="desk_undo"),
        path("admin/desk/<slug:name>/", view(section), name="desk_section"),
    ]


def answer(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page of the desk."""
    shared = {**admin.site.each_context(request), "title": title}
    return TemplateResponse(request, f"desk/{template}.html", {**shared, **context})


def beyond(request: HttpRequest) -> int | None:
    """The key that the page begins after."""
    return whole_number(request.GET.get("beyond"))


def section(request: HttpRequest, name: str) -> HttpResponse:
    """One list of the first page, whole, a page at a time."""
    found = desk.SECTIONS.get(name)
    person = doer(request)
    if found is None:
        raise Http404
    if found.permission and not person.has_perm(found.permission):
        raise PermissionDenied
    page = desk.page_of(found, person, beyond=beyond(request), most=FULL)
    return answer(request, "section", str(found.title), page=page)


def completeness(request: HttpRequest) -> HttpResponse:
    """How far each document is recorded."""
    texts, more = desk.completeness(beyond=beyond(request), most=FULL)
    return answer(request, "completeness", _("Completeness by document"), texts=texts, more=more)


def precision(request: HttpRequest) -> HttpResponse:
    """What editors did with proposals, by language, version and field."""
    return answer(request, "precision", _("How good the proposals are"), found=desk.precision())


class Reason(forms.Form):
    """Why nothing is recorded of some reporting words."""

    cue = forms.ModelChoiceField(queryset=ReportingCue.objects.none(), widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        validators=[refuse_unreadable],
        error_messages={"required": gettext_lazy("Say why nothing is recorded here.")},
    )

    def __init__(self, data: Any, *, document: Document) -> None:
        super().__init__(data)
        choices: Any = self.fields["cue"]
        choices.queryset = document.cues.all()


def cues(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentences of a document that report speech and of which nothing is recorded."""
    document = Document.objects.select_related("source").filter(pk=pk).first()
    if document is None:
        raise Http404
    form = Reason(request.POST or None, document=document)
    if request.method == "POST":
        if "_suggest" in request.POST:
            return _suggested(request, document)
        if not doer(request).has_perm(DISMISS):
            raise PermissionDenied
        if form.is_valid() and _dismissed(request, form):
            return HttpResponseRedirect(request.path)
    waiting = desk.waiting_cues(document)
    context = {
        "document": document,
        "waiting": waiting,
        "form": form,
        "typed": whole_number(request.POST.get("cue")),
        "read": workflow.is_read(document.language),
        "noted": document.cues.exists(),
        "may_dismiss": doer(request).has_perm(DISMISS),
        "may_suggest": doer(request).has_perm(SUGGEST),
    }
    return answer(request, "cues", str(document), **context)


def _dismissed(request: HttpRequest, form: Reason) -> bool:
    given = form.cleaned_data
    try:
        workflow.dismiss_cue(cue=given["cue"], by=doer(request), reason=given["reason"])
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return False
    messages.success(request, _("Dismissed."))
    return True


def _suggested(request: HttpRequest, document: Document) -> HttpResponse:
    """Run the engine, and say what came of it."""
    if not doer(request).has_perm(SUGGEST):
        raise PermissionDenied
    found = workflow.suggest(document=document, by=doer(request))
    if not found.read:
        messages.warning(request, _("There are no rules for this language: nothing is proposed."))
    else:
        said = _("Read: %(added)d new proposals, %(dropped)d dropped.")
        messages.success(request, said % {"added": found.added, "dropped": found.dropped})
    return HttpResponseRedirect(reverse("desk_cues", args=[document.pk]))

"""Recording who said what, from a sentence of a document."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import workflow
from claims.admin.actors import actor_field, matching
from claims.admin.attribution_form import AttributionForm
from claims.admin.picking import lines_around
from claims.admin.record import spelled
from claims.models import Attribution, Hop
from sources.admin.base import EditorAdmin, settle
from sources.admin.choosing import choosing, whole_number
from sources.admin.form import Form
from sources.admin.history import Spell
from sources.models import Document


class HopForm(Form):
    """One step of the chain: an actor or a description."""

    request: ClassVar[HttpRequest]

    class Meta:
        model = Hop
        fields = ("actor", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"] = actor_field(Hop, "actor", self.request)
        self.fields["description"].widget.attrs["aria-label"] = _("description")


class HopInline(admin.TabularInline):  # type: ignore[type-arg]
    """The chain, in the order of its rows."""

    model = Hop
    form = HopForm
    extra = 1
    max_num = 12
    verbose_name = gettext_lazy("step")
    verbose_name_plural = gettext_lazy("Chain, from the speaker outward (the source is its end)")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = type("HopForm", (HopForm,), {"request": request})
        return super().get_formset(request, obj, form=form, **kwargs)


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
    """Attributions begin in a document's reading view, at a sentence."""

    form = AttributionForm
    change_form_template = "admin/claims/attribution/change_form.html"
    inlines = (HopInline,)
    list_display = ("who", "stance", "claim", "document", "said_on")
    list_filter = ("stance", "manner", "evidence_in_text")
    list_select_related = ("speaker", "claim", "document")
    search_fields = ("speaker__names",)
    ordering = ("-pk",)
    autocomplete_fields = ("claim",)
    only_chosen = ("claim", "nested_in")
    fieldsets = (
        (
            gettext_lazy("The words"),
            {"fields": (("first", "last"), "content", "cue", "mention"), "classes": ("words",)},
        ),
        (gettext_lazy("The claim"), {"fields": ("claim", "new_claim")}),
        (
            gettext_lazy("Who speaks"),
            {
                "fields": (
                    "naming",
                    "speaker",
                    "description",
                    "anonymity_reason",
                    "on_behalf_of",
                    "speaking_as",
                )
            },
        ),
        (
            gettext_lazy("How it is reported"),
            {"fields": (("stance", "polarity"), ("manner", "reported_as"), "nested_in")},
        ),
        (
            gettext_lazy("Evidence in the text"),
            {"fields": ("evidence_in_text", "evidence"), "classes": ("words",)},
        ),
        (gettext_lazy("When it was said"), {"fields": ("said_on", "said_deduced", "said_reason")}),
        (gettext_lazy("For the desk"), {"fields": ("notes",)}),
    )

    class Media:
        js = (forms.Script("tracker/picking.js", defer=True),)

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

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new claim can be worded only together with a new attribution."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [
            (title, {**given, "fields": tuple(f for f in given["fields"] if f != "new_claim")})
            for title, given in fieldsets
        ]

    def document_of(self, request: HttpRequest, obj: Any = None) -> Document | None:
        """The document that the form is about."""
        if obj is not None:
            document: Document = obj.document
            return document
        pk = whole_number(request.GET.get("document"))
        return Document.objects.filter(pk=pk).first() if pk is not None else None

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[Form]:  # type: ignore[override]
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"document": self.document_of(request, obj)})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        sentence = whole_number(request.GET.get("sentence"))
        given: dict[str, Any] = {"first": sentence} if sentence else {}
        if claim := whole_number(request.GET.get("claim")):
            given["claim"] = claim
        return given

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Without a document there is nothing to attribute: it is asked for first."""
        if self.document_of(request) is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            if request.method == "POST":
                raise Http404
            return self.choose_document(request)
        return super().add_view(request, form_url, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Whoever may look and not change reads it where it stands, in the document."""
        row = self.get_object(request, unquote(object_id))
        may_look = row is not None and self.has_view_permission(request, row)
        if row is None or not may_look or self.has_change_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            raise PermissionDenied
        there = reverse("admin:sources_document_workspace", args=[row.document_id])
        return HttpResponseRedirect(f"{there}#s{row.sentence.number}")

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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context["document"] = form.document
        context["lines"] = lines_around(form)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        claim = None if change else form.new()
        if claim is not None:
            obj.claim = claim
        obj.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """The chain is written anew when it differs, numbered in the order of its rows."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        via = [
            row.cleaned_data["actor"] or row.cleaned_data["description"]
            for row in formset.forms
            if row not in formset.deleted_forms
            and (row.cleaned_data.get("actor") or row.cleaned_data.get("description"))
        ]
        attribution = form.instance
        if via != [hop.actor or hop.description for hop in attribution.via.select_related("actor")]:
            workflow.chain(attribution, via)
        settle()

    def where_next(self, request: HttpRequest, row: Attribution) -> str:
        """Back to the sentence while reading, else to the claim."""
        if request.GET.get("sentence"):
            number = row.sentence.number
            there = reverse("admin:sources_document_workspace", args=[row.document_id])
            return f"{there}#s{number}"
        return reverse("admin:claims_claim_change", args=[row.claim_id])

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        there = reverse("admin:claims_claim_change", args=[obj.claim_id])
        link = format_html('<a href="{}">{}</a>', there, obj.claim)
        messages.info(request, format_html(_("It is on the claim {}."), link))
        return HttpResponseRedirect(self.where_next(request, obj))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.where_next(request, obj))

    def history_streams(self, row: Any) -> list[Any]:
        hops: Any = Hop
        chain = hops.pgh_event_model.objects.filter(attribution_id=row.pk).order_by("pgh_id")
        return [*super().history_streams(row), chain]

    def history_spell(self, row: Any) -> Spell:
        return spelled(self.history_streams(row))

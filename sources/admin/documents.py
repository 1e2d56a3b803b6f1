"""Capturing a text, its metadata, and reading it sentence by sentence."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources import capture
from sources.admin import capture_page, verbs
from sources.admin.base import EditorAdmin
from sources.admin.form import EditorForm
from sources.dates import DateRefused, parse
from sources.fetch import Fetcher
from sources.models import Document, Source
from sources.models.originals import Original

STATE = gettext_lazy("state")


def state_of(row: Any) -> str:
    """Draft, public, or public with changes that readers do not see yet."""
    if not row.is_public:
        return str(_("draft"))
    return str(_("public, with changes waiting") if row.has_pending_edits else _("public"))


class SourceAdmin(EditorAdmin):
    """Publishers and channels that texts come from."""

    list_display = ("name", "kind", "shown", "state")
    list_filter = ("kind", "shown")
    search_fields = ("name__unaccent",)
    ordering = ("name",)
    fieldsets = ((None, {"fields": ("name", "kind", "homepage", "shown", "notes")}),)

    @admin.display(description=STATE)
    def state(self, row: Source) -> str:
        return state_of(row)


class DocumentForm(EditorForm):
    """What is known of a text besides its words; the words never change."""

    class Meta:
        model = Document
        fields = (
            "title",
            "source",
            "kind",
            "language",
            "byline",
            "url",
            "archive_url",
            "predecessor",
            "published_on",
            "published_deduced",
            "published_reason",
            "notes",
        )

    homes = {
        "document_deduced_date_has_a_reason": "published_reason",
        "document_names_its_predecessor": "predecessor",
        "document_follows_the_same_address": "predecessor",
        "document_text_is_captured_once": "source",
    }

    def clean_published_on(self) -> str:
        """Also derives the earliest and the latest day."""
        written: str = self.cleaned_data["published_on"]
        try:
            dated = parse(written) if written.strip() else None
        except DateRefused as refusal:
            raise forms.ValidationError(str(refusal), code="date") from refusal
        self.instance.published_earliest = dated.earliest if dated else None
        self.instance.published_latest = dated.latest if dated else None
        return dated.edtf if dated else ""


class Discard(verbs.Verb):
    """Remove a document that nothing cites; its hash and the reason stay."""

    title = gettext_lazy("Discard this document")
    button = gettext_lazy("Discard it")
    about = gettext_lazy(
        "The text and its sentences are removed for good. Its SHA-256, your name and your reason "
        "are kept. A document that is public, or that an attribution names, cannot be discarded."
    )
    permission = "sources.delete_document"
    dangerous = True

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )

    def run(self, by: User) -> tuple[Any, str]:
        capture.discard(document=self.subject, by=by, reason=self.cleaned_data["reason"])
        return _("The document was discarded."), reverse("admin:sources_document_changelist")


class DocumentAdmin(EditorAdmin):
    """Captured texts. To add one is to capture it; to delete one is to discard it."""

    form = DocumentForm
    fetcher = Fetcher()
    list_display = ("title", "source", "published_on", "language", "state")
    list_filter = ("kind", "language")
    list_select_related = ("source",)
    search_fields = ("title__unaccent", "byline__unaccent", "url")
    ordering = ("-captured_at",)
    autocomplete_fields = ("source", "predecessor")
    only_chosen = ("predecessor",)
    readonly_fields = ("text_sha256", "captured", "days")
    change_form_template = "admin/sources/document/change_form.html"
    fieldsets = (
        (None, {"fields": ("title", "source", "kind", "language", "byline")}),
        (
            gettext_lazy("Published"),
            {"fields": ("published_on", "days", "published_deduced", "published_reason")},
        ),
        (gettext_lazy("Addresses"), {"fields": ("url", "archive_url", "predecessor")}),
        (gettext_lazy("For the desk"), {"fields": ("notes", "captured", "text_sha256")}),
    )

    @admin.display(description=STATE)
    def state(self, row: Document) -> str:
        return state_of(row)

    @admin.display(description=gettext_lazy("captured"))
    def captured(self, row: Document) -> str:
        return _("%(day)s by %(who)s, %(length)s characters") % {
            "day": row.captured_at.date().isoformat(),
            "who": row.captured_by.get_username(),
            "length": row.length,
        }

    @admin.display(description=gettext_lazy("earliest and latest day"))
    def days(self, row: Document) -> str:
        if row.published_earliest is None and row.published_latest is None:
            return "—"
        return f"{row.published_earliest or '…'} – {row.published_latest or '…'}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Without the text: lists need not carry it."""
        rows: QuerySet[Document] = super().get_queryset(request)
        return rows.defer("text")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a document is discarded, with a reason."""
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/discard/", view(self.discard), name="sources_document_discard"),
            path(
                "<path:object_id>/original/", view(self.original), name="sources_document_original"
            ),
        ]
        return own + super().get_urls()

    def found(self, request: HttpRequest, object_id: str) -> Document:
        """The document of an address, or 404."""
        row = self.get_object(request, unquote(object_id))
        if not isinstance(row, Document):
            raise Http404
        return row

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Capture a text, a file or an address."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return capture_page.page(self, request, self.fetcher)

    def reading_url(self, document: Document) -> str:
        """Where the text is read: here its form, which shows it whole."""
        return self.change_url(document.pk)

    def after_capture(self, request: HttpRequest, captured: capture.Captured) -> HttpResponse:
        """On to reading what is new."""
        document = captured.document
        messages.success(request, _("Captured. Choose a sentence to record who said what."))
        if document.predecessor is not None:
            there = self.reading_url(document.predecessor)
            link = format_html('<a href="{}">{}</a>', there, document.predecessor)
            said = _("It is a new document, because an earlier text of this address is here: {}.")
            messages.info(request, format_html(said, link))
        return HttpResponseRedirect(self.reading_url(document))

    def original(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The bytes that came in, to be saved and never to be shown as a page."""
        document = self.found(request, object_id)
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        original = Original.objects.filter(document=document).first()
        if original is None:
            raise Http404
        return HttpResponse(
            bytes(original.data),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="document-{document.pk}.original"',
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )

    def discard(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verbs.page(self, request, self.found(request, object_id), Discard)

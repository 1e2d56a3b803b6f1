"""The form by which a text comes in: pasted or as a file, with what is known of it."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    RelatedFieldWidgetWrapper,
)
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources import capture
from sources.admin.choosing import choosing
from sources.admin.form import home_of, refuse_unreadable
from sources.dates import DateRefused, parse
from sources.languages import LanguageRefused, canonical
from sources.models import URL_LENGTH, Document, Source
from sources.normalise import MAX_CHARACTERS
from sources.refusal import Refused
from sources.vocabulary import DocumentKind

LARGEST_FILE: Final = 5 * 1024 * 1024

HOMES: Final = {
    "document_deduced_date_has_a_reason": "published_reason",
    "document_url_is_http": "url",
    "document_archive_is_http": "archive_url",
    "document_language_is_a_tag": "language",
}


def line(label: Any, length: int = 500, help_text: Any = "") -> forms.CharField:
    """An optional single line of text."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        help_text=help_text,
        widget=AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
    )


class CaptureForm(forms.Form):
    """A text or a file, its source, and what is known of it; what is left empty is found out."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 14}),
        help_text=gettext_lazy("Paste the whole text. It is kept as it is and never changes."),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file"),
        required=False,
        help_text=gettext_lazy("Plain text or HTML, at most 5 MB."),
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Source"),
        queryset=Source.objects.all(),
        help_text=gettext_lazy("Who published it; not who speaks in it."),
    )
    title = line(gettext_lazy("Title"), help_text=gettext_lazy("If empty: the first words."))
    url = line(gettext_lazy("Address"), URL_LENGTH)
    archive_url = line(gettext_lazy("Archive address"), URL_LENGTH)
    byline = line(gettext_lazy("Byline"))
    language = line(
        gettext_lazy("Language"), 35, gettext_lazy("A tag such as fr or en. If empty: detected.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=DocumentKind.choices, initial=DocumentKind.ARTICLE
    )
    published_on = line(
        gettext_lazy("Published on"),
        60,
        gettext_lazy("2024-03-25, 2024-03, 2024-03~, 2024-03-22/2024-03-24 or 25 March 2024."),
    )
    published_deduced = forms.BooleanField(
        label=gettext_lazy("I deduced this date"), required=False
    )
    published_reason = line(gettext_lazy("How it was deduced"))
    notes = forms.CharField(
        label=gettext_lazy("Private notes"),
        required=False,
        max_length=20_000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )

    fieldsets = (
        (None, {"fields": ("text", "file", "source")}),
        (
            gettext_lazy("What is known of it"),
            {"fields": ("title", "url", "byline", "language", "kind")},
        ),
        (
            gettext_lazy("When it was published"),
            {"fields": ("published_on", "published_deduced", "published_reason")},
        ),
        (gettext_lazy("For the desk"), {"fields": ("archive_url", "notes")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = Document._meta.get_field("source")
        source: Any = self.fields["source"]
        source.widget = RelatedFieldWidgetWrapper(
            choosing(source, field, admin.site),
            field.remote_field,
            admin.site,
            can_add_related=True,
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 5 MB: capture it in parts."))
        return file

    def clean_language(self) -> str:
        given: str = self.cleaned_data["language"]
        try:
            return canonical(given) if given.strip() else ""
        except LanguageRefused as refusal:
            raise ValidationError(str(refusal), code="language") from refusal

    def clean_published_on(self) -> str:
        given: str = self.cleaned_data["published_on"]
        try:
            return parse(given).edtf if given.strip() else ""
        except DateRefused as refusal:
            raise ValidationError(str(refusal), code="date") from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in list(cleaned):
            try:
                refuse_unreadable(cleaned[name])
            except ValidationError as error:
                self.add_error(name, error)
        pasted = bool((cleaned.get("text") or "").strip())
        if pasted == bool(cleaned.get("file")) and not self.errors:
            message = _("Paste the text or choose a file: one of the two.")
            self.add_error("text", ValidationError(message, code="one_of_two"))
        return cleaned

    def capture(self, by: User) -> capture.Captured:
        """Capture it. Raises Refused."""
        given = self.cleaned_data
        names = capture.Facts.__dataclass_fields__
        facts = capture.Facts(**{name: given[name] for name in names if name in given})
        if given["file"]:
            return capture.capture_file(
                data=given["file"].read(),
                source=given["source"],
                by=by,
                facts=facts,
            )
        return capture.capture(text=given["text"], source=given["source"], by=by, facts=facts)

    def take(self, refusal: Refused) -> None:
        """Show each error of a refusal at its field; a text's own error at the file it was in."""
        for field, rule, message in refusal.errors:
            home = home_of(HOMES, rule, message) or field
            if home == "text" and self.cleaned_data.get("file"):
                home = "file"
            self.add_error(
                home if home in self.fields else None, ValidationError(message, code=rule)
            )

"""The form by which a text comes in: pasted, as a file, or from an address."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources import intake, languages, outlets
from sources.admin.form import DeskForm
from sources.capture import Captured, Facts, capture
from sources.dates import DateRefused, parse
from sources.languages import LanguageRefused, canonical
from sources.models import URL_LENGTH, Source
from sources.models.originals import MAX_BYTES, Original
from sources.normalise import MAX_CHARACTERS
from sources.vocabulary import DocumentKind

HOMES: Final = {
    "document_deduced_date_has_a_reason": "published_reason",
    "document_url_is_http": "url",
    "document_archive_is_http": "archive_url",
    "document_language_is_a_tag": "language",
    "source_name_is_unique": "outlet",
}
MAY_MAKE_OUTLETS: Final = "sources.add_source"

_signer = Signer(salt="sources.original")


def line(label: Any, length: int = 500, help_text: Any = "", **attrs: str) -> forms.CharField:
    """An optional single line of text."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        help_text=help_text,
        widget=forms.TextInput(attrs=attrs),
    )


class CaptureForm(DeskForm):
    """A text, or where to read it, and what is known of it; what is left empty is found out.

    ``original`` names what was read already, ``asked`` says that the date has been asked for.
    """

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 16, "dir": "auto"}),
        help_text=gettext_lazy("Paste the whole text. It is kept as it is and never changes."),
    )
    file = forms.FileField(
        label=gettext_lazy("A file"),
        required=False,
        help_text=gettext_lazy("PDF, .docx, HTML or plain text, at most 5 MB; or drop it here."),
    )
    url = line(
        gettext_lazy("An address"),
        URL_LENGTH,
        gettext_lazy("Where readers find it. Fetched when neither text nor file is given."),
        inputmode="url",
        autocomplete="off",
        placeholder="https://",
    )
    outlet = line(
        gettext_lazy("Outlet"),
        200,
        gettext_lazy("Who published it; not who speaks in it."),
        list="outlets",
        autocomplete="off",
    )
    new_outlet = forms.BooleanField(label=gettext_lazy("This is a new outlet"), required=False)
    title = line(gettext_lazy("Title"), help_text=gettext_lazy("If empty: the first words."))
    byline = line(gettext_lazy("Byline"))
    language = line(
        gettext_lazy("Language"),
        35,
        gettext_lazy("A tag such as fr or en. If empty: detected."),
        list="languages",
        autocomplete="off",
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=DocumentKind.choices,
        initial=DocumentKind.ARTICLE,
        required=False,
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
    archive_url = line(gettext_lazy("Archive address"), URL_LENGTH, inputmode="url")
    notes = forms.CharField(
        label=gettext_lazy("Private notes"),
        required=False,
        max_length=20_000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )
    original = forms.CharField(required=False, widget=forms.HiddenInput)
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    homes = HOMES
    ASKED = ("text", "outlet", "published_on")
    MORE = ("published_deduced", "published_reason", "archive_url", "notes")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    @property
    def sent(self) -> dict[str, Any]:
        """What was sent, one value a field."""
        return {name: self.data[name] for name in self.fields if name in self.data}

    @property
    def asks_outlet(self) -> bool:
        """Whether it must be said that the outlet is new."""
        return "new_outlet" in self.errors or bool(self["new_outlet"].value())

    @property
    def more_is_open(self) -> bool:
        """Whether something stands, or is wrong, in the folded part."""
        return any(self[name].value() or name in self.errors for name in self.MORE)

    def take_focus(self) -> None:
        """The page begins where something is to be done: what is wrong, else what is missing."""
        wrong = (name for name in self.fields if name in self.errors)
        missing = (name for name in self.ASKED if not str(self[name].value() or "").strip())
        name = next(wrong, None) or next(missing, "title")
        self.fields[name].widget.attrs["autofocus"] = True

    @property
    def names_a_text_to_read(self) -> bool:
        """Whether a file, or an address and no text, is given: it is read before it is captured."""
        given = self.cleaned_data
        return bool(
            given.get("file") or (given.get("url") and not (given.get("text") or "").strip())
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 5 MB: capture it in parts."))
        return file

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or DocumentKind.ARTICLE

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

    def clean_original(self) -> Original | None:
        """What this person has read; nothing for a value that we did not write."""
        given: str = self.cleaned_data["original"]
        try:
            key = int(_signer.unsign(given)) if given else None
        except BadSignature:
            key = None
        return intake.waiting(key=key, by=self.by)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.names_a_text_to_read and not cleaned["text"].strip():
            message = _("Paste a text, choose a file, or give an address.")
            self.add_error("text", ValidationError(message, code="nothing_given"))
        return cleaned

    def complete(self) -> None:
        """Ask for what a capture needs and this form lacks: its outlet, and once its date."""
        given = self.cleaned_data
        if not given["outlet"].strip():
            self.add_error("outlet", _("Say who published it."))
        elif outlets.named(given["outlet"]) is None:
            self._complete_new_outlet(given["outlet"])
        if not given["published_on"] and not given["asked"]:
            message = _(
                "When was it published? “Monday” or “yesterday” in the text can only be dated from "
                "it. If it is not known, leave this empty and capture again."
            )
            self.add_error("published_on", ValidationError(message, code="date_is_asked_once"))

    def _complete_new_outlet(self, name: str) -> None:
        if not self.by.has_perm(MAY_MAKE_OUTLETS):
            self.add_error("outlet", _("There is no outlet of this name: choose one of the list."))
        elif not self.cleaned_data["new_outlet"]:
            near = outlets.near(name)
            perhaps = _("Did you mean %s?") % _(" or ").join(f"“{n}”" for n in near) if near else ""
            message = _("There is no outlet “%s” yet. Tick this to make it.") % name
            self.add_error("new_outlet", f"{message} {perhaps}".strip())

    def facts(self) -> Facts:
        """What is known of the text, as typed."""
        given = self.cleaned_data
        names = Facts.__dataclass_fields__
        return Facts(**{name: given[name] for name in names if name in given})

    def capture(self) -> Captured:
        """Capture it. Raises Refused."""
        given = self.cleaned_data
        source = outlets.named(given["outlet"]) or outlets.make(name=given["outlet"], by=self.by)
        return capture(
            text=given["text"],
            source=source,
            by=self.by,
            facts=self.facts(),
            original=given["original"],
        )


def filled(form: CaptureForm, taken: intake.Taken) -> dict[str, Any]:
    """What the form holds, with the text that was read and what its file or page says of it."""
    given = form.facts()
    if taken.original.fetched_from:  # the page may say better where readers find it
        given = replace(given, url="")
    facts = taken.facts(given)
    outlet = form.cleaned_data["outlet"] or _outlet(taken)
    known = outlets.named(outlet) if outlet else None
    return {
        **form.sent,
        "text": taken.text,
        "title": facts.title,
        "url": facts.url,
        "byline": facts.byline,
        "language": facts.language or languages.detect(taken.text),
        "published_on": facts.published_on,
        "outlet": known.name if known else outlet,
        "new_outlet": "on" if outlet and known is None else "",
        "original": _signer.sign(str(intake.keep(taken.original).pk)),
        "asked": "",
    }


def _outlet(taken: intake.Taken) -> str:
    """The source whose home page is at the host, else the name that the page gives its site."""
    at_home: Source | None = outlets.at(taken.original.fetched_from)
    return at_home.name if at_home else taken.found.site_name or ""

"""The page of a capture: read what is given, show it, ask for what is missing, capture it."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from sources import capture, intake, languages, outlets
from sources.admin.base import doer
from sources.admin.capturing import CaptureForm, filled
from sources.fetch import Fetcher
from sources.models import Document
from sources.refusal import Refused

OFTEN = (*(code for code, _name in settings.LANGUAGES), "ar", "de", "es", "it", "pt", "ru", "uk")


class Desk(Protocol):
    """What the page needs of the documents' own forms."""

    admin_site: AdminSite

    def reading_url(self, document: Document) -> str: ...
    def after_capture(self, request: HttpRequest, captured: capture.Captured) -> HttpResponse: ...


@dataclass(frozen=True)
class Found:
    """What was read, as the page says it."""

    length: int
    pages: str
    left_out: tuple[str, ...]


def page(admin: Desk, request: HttpRequest, fetcher: Fetcher) -> HttpResponse:
    """Show the form; read, or capture, what it was sent with."""
    by = doer(request)
    form = CaptureForm(request.POST or None, request.FILES or None, by=by)
    if request.method != "POST" or not form.is_valid():
        return _shown(admin, request, form)
    try:
        if form.names_a_text_to_read:
            taken = _read(form, by, fetcher)
            return _shown(admin, request, CaptureForm(filled(form, taken), by=by), _found(taken))
        form.complete()
        if form.errors:
            return _shown(admin, request, _asked(form))
        captured = form.capture()
        if captured.created:
            return admin.after_capture(request, captured)
    except Refused as refusal:
        form.take(refusal)
    return _shown(admin, request, form)


def _read(form: CaptureForm, by: User, fetcher: Fetcher) -> intake.Taken:
    file = form.cleaned_data["file"]
    if file:
        return intake.read(data=file.read(), by=by)
    return intake.fetch(url=form.cleaned_data["url"], by=by, using=fetcher)


def _found(taken: intake.Taken) -> Found:
    found = taken.found
    return Found(len(found.text), ", ".join(map(str, found.empty_pages)), found.left_out)


def _asked(form: CaptureForm) -> CaptureForm:
    """The form with its errors, what can be found out filled in, and the date asked for."""
    given = form.cleaned_data
    text = given["text"]
    again = CaptureForm(
        {
            **form.sent,
            "title": given["title"] or capture.first_words(text),
            "language": given["language"] or languages.detect(text),
            "asked": "on",
        },
        by=form.by,
    )
    for field, errors in form.errors.as_data().items():
        again.add_error(field, errors)
    return again


def _shown(
    admin: Desk, request: HttpRequest, form: CaptureForm, found: Found | None = None
) -> HttpResponse:
    text, url = str(form["text"].value() or ""), str(form["url"].value() or "")
    follows = capture.latest_at(url)
    form.take_focus()
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Capture a document"),
        "opts": Document._meta,
        "form": form,
        "found": found,
        "present": [(row, admin.reading_url(row)) for row in capture.present(text)],
        "follows": follows,
        "follows_url": admin.reading_url(follows) if follows else "",
        "outlets": outlets.names(),
        "languages": [(tag, get_language_info(tag)["name_local"]) for tag in OFTEN],
    }
    return TemplateResponse(request, "admin/sources/document/capture.html", context)

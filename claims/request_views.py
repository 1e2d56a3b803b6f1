"""Asking for a correction: a form that readers send, and what became of what they sent.

The only public pages of the editorial connection. They may set the cookie that guards the form
against forgery, so they are never stored by anybody; nothing sent is ever public.
"""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from claims import keeping, ledger, sharing, workflow
from claims.answers import guarded, language, not_found, render
from claims.api import rates
from claims.models import CorrectionRequest
from sources.refusal import Refused

LONGEST = 4000
SHORTEST_SECONDS = 3
"""Nobody reads and fills in the form faster."""
OPEN_FOR = timedelta(days=1)
ID = re.compile(r"[0-9a-hjkmnp-tv-z]{8}")
REFERENCE = re.compile(r"[0-9a-hjkmnp-tv-z]{16}")
signer = signing.TimestampSigner(salt="correction request")


class RequestForm(forms.Form):
    """What a reader tells us. A trap and a moment of patience keep machines away, and no
    service of others is asked."""

    claim = forms.CharField(
        label=gettext_lazy("Address or id of the claim"), max_length=400, required=False
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what would be right?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    source = forms.URLField(
        label=gettext_lazy("Where can it be checked?"),
        help_text=gettext_lazy("An address that starts with https:// or http://. Optional."),
        max_length=2000,
        required=False,
        assume_scheme="https",
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("Optional. Never published."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Optional. Never published."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_claim(self) -> str:
        """The public id of the claim that is meant."""
        given = self.cleaned_data["claim"].strip()
        if not given:
            return ""
        found = sharing.claim_at(given)
        public_id = found[1] if found else given
        entry = ledger.current("claim", public_id) if ID.fullmatch(public_id) else None
        if entry is None:
            raise ValidationError(gettext_lazy("There is no such published claim."))
        return str(public_id)

    def clean_source(self) -> str:
        given: str = self.cleaned_data["source"]
        if given and not given.startswith(("http://", "https://")):
            raise ValidationError(gettext_lazy("It must start with https:// or http://."))
        return given

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(gettext_lazy("This field must stay empty."))
        return ""

    def clean_opened(self) -> str:
        """Signed by us, not too long ago, and long enough for a person."""
        try:
            signer.unsign(self.cleaned_data["opened"], max_age=OPEN_FOR)
        except signing.BadSignature:
            raise ValidationError(
                gettext_lazy("The form was open for too long: please send it again.")
            ) from None
        if _is_young(self.cleaned_data["opened"]):
            raise ValidationError(
                gettext_lazy("That was very quick: please look it over and send it again.")
            )
        return ""


def _is_young(opened: str) -> bool:
    try:
        signer.unsign(opened, max_age=SHORTEST_SECONDS)
    except signing.SignatureExpired:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    """The form; sent, 303 to what became of it. What is refused comes back with all its words."""
    if request.method != "POST":
        return _form(request, RequestForm(initial={"claim": request.GET.get("claim", "")[:400]}))
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 400)
    told = {name: form.cleaned_data[name] for name in ("text", "claim", "source", "name", "email")}
    try:
        made = workflow.receive(**told, address=rates.client_of(request.META), language=language())
    except Refused as refusal:
        too_many = isinstance(refusal, workflow.TooManyRequests)
        for field, _rule, message in refusal.errors:
            form.add_error(field if field in form.fields else None, message)
        return _form(request, form, 429 if too_many else 400)
    response = HttpResponseRedirect(f"/{language()}/requests/{made.reference}/")
    response.status_code = 303
    return _private(response)


def _form(request: HttpRequest, form: RequestForm, status: int = 200) -> HttpResponseBase:
    context = {
        "form": form,
        "visible": [form[name] for name in ("claim", "text", "source", "name", "email")],
        "trap": form["website"],
        "opened": signer.sign(""),
        "moment_errors": form.errors.get("opened", []),
        "csrf": get_token(request),
        "keeping": keeping,
    }
    response = render("claims/request.html", context, paths=_paths(""), status=status)
    if status == 429:
        response.headers["Retry-After"] = "3600"
    return _private(response)


@require_http_methods(["GET", "HEAD"])
def follow(request: HttpRequest) -> HttpResponseBase:
    """303 to what became of the request whose reference is given; the form again for none."""
    reference = _plain(request.GET.get("reference", ""))
    place = f"{reference}/" if REFERENCE.fullmatch(reference) else ""
    response = HttpResponseRedirect(f"/{language()}/requests/{place}")
    response.status_code = 303
    return _private(response)


@require_http_methods(["GET", "HEAD"])
def state(request: HttpRequest, reference: str) -> HttpResponseBase:
    """What became of a request: its state and our reply, to whoever holds the reference. What
    was sent is not shown again."""
    found = CorrectionRequest.objects.kept(timezone.now()).filter(reference=_plain(reference))
    row = found.select_related("claim").first()
    if row is None:
        return not_found(request)
    context: dict[str, Any] = {"row": row, "ended_at": row.answered_at or row.declined_at}
    return _private(render("claims/request_state.html", context, paths=_paths(f"{reference}/")))


def _plain(reference: str) -> str:
    """A reference as stored, however it was copied."""
    return reference.replace("-", "").replace(" ", "").lower()


def _paths(tail: str) -> dict[str, str]:
    return {code: f"/{code}/requests/{tail}" for code in ("en", "fr")}


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return guarded(response)

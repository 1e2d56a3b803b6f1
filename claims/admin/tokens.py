"""The page on which a person makes and revokes the tokens of their programs."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import workflow
from claims.models import Scope, Token
from sources.admin.base import doer
from sources.admin.choosing import whole_number
from sources.admin.form import DeskForm, tried

DAYS = (30, 90, 365)
ADMINISTERS = "auth.change_user"
"""Who changes accounts sees and revokes everybody's tokens."""


class TokenForm(DeskForm):
    """What uses the token, what it may do, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("What uses it"),
        max_length=100,
        widget=forms.TextInput(attrs={"size": 40, "autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may, where you may"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ],
    )
    days = forms.TypedChoiceField(label=gettext_lazy("It expires after"), coerce=int, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days: Any = self.fields["days"]
        days.choices = [(n, ngettext("%d day", "%d days", n) % n) for n in DAYS]


def page(request: HttpRequest) -> HttpResponse:
    """List the tokens; make one, whose key only this answer shows; or revoke one."""
    if "revoke" in request.POST:
        return _revoked(request)
    form, by = TokenForm(request.POST or None), doer(request)
    made, _status = tried(form, lambda: workflow.make_token(user=by, by=by, **form.cleaned_data))
    if made is not None:
        form = TokenForm()
    context = {
        **admin.site.each_context(request),
        "title": _("API tokens"),
        "form": form,
        "key": made[1] if made is not None else "",
        "tokens": tokens_for(request).select_related("user", "revoked_by").order_by("-pk"),
        "valid": set(tokens_for(request).valid().values_list("pk", flat=True)),
        "of_everybody": by.has_perm(ADMINISTERS),
    }
    return TemplateResponse(request, "desk/tokens.html", context)


def tokens_for(request: HttpRequest) -> Any:
    """The tokens that whoever asks may see: their own, or as administrator all."""
    person = doer(request)
    tokens: QuerySet[Token] = Token.objects.all()
    return tokens if person.has_perm(ADMINISTERS) else tokens.filter(user=person)


def _revoked(request: HttpRequest) -> HttpResponse:
    token = tokens_for(request).filter(pk=whole_number(request.POST["revoke"])).first()
    if token is None:
        raise Http404
    workflow.revoke_token(token=token, by=doer(request))
    messages.success(request, _("“%s” opens nothing any more.") % token.name)
    return HttpResponseRedirect(request.path)

"""The page on which a person of the desk sets their own language and keys."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _

from claims import keys
from claims.models import Profile
from claims.profiles import profile_of, remember_language, set_profile
from sources.admin.base import doer
from sources.admin.form import DeskForm, tried

DEFAULTS: Final = "_defaults"
KEY: Final = "key_"
"""Before the name of an action, so that none can be taken for another field."""


class ProfileForm(DeskForm):
    """Language, keys on or off, and one field for the key of each action."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the desk"), required=False, widget=forms.RadioSelect
    )
    keys_on = forms.BooleanField(
        label=gettext_lazy("Shortcut keys in the workspace"),
        required=False,
        help_text=gettext_lazy("Everything that a key does, a button does too."),
    )

    def __init__(self, data: Any, *, profile: Profile) -> None:
        initial = {"language": profile.language, "keys_on": profile.keys_on}
        initial |= {f"{KEY}{name}": key for name, key in keys.chosen(profile.keys).items()}
        super().__init__(data, initial=initial)
        language: Any = self.fields["language"]
        own = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        language.choices = [("", _("what the browser asks for")), *own]
        for name, action in keys.ACTIONS.items():
            self.fields[f"{KEY}{name}"] = forms.CharField(
                label=str(action.label),
                required=False,
                strip=False,
                max_length=30,
                widget=forms.TextInput(
                    attrs={"size": 16, "autocomplete": "off", "autocapitalize": "off"}
                ),
            )

    @property
    def key_fields(self) -> list[Any]:
        """The fields of the keys with the default of each."""
        return [(self[f"{KEY}{name}"], action.key) for name, action in keys.ACTIONS.items()]

    def wanted(self) -> dict[str, str]:
        """The key of each action as typed; an empty field is the default's."""
        if DEFAULTS in self.data:
            return {}
        typed = {name: self.cleaned_data[f"{KEY}{name}"] for name in keys.ACTIONS}
        return {name: key for name, key in typed.items() if key}

    def save(self, person: User) -> Profile:
        """Set the person's profile. Raises Refused."""
        given = self.cleaned_data
        return set_profile(
            by=person,
            language=given["language"],
            keys_on=given["keys_on"],
            wanted=self.wanted(),
        )

    def home(self, field: str, rule: str, message: str) -> str | None:
        """That of a key is named after its action."""
        named = f"{KEY}{field}" if field in keys.ACTIONS else field
        return super().home(named, rule, message)


def page(request: HttpRequest) -> HttpResponse:
    """Show the profile of who asks, or set it."""
    person = doer(request)
    form = ProfileForm(request.POST or None, profile=profile_of(person))
    profile, _status = tried(form, lambda: form.save(person))
    if profile is not None:
        return _saved(request, profile.language)
    context = {
        **admin.site.each_context(request),
        "title": _("Your profile"),
        "form": form,
        "defaults": DEFAULTS,
    }
    return TemplateResponse(request, "desk/profile.html", context)


def _saved(request: HttpRequest, language: str) -> HttpResponse:
    with override(language or None):
        messages.success(request, _("Your profile was saved."))
    answer = HttpResponseRedirect(request.path)
    remember_language(answer, language)
    return answer

"""The form of one row: the reason for the change, and the place of each refusal."""

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.refusal import Refused

if TYPE_CHECKING:
    Form = forms.ModelForm[Any]
    Choice = forms.ModelChoiceField[Any]
else:
    Form = forms.ModelForm
    Choice = forms.ModelChoiceField

UNREADABLE = "\N{REPLACEMENT CHARACTER}"


def refuse_unreadable(value: Any) -> None:
    """Raise ValidationError for text that did not arrive as well-formed UTF-8."""
    if isinstance(value, str) and UNREADABLE in value:
        raise ValidationError(
            _("Some characters did not arrive as well-formed UTF-8 (they became %s): type them "
              "again.") % UNREADABLE,
            code="unreadable",
        )  # fmt: skip
    for inner in value.values() if isinstance(value, dict) else ():
        refuse_unreadable(inner)


@cache
def _messages() -> dict[str, Any]:
    return {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }


def home_of(homes: dict[str, str], rule: str, message: str) -> str | None:
    """The field at which a refusal is shown. Validation in Python does not say which rule it
    was, so it is also known by its message."""
    if rule in homes:
        return homes[rule]
    return next((f for known, f in homes.items() if str(_messages().get(known)) == message), None)


class EditorForm(Form):
    """A form of one row, with the reason for the change and the place of each refusal."""

    refusal: ClassVar[Refused | None] = None
    request: ClassVar[HttpRequest]
    homes: ClassVar[dict[str, str]] = {}
    """The field at which a rule's message is shown, where the rule does not say it itself."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for this change"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Kept in the history beside your name; readers do not see it."),
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in list(self.cleaned_data):
            try:
                refuse_unreadable(self.cleaned_data[name])
            except ValidationError as error:
                self.add_error(name, error)
        if self.refusal is not None:
            self.take(self.refusal)
        return cleaned

    def _post_clean(self) -> None:
        """What the model refuses as a whole is shown at the field that can mend it."""
        super()._post_clean()  # type: ignore[misc]
        above = self.errors.pop(NON_FIELD_ERRORS, None)
        for error in above.as_data() if above else ():
            home = home_of(self.homes, error.code or "", "".join(error.messages))
            self.add_error(home if home in self.fields else None, error)

    def take(self, refusal: Refused) -> None:
        """Show each error of a refusal at its field, or above the form."""
        for field, rule, message in refusal.errors:
            home = home_of(self.homes, rule, message) or field
            self.add_error(
                home if home in self.fields else None, ValidationError(message, code=rule)
            )

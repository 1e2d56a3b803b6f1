"""The form of one row: the reason for the change, and the place of each refusal."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.refusal import Refused, Stale

if TYPE_CHECKING:
    Form = forms.ModelForm[Any]
    Choice = forms.ModelChoiceField[Any]
else:
    Form = forms.ModelForm
    Choice = forms.ModelChoiceField

WHY = gettext_lazy("Readers have seen this record: say why it changes.")
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


class Refusing(forms.BaseForm):
    """What every form of the desk does: refuse text that arrived broken, at its field, and show
    what a verb refuses where it can be mended."""

    homes: ClassVar[dict[str, str]] = {}
    """The field at which a rule's message is shown, where the rule does not say it itself."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in list(self.cleaned_data.items()):
            try:
                refuse_unreadable(value)
            except ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data

    def home(self, field: str, rule: str, message: str) -> str | None:
        """The field at which a refusal is shown; None or an unknown one: above the form."""
        return home_of(self.homes, rule, message) or field

    def take(self, refusal: Refused) -> None:
        """Show each error of a refusal at its field, or above the form."""
        for field, rule, message in refusal.errors:
            home = self.home(field, rule, message)
            self.add_error(
                home if home in self.fields else None, ValidationError(message, code=rule)
            )


class DeskForm(Refusing, forms.Form):
    """A form that asks for the words of something done on the desk."""


Done = TypeVar("Done")


def tried(form: Refusing, deed: Callable[[], Done]) -> tuple[Done | None, int]:
    """What came of a deed that a valid form asks for, and the status of the answer.

    None where the form was not sent, is not valid, or the deed was refused: that the form shows.
    """
    if not form.is_valid():
        return None, 200
    try:
        return deed(), 200
    except Refused as refusal:
        form.take(refusal)
        return None, 409 if isinstance(refusal, Stale) else 200


class EditorForm(Refusing, Form):
    """A form of one row, with the reason for the change and the place of each refusal."""

    refusal: ClassVar[Refused | None] = None
    request: ClassVar[HttpRequest]

    reason = forms.CharField(
        label=gettext_lazy("Reason for this change"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Kept in the history beside your name; readers do not see it."),
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )

    @property
    def is_seen(self) -> bool:
        """Whether readers have seen the row: a change of it then needs its reason."""
        return getattr(self.instance, "is_public", False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_seen and self.changed_data and not self.cleaned_data.get("reason"):
            self.add_error("reason", ValidationError(WHY, code="change_has_a_reason"))
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

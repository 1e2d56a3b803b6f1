"""Two versions of one form side by side: what is saved now, and what was typed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """One field whose saved and typed values differ, both in words."""

    label: str
    theirs: str
    mine: str


def differences(form: forms.BaseForm) -> list[Difference]:
    """The visible fields of a bound form whose typed value is not the saved one."""
    found = []
    for bound in form.visible_fields():
        if bound.name == "reason" or bound.field.disabled:
            continue
        typed = bound.field.widget.value_from_datadict(form.data, form.files, bound.html_name)
        saved = bound.initial
        if bound.field.has_changed(saved, typed):
            label = str(bound.label or bound.name)
            found.append(
                Difference(label, in_words(bound.field, saved), in_words(bound.field, typed))
            )
    return found


def in_words(field: forms.Field, value: Any) -> str:
    """A saved or typed value as a person reads it."""
    spell = getattr(field, "in_words", None)
    if spell is not None:
        return str(spell(value)) or NOTHING
    if isinstance(field, forms.ModelChoiceField):
        return _chosen(field, value)
    if isinstance(field, forms.BooleanField):
        return str(_("yes") if field.to_python(value) else _("no"))
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for code, label in _flat(field) if code == value), NOTHING)
    return str(value) if value not in (None, "") else NOTHING


def _flat(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    return [(code, label) for code, label in field.choices if not isinstance(label, (list, tuple))]  # type: ignore[misc, union-attr]


def _chosen(field: "forms.ModelChoiceField[Any]", value: Any) -> str:
    many = value if isinstance(value, (list, tuple)) else [value]
    keys = [item.pk if isinstance(item, Model) else item for item in many if item]
    try:
        rows = field.queryset.filter(pk__in=keys) if field.queryset is not None else ()
        return ", ".join(sorted(field.label_from_instance(row) for row in rows)) or NOTHING
    except (TypeError, ValueError):
        return NOTHING

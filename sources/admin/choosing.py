"""Autocompletes that survive a value which is no key, which the stock ones answer with a 500."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.utils.translation import gettext

if TYPE_CHECKING:
    Select = AutocompleteSelect
else:
    Select = object


def whole_number(text: str | None) -> int | None:
    """A version or a primary key as a form carries it; None for anything that cannot be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


class KeysOnly(Select):
    """Looks up the chosen rows by what can be a primary key, and drops the rest.

    The placeholder is also what names the script's own field to a screen reader.
    """

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        attrs = super().build_attrs(base_attrs, extra_attrs=extra_attrs)
        return attrs | {"data-placeholder": gettext("Type to search")}

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [v for v in value if whole_number(str(v)) is not None])


class ChooseOne(KeysOnly, AutocompleteSelect):
    """One row, found by typing."""


class ChooseMany(KeysOnly, AutocompleteSelectMultiple):
    """Several rows, found by typing."""


def choosing(form_field: forms.Field, db_field: Any, site: Any, *, many: bool = False) -> Any:
    """The autocomplete widget for a form's own field of rows."""
    kind: Any = ChooseMany if many else ChooseOne
    widget: Any = form_field.widget
    return kind(db_field, site, choices=widget.choices)

"""The sentences beside the form of an attribution, cut into words that can be clicked."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms

from claims.admin.spans import Token, tokens
from sources.models import Sentence

NEIGHBOURS: Final = 2


@dataclass(frozen=True)
class Pickable:
    """A sentence with its tokens; ``tail`` is what follows the last of them."""

    sentence: Sentence
    tokens: list[Token]
    chosen: bool


def lines_around(form: forms.BaseForm) -> list[Pickable]:
    """The chosen sentences of an attribution's form with two neighbours each side."""
    document: Any = getattr(form, "document", None)
    if document is None or "first" not in form.fields:
        return []
    rows = list(document.sentences.standing().in_order())
    numbers = [_number(form, "first"), _number(form, "last")]
    places = [i for i, row in enumerate(rows) if str(row.number) in numbers]
    if not places:
        return []
    low, high = min(places), max(places)
    shown = rows[max(0, low - NEIGHBOURS) : high + NEIGHBOURS + 1]
    return [
        Pickable(row, list(tokens(document.text, row.start, row.end)), low <= i <= high)
        for i, row in enumerate(shown, start=max(0, low - NEIGHBOURS))
    ]


def _number(form: forms.BaseForm, name: str) -> str:
    value = form[name].value()
    return str(getattr(value, "number", value) or "")

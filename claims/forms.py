"""Form fields of the desk: words by language, lines, and words found in a text."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from sources.languages import LanguageRefused, canonical
from sources.models import WORDS_LENGTH

SPARE_ROWS: Final = 1


@dataclass(frozen=True)
class Row:
    """One language as the widget shows it."""

    tag: str
    label: str
    text: str
    name: str


class LanguageMapWidget(forms.Widget):
    """One input for each language of the desk, then rows for any other language."""

    template_name = "desk/language_map.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 1) -> None:
        self.rows = rows
        super().__init__(attrs)

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = _pairs(value)
        own = dict(settings.LANGUAGES)
        given = {tag: text for tag, text in words if tag in own}
        others = [(tag, text) for tag, text in words if tag not in own]
        spare = [("", "")] * SPARE_ROWS
        context["widget"] |= {
            "rows": self.rows,
            "most": WORDS_LENGTH,
            "own": [
                Row(tag, get_language_info(tag)["name_local"], given.get(tag, ""), f"{name}_{tag}")
                for tag in own
            ],
            "others": [
                Row(tag, "", text, f"{name}_other_{number}")
                for number, (tag, text) in enumerate([*others, *spare])
            ],
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        """(tag, text) pairs as typed, those of the desk's languages first."""
        pairs = [(tag, data.get(f"{name}_{tag}", "")) for tag, _label in settings.LANGUAGES]
        number = 0
        while f"{name}_other_{number}" in data:
            tag = data.get(f"{name}_other_{number}_tag", "").strip()
            pairs.append((tag, data[f"{name}_other_{number}"]))
            number += 1
        return [(tag, text.strip()) for tag, text in pairs if tag or text.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_{settings.LANGUAGES[0][0]}" not in data


def _pairs(value: Any) -> list[tuple[str, str]]:
    return list(value.items()) if isinstance(value, dict) else list(value or [])


class LanguageMapField(forms.Field):
    """A language map ``{BCP 47 tag: words}``; a language left empty is left out."""

    widget = LanguageMapWidget

    def to_python(self, value: Any) -> dict[str, str]:
        words: dict[str, str] = {}
        for tag, text in _pairs(value):
            if not text:
                continue
            self._refuse(tag, text, words)
            words[_canonical(tag)] = text
        return words

    def _refuse(self, tag: str, text: str, words: dict[str, str]) -> None:
        if not tag:
            raise ValidationError(
                _("Say in which language “%s” is.") % text[:40], code="language_missing"
            )
        if _canonical(tag) in words:
            raise ValidationError(_("“%s” is given twice.") % tag, code="language_twice")
        if "\0" in text:
            raise ValidationError(_("Null characters are not allowed."), code="nul")
        if len(text) > WORDS_LENGTH:
            message = _("At most %(most)d characters; these are %(length)d.")
            raise ValidationError(
                message % {"most": WORDS_LENGTH, "length": len(text)}, code="too_long"
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        typed = {tag: text for tag, text in _pairs(data) if text}
        return dict(_pairs(initial)) != typed

    def in_words(self, value: Any) -> str:
        """Each language on its line."""
        return "\n".join(f"{tag}: {text}" for tag, text in _pairs(value) if text)


def _canonical(tag: str) -> str:
    try:
        return canonical(tag)
    except LanguageRefused as refusal:
        raise ValidationError(str(refusal), code="language") from refusal


def language_map(
    label: Any, *, required: bool = False, rows: int = 1, help_text: Any = ""
) -> LanguageMapField:
    """A field of words by language; ``rows`` above 1 gives room for sentences."""
    return LanguageMapField(
        label=label,
        required=required,
        widget=LanguageMapWidget(rows=rows),
        help_text=help_text,
        error_messages={"required": gettext_lazy("Give it in at least one language.")},
    )


class LinesField(forms.CharField):
    """A list of strings, one a line."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(max_length=WORDS_LENGTH, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        unique = list(dict.fromkeys(line for line in lines if line))
        for line in unique:
            if len(line) > self.longest:
                message = _("“%(line)s…” is longer than %(longest)d characters.")
                raise ValidationError(
                    message % {"line": line[:40], "longest": self.longest}, code="too_long"
                )
        return unique

    def has_changed(self, initial: Any, data: Any) -> bool:
        typed = [line.strip() for line in str(data or "").splitlines() if line.strip()]
        return list(initial or []) != typed

    def in_words(self, value: Any) -> str:
        """One a line."""
        return "\n".join(value) if isinstance(value, list) else str(value or "")


@dataclass(frozen=True)
class Words:
    """Words that must stand in a text, and where their editor saw them begin, if known."""

    text: str = ""
    at: int | None = None


@dataclass(frozen=True)
class Place:
    """One of several places where the same words stand, with what is around them."""

    at: int
    before: str
    after: str


class WordsWidget(forms.TextInput):
    """The words, and the place where they begin: hidden, or a choice where they stand twice."""

    template_name = "desk/words.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.places: list[Place] = []
        super().__init__(attrs={"class": "vLargeTextField desk-words", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        words = value if isinstance(value, Words) else Words()
        context = super().get_context(name, words.text, attrs)
        at = "" if words.at is None else str(words.at)
        return context | {"at": at, "places": self.places}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Words:
        at = data.get(f"{name}_at", "")
        number = int(at) if at.isascii() and at.isdigit() and len(at) < 10 else None
        return Words(data.get(name, ""), number)


class WordsField(forms.Field):
    """Words of a text; the form that knows the text finds where they stand."""

    widget = WordsWidget

    def to_python(self, value: Any) -> Words:
        words = value if isinstance(value, Words) else Words()
        if len(words.text) > WORDS_LENGTH:
            raise ValidationError(_("These are too many words for one span."), code="too_long")
        if "\0" in words.text:
            raise ValidationError(_("Null characters are not allowed."), code="nul")
        return words

    def validate(self, value: Words) -> None:
        if self.required and not value.text.strip():
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        was = initial if isinstance(initial, Words) else Words()
        return (was.text, was.at) != (data.text, data.at)

    def in_words(self, value: Any) -> str:
        """The words."""
        return value.text if isinstance(value, Words) else ""

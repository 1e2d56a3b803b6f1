"""Form fields of the workspace: words that stand in the text, and actors by name."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from claims.models import Actor
from claims.vocabulary import ActorKind
from claims.workflow import actors_named
from claims.workspace.places import Span, span_of
from sources.admin.choosing import whole_number
from sources.models import WORDS_LENGTH

LONGEST_NAME: Final = 300
NEW: Final = "new"


@dataclass(frozen=True)
class Marked:
    """Words as typed, and the span that the browser says they have."""

    words: str = ""
    span: Span | None = None


class MarkedWidget(forms.TextInput):
    """Two inputs: the words as NAME, their place as NAME_at (``start-end``, code points)."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Marked:
        return Marked(data.get(name, "").strip(), span_of(data.get(f"{name}_at", "")))


class MarkedField(forms.Field):
    """Words of the text; the form that knows the text finds where they stand."""

    widget = MarkedWidget

    def to_python(self, value: Any) -> Marked:
        marked = value if isinstance(value, Marked) else Marked()
        if len(marked.words) > WORDS_LENGTH:
            raise ValidationError(_("These are too many words for one span."), code="too_long")
        if "\0" in marked.words:
            raise ValidationError(_("Null characters are not allowed."), code="nul")
        return marked

    def validate(self, value: Marked) -> None:
        if self.required and not value.words:
            raise ValidationError(self.error_messages["required"], code="required")


@dataclass(frozen=True)
class Named:
    """An actor as an editor names one: chosen by key, else by name.

    Where nobody bears the name, ``kind`` makes a new actor; the key ``new`` makes one in any case.
    """

    name: str = ""
    key: str = ""
    kind: str = ""


@dataclass(frozen=True)
class NewActor:
    """An actor to be made when the record is saved."""

    name: str
    kind: str


class NamedWidget(forms.TextInput):
    """Three inputs: the name as NAME, the actor chosen as NAME_pk, a kind as NAME_kind."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Named:
        return Named(
            data.get(name, "").strip(),
            data.get(f"{name}_pk", ""),
            data.get(f"{name}_kind", ""),
        )


class NamedField(forms.Field):
    """An actor, one to be made, or None. Names that fit several actors must be told apart."""

    widget = NamedWidget

    def to_python(self, value: Any) -> Actor | NewActor | None:
        named = value if isinstance(value, Named) else Named()
        return None if not named.name else found(named)


def found(named: Named) -> Actor | NewActor:
    """The actor that ``named`` means. Raises ValidationError, saying what would do."""
    refuse_name(named.name)
    if named.key and named.key != NEW:
        return chosen(named.key)
    known = list(actors_named(named.name)[:6]) if named.key != NEW else []
    if len(known) == 1:
        return known[0]
    if known:
        message = _("Several actors are called “%s”: choose which.")
        raise ValidationError(message % named.name, code="homonyms", params={"actors": known})
    if named.kind in ActorKind.values:
        return NewActor(named.name, named.kind)
    message = _("Nobody is called “%s” yet: choose a kind to add this actor, or another name.")
    raise ValidationError(message % named.name, code="unknown")


def chosen(key: str) -> Actor:
    """The actor of that key. Raises ValidationError when it is gone."""
    actor = Actor.objects.filter(pk=whole_number(key) or 0).first()
    if actor is None:
        raise ValidationError(_("This actor is gone: choose another."), code="gone")
    return actor


def refuse_name(name: str) -> None:
    """Raise ValidationError for what cannot be a name."""
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("This name is too long."), code="too_long")
    if "\0" in name:
        raise ValidationError(_("Null characters are not allowed."), code="nul")


def hops(data: Any) -> list[Named]:
    """The steps of the chain as posted: three inputs of the same names for each of them."""
    names = [name.strip() for name in data.getlist("via")]
    keys, kinds = data.getlist("via_pk"), data.getlist("via_kind")
    return [Named(name, _at(keys, i), _at(kinds, i)) for i, name in enumerate(names) if name]


def _at(values: list[str], index: int) -> str:
    return values[index] if index < len(values) else ""


def hop(named: Named) -> Actor | NewActor | str:
    """A step of the chain: an actor, one to be made, or the description that was typed."""
    try:
        return found(named)
    except ValidationError as error:
        if error.code == "unknown":
            return named.name
        raise

"""What the models of this package share: language maps, known codes, spans."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from claims.vocabulary import Vocabulary

IN_LANGUAGES = _("Give words for each language, under a BCP 47 tag such as fr or en.")


def in_words(words: dict[str, str], language: str | None = None) -> str:
    """The entry of a language map in ``language`` (the active one by default), else any."""
    wanted = language or get_language() or "en"
    return words.get(wanted) or words.get(wanted[:2]) or next(iter(words.values()), "")


def known(field: str, vocabulary: type[Vocabulary], rule: str) -> models.CheckConstraint:
    """A constraint that ``field`` holds a code of ``vocabulary``."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": vocabulary.values}),
        name=rule,
        violation_error_message=_("Choose one of the codes of the vocabulary."),
    )


def span_constraint(name: str, rule: str, *, required: bool = False) -> models.CheckConstraint:
    """A constraint that span ``name`` has both ends or neither, and ends after it starts."""
    both = {f"{name}_start__isnull": False, f"{name}_end__isnull": False}
    ordered = Q(**both, **{f"{name}_start__lt": F(f"{name}_end")})
    absent = Q(**{f"{name}_start__isnull": True, f"{name}_end__isnull": True})
    return models.CheckConstraint(
        condition=ordered if required else ordered | absent,
        name=rule,
        violation_error_message=_("A span needs both ends, and must end after it starts."),
    )

"""Refusals: every rule that stops a write, in words a person understands.

A rule is a named constraint or trigger in the database. ``explained()`` turns the name that
PostgreSQL reports into the message of that rule; nothing is stored when it is raised.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, models
from django.utils.translation import gettext as _

from sources.dates import DateRefused
from sources.languages import LanguageRefused
from sources.normalise import TextRefused


class Refused(Exception):
    """A write that did not happen: ``errors`` holds (field, rule, message), field "" for all."""

    def __init__(self, message: str, *, field: str = "", rule: str = "refused") -> None:
        super().__init__(message)
        self.errors: list[tuple[str, str, str]] = [(field, rule, message)]


class Stale(Refused):
    """Somebody else saved first: ``current`` is the row now, ``given`` the version held."""

    def __init__(self, current: models.Model, given: int) -> None:
        super().__init__(
            _("Somebody else changed this meanwhile: compare both versions and save again."),
            field="version",
            rule="stale",
        )
        self.current = current
        self.given = given


class NotReady(Refused):
    """A verb whose conditions are not met yet; ``errors`` names each of them."""

    def __init__(self, reasons: list[tuple[str, str, str]]) -> None:
        super().__init__("; ".join(message for _field, _rule, message in reasons))
        self.errors = reasons


@cache
def _messages() -> dict[str, Any]:
    return {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message
    }


def _from_database(error: IntegrityError) -> Refused:
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or "integrity"
    message = _messages().get(rule) or _(getattr(diagnosis, "message_primary", None) or str(error))
    return Refused(str(message), rule=rule)


def _from_validation(error: ValidationError) -> Refused:
    fields = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    refusal = Refused("; ".join(error.messages), rule="invalid")
    refusal.errors = [
        ("" if field == NON_FIELD_ERRORS else field, "invalid", message)
        for field, messages in fields.items()
        for message in messages
    ]
    return refusal


@contextmanager
def explained() -> Iterator[None]:
    """Raise ``Refused`` for what the database or a model's validation refuses inside."""
    try:
        yield
    except IntegrityError as error:
        raise _from_database(error) from error
    except ValidationError as error:
        raise _from_validation(error) from error
    except (DateRefused, LanguageRefused, TextRefused) as error:
        raise Refused(str(error), field=getattr(error, "field", ""), rule=error.code) from error
    except (DataError, UnicodeEncodeError) as error:
        raise Refused(
            _("The text holds a character that cannot be stored (NUL or a lone surrogate)."),
            rule="unstorable",
        ) from error

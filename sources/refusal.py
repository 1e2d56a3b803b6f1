"""Refusals: every rule that stops a write, in words a person understands.

A rule is a named constraint or trigger in the database. ``explained()`` turns the name that
PostgreSQL reports into the message of that rule; nothing is stored when it is raised.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, OperationalError, models
from django.utils.translation import gettext as _
from psycopg.errors import ProgramLimitExceeded

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
def _rules() -> dict[str, tuple[str, Any]]:
    """The field and the (translatable) message of each declared constraint, by its name."""
    return {
        constraint.name: (_field_of(constraint), constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message
    }


def _field_of(constraint: models.BaseConstraint) -> str:
    """The first field that a constraint speaks of; of a span or a pair, its common name."""
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        return constraint.fields[-1]
    named = _first_name(getattr(constraint, "condition", None))
    return re.sub(r"_(start|end)$", "", named.split("__")[0])


def _first_name(expression: Any) -> str:
    if isinstance(expression, tuple):
        return str(expression[0])
    if isinstance(expression, models.F):
        return str(getattr(expression, "name", ""))
    children = getattr(expression, "children", None) or _sources(expression)
    return next((name for child in children if (name := _first_name(child))), "")


def _sources(expression: Any) -> list[Any]:
    return expression.get_source_expressions() if hasattr(expression, "resolve_expression") else []


def _from_database(error: IntegrityError) -> Refused:
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or "integrity"
    said = getattr(diagnosis, "message_primary", None) or str(error)
    field, message = _rules().get(rule, (getattr(diagnosis, "column_name", None) or "", _(said)))
    return Refused(str(message), field=field, rule=rule)


def _from_validation(error: ValidationError) -> Refused:
    fields = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    refusal = Refused("; ".join(error.messages), rule="invalid")
    refusal.errors = [
        _broken(message) or ("" if field == NON_FIELD_ERRORS else field, "invalid", message)
        for field, messages in fields.items()
        for message in messages
    ]
    return refusal


def _broken(message: str) -> tuple[str, str, str] | None:
    """The constraint that says this: validation in Python keeps its message alone."""
    known = ((name, field) for name, (field, said) in _rules().items() if str(said) == message)
    return next(((field, name, message) for name, field in known), None)


@contextmanager
def explained() -> Iterator[None]:
    """Raise ``Refused`` for what the database or a model's validation refuses inside."""
    try:
        yield
    except models.ProtectedError as error:
        named = ", ".join(sorted({str(row) for row in error.protected_objects})[:5])
        message = _("Something still names it: %s. Remove that first.") % named
        raise Refused(message, rule="named_rows_are_kept") from error
    except IntegrityError as error:
        raise _from_database(error) from error
    except ValidationError as error:
        raise _from_validation(error) from error
    except TextRefused as error:
        message = _(error.words) % error.facts if error.facts else _(error.words)
        raise Refused(message, field=error.field, rule=error.code) from error
    except (DateRefused, LanguageRefused) as error:
        raise Refused(str(error), field=getattr(error, "field", ""), rule=error.code) from error
    except (DataError, UnicodeEncodeError) as error:
        raise Refused(
            _("The text holds a character that cannot be stored (NUL or a lone surrogate)."),
            rule="unstorable",
        ) from error
    except OperationalError as error:
        # What an index cannot hold, such as a name of many thousand characters.
        if not isinstance(error.__cause__, ProgramLimitExceeded):
            raise
        raise Refused(
            _("A name or text is longer than can be found again: shorten it."), rule="indexable"
        ) from error

"""What every verb begins with: one transaction, a named doer, a row locked at a version."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import pghistory
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.models import Attribution, Claim, Evidence
from sources.models import WORDS_LENGTH, Document, Publishable
from sources.refusal import Refused, Stale, explained

CAPTURED = Document._meta.get_field("text")

Row = TypeVar("Row", bound=models.Model)
Editable = TypeVar("Editable", bound=Publishable | Attribution | Evidence)


@dataclass
class Together(Generic[Row]):
    """What became of many rows: those done, and those left as they were, each with its reasons."""

    done: list[Row] = field(default_factory=list)
    left: list[tuple[Row, list[str]]] = field(default_factory=list)


@contextmanager
def acting(by: User, reason: str = "") -> Iterator[str]:
    """One transaction whose history names ``by`` and ``reason``; refusals are explained.

    Gives the id of the act, by which ``undo`` finds all that it did. Inside another act, what
    happens belongs to that one and to its reason, and a refusal is the whole act's: whoever goes
    on after one has a ``transaction.atomic()`` of their own around what was refused.
    """
    with (
        explained(),  # what is checked only at the end
        pghistory.context(user=by.pk, username=by.get_username()) as held,
        transaction.atomic(savepoint="act" not in held.metadata),
        explained(),  # what can be read only while the transaction stands
    ):
        held.metadata["reason"] = held.metadata.get("reason") or reason
        yield held.metadata.setdefault("act", str(held.id))


def locked(row: Editable, version: int | None) -> Editable:
    """``row`` afresh with its lock held; raises Stale when ``version`` is not its present one.

    A claim is locked before its parts, everywhere, so that two verbs never wait for
    each other.
    """
    if isinstance(row, Attribution | Evidence):
        whole = "attributions" if isinstance(row, Attribution) else "evidence"
        Claim.objects.select_for_update(no_key=True, of=("self",)).get(**{whole: row.pk})
    rows = cast("QuerySet[Editable]", type(row)._default_manager.all())
    current = rows.select_for_update(no_key=True).get(pk=row.pk)
    if version is not None and current.version != version:
        raise Stale(current, version)
    return current


def amend(
    row: Editable, *, by: User, version: int, changes: dict[str, Any], reason: str = ""
) -> Editable:
    """Change fields of a draft row; of something public, the change stays a draft.

    Returns the row as saved, its version one higher if anything differed.
    """
    with acting(by, reason):
        current = locked(row, version)
        for field, value in changes.items():
            setattr(current, field, value)
        store(current)
        current.refresh_from_db()
    return current


def store(row: models.Model) -> None:
    """Save ``row`` with its texts in NFC, each field checked.

    Raises Refused, naming the field, for NUL and lone surrogates anywhere in a value, and for a
    text longer than ``WORDS_LENGTH``, unless it is a captured one. What is unique, what rows of
    others must be there and what holds between fields, the database checks when it takes the
    row: asking it beforehand as well would double every save.
    """
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if isinstance(value, str | dict | list) and column is not CAPTURED:
            _refuse_long(value, column.name)
            setattr(row, column.attname, composed(value, column.name))
    row.full_clean(exclude=_at_hand(row), validate_unique=False, validate_constraints=False)
    row.save()


def _at_hand(row: models.Model) -> set[str]:
    """The fields whose rows were given as such: that they exist need not be asked."""
    return {
        column.name
        for column in row._meta.concrete_fields
        if getattr(row, column.attname) and column.name in row._state.fields_cache
    }


def _refuse_long(value: str | dict[str, Any] | list[Any], field: str) -> None:
    texts = value.values() if isinstance(value, dict) else [value]
    longest = max((len(said) for said in texts if isinstance(said, str)), default=0)
    if longest > WORDS_LENGTH:
        message = _("The text has %(length)d characters; at most %(most)d are taken here.")
        raise Refused(
            message % {"length": longest, "most": WORDS_LENGTH},
            field=field,
            rule="words_are_few_enough",
        )


def composed(value: Any, field: str) -> Any:
    """``value`` with every string in NFC, keys included."""
    if isinstance(value, dict):
        return {composed(k, field): composed(v, field) for k, v in value.items()}
    if isinstance(value, list):
        return [composed(item, field) for item in value]
    if not isinstance(value, str):
        return value
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Refused(
            _("The text holds a character that cannot be stored (NUL or a lone surrogate)."),
            field=field,
            rule="unstorable",
        )
    return unicodedata.normalize("NFC", value)

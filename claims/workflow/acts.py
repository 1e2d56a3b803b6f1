"""What every verb begins with: one transaction, a named doer, a row locked at a version."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import pghistory
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from claims.models import Attribution
from sources.models import Publishable
from sources.refusal import Stale, explained

Editable = TypeVar("Editable", bound=Publishable | Attribution)


@contextmanager
def acting(by: User, reason: str = "") -> Iterator[None]:
    """One transaction whose history names ``by`` and ``reason``; refusals are explained."""
    with (
        explained(),
        transaction.atomic(),
        pghistory.context(user=by.pk, username=by.get_username(), reason=reason),
    ):
        yield


def locked(row: Editable, version: int | None) -> Editable:
    """``row`` afresh with its lock held; raises Stale when ``version`` is not its present one."""
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
        current.full_clean()
        current.save()
        current.refresh_from_db()
    return current

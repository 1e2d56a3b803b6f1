"""Whose draft a row is: contributors change what they recorded, editors everything."""

from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import models

SEE_THE_DESK: Final = "sources.view_document"
"""The permission without which no page of the desk exists."""

EDIT_OTHERS: Final = "sources.edit_others"

Person = AbstractBaseUser | AnonymousUser


def sees_the_desk(person: Person) -> bool:
    """Whether the desk exists for this person."""
    return isinstance(person, User) and person.is_active and person.has_perm(SEE_THE_DESK)


def may_change(person: Person, row: models.Model) -> bool:
    """Whether a row is this person's to change: an editor's always, else whoever recorded it.

    It says nothing of the permission to change rows of that kind, which is asked beforehand.
    """
    if not isinstance(person, User):
        return False
    return person.has_perm(EDIT_OTHERS) or recorded_by(row) == person.pk


def recorded_by(row: models.Model) -> int | None:
    """The primary key of who inserted the row, as its history names them; None where it does not.

    Parts that are written again with each save, such as the steps of a chain, are whoever's the
    whole is: ask for the whole.
    """
    events: Any = getattr(type(row), "pgh_event_model", None)
    if events is None:
        return None
    inserted = events.objects.filter(pgh_obj_id=row.pk, pgh_label="insert").order_by("pgh_id")
    context = inserted.values_list("pgh_context", flat=True).first() or {}
    return context.get("user")

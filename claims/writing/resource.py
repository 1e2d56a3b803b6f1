"""What a resource of the desk is: what may be sent of it, and which verb takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from claims import workflow
from claims.writing.body import SMALL
from claims.writing.fields import LINE, Field, text

Given = dict[str, Any]
Make = Callable[[Given, User], tuple[Any, bool]]
"""From what was sent to the row, and whether it is new."""
Change = Callable[[Any, Given, int, User], Any]
Remove = Callable[[Any, int, User, str], None]

URL = r"^(https?://[^\u0000\s]+)?$"
"""The pattern of an address, or of none."""
REASON = text("reason", most=LINE)
NOTES = text("notes")


@dataclass(frozen=True)
class Resource:
    """One kind of row: its address, its fields, its verbs, and what its lists join."""

    name: str
    model: type[Model]
    about: str
    fields: tuple[Field, ...]
    make: Make
    change: Change | None = None
    remove: Remove | None = None
    kept: tuple[str, ...] = ()
    """Fields that are given once and never changed."""
    joined: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()
    narrowed_by: Mapping[str, type[Model]] = field(default_factory=dict)
    largest: int = SMALL
    make_scope: str = "propose"
    searched: str = ""
    """The column in which lists look for ``q``."""

    def permission(self, act: str) -> str:
        """Django's permission for an act on these rows."""
        meta = self.model._meta
        return f"{meta.app_label}.{act}_{meta.model_name}"

    def changeable(self) -> tuple[Field, ...]:
        """What PATCH takes."""
        return tuple(
            Field(f.name, f.schema, f.read) for f in self.fields if f.name not in self.kept
        )


def new(row: Any) -> tuple[Any, bool]:
    return row, True


def discard(row: Any, version: int, by: User, reason: str) -> None:
    workflow.discard(row=row, by=by, version=version, reason=reason)


def amend(row: Any, given: Given, version: int, by: User) -> Any:
    reason = given.pop("reason", "")
    return workflow.amend(row, by=by, version=version, changes=given, reason=reason)


def introduced(model: Any) -> Make:
    """How actors, topics and sources are made."""

    def make(given: Given, by: User) -> tuple[Any, bool]:
        reason = given.pop("reason", "")
        return new(workflow.introduce(model(**given), by=by, reason=reason))

    return make

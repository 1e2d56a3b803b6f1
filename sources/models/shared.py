"""What the tables share: history, an address, publication, kinds of constraint."""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import pghistory
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def tracked(*exclude: str) -> Any:
    """Every insert, update and delete of a row leaves its image, append-only, with who and why.

    Facts of publication are not edits and leave none: else publishing would make the publisher
    a contributor, who could never review the next version.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]
        append_only=True,
    )


PUBLICATION = ("public_id", "public_version")
URL_LENGTH = 2000
WORDS_LENGTH = 20_000
"""Characters of one text of a language map (also in ``functions.sql``)."""


class LanguageMapOk(Func):
    """True when a JSON value is ``{BCP 47 tag: non-empty text}`` (function in ``rules.sql``)."""

    function = "language_map_ok"
    output_field: ClassVar[Any] = models.BooleanField()


def language_map_constraint(
    field: str, rule: str, message: "_StrPromise"
) -> models.CheckConstraint:
    """A constraint that ``field`` is a language map: keys are tags, values non-empty strings."""
    return models.CheckConstraint(
        condition=LanguageMapOk(F(field)), name=rule, violation_error_message=message
    )


def optional_language_map(field: str, rule: str, message: "_StrPromise") -> models.CheckConstraint:
    """A constraint that ``field`` is empty or a language map."""
    return models.CheckConstraint(
        condition=Q(**{field: {}}) | Q(LanguageMapOk(F(field))),
        name=rule,
        violation_error_message=message,
    )


def pair_constraint(
    first: str, second: str, rule: str, message: "_StrPromise"
) -> models.CheckConstraint:
    """A constraint that a who/when pair is set together or not at all."""
    both = {f"{first}__isnull": False, f"{second}__isnull": False}
    none = {f"{first}__isnull": True, f"{second}__isnull": True}
    return models.CheckConstraint(
        condition=Q(**both) | Q(**none), name=rule, violation_error_message=message
    )


class Addressed(models.Model):
    """What the desk's API knows by an address of its own: kept for good, and never public."""

    uuid = models.UUIDField(default=uuid4, db_default=RandomUUID(), unique=True, editable=False)

    class Meta:
        abstract = True


class Publishable(Addressed):
    """What the ledger holds revisions of.

    ``version`` grows by one with each editorial change (trigger), so that a stale write is
    seen and an approval can name what it approved. ``public_version`` is the version that
    readers see; ``public_id`` is drawn at the first publication and never changes.
    """

    # Null until published: unlike "", many rows may lack an id under one unique constraint.
    public_id = models.CharField(  # noqa: DJ001
        max_length=8, null=True, unique=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    public_version = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether the ledger holds a record of it."""
        return self.public_id is not None

    @property
    def has_pending_edits(self) -> bool:
        """Whether it is public in another version than the present one."""
        return self.is_public and self.public_version != self.version

"""What people of the desk say to each other about drafts: never in a record, never in a version."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claims import Claim
from claims.models.review import SUBJECTS
from sources.models import Document, pair_constraint

COMMENT_LENGTH = 5_000


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self) -> "AssignmentQuerySet":
        """Not ended by another assignment, nor taken back."""
        return self.filter(ended_at__isnull=True)


class Assignment(models.Model):
    """That somebody has a claim or a document in hand, from when until when, by whose word.

    The rows are their own history. They touch no version: an approval stands whoever is assigned.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    claim = models.ForeignKey(
        Claim, models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    document = models.ForeignKey(
        Document, models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments"
    )
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.CheckConstraint(
                condition=Q(claim__isnull=False, document__isnull=True)
                | Q(claim__isnull=True, document__isnull=False),
                name="assignment_is_of_one_record",
                violation_error_message=_("An assignment is of a claim or of a document."),
            ),
            pair_constraint(
                "ended_at",
                "ended_by",
                "assignment_ended_who_and_when",
                _("Who ended an assignment and when are set together."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[subject],
                    condition=Q(ended_at__isnull=True),
                    name=f"{subject}_has_one_assignee",
                    violation_error_message=_("It is assigned already: end that first."),
                )
                for subject in ("claim", "document")
            ),
        )

    def __str__(self) -> str:
        return self.assignee.get_username()


class Comment(models.Model):
    """A private remark on a record of any kind, append-only; it outlives a discarded draft."""

    app_may: ClassVar[str] = "SELECT, INSERT"

    kind = models.CharField(max_length=8)
    record = models.BigIntegerField()
    text = models.TextField(_("comment"), max_length=COMMENT_LENGTH)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=SUBJECTS),
                name="comment_is_on_a_known_kind",
                violation_error_message=_("A comment is on one of the five kinds of record."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_has_words",
                violation_error_message=_("Write something."),
            ),
        )
        indexes = (models.Index(fields=["kind", "record"], name="comment_on_record"),)

    def __str__(self) -> str:
        return self.text

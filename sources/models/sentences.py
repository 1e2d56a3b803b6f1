"""The numbered spans of a text."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from sources.models.documents import Document
from sources.models.originals import OctetLength
from sources.models.shared import pair_constraint, tracked
from sources.vocabulary import SentenceKind

LAST_NUMBER = 100_000
"""Of a sentence: five times what one capture may have, for all the mending after it."""


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def standing(self) -> "SentenceQuerySet":
        """Not retired by a join, a split or an exclusion."""
        return self.filter(retired_at__isnull=True)

    def in_order(self) -> "SentenceQuerySet":
        """By place in the text."""
        return self.order_by("start", "number")


@tracked()
class Sentence(models.Model):
    """A numbered span of a document; its text is the slice, by construction.

    Rows are never updated but to retire them, once; numbers are never reused. ``salt`` keeps
    the hash in the document's public record from being guessed before the text is shown.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    document = models.ForeignKey(Document, models.PROTECT, related_name="sentences")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    paragraph = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=SentenceKind, default=SentenceKind.BODY)
    salt = models.BinaryField(max_length=16)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_reason = models.CharField(max_length=500, blank=True)

    objects = SentenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "number"],
                name="sentence_number_is_used_once",
                violation_error_message=_("A sentence number is never used twice."),
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="sentence_span_is_not_empty",
                violation_error_message=_("A sentence must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="sentence_number_starts_at_one",
                violation_error_message=_("Sentences are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=Q(number__lte=LAST_NUMBER),
                name="sentence_numbers_end",
                violation_error_message=_(
                    "Sentence numbers end at 100,000: this text has been cut too often."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SentenceKind.values),
                name="sentence_kind_is_known",
                violation_error_message=_("A sentence is article text or not article text."),
            ),
            models.CheckConstraint(
                condition=GreaterThan(OctetLength(F("salt")), 15),
                name="sentence_has_a_salt",
                violation_error_message=_("A sentence needs a salt of 16 bytes."),
            ),
            pair_constraint(
                "retired_at",
                "retired_by",
                "sentence_retired_who_and_when",
                _("Who retired a sentence and when are set together."),
            ),
            ExclusionConstraint(
                name="sentences_do_not_overlap",
                expressions=[
                    ("document", RangeOperators.EQUAL),
                    (
                        Func(
                            F("start"),
                            F("end"),
                            function="int4range",
                            output_field=models.Field(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(retired_at__isnull=True),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Sentences of a document must not overlap."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id}#{self.number}"

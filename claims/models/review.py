"""What stands between a draft and the public: submissions and withdrawals."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.actors import Actor, Topic
from claims.models.claims import Claim
from claims.models.wording import IN_LANGUAGES, in_words
from sources.models import (
    Document,
    Publishable,
    Source,
    language_map_constraint,
    optional_language_map,
    pair_constraint,
    tracked,
)

SUBJECTS = ("claim", "actor", "topic", "document", "source")
"""The five kinds of record, as the fields of a submission that may name one."""


def one_subject() -> Q:
    """Exactly one of the five is set."""
    condition = Q()
    for chosen in SUBJECTS:
        condition |= Q(**{f"{subject}__isnull": subject != chosen for subject in SUBJECTS})
    return condition


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def waiting(self) -> "SubmissionQuerySet":
        """Neither approved nor sent back yet."""
        return self.filter(reviewed_at__isnull=True)

    def approved(self) -> "SubmissionQuerySet":
        return self.filter(approved=True)

    def unpublished(self) -> "SubmissionQuerySet":
        return self.filter(published_at__isnull=True)


@tracked()
class Submission(models.Model):
    """One version of a record put before a second person, and what became of it.

    ``pins`` names the exact versions of everything the record names, as
    ``[[kind, primary key, version], ...]``; approval is of these and no others.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE"

    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    version = models.PositiveIntegerField()
    pins = models.JSONField(default=list, blank=True)
    correction = models.JSONField(_("public correction note"), default=dict, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved = models.BooleanField(null=True, blank=True)
    review_reasons = models.TextField(blank=True)
    solo_review_reason = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("review queue")
        permissions = (
            ("review_submission", "Can approve or send back"),
            ("publish_submission", "Can publish what is approved"),
        )
        constraints = (
            optional_language_map("correction", "submission_note_is_in_languages", IN_LANGUAGES),
            models.CheckConstraint(
                condition=one_subject(),
                name="submission_names_one_record",
                violation_error_message=_("A submission is of exactly one record."),
            ),
            pair_constraint(
                "reviewed_at",
                "reviewed_by",
                "submission_reviewed_who_and_when",
                _("Who reviewed and when are set together."),
            ),
            pair_constraint(
                "published_at",
                "published_by",
                "submission_published_who_and_when",
                _("Who published and when are set together."),
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, reviewed_at__isnull=True)
                | Q(approved__isnull=False, reviewed_at__isnull=False),
                name="submission_review_has_an_outcome",
                violation_error_message=_("A review either approves or sends back."),
            ),
            models.CheckConstraint(
                condition=~Q(approved=False) | ~Q(review_reasons=""),
                name="submission_sent_back_with_reasons",
                violation_error_message=_("Say why it is sent back."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(approved__isnull=False, approved=True),
                name="submission_is_approved_before_published",
                violation_error_message=_("Only what a second person approved is published."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(approved__isnull=False, approved=False)
                | ~Q(reviewed_by=F("submitted_by"))
                | ~Q(solo_review_reason=""),
                name="submission_reviewer_is_a_second_person",
                violation_error_message=_(
                    "A second person must review; a one-person desk states its reason."
                ),
            ),
            *(
                models.UniqueConstraint(
                    fields=[subject],
                    condition=Q(reviewed_at__isnull=True),
                    name=f"{subject}_waits_for_one_review",
                    violation_error_message=_("It is waiting for review already."),
                )
                for subject in SUBJECTS
            ),
        )

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def kind(self) -> str:
        """Which of the five kinds of record is submitted."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)

    @property
    def subject(self) -> Publishable:
        """The record that is submitted."""
        record: Publishable = getattr(self, self.kind)
        return record


@tracked()
class Withdrawal(models.Model):
    """That a claim was withdrawn: at once by one editor, reviewed by a second within 24 hours."""

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE"

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="withdrawal")
    reasons = models.JSONField(_("public reason"))
    texts_stay = models.BooleanField(_("the wording may stay readable"), default=False)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    solo_review_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = (
            language_map_constraint(
                "reasons", "withdrawal_gives_its_reason", _("Give the public reason.")
            ),
            pair_constraint(
                "reviewed_at",
                "reviewed_by",
                "withdrawal_reviewed_who_and_when",
                _("Who reviewed and when are set together."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | ~Q(reviewed_by=F("withdrawn_by"))
                | ~Q(solo_review_reason=""),
                name="withdrawal_reviewer_is_a_second_person",
                violation_error_message=_(
                    "A second person must review; a one-person desk states its reason."
                ),
            ),
        )

    def __str__(self) -> str:
        return in_words(self.reasons)


class Publication(models.Model):
    """Which revision came of which row, in which version, by which submission.

    Written by the ledger alone: one submission publishes each version that it names once.
    ``submission`` is null for the tombstone of a withdrawal.
    """

    app_may: ClassVar[str] = "SELECT"

    seq = models.BigIntegerField(primary_key=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True)
    kind = models.CharField(max_length=8)
    record = models.BigIntegerField()
    version = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "kind", "record"],
                name="submission_publishes_a_version_once",
                violation_error_message=_("This submission has been published already."),
            ),
        )
        indexes = (models.Index(fields=["kind", "record"], name="publication_of_record"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record} v{self.version}"

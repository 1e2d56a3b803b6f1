"""What readers ask us to correct: private, answered from the desk, never part of a record."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims import keeping
from claims.models.claims import Claim
from sources.models import pair_constraint


class CorrectionRequestQuerySet(models.QuerySet["CorrectionRequest"]):
    def waiting(self) -> "CorrectionRequestQuerySet":
        """Neither answered nor declined yet."""
        return self.filter(answered_at__isnull=True, declined_at__isnull=True)

    def overdue(self, at: datetime) -> "CorrectionRequestQuerySet":
        """Those that may not be kept beyond ``at``."""
        ended = at - keeping.AFTER_REPLY
        return self.filter(
            Q(answered_at__lt=ended)
            | Q(declined_at__lt=ended)
            | Q(received_at__lt=at - keeping.AT_MOST, answered_at=None, declined_at=None)
        )

    def kept(self, at: datetime) -> "CorrectionRequestQuerySet":
        """The others: all that anybody may still see at ``at``."""
        return self.exclude(pk__in=self.overdue(at).values("pk"))


class CorrectionRequest(models.Model):
    """What a reader says is wrong, and our reply. Its state follows from who did what when.

    No history is kept of it, so that what is forgotten is gone (``workflow.forget_requests``).
    """

    reference = models.CharField(_("reference"), max_length=16, editable=False)
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="requests",
        verbose_name=_("claim"),
    )  # fmt: skip
    text = models.TextField(_("what is wrong"))
    source = models.CharField(_("where it can be checked"), max_length=2000, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField(_("received on"))
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reply = models.TextField(_("reply"), blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        constraints = (
            models.UniqueConstraint(
                fields=["reference"],
                name="request_reference_is_its_own",
                violation_error_message=_("Another request has this reference."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="request_says_what_is_wrong",
                violation_error_message=_("Say what is wrong."),
            ),
            pair_constraint(
                "answered_at", "answered_by", "request_answer_is_whole",
                _("An answer has a day and a name."),
            ),
            pair_constraint(
                "declined_at", "declined_by", "request_refusal_is_whole",
                _("A refusal has a day and a name."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, declined_at__isnull=True, reply="")
                | (Q(answered_at__isnull=False, declined_at__isnull=True) & ~Q(reply=""))
                | (Q(answered_at__isnull=True, declined_at__isnull=False) & ~Q(reply="")),
                name="request_ends_once_with_a_reply",
                violation_error_message=_("A request is answered or declined once, in words."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def state(self) -> str:
        """received, answered or declined."""
        if self.answered_at:
            return "answered"
        return "declined" if self.declined_at else "received"


class RequestTrace(models.Model):
    """That somebody sent a request: a keyed hash of the address that changes each day, kept for a
    day to count by and then removed. The address itself is never stored."""

    token = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["token", "sent_at"], name="trace_by_token"),)

    def __str__(self) -> str:
        return self.token

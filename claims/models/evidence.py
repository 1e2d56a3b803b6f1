"""What a claim rests on, and the signed statuses that say how well."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.wording import IN_LANGUAGES, in_words, known
from claims.vocabulary import Bearing, EvidenceStatus
from sources.models import (
    URL_LENGTH,
    Addressed,
    Document,
    optional_language_map,
    pair_constraint,
    tracked,
)


@tracked()
class Evidence(Addressed):
    """Something that supports, contradicts or qualifies a claim, with where it comes from.

    ``origin`` is the actor the information itself comes from: ten outlets repeating one
    agency are one origin.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="evidence")
    bearing = models.CharField(_("bearing"), max_length=12, choices=Bearing)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    url = models.CharField(_("address"), max_length=URL_LENGTH, blank=True)
    archive_url = models.CharField(_("archive address"), max_length=URL_LENGTH, blank=True)
    accessed_on = models.DateField(_("accessed on"), null=True, blank=True)
    origin = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="originated"
    )
    from_claimant = models.BooleanField(_("derived from a claimant"), default=False)
    descriptions = models.JSONField(_("what it shows"), default=dict, blank=True)
    notes = models.TextField(_("private notes"), blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = (
            known("bearing", Bearing, "evidence_bearing_is_known"),
            optional_language_map("descriptions", "evidence_is_put_in_languages", IN_LANGUAGES),
            models.CheckConstraint(
                condition=Q(
                    document__isnull=False,
                    url="",
                    start__isnull=False,
                    end__isnull=False,
                    start__lt=F("end"),
                )
                | (
                    Q(document__isnull=True, start__isnull=True, end__isnull=True)
                    & Q(url__regex=r"^https?://", archive_url__regex=r"^https?://")
                ),
                name="evidence_is_a_span_or_an_archived_address",
                violation_error_message=_(
                    "Evidence is a span of a document, or an address with its archive address."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_bearing_display()}: {in_words(self.descriptions) or self.url}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def current(self) -> "AssessmentQuerySet":
        """Not superseded."""
        return self.filter(superseded_at__isnull=True)


@tracked()
class Assessment(Addressed):
    """A signed, dated evidence status of a claim with its reasons; superseded, never changed."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="assessments")
    status = models.CharField(_("evidence status"), max_length=20, choices=EvidenceStatus)
    reasons = models.JSONField(_("reasons"), default=dict, blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = (
            known("status", EvidenceStatus, "assessment_status_is_known"),
            optional_language_map("reasons", "assessment_reasons_are_in_languages", IN_LANGUAGES),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(superseded_at__isnull=True),
                name="claim_has_one_current_assessment",
                violation_error_message=_("The claim has a current assessment: supersede it."),
            ),
            models.CheckConstraint(
                condition=~Q(reasons={}) | Q(status=EvidenceStatus.NOT_ASSESSED),
                name="assessment_gives_its_reasons",
                violation_error_message=_("Give the reasons for this status."),
            ),
            pair_constraint(
                "superseded_at",
                "superseded_by",
                "assessment_superseded_who_and_when",
                _("Who superseded an assessment and when are set together."),
            ),
        )

    def __str__(self) -> str:
        return self.get_status_display()

"""What an engine proposes of a document, and what editors made of it; none of it is ever public."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.attributions import Attribution
from claims.models.wording import span_constraint
from sources.models import Document, Sentence, pair_constraint, tracked
from sources.vocabulary import SentenceKind

REASON_LENGTH = 500
SURE = 900
"""The confidence, per mille, from which suggestions may be accepted together."""
SAYING = ("speaker", "speaker_name", "cue", "content", "stance")
"""The fields of a proposal that say who says what."""


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def pending(self) -> "SuggestionQuerySet":
        """Neither accepted nor dismissed."""
        return self.filter(accepted_at__isnull=True, dismissed_at__isnull=True)

    def accepted(self) -> "SuggestionQuerySet":
        """Made into an attribution that still exists, edited or not."""
        return self.filter(attribution__isnull=False)

    def dismissed(self) -> "SuggestionQuerySet":
        """Found wrong: at once, or after acceptance when the attribution was discarded."""
        undone = Q(accepted_at__isnull=False, attribution__isnull=True)
        return self.filter(Q(dismissed_at__isnull=False) | undone)

    def in_order(self) -> "SuggestionQuerySet":
        """By place in the text."""
        return self.order_by("cue_start", "place")


@tracked()
class Suggestion(models.Model):
    """One proposed attribution of a document, as an engine made it.

    ``proposal`` is a ``claims.suggest.Proposal`` as plain JSON, every span a pair of code points
    of the document's text. ``fingerprint`` tells one proposal of an engine from the next, in any
    version: its cue, and its place among those of the same cue. ``changed`` names the fields in
    which the attribution made of it differed.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    document = models.ForeignKey(Document, models.CASCADE, related_name="suggestions")
    sentence = models.ForeignKey(Sentence, models.CASCADE, related_name="suggestions")
    place = models.PositiveIntegerField()
    cue_start = models.PositiveIntegerField()
    cue_end = models.PositiveIntegerField()
    tool = models.CharField(max_length=40)
    tool_version = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=60)
    proposal = models.JSONField()
    nested_in = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="nested"
    )
    suggested_at = models.DateTimeField()
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attribution = models.OneToOneField(
        Attribution, models.SET_NULL, null=True, blank=True, related_name="suggestion"
    )
    changed = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dismissed_reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "tool", "fingerprint"],
                name="suggestion_is_made_once",
                violation_error_message=_("This has been suggested already."),
            ),
            span_constraint("cue", "suggestion_cue_is_a_span", required=True),
            pair_constraint(
                "accepted_at",
                "accepted_by",
                "suggestion_accepted_who_and_when",
                _("Who accepted and when are set together."),
            ),
            pair_constraint(
                "dismissed_at",
                "dismissed_by",
                "suggestion_dismissed_who_and_when",
                _("Who dismissed and when are set together."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(dismissed_at__isnull=True),
                name="suggestion_has_one_outcome",
                violation_error_message=_("A suggestion is accepted or dismissed, not both."),
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True) | ~Q(dismissed_reason=""),
                name="suggestion_is_dismissed_with_a_reason",
                violation_error_message=_("Say why it is dismissed."),
            ),
            models.CheckConstraint(
                condition=Q(attribution__isnull=True) | Q(accepted_at__isnull=False),
                name="suggestion_with_an_attribution_is_accepted",
                violation_error_message=_("Only an accepted suggestion has an attribution."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id}: {self.fingerprint}"

    @property
    def state(self) -> str:
        """pending, accepted (as proposed), edited (accepted with changes) or dismissed."""
        if self.accepted_at is None:
            return "pending" if self.dismissed_at is None else "dismissed"
        if self.attribution_id is None:
            return "dismissed"
        return "edited" if self.changed else "accepted"

    @property
    def confidence(self) -> int:
        """How sure it is who says what in which words, per mille: of these fields the least."""
        sure: dict[str, int] = self.proposal["confidence"]
        return min(sure.get(field, 0) for field in SAYING)

    @property
    def is_sure(self) -> bool:
        """Whether it may be accepted together with others."""
        return self.confidence >= SURE

    def words(self, span: Any) -> str:
        """The words of a span of the proposal; empty where there is none."""
        return self.document.slice(*span) if span else ""


class ReportingCueQuerySet(models.QuerySet["ReportingCue"]):
    def placed(self) -> Any:
        """Those of article text, with the ``number`` of the standing sentence that holds them,
        whether an attribution is ``recorded`` in it, and whether a suggestion of it was found
        ``wrong``."""
        there = models.OuterRef("document")
        holding = Sentence.objects.standing().filter(
            document=there,
            kind=SentenceKind.BODY,
            start__lte=models.OuterRef("start"),
            end__gt=models.OuterRef("start"),
        )
        said = Attribution.objects.filter(document=there).filter(
            Q(cue_start__lt=models.OuterRef("to"), cue_end__gt=models.OuterRef("at"))
            | Q(
                cue_start__isnull=True,
                content_start__lt=models.OuterRef("to"),
                content_end__gt=models.OuterRef("at"),
            )
        )
        wrong = Suggestion.objects.dismissed().filter(
            document=there,
            cue_start__lt=models.OuterRef("end"),
            cue_end__gt=models.OuterRef("start"),
        )
        return (
            self.annotate(
                number=models.Subquery(holding.values("number")[:1]),
                at=models.Subquery(holding.values("start")[:1]),
                to=models.Subquery(holding.values("end")[:1]),
            )
            .filter(number__isnull=False)
            .annotate(recorded=models.Exists(said), wrong=models.Exists(wrong))
        )

    def open(self) -> Any:
        """Those in a sentence of which nothing is recorded, and that nobody has dismissed."""
        return self.placed().filter(dismissed_at__isnull=True, recorded=False, wrong=False)


@tracked()
class ReportingCue(models.Model):
    """Words by which a text reports speech: each is recorded in an attribution or set aside.

    The span is in code points of the document's text, end exclusive.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="cues")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dismissed_reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    objects = ReportingCueQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting words")
        verbose_name_plural = _("reporting words")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "start", "end"],
                name="cue_is_noted_once",
                violation_error_message=_("These reporting words are noted already."),
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="cue_is_not_empty",
                violation_error_message=_("Reporting words must end after they start."),
            ),
            pair_constraint(
                "dismissed_at",
                "dismissed_by",
                "cue_dismissed_who_and_when",
                _("Who dismissed and when are set together."),
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True) | ~Q(dismissed_reason=""),
                name="cue_is_dismissed_with_a_reason",
                violation_error_message=_("Say why nothing is recorded here."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id}: {self.start}-{self.end}"

"""Who said it: utterances as reported, and the chains they came through."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.wording import IN_LANGUAGES, known, span_constraint
from claims.vocabulary import UNNAMED, EvidenceInText, Manner, Naming, Polarity, ReportedAs, Stance
from sources.models import Addressed, Document, Sentence, optional_language_map, tracked


@tracked("public_id")
class Attribution(Addressed):
    """One utterance as reported: a speaker's stance on a claim, anchored in a sentence.

    Spans are code points of the document's text, end exclusive; the exact words are always
    the slice. ``sentence`` is the one that holds the cue.
    """

    # Null until published: unlike "", many rows may lack an id under one unique constraint.
    public_id = models.CharField(  # noqa: DJ001
        max_length=8, null=True, unique=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="attributions")
    document = models.ForeignKey(Document, models.PROTECT, related_name="attributions")
    sentence = models.ForeignKey(Sentence, models.PROTECT, related_name="attributions")
    naming = models.CharField(_("naming"), max_length=20, choices=Naming, default=Naming.NAMED)
    speaker = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="attributions"
    )
    description = models.CharField(
        _("description of the unnamed speaker"), max_length=300, blank=True
    )
    anonymity_reason = models.CharField(_("reason given for anonymity"), max_length=300, blank=True)
    speaking_as = models.JSONField(_("speaking as"), default=dict, blank=True)
    on_behalf_of = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="spoken_for"
    )
    stance = models.CharField(_("stance"), max_length=24, choices=Stance)
    polarity = models.CharField(
        _("polarity"), max_length=10, choices=Polarity, default=Polarity.POSITIVE
    )
    reported_as = models.CharField(
        _("reported as"), max_length=14, choices=ReportedAs, default=ReportedAs.STATED
    )
    nested_in = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="nested"
    )
    manner = models.CharField(_("manner"), max_length=12, choices=Manner)
    content_start = models.PositiveIntegerField()
    content_end = models.PositiveIntegerField()
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    speaker_start = models.PositiveIntegerField(null=True, blank=True)
    speaker_end = models.PositiveIntegerField(null=True, blank=True)
    evidence_in_text = models.CharField(
        _("evidence in the text"),
        max_length=14,
        choices=EvidenceInText,
        default=EvidenceInText.NOT_ASSESSED,
    )
    evidence_start = models.PositiveIntegerField(null=True, blank=True)
    evidence_end = models.PositiveIntegerField(null=True, blank=True)
    said_on = models.CharField(_("said on"), max_length=60, blank=True)
    said_earliest = models.DateField(null=True, editable=False)
    said_latest = models.DateField(null=True, editable=False)
    said_deduced = models.BooleanField(_("date deduced by an editor"), default=False)
    said_reason = models.CharField(_("how it was deduced"), max_length=300, blank=True)
    notes = models.TextField(_("private notes"), blank=True)

    class Meta:
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        constraints = (
            known("naming", Naming, "attribution_naming_is_known"),
            known("stance", Stance, "attribution_stance_is_known"),
            known("polarity", Polarity, "attribution_polarity_is_known"),
            known("reported_as", ReportedAs, "attribution_reported_as_is_known"),
            known("manner", Manner, "attribution_manner_is_known"),
            known("evidence_in_text", EvidenceInText, "attribution_evidence_is_known"),
            optional_language_map("speaking_as", "attribution_role_is_in_languages", IN_LANGUAGES),
            span_constraint("content", "attribution_has_its_content", required=True),
            span_constraint("cue", "attribution_cue_is_a_span"),
            span_constraint("speaker", "attribution_mention_is_a_span"),
            span_constraint("evidence", "attribution_evidence_is_a_span"),
            models.CheckConstraint(
                condition=(Q(speaker__isnull=False) & ~Q(naming__in=UNNAMED))
                | (Q(speaker__isnull=True) & Q(naming__in=UNNAMED)),
                name="attribution_speaker_fits_its_naming",
                violation_error_message=_(
                    "A named speaker, office or group needs an actor; an unnamed one has none."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(naming__in=UNNAMED) | ~Q(anonymity_reason=""),
                name="attribution_anonymity_has_a_reason",
                violation_error_message=_(
                    "Give the text's reason for anonymity, or write: none given."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(naming=Naming.UNNAMED_DESCRIBED) & ~Q(description=""))
                | (~Q(naming=Naming.UNNAMED_DESCRIBED) & Q(description="")),
                name="attribution_description_fits_its_naming",
                violation_error_message=_(
                    "The description is for an unnamed, described speaker, and required there."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(evidence_in_text=EvidenceInText.NONE_GIVEN)
                | Q(evidence_start__isnull=False),
                name="attribution_none_given_shows_its_words",
                violation_error_message=_(
                    "The text itself must say that none was given: mark the words."
                ),
            ),
            models.CheckConstraint(
                condition=Q(said_deduced=False) | (~Q(said_on="") & ~Q(said_reason="")),
                name="attribution_deduced_date_has_a_reason",
                violation_error_message=_("Say how the date was deduced."),
            ),
            models.CheckConstraint(
                condition=Q(said_earliest__isnull=True, said_latest__isnull=True)
                | Q(said_earliest__lte=F("said_latest")),
                name="attribution_days_are_in_order",
                violation_error_message=_("The earliest day must not be after the latest."),
            ),
        )

    def __str__(self) -> str:
        who = self.speaker or self.description or self.get_naming_display()
        return f"{who}: {self.get_stance_display()}"

    @property
    def is_public(self) -> bool:
        """Whether a published record holds it."""
        return self.public_id is not None

    def exact(self, span: str = "content") -> str:
        """The words of the named span, sliced from the document; empty where there is none."""
        start, end = getattr(self, f"{span}_start"), getattr(self, f"{span}_end")
        return "" if start is None else self.document.slice(start, end)


@tracked()
class Hop(models.Model):
    """One step of the chain an utterance came through, numbered from the speaker outward.

    The document's source is the implied last hop and is not stored.
    """

    attribution = models.ForeignKey(Attribution, models.CASCADE, related_name="via")
    position = models.PositiveSmallIntegerField()
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="relayed")
    description = models.CharField(_("description"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("hop of the chain")
        verbose_name_plural = _("chain, from the speaker outward")
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(actor__isnull=False) & Q(description=""))
                | (Q(actor__isnull=True) & ~Q(description="")),
                name="hop_is_an_actor_or_a_description",
                violation_error_message=_("A hop is either an actor or a description."),
            ),
            models.UniqueConstraint(
                fields=["attribution", "position"],
                name="hop_has_its_own_position",
                violation_error_message=_("Two hops cannot stand in one place."),
            ),
            models.UniqueConstraint(
                fields=["attribution", "actor"],
                name="hop_names_an_actor_once",
                violation_error_message=_("An actor stands only once in a chain."),
            ),
            models.CheckConstraint(
                condition=Q(position__gt=0),
                name="hop_positions_start_at_one",
                violation_error_message=_("Hops are numbered from 1, the speaker outward."),
            ),
        )

    def __str__(self) -> str:
        return str(self.actor or self.description)

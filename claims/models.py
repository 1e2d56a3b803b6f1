"""Who said what, and how well it stands: the editorial tables.

Rules of one row are constraints here; rules that need other rows are triggers in
``rules.sql``. What readers see is not here: it is the ledger (``claims.ledger``).
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from claims.ledger import tables
from claims.vocabulary import (
    UNNAMED,
    ActorKind,
    Bearing,
    ClaimKind,
    EvidenceInText,
    EvidenceStatus,
    Manner,
    Naming,
    Polarity,
    Relation,
    ReportedAs,
    Stance,
    Vocabulary,
)
from sources.models import (
    PUBLICATION,
    URL_LENGTH,
    Document,
    Publishable,
    Sentence,
    Source,
    language_map_constraint,
    pair_constraint,
    tracked,
)

LEDGER = (tables.Revision, tables.Payload, tables.Erasure)
INDEXES = (tables.RecordIndex, tables.ClaimIndex, tables.AttributionIndex)
"""Tables of this app that live in ``claims.ledger``: Django finds an app's tables from here."""


def in_words(words: dict[str, str], language: str | None = None) -> str:
    """The entry of a language map in ``language`` (the active one by default), else any."""
    wanted = language or get_language() or "en"
    return words.get(wanted) or words.get(wanted[:2]) or next(iter(words.values()), "")


def known(field: str, vocabulary: type[Vocabulary], rule: str) -> models.CheckConstraint:
    """A constraint that ``field`` holds a code of ``vocabulary``."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": vocabulary.values}),
        name=rule,
        violation_error_message=_("Choose one of the codes of the vocabulary."),
    )


def span_constraint(name: str, rule: str, *, required: bool = False) -> models.CheckConstraint:
    """A constraint that span ``name`` has both ends or neither, and ends after it starts."""
    both = {f"{name}_start__isnull": False, f"{name}_end__isnull": False}
    ordered = Q(**both, **{f"{name}_start__lt": F(f"{name}_end")})
    absent = Q(**{f"{name}_start__isnull": True, f"{name}_end__isnull": True})
    return models.CheckConstraint(
        condition=ordered if required else ordered | absent,
        name=rule,
        violation_error_message=_("A span needs both ends, and must end after it starts."),
    )


@tracked(*PUBLICATION)
class Actor(Publishable):
    """A person, organisation, government, office, armed group, outlet or agency."""

    kind = models.CharField(_("kind"), max_length=20, choices=ActorKind)
    names = models.JSONField(_("names"))
    descriptions = models.JSONField(_("descriptions"), default=dict, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=200), verbose_name=_("aliases"), default=list, blank=True
    )
    wikidata = models.CharField(_("Wikidata id"), max_length=20, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    notes = models.TextField(_("private notes"), blank=True)

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        constraints = (
            known("kind", ActorKind, "actor_kind_is_known"),
            language_map_constraint(
                "names", "actor_has_names", _("Give the name in at least one language.")
            ),
            models.CheckConstraint(
                condition=Q(wikidata="") | Q(wikidata__regex=r"^Q[1-9][0-9]{0,15}$"),
                name="actor_wikidata_is_an_item",
                violation_error_message=_("A Wikidata id is Q followed by digits."),
            ),
            models.UniqueConstraint(
                fields=["wikidata"],
                condition=~Q(wikidata="") & Q(merged_into__isnull=True),
                name="actor_wikidata_is_used_once",
                violation_error_message=_("Another actor has this Wikidata id: use or merge it."),
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="actor_is_not_merged_into_itself",
                violation_error_message=_("An actor cannot be merged into itself."),
            ),
        )

    def __str__(self) -> str:
        return in_words(self.names)


@tracked(*PUBLICATION)
class Topic(Publishable):
    """An event or subject that gathers claims."""

    names = models.JSONField(_("names"))
    descriptions = models.JSONField(_("descriptions"), default=dict, blank=True)
    notes = models.TextField(_("private notes"), blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = (
            language_map_constraint(
                "names", "topic_has_names", _("Give the name in at least one language.")
            ),
        )

    def __str__(self) -> str:
        return in_words(self.names)


@tracked(*PUBLICATION)
class Claim(Publishable):
    """A proposition in the editor's neutral words; it has no speaker and no verdict of its own.

    ``version`` counts changes of the claim and of every part of it: topics, attributions and
    their chains, evidence, assessments, relations, replies.
    """

    texts = models.JSONField(_("wording"))
    kind = models.CharField(_("kind"), max_length=20, choices=ClaimKind, default=ClaimKind.FACTUAL)
    topics = models.ManyToManyField(
        Topic, through="ClaimTopic", related_name="claims", verbose_name=_("topics"), blank=True
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    notes = models.TextField(_("private notes"), blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = (
            known("kind", ClaimKind, "claim_kind_is_known"),
            language_map_constraint(
                "texts", "claim_is_worded", _("Word the claim in at least one language.")
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="claim_is_not_merged_into_itself",
                violation_error_message=_("A claim cannot be merged into itself."),
            ),
        )

    def __str__(self) -> str:
        return in_words(self.texts)


@tracked()
class ClaimTopic(models.Model):
    """That a claim belongs to a topic."""

    claim = models.ForeignKey(Claim, models.CASCADE)
    topic = models.ForeignKey(Topic, models.PROTECT)

    class Meta:
        verbose_name = _("topic of the claim")
        verbose_name_plural = _("topics of the claim")
        constraints = (
            models.UniqueConstraint(
                fields=["claim", "topic"],
                name="claim_names_a_topic_once",
                violation_error_message=_("The claim has this topic already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.topic)


@tracked("public_id")
class Attribution(models.Model):
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


@tracked()
class Evidence(models.Model):
    """Something that supports, contradicts or qualifies a claim, with where it comes from.

    ``origin`` is the actor the information itself comes from: ten outlets repeating one
    agency are one origin.
    """

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
class Assessment(models.Model):
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
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(superseded_at__isnull=True),
                name="claim_has_one_current_assessment",
                violation_error_message=_("The claim has a current assessment: supersede it."),
            ),
            models.CheckConstraint(
                condition=Q(status=EvidenceStatus.NOT_ASSESSED) | ~Q(reasons={}),
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


@tracked()
class ClaimRelation(models.Model):
    """How one claim stands to another."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="relations")
    relation = models.CharField(_("relation"), max_length=12, choices=Relation)
    other = models.ForeignKey(Claim, models.PROTECT, related_name="related_from")

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = (
            known("relation", Relation, "relation_is_known"),
            models.UniqueConstraint(
                fields=["claim", "relation", "other"],
                name="relation_is_stated_once",
                violation_error_message=_("This relation is recorded already."),
            ),
            models.CheckConstraint(
                condition=~Q(claim=F("other")),
                name="relation_joins_two_claims",
                violation_error_message=_("A claim has no relation to itself."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.other}"


@tracked()
class Reply(models.Model):
    """The right of reply: whom we asked, when, and the answer or the day we stopped waiting."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="replies")
    asked = models.CharField(_("whom we asked"), max_length=300)
    asked_on = models.DateField(_("asked on"))
    answers = models.JSONField(_("answer"), default=dict, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    no_answer_by = models.DateField(_("no answer by"), null=True, blank=True)

    class Meta:
        verbose_name = _("right of reply")
        verbose_name_plural = _("right of reply")
        constraints = (
            models.CheckConstraint(
                condition=~Q(asked=""),
                name="reply_names_whom_we_asked",
                violation_error_message=_("Say whom you asked."),
            ),
            models.CheckConstraint(
                condition=(Q(answers={}) & Q(answered_on__isnull=True))
                | (~Q(answers={}) & Q(answered_on__isnull=False, no_answer_by__isnull=True)),
                name="reply_is_an_answer_or_none",
                violation_error_message=_(
                    "Give the answer with its date, or the day by which none had come."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.asked


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
        constraints = (
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

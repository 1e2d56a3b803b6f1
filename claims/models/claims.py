"""Claims, and what belongs to them alone: topics, relations, the right of reply."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.actors import Topic
from claims.models.wording import IN_LANGUAGES, in_words, known
from claims.vocabulary import ClaimKind, Relation
from sources.models import (
    PUBLICATION,
    Publishable,
    language_map_constraint,
    optional_language_map,
    tracked,
)

DRAFT = Q(public_version__isnull=True) | ~Q(public_version=F("version"))
"""Not public in its present version."""


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
        permissions = (
            ("withdraw_claim", "Can withdraw a claim"),
            ("merge_claim", "Can merge claims"),
        )
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
        indexes = (models.Index(fields=["-id"], condition=DRAFT, name="claim_is_a_draft"),)

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
            optional_language_map("answers", "reply_is_in_languages", IN_LANGUAGES),
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

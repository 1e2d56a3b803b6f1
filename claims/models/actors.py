"""Who can be named: actors, and the topics that gather claims."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.wording import IN_LANGUAGES, in_words, known
from claims.vocabulary import ActorKind
from sources.models import (
    PUBLICATION,
    Publishable,
    language_map_constraint,
    optional_language_map,
    tracked,
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
        permissions = (("merge_actor", "Can merge actors"),)
        constraints = (
            known("kind", ActorKind, "actor_kind_is_known"),
            language_map_constraint(
                "names", "actor_has_names", _("Give the name in at least one language.")
            ),
            optional_language_map("descriptions", "actor_is_described_in_languages", IN_LANGUAGES),
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
            optional_language_map("descriptions", "topic_is_described_in_languages", IN_LANGUAGES),
        )

    def __str__(self) -> str:
        return in_words(self.names)

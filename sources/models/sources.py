"""Publishers and channels."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sources.models.shared import PUBLICATION, URL_LENGTH, Publishable, tracked
from sources.vocabulary import Shown, SourceKind


@tracked(*PUBLICATION)
class Source(Publishable):
    """A publisher or channel that texts come from; never the speaker."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SourceKind, default=SourceKind.NEWSPAPER
    )
    homepage = models.URLField(_("home page"), max_length=URL_LENGTH, blank=True)
    shown = models.CharField(
        _("public part of its texts"), max_length=10, choices=Shown, default=Shown.EXCERPTS
    )
    notes = models.TextField(_("private notes"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        permissions = (("edit_others", "Can change what others recorded, of every kind"),)
        constraints = (
            models.UniqueConstraint(
                F("name"),
                name="source_name_is_unique",
                violation_error_message=_("A source of this name exists already: use that one."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="source_has_a_name",
                violation_error_message=_("A source needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values),
                name="source_kind_is_known",
                violation_error_message=_("Choose one of the kinds of source."),
            ),
            models.CheckConstraint(
                condition=Q(shown__in=Shown.values),
                name="source_shown_is_known",
                violation_error_message=_("Choose what of its texts may be public."),
            ),
        )

    def __str__(self) -> str:
        return self.name

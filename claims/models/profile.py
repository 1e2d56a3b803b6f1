"""What one person of the desk has set for themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """The language and the keys of one person; without one, the defaults hold.

    ``keys`` holds only what differs from the defaults, as ``{action: key}`` (see claims/keys.py).
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    language = models.CharField(_("language"), max_length=35, blank=True)
    keys_on = models.BooleanField(_("shortcut keys"), default=True)
    keys = models.JSONField(_("keys"), default=dict, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = (
            models.CheckConstraint(
                condition=Q(language__in=["", *(code for code, _name in settings.LANGUAGES)]),
                name="profile_language_is_spoken",
                violation_error_message=_("Choose one of the languages of the site."),
            ),
        )

    def __str__(self) -> str:
        return self.user.get_username()

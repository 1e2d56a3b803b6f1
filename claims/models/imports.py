"""What was imported once, so that a file given again, or a run taken up again, adds nothing."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claims import Claim


class Import(models.Model):
    """One imported item: ``key`` is the SHA-256 of what makes it the same when it is met again.

    It stays when its draft is discarded: what an editor threw away does not come back by itself.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE"

    key = models.CharField(max_length=64, primary_key=True)
    claim = models.ForeignKey(Claim, models.SET_NULL, null=True, related_name="imports")
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = (
            models.CheckConstraint(
                condition=Q(key__regex=r"^[0-9a-f]{64}$"),
                name="import_key_is_a_hash",
                violation_error_message=_("The key of an import is a SHA-256."),
            ),
        )

    def __str__(self) -> str:
        return self.key

"""Who is reading which document now; never history, never public."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models import Document


class Presence(models.Model):
    """That a user had a document open in the workspace at ``seen_at``."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document", "user"],
                name="presence_is_noted_once",
                violation_error_message=_("Somebody is noted once as reading a document."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.document_id}"

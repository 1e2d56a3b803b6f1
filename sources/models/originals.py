"""What came in, byte for byte, kept apart from the text that was taken out of it."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

MAX_BYTES: Final = 5_000_000


class Sha256(Func):
    """The SHA-256 of a binary value, in hexadecimal."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field: ClassVar[Any] = models.CharField()


class OctetLength(Func):
    """The number of bytes of a binary value."""

    function = "octet_length"
    output_field: ClassVar[Any] = models.IntegerField()


class Original(models.Model):
    """The bytes of one file or page as they came, with where from, when and by whom.

    Private, and never shown as a page. It never changes but to be given its document, once, and
    goes only when the document is discarded; one without a document waits for its capture for a
    day.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    document = models.OneToOneField(
        "sources.Document", models.PROTECT, null=True, blank=True, related_name="original"
    )
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=200)
    fetched_from = models.CharField(max_length=2000, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        constraints = (
            models.CheckConstraint(
                condition=Q(sha256=Sha256(F("data"))),
                name="original_hash_is_of_its_bytes",
                violation_error_message=_("The hash must be that of the bytes."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(OctetLength(F("data")), MAX_BYTES),
                name="original_is_not_too_large",
                violation_error_message=_("A file of more than 5,000,000 bytes is not kept."),
            ),
        )

    def __str__(self) -> str:
        return self.sha256

"""Captured texts, and what is left of one that was discarded."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from sources.models.shared import PUBLICATION, URL_LENGTH, Publishable, tracked
from sources.models.sources import Source
from sources.normalise import MAX_CHARACTERS
from sources.vocabulary import DocumentKind


@tracked("text", *PUBLICATION)
class Document(Publishable):
    """One captured text of a source: immutable, normalised, known by its SHA-256.

    ``text``, ``text_sha256``, ``length`` and ``normalisation`` never change; title, byline,
    address and date may, with history. Offsets anywhere count code points of ``text``.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="documents")
    kind = models.CharField(
        _("kind"), max_length=20, choices=DocumentKind, default=DocumentKind.ARTICLE
    )
    text = models.TextField(_("text"))
    text_sha256 = models.CharField(max_length=64, editable=False)
    length = models.PositiveIntegerField(editable=False)
    normalisation = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(_("language"), max_length=35)
    title = models.CharField(_("title"), max_length=500)
    byline = models.CharField(_("byline"), max_length=500, blank=True)
    url = models.CharField(_("address"), max_length=URL_LENGTH, blank=True)
    archive_url = models.CharField(_("archive address"), max_length=URL_LENGTH, blank=True)
    published_on = models.CharField(_("published on"), max_length=60, blank=True)
    published_earliest = models.DateField(null=True, editable=False)
    published_latest = models.DateField(null=True, editable=False)
    published_deduced = models.BooleanField(_("date deduced by an editor"), default=False)
    published_reason = models.CharField(_("how it was deduced"), max_length=500, blank=True)
    predecessor = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor"
    )
    captured_at = models.DateTimeField(editable=False)
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    notes = models.TextField(_("private notes"), blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "text_sha256"],
                name="document_text_is_captured_once",
                violation_error_message=_(
                    "This text of this source is captured already: open that document."
                ),
            ),
            models.UniqueConstraint(
                Func(F("url"), function="md5"),
                condition=Q(predecessor__isnull=True) & ~Q(url=""),
                name="document_names_its_predecessor",
                violation_error_message=_(
                    "A document with this address exists: name it as the predecessor."
                ),
            ),
            models.CheckConstraint(
                condition=Q(length__gt=0),
                name="document_has_text",
                violation_error_message=_("The text is empty."),
            ),
            models.CheckConstraint(
                condition=Q(length__lte=MAX_CHARACTERS),
                name="document_is_not_too_long",
                violation_error_message=_(
                    "A text of more than 2,000,000 characters is not kept: capture it in parts."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="document_has_a_title",
                violation_error_message=_("A document needs a title."),
            ),
            models.CheckConstraint(
                condition=Q(language__regex=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                name="document_language_is_a_tag",
                violation_error_message=_("Give the language as a BCP 47 tag such as fr or en."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values),
                name="document_kind_is_known",
                violation_error_message=_("Choose one of the kinds of document."),
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^https?://"),
                name="document_url_is_http",
                violation_error_message=_("The address must begin with http:// or https://."),
            ),
            models.CheckConstraint(
                condition=Q(archive_url="") | Q(archive_url__regex=r"^https?://"),
                name="document_archive_is_http",
                violation_error_message=_("The archive address must begin with http(s)://."),
            ),
            models.CheckConstraint(
                condition=Q(published_earliest__isnull=True, published_latest__isnull=True)
                | Q(published_earliest__lte=F("published_latest")),
                name="document_days_are_in_order",
                violation_error_message=_("The earliest day must not be after the latest."),
            ),
            models.CheckConstraint(
                condition=Q(published_deduced=False)
                | (~Q(published_reason="") & ~Q(published_on="")),
                name="document_deduced_date_has_a_reason",
                violation_error_message=_("Say how the date was deduced."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def slice(self, start: int, end: int) -> str:
        """The exact words from ``start`` to ``end`` (code points, end exclusive)."""
        return self.text[start:end]


class Discard(models.Model):
    """What is left of a document that was discarded whole: its hash and the reason."""

    app_may: ClassVar[str] = "SELECT, INSERT"

    source = models.ForeignKey(Source, models.PROTECT, related_name="discards")
    document_pk = models.PositiveBigIntegerField()
    text_sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    discarded_at = models.DateTimeField()
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="discard_has_a_reason",
                violation_error_message=_("Say why the document is discarded."),
            ),
        )

    def __str__(self) -> str:
        return self.text_sha256

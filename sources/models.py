"""Where words come from: publishers, the texts captured from them, and the sentences of a text.

Rules that fit a row are constraints here; rules that need two rows or the old row are
triggers in ``rules.sql``. Both are named, and each name is a sentence.
"""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

from sources.originals import OctetLength, Original
from sources.vocabulary import DocumentKind, SentenceKind, Shown, SourceKind


def tracked(*exclude: str) -> Any:
    """Every insert, update and delete of a row leaves its image, append-only, with who and why.

    Facts of publication are not edits and leave none: else publishing would make the publisher
    a contributor, who could never review the next version.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]
        append_only=True,
    )


APART = (Original,)
"""Tables of this app that live in modules of their own: Django finds an app's tables from here."""

PUBLICATION = ("public_id", "public_version")
URL_LENGTH = 2000


class LanguageMapOk(Func):
    """True when a JSON value is ``{BCP 47 tag: non-empty text}`` (function in ``rules.sql``)."""

    function = "language_map_ok"
    output_field: ClassVar[Any] = models.BooleanField()


def language_map_constraint(
    field: str, rule: str, message: "_StrPromise"
) -> models.CheckConstraint:
    """A constraint that ``field`` is a language map: keys are tags, values non-empty strings."""
    return models.CheckConstraint(
        condition=LanguageMapOk(F(field)), name=rule, violation_error_message=message
    )


def optional_language_map(field: str, rule: str, message: "_StrPromise") -> models.CheckConstraint:
    """A constraint that ``field`` is empty or a language map."""
    return models.CheckConstraint(
        condition=Q(**{field: {}}) | Q(LanguageMapOk(F(field))),
        name=rule,
        violation_error_message=message,
    )


def pair_constraint(
    first: str, second: str, rule: str, message: "_StrPromise"
) -> models.CheckConstraint:
    """A constraint that a who/when pair is set together or not at all."""
    both = {f"{first}__isnull": False, f"{second}__isnull": False}
    none = {f"{first}__isnull": True, f"{second}__isnull": True}
    return models.CheckConstraint(
        condition=Q(**both) | Q(**none), name=rule, violation_error_message=message
    )


class Addressed(models.Model):
    """What the desk's API knows by an address of its own: kept for good, and never public."""

    uuid = models.UUIDField(default=uuid4, db_default=RandomUUID(), unique=True, editable=False)

    class Meta:
        abstract = True


class Publishable(Addressed):
    """What the ledger holds revisions of.

    ``version`` grows by one with each editorial change (trigger), so that a stale write is
    seen and an approval can name what it approved. ``public_version`` is the version that
    readers see; ``public_id`` is drawn at the first publication and never changes.
    """

    # Null until published: unlike "", many rows may lack an id under one unique constraint.
    public_id = models.CharField(  # noqa: DJ001
        max_length=8, null=True, unique=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    public_version = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether the ledger holds a record of it."""
        return self.public_id is not None

    @property
    def has_pending_edits(self) -> bool:
        """Whether it is public in another version than the present one."""
        return self.is_public and self.public_version != self.version


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


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def standing(self) -> "SentenceQuerySet":
        """Not retired by a join, a split or an exclusion."""
        return self.filter(retired_at__isnull=True)

    def in_order(self) -> "SentenceQuerySet":
        """By place in the text."""
        return self.order_by("start", "number")


@tracked()
class Sentence(models.Model):
    """A numbered span of a document; its text is the slice, by construction.

    Rows are never updated but to retire them, once; numbers are never reused. ``salt`` keeps
    the hash in the document's public record from being guessed before the text is shown.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    document = models.ForeignKey(Document, models.PROTECT, related_name="sentences")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    paragraph = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=SentenceKind, default=SentenceKind.BODY)
    salt = models.BinaryField(max_length=16)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_reason = models.CharField(max_length=500, blank=True)

    objects = SentenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "number"],
                name="sentence_number_is_used_once",
                violation_error_message=_("A sentence number is never used twice."),
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="sentence_span_is_not_empty",
                violation_error_message=_("A sentence must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="sentence_number_starts_at_one",
                violation_error_message=_("Sentences are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SentenceKind.values),
                name="sentence_kind_is_known",
                violation_error_message=_("A sentence is article text or not article text."),
            ),
            models.CheckConstraint(
                condition=GreaterThan(OctetLength(F("salt")), 15),
                name="sentence_has_a_salt",
                violation_error_message=_("A sentence needs a salt of 16 bytes."),
            ),
            pair_constraint(
                "retired_at",
                "retired_by",
                "sentence_retired_who_and_when",
                _("Who retired a sentence and when are set together."),
            ),
            ExclusionConstraint(
                name="sentences_do_not_overlap",
                expressions=[
                    ("document", RangeOperators.EQUAL),
                    (
                        Func(
                            F("start"),
                            F("end"),
                            function="int4range",
                            output_field=models.Field(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(retired_at__isnull=True),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Sentences of a document must not overlap."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id}#{self.number}"


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

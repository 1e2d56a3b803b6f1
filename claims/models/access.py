"""How programs come in: tokens that act as their users, and the answers given to them once."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sources.models import pair_constraint


class Scope(models.TextChoices):
    """What a token may do, where its user may."""

    READ = "read", _("read drafts")
    PROPOSE = "propose", _("capture texts, make drafts and submit them")
    EDIT = "edit", _("change and delete drafts, assess, submit corrections")
    REVIEW = "review", _("approve or send back what others submitted")
    PUBLISH = "publish", _("publish what was approved, and withdraw claims")


class TokenQuerySet(models.QuerySet["Token"]):
    def valid(self) -> "TokenQuerySet":
        """Neither revoked nor expired, and of a user who may still log in."""
        now = timezone.now()
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)


class Token(models.Model):
    """A key by which a program acts as its user, within ``scopes`` and until ``expires_at``.

    Only the SHA-256 of the key is stored: it is shown once, when it is made. ``hint`` is its
    first characters, by which its owner knows it again.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE"

    name = models.CharField(_("what uses it"), max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens", verbose_name=_("user")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("begins with"), max_length=16, editable=False)
    scopes = ArrayField(models.CharField(max_length=10), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("made"), editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = (
            models.CheckConstraint(
                condition=~Q(name=""),
                name="token_has_a_name",
                violation_error_message=_("Say what uses this token."),
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & ~Q(scopes=[]),
                name="token_scopes_are_known",
                violation_error_message=_("Choose at least one of the scopes."),
            ),
            models.CheckConstraint(
                condition=Q(created_at__lt=F("expires_at")),
                name="token_expires_after_it_is_made",
                violation_error_message=_("A token expires after it is made."),
            ),
            pair_constraint(
                "revoked_at",
                "revoked_by",
                "token_revoked_who_and_when",
                _("Who revoked a token and when are set together."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class Answer(models.Model):
    """What a POST with an Idempotency-Key was answered: the same request is answered the same
    again, and done once."""

    app_may: ClassVar[str] = "SELECT, INSERT, DELETE"

    token = models.ForeignKey(Token, models.PROTECT, related_name="answers")
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["token", "key"],
                name="answer_is_given_once_a_key",
                violation_error_message=_("This key was used already."),
            ),
        )
        indexes = (models.Index(fields=["token", "answered_at"], name="answer_by_age"),)

    def __str__(self) -> str:
        return self.key

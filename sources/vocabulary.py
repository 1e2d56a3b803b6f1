"""What kinds of source, document and sentence there are, and what of a text may be public."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    NEWSPAPER = "newspaper", _("newspaper or site")
    AGENCY = "agency", _("news agency")
    BROADCASTER = "broadcaster", _("broadcaster")
    OFFICIAL = "official", _("official publication")
    SOCIAL = "social", _("social network account")
    OTHER = "other", _("other")


class Shown(models.TextChoices):
    """How much of a source's texts the public may see."""

    EXCERPTS = "excerpts", _("quoted sentences with one neighbour each side")
    FULL = "full", _("the full text")


class DocumentKind(models.TextChoices):
    ARTICLE = "article", _("article")
    TRANSCRIPT = "transcript", _("transcript")
    SOCIAL_POST = "social_post", _("social post")


class SentenceKind(models.TextChoices):
    BODY = "body", _("article text")
    BOILERPLATE = "boilerplate", _("not article text")

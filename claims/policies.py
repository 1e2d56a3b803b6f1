"""What the newsroom says of itself, as the page about the site shows it."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.addresses import words_of


@dataclass(frozen=True)
class Policy:
    """One statement: its anchor, the property of schema.org's NewsMediaOrganization that leads to
    it, and its paragraphs in the language ``tag``."""

    anchor: str
    property: str
    title: str | Promise
    tag: str
    paragraphs: list[str]


KINDS: tuple[tuple[str, str, str | Promise], ...] = (
    ("masthead", "masthead", _("Who we are")),
    ("ownership", "ownershipFundingInfo", _("Who owns and who pays us")),
    ("ethics", "ethicsPolicy", _("Our ethics")),
    ("coverage", "missionCoveragePrioritiesPolicy", _("What we choose to look into")),
)


def stated(language: str) -> list[Policy]:
    """Those that this newsroom has written, in ``language``, else English, else another."""
    found = []
    for anchor, name, title in KINDS:
        texts = {tag: text for (kind, tag), text in settings.POLICIES.items() if kind == anchor}
        if texts:
            text = words_of({"texts": texts}, language)
            tag = next(tag for tag, words in texts.items() if words == text)
            found.append(Policy(anchor, name, title, tag, re.split(r"\n\s*\n", text)))
    return found

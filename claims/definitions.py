"""Every vocabulary as the page about the site defines it, in that page's order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims import vocabulary
from claims.vocabulary import Term


@dataclass(frozen=True)
class Defined:
    """A vocabulary with its place on the page: its anchor, and what the anchors of its codes
    begin with."""

    anchor: str
    prefix: str
    title: str | Promise
    terms: Sequence[Term]
    about: str | Promise = ""


def defined() -> list[Defined]:
    """All of them."""
    return [
        Defined(
            "status", "status", _("Evidence status"), vocabulary.EvidenceStatus.terms(),
            _("Our assessment of a claim as of its date. The statuses are not a scale: they are "
              "never ranked, averaged or turned into numbers."),
        ),
        Defined(
            "evidence-in-text", "evidence", _("Evidence in the text"),
            vocabulary.EvidenceInText.terms(),
            _("What the article shows about evidence for what it reports, whatever we know "
              "besides."),
        ),
        Defined("stance", "stance", _("Stance"), vocabulary.Stance.terms()),
        Defined(
            "reported", "reported", _("Reported as"), vocabulary.ReportedAs.terms(),
            _("An attribution that the text does not state is never shown without the word that "
              "says so."),
        ),
        Defined("polarity", "polarity", _("Polarity"), vocabulary.Polarity.terms()),
        Defined("manner", "manner", _("Manner of quotation"), vocabulary.Manner.terms()),
        Defined("naming", "naming", _("Naming of the speaker"), vocabulary.Naming.terms()),
        Defined("kind", "kind", _("Kind of claim"), vocabulary.ClaimKind.terms()),
        Defined("bearing", "bearing", _("Bearing of evidence"), vocabulary.Bearing.terms()),
        Defined("relation", "relation", _("Relations between claims"), vocabulary.Relation.terms()),
    ]  # fmt: skip

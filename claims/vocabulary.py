"""The closed vocabularies: stable codes, translated labels, one public definition each.

Codes are stored, published and never renamed; labels and definitions are what readers see.
Evidence statuses are not a scale: they are never sorted, averaged or given numbers.
"""

from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Term(NamedTuple):
    """One code with its label and its one-line public definition."""

    code: str
    label: str | Promise
    definition: str | Promise


class Vocabulary(models.TextChoices):
    """Choices whose members each carry a public definition: ``CODE = code, label, definition``."""

    definition: str | Promise

    def __new__(cls, value: str, definition: str | Promise = "") -> "Vocabulary":
        """TextChoices has taken the label (the last item); what is left is code and definition."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member

    @classmethod
    def terms(cls) -> list[Term]:
        """Every member as code, label and definition, in the order of the vocabulary."""
        return [Term(member.value, member.label, member.definition) for member in cls]


class Stance(Vocabulary):
    ASSERTS = "asserts", _("The speaker says that it is so."), _("asserts")
    DENIES = "denies", _("The speaker says that it is not so."), _("denies")
    DOUBTS = "doubts", _("The speaker calls it into question."), _("doubts")
    ACCUSES = "accuses", _("The speaker holds somebody responsible."), _("accuses")
    CLAIMS_RESPONSIBILITY = (
        "claims_responsibility",
        _("The speaker says that they did it themselves."),
        _("claims responsibility"),
    )
    WARNS = "warns", _("The speaker warns that it may happen, or against it."), _("warns")
    PROMISES = "promises", _("The speaker undertakes to do it."), _("promises")
    JUSTIFIES = "justifies", _("The speaker gives it as a reason for an act."), _("justifies")
    ASKS = "asks", _("The speaker asks whether it is so."), _("asks")
    DECLINES_TO_COMMENT = (
        "declines_to_comment",
        _("The speaker was asked and would not answer."),
        _("declines to comment"),
    )
    RELAYS = "relays", _("The speaker passes on what another said."), _("relays")
    RETRACTS = "retracts", _("The speaker takes back what they said."), _("retracts")
    CORRECTS = "corrects", _("The speaker corrects what they said."), _("corrects")


class Manner(Vocabulary):
    DIRECT = "direct", _("Word for word, in quotation marks."), _("direct quotation")
    MIXED = "mixed", _("Partly word for word, partly reported."), _("partly quoted")
    INDIRECT = "indirect", _("Reported in the article's words."), _("indirect speech")
    PARAPHRASE = "paraphrase", _("Summed up, without a reporting clause."), _("paraphrase")


class Naming(Vocabulary):
    NAMED = "named", _("The text names the speaker."), _("named")
    OFFICE = "office", _("The text names an office or institution."), _("office")
    GROUP = "group", _("The text names a group."), _("group")
    UNNAMED_DESCRIBED = (
        "unnamed_described",
        _("The text describes the speaker without a name."),
        _("unnamed, described"),
    )
    UNNAMED_UNDESCRIBED = (
        "unnamed_undescribed",
        _("The text gives neither a name nor a description."),
        _("unnamed, not described"),
    )


class Polarity(Vocabulary):
    POSITIVE = "positive", _("The words state the claim as it is worded."), _("as worded")
    NEGATIVE = "negative", _("The words state the contrary of the claim."), _("the contrary")


class ReportedAs(Vocabulary):
    STATED = "stated", _("The text states that this was said."), _("stated")
    CONDITIONAL = (
        "conditional",
        _("The text reports it with reserve, for example in the conditional."),
        _("reported with reserve"),
    )
    QUESTIONED = (
        "questioned",
        _("The text only asks whether this was said: it does not say that it was."),
        _("questioned"),
    )
    HYPOTHETICAL = (
        "hypothetical",
        _("The text supposes that this was said."),
        _("hypothetical"),
    )
    DENIED = "denied", _("The text reports that this was not said."), _("denied")


class EvidenceInText(Vocabulary):
    NOT_ASSESSED = (
        "not_assessed",
        _("Nobody has checked what the text shows."),
        _("Not assessed yet"),
    )
    NONE_GIVEN = (
        "none_given",
        _("The article itself says that the speaker offered none."),
        _("No evidence given, per the article"),
    )
    NOT_MENTIONED = (
        "not_mentioned",
        _("The text reports the words without saying whether evidence exists."),
        _("No evidence mentioned"),
    )
    INVOKED = (
        "invoked",
        _("The speaker says that it exists; the text does not show it."),
        _("Evidence claimed, not shown"),
    )
    SHOWN = (
        "shown",
        _("The text gives a document, a sourced figure or a witness who can be checked."),
        _("Evidence shown"),
    )
    NOT_EXPECTED = (
        "not_expected",
        _("An intention, an opinion or an offer: evidence is not expected."),
        _("Speaker's own position"),
    )


class EvidenceStatus(Vocabulary):
    NOT_ASSESSED = "not_assessed", _("Nobody has examined this claim."), _("Not assessed")
    NO_EVIDENCE = (
        "no_evidence",
        _("We looked where evidence should be and found none offered."),
        _("No evidence"),
    )
    UNVERIFIED = (
        "unverified",
        _("Evidence exists; we have not confirmed it."),
        _("Unverified"),
    )
    PARTLY_SUPPORTED = (
        "partly_supported",
        _("Part of the claim is supported; the reasons say which."),
        _("Partly supported"),
    )
    SUPPORTED = "supported", _("One checked origin supports it."), _("Supported")
    CORROBORATED = (
        "corroborated",
        _("Two independent origins support it, neither of them the claimant's."),
        _("Corroborated"),
    )
    CONTESTED = "contested", _("There is credible evidence on both sides."), _("Contested")
    CONTRADICTED = (
        "contradicted",
        _("Checked evidence stands against it, and none credible for it."),
        _("Contradicted"),
    )
    UNVERIFIABLE = (
        "unverifiable",
        _("No evidence could settle it now; the reasons say why."),
        _("Unverifiable"),
    )


class ClaimKind(Vocabulary):
    FACTUAL = "factual", _("Says that something is or was so."), _("factual")
    NORMATIVE = "normative", _("Says what should or should not be."), _("normative")
    VALUE_JUDGEMENT = "value_judgement", _("Says how good or bad."), _("value judgement")
    PREDICTION = "prediction", _("Says what will be."), _("prediction")
    QUESTION = "question", _("Asks whether something is so."), _("question")


class Bearing(Vocabulary):
    SUPPORTS = "supports", _("Speaks for the claim."), _("supports")
    CONTRADICTS = "contradicts", _("Speaks against the claim."), _("contradicts")
    QUALIFIES = "qualifies", _("Limits the claim or gives its context."), _("qualifies")


class Relation(Vocabulary):
    CONTRADICTS = "contradicts", _("Both cannot be true."), _("contradicts")
    REPEATS = "repeats", _("Says the same again."), _("repeats")
    NARROWS = "narrows", _("Says part of it."), _("narrows")
    BROADENS = "broadens", _("Says more than it."), _("broadens")
    ANSWERS = "answers", _("Answers the question that it asks."), _("answers")
    CORRECTS = "corrects", _("Puts it right."), _("corrects")
    RETRACTS = "retracts", _("Takes it back."), _("retracts")


class ActorKind(Vocabulary):
    PERSON = "person", _("A human being."), _("person")
    ORGANISATION = "organisation", _("An organisation."), _("organisation")
    GOVERNMENT = "government", _("A state or its government."), _("government")
    OFFICE = "office", _("An office, whoever holds it."), _("office")
    ARMED_GROUP = "armed_group", _("An armed group."), _("armed group")
    OUTLET = "outlet", _("A publication or broadcaster."), _("outlet")
    AGENCY = "agency", _("A news agency."), _("agency")


AFFIRMING = (
    Stance.ASSERTS,
    Stance.ACCUSES,
    Stance.CLAIMS_RESPONSIBILITY,
    Stance.WARNS,
    Stance.PROMISES,
    Stance.JUSTIFIES,
    Stance.RELAYS,
)
"""Stances by which a speaker stands behind a claim: such a speaker is one of its claimants."""

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
"""The licence of what is published: its SPDX identifier, and where it stands."""

UNNAMED = (Naming.UNNAMED_DESCRIBED, Naming.UNNAMED_UNDESCRIBED)
"""Namings that never carry an actor."""

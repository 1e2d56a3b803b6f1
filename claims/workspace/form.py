"""What an editor may write of one utterance, checked against the text that it stands in."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import vocabulary
from claims.models import Attribution, Claim
from claims.vocabulary import Naming
from claims.workspace import fields
from claims.workspace.fields import MarkedField, NamedField
from claims.workspace.places import Ambiguous, NotFound, Span, placed, spelled
from claims.workspace.written import SPANS, SUGGESTED
from sources.admin.choosing import whole_number
from sources.admin.form import WHY, DeskForm
from sources.models import WORDS_LENGTH, Document

HOMES: Final = {
    "attribution_speaker_fits_its_naming": "speaker",
    "attribution_anonymity_has_a_reason": "anonymity_reason",
    "attribution_description_fits_its_naming": "description",
    "attribution_none_given_shows_its_words": "evidence",
    "attribution_deduced_date_has_a_reason": "said_reason",
    "attribution_has_its_content": "content",
    "claim_is_worded": "claim_text",
    "span_is_in_a_sentence": "content",
    "hop_names_an_actor_once": "via",
}
"""The field at which a rule's message is shown, where the rule does not say it itself."""

RENAMED: Final = {"texts": "claim_text", "names": "speaker", "version": "", "mention": "mention"}


def choice(label: Any, words: type[vocabulary.Vocabulary], **given: Any) -> forms.ChoiceField:
    """One code of a vocabulary."""
    return forms.ChoiceField(label=label, choices=words.choices, **given)


def text(label: Any, most: int = 300) -> forms.CharField:
    """A line or more of optional text."""
    return forms.CharField(label=label, required=False, max_length=most)


class RecordForm(DeskForm):
    """One utterance: who, speaking as what, takes which stance on which claim, in which words.

    ``place`` gives the sentences in which typed words are looked for.
    """

    homes = HOMES
    content = MarkedField(label=gettext_lazy("What was said"))
    cue = MarkedField(label=gettext_lazy("Reporting words"), required=False)
    mention = MarkedField(label=gettext_lazy("Words that name the speaker"), required=False)
    evidence = MarkedField(label=gettext_lazy("Words about evidence"), required=False)
    naming = choice(gettext_lazy("naming"), vocabulary.Naming)
    speaker = NamedField(label=gettext_lazy("Who"), required=False)
    description = text(gettext_lazy("Description"))
    anonymity_reason = text(gettext_lazy("Reason given for anonymity"))
    speaking_as = text(gettext_lazy("Speaking as"))
    on_behalf_of = NamedField(label=gettext_lazy("On behalf of"), required=False)
    claim = forms.CharField(required=False, max_length=20)
    claim_text = text(gettext_lazy("A new claim"), WORDS_LENGTH)
    claim_language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    stance = choice(gettext_lazy("stance"), vocabulary.Stance)
    polarity = choice(gettext_lazy("polarity"), vocabulary.Polarity)
    manner = choice(gettext_lazy("manner"), vocabulary.Manner)
    reported_as = choice(gettext_lazy("reported as"), vocabulary.ReportedAs)
    evidence_in_text = choice(gettext_lazy("Evidence in the text"), vocabulary.EvidenceInText)
    said_on = text(gettext_lazy("said on"), 60)
    said_deduced = forms.BooleanField(label=gettext_lazy("deduced"), required=False)
    said_reason = text(gettext_lazy("how it was deduced"))
    nested_in = forms.CharField(label=gettext_lazy("nested in"), required=False, max_length=20)
    notes = text(gettext_lazy("private notes"), WORDS_LENGTH)
    reason = text(gettext_lazy("Reason for this change"), 500)

    def __init__(
        self, data: Any, *, document: Document, row: Attribution | None, **kwargs: Any
    ) -> None:
        self.document, self.row = document, row
        self.places: dict[str, list[Any]] = {}
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, span in SPANS.items():
            if name in cleaned:
                cleaned[f"{span}_span"] = self.find(name)
        if self.row is not None and self.row.is_public and not cleaned.get("reason"):
            self.add_error("reason", ValidationError(WHY, code="change_has_a_reason"))
        cleaned["claim"] = self.claim_meant()
        cleaned["nested_in"] = self.nest()
        cleaned["via"] = self.chain()
        return cleaned

    def window(self) -> Span:
        """The sentences of the record, in which typed words are looked for."""
        numbers = [whole_number(self.data.get(name)) for name in ("sentence", "through")]
        rows = self.document.sentences.standing().filter(number__in=[n for n in numbers if n])
        held = [(row.start, row.end) for row in rows]
        if not held:
            return 0, self.document.length
        return min(start for start, _end in held), max(end for _start, end in held)

    def find(self, name: str) -> Span | None:
        """The place of one field's words, or None with the error said."""
        marked = self.cleaned_data[name]
        try:
            return placed(self.document.text, self.window(), marked.words, marked.span)
        except NotFound as error:
            message = _("“%(words)s” does not stand in these sentences. Nearest: “%(nearest)s”.")
            said = {"words": marked.words[:80], "nearest": error.nearest}
            self.add_error(name, ValidationError(message % said, code="words_not_found"))
        except Ambiguous as error:
            length = len(" ".join(marked.words.split()))
            self.places[name] = [
                {"at": spelled((p.at, p.at + length)), "before": p.before, "after": p.after}
                for p in error.places
            ]
            message = _("“%(words)s” stands %(count)d times in these sentences: choose which.")
            counted = {"words": marked.words[:80], "count": len(error.places)}
            self.add_error(name, ValidationError(message % counted, code="words_ambiguous"))
        return None

    def claim_meant(self) -> Claim | None:
        """The chosen claim; None for a new one, which must be worded."""
        chosen = self.cleaned_data.get("claim", "")
        if chosen not in ("", "new"):
            found = Claim.objects.filter(pk=whole_number(chosen) or 0).first()
            if found is None:
                message = _("This claim is gone: choose another, or word a new one.")
                self.add_error("claim_text", ValidationError(message, code="gone"))
            return found
        if not self.cleaned_data.get("claim_text") and "claim_text" not in self.errors:
            message = _("Word the claim, or choose one that exists.")
            self.add_error("claim_text", ValidationError(message, code="required"))
        return None

    def nest(self) -> Attribution | None:
        """The attribution of this document that this one is nested in."""
        if self.cleaned_data.get("nested_in") == SUGGESTED:
            return None
        key = whole_number(self.cleaned_data.get("nested_in"))
        if key is None:
            return None
        outer = self.document.attributions.filter(pk=key).first()
        if outer is None:
            message = _("This attribution is gone: choose another, or none.")
            self.add_error("nested_in", ValidationError(message, code="gone"))
        return outer

    def chain(self) -> list[Any]:
        """The hops, from the speaker outward; what cannot be one is an error of the form."""
        found: list[Any] = []
        for named in fields.hops(self.data):
            try:
                found.append(fields.hop(named))
            except ValidationError as error:
                self.add_error(None, error)
        return found

    def facts(self) -> dict[str, Any]:
        """What the verbs take; actors that are yet to be made are ``NewActor``."""
        given = self.cleaned_data
        plain = (
            "stance", "polarity", "manner", "reported_as", "naming", "description",
            "anonymity_reason", "evidence_in_text", "said_on", "said_deduced", "said_reason",
            "nested_in", "notes", "speaker", "on_behalf_of", "via",
        )  # fmt: skip
        unnamed = given["naming"] in vocabulary.UNNAMED
        spans = {name: given[f"{span}_span"] for name, span in SPANS.items()}
        facts = {**{name: given[name] for name in plain}, **spans, "speaking_as": self.role()}
        facts["speaker"] = None if unnamed else facts["speaker"]
        if given["naming"] != Naming.UNNAMED_DESCRIBED:
            facts["description"] = ""
        return facts | ({} if unnamed else {"anonymity_reason": ""})

    def role(self) -> dict[str, str]:
        """The role in the text's language; what was said of it in others stays."""
        kept = dict(self.row.speaking_as) if self.row is not None else {}
        kept.pop(self.document.language, None)
        words = self.cleaned_data["speaking_as"]
        return kept | ({self.document.language: words} if words else {})

    def texts(self) -> dict[str, str]:
        """The wording of the new claim."""
        given = self.cleaned_data
        return {given["claim_language"] or settings.LANGUAGES[0][0]: given["claim_text"]}

    def home(self, field: str, rule: str, message: str) -> str | None:
        """A field may have another name here than the verbs give it."""
        return super().home(RENAMED.get(field, field), rule, message)

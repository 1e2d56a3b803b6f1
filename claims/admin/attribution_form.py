"""The form of an attribution: who said what, with its words found in the document."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import workflow
from claims.admin.actors import actor_field
from claims.admin.spans import Ambiguous, NotFound, locate
from claims.forms import Words, WordsField, language_map
from claims.models import Attribution, Claim
from sources.admin.form import Choice, EditorForm
from sources.dates import DateRefused
from sources.models import Document, Sentence
from sources.refusal import Refused

SPANS = {"content": "content", "cue": "cue", "mention": "speaker", "evidence": "evidence"}
"""Each field of words, and the span of the attribution that it places."""

SHOWN_OF_A_SENTENCE = 90


class SentenceChoice(Choice):
    """One sentence of the document, by number and first words."""

    text: str = ""

    def label_from_instance(self, obj: Any) -> str:
        words = self.text[obj.start : obj.end].replace("\n", " ")
        short = words if len(words) <= SHOWN_OF_A_SENTENCE else f"{words[:SHOWN_OF_A_SENTENCE]}…"
        return f"{obj.number}. {short}"


def words_field(label: Any, help_text: Any = "", *, required: bool = False) -> WordsField:
    """A field of words that stand in the chosen sentences."""
    return WordsField(label=label, help_text=help_text, required=required)


class AttributionForm(EditorForm):
    """Words are named, not typed anew: what is stored are their places in the text."""

    document: ClassVar[Document]

    first = SentenceChoice(
        label=gettext_lazy("Sentence"), queryset=Sentence.objects.none(), empty_label=None
    )
    last = SentenceChoice(
        label=gettext_lazy("to sentence"),
        queryset=Sentence.objects.none(),
        required=False,
        empty_label=gettext_lazy("the same"),
        help_text=gettext_lazy("Where the words run over several sentences."),
    )
    content = words_field(
        gettext_lazy("What was said"), gettext_lazy("The exact words."), required=True
    )
    cue = words_field(
        gettext_lazy("Reporting words"), gettext_lazy("Such as “said” or “according to”.")
    )
    mention = words_field(gettext_lazy("Words that name the speaker"))
    evidence = words_field(
        gettext_lazy("Words about evidence"),
        gettext_lazy("Needed where the text itself says that none was given."),
    )
    new_claim = language_map(
        gettext_lazy("or a new claim"),
        help_text=gettext_lazy("In your own neutral words; a draft is made of it."),
    )
    speaking_as = language_map(
        gettext_lazy("Speaking as"), help_text=gettext_lazy("The role at the time, if it matters.")
    )

    homes = {
        "attribution_speaker_fits_its_naming": "speaker",
        "attribution_anonymity_has_a_reason": "anonymity_reason",
        "attribution_description_fits_its_naming": "description",
        "attribution_none_given_shows_its_words": "evidence",
        "attribution_deduced_date_has_a_reason": "said_reason",
        "attribution_nests_in_one_document": "nested_in",
        "attribution_nesting_has_no_circle": "nested_in",
        "attribution_is_not_nested_in_itself": "nested_in",
        "attribution_has_its_content": "content",
    }

    class Meta:
        model = Attribution
        fields = (
            "claim",
            "speaker",
            "on_behalf_of",
            "naming",
            "description",
            "anonymity_reason",
            "speaking_as",
            "stance",
            "polarity",
            "manner",
            "reported_as",
            "nested_in",
            "evidence_in_text",
            "said_on",
            "said_deduced",
            "said_reason",
            "notes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.document = self.document
            self.fields["claim"].required = False
        else:
            del self.fields["new_claim"]
            self.initial = {**self.initial, **self.words_saved()}
        for name in ("first", "last"):
            field: Any = self.fields[name]
            field.text = self.document.text
            field.queryset = self.document.sentences.standing().in_order()
            field.to_field_name = "number"
        nested: Any = self.fields["nested_in"]
        nested.queryset = (
            Attribution.objects.filter(document=self.document)
            .exclude(pk=self.instance.pk)
            .select_related("speaker", "claim")
        )
        nested.label_from_instance = lambda row: f"{row} — {row.claim}"
        for name in ("speaker", "on_behalf_of"):
            self.fields[name] = actor_field(Attribution, name, self.request)

    def words_saved(self) -> dict[str, Any]:
        """The words of the saved spans, and the sentences that they stand in."""
        row = self.instance
        saved: dict[str, Any] = {
            name: Words(row.exact(span), getattr(row, f"{span}_start"))
            for name, span in SPANS.items()
            if getattr(row, f"{span}_start") is not None
        }
        starts = [getattr(row, f"{s}_start") for s in SPANS.values()]
        ends = [getattr(row, f"{s}_end") for s in SPANS.values()]
        low = min(s for s in starts if s is not None)
        high = max(e for e in ends if e is not None)
        touched = [
            s.number
            for s in self.document.sentences.standing().in_order()
            if s.start < high and low < s.end
        ]
        if touched:
            saved |= {"first": touched[0], "last": touched[-1] if len(touched) > 1 else None}
        return saved

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk is None:
            self.clean_claim_named()
        spans = self.find_spans()
        if spans.get("content"):
            try:
                workflow.place(self.instance, **spans)
            except Refused as refusal:
                self.take(refusal)
        self.clean_day()
        return cleaned

    def clean_claim_named(self) -> None:
        """Either a claim of the register or a new one."""
        if "new_claim" in self.errors or "claim" in self.errors:
            return
        if bool(self.cleaned_data.get("claim")) == bool(self.cleaned_data.get("new_claim")):
            message = _("Choose a claim, or word a new one: one of the two.")
            self.add_error("claim", ValidationError(message, code="one_of_two"))

    def find_spans(self) -> dict[str, tuple[int, int] | None]:
        """The place of each field's words; those not found become errors of their field."""
        first: Any = self.cleaned_data.get("first")
        last: Any = self.cleaned_data.get("last") or first
        found: dict[str, tuple[int, int] | None] = {}
        if first is None:
            return found
        window = (min(first.start, last.start), max(first.end, last.end))
        for name, span in SPANS.items():
            if name in self.cleaned_data:
                found[span] = self.find(name, window)
        return found

    def find(self, name: str, window: tuple[int, int]) -> tuple[int, int] | None:
        """The place of one field's words, or None with the error said."""
        words: Words = self.cleaned_data[name]
        try:
            return locate(self.document.text, window, words)
        except NotFound as error:
            message = _("“%(words)s” does not stand in these sentences. Nearest: “%(nearest)s”.")
            said = {"words": words.text[:80], "nearest": error.nearest}
            self.add_error(name, ValidationError(message % said, code="words_not_found"))
        except Ambiguous as error:
            widget: Any = self.fields[name].widget
            widget.places = error.places
            message = _("“%(words)s” stands %(count)d times in these sentences: choose which.")
            counted = {"words": words.text[:80], "count": len(error.places)}
            self.add_error(name, ValidationError(message % counted, code="words_ambiguous"))
        return None

    def clean_day(self) -> None:
        """When it was said, with its earliest and latest day."""
        if "said_on" not in self.cleaned_data:
            return
        try:
            workflow.date_saying(self.instance, self.cleaned_data["said_on"].strip())
        except DateRefused as refusal:
            self.add_error("said_on", ValidationError(str(refusal), code="date"))
        else:
            self.cleaned_data["said_on"] = self.instance.said_on

    def new(self) -> Claim | None:
        """The claim to be made of the words given for a new one. Raises Refused."""
        words = self.cleaned_data.get("new_claim")
        if not words:
            return None
        by: Any = self.request.user
        return workflow.record(texts=words, by=by)

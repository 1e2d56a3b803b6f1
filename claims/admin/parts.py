"""Evidence, relations and replies of a claim: small forms that lead back to it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.actors import actor_field
from claims.admin.record import spelled
from claims.forms import Words, WordsField, language_map
from claims.models import ClaimRelation, Evidence, Reply
from claims.workspace.spans import Ambiguous, NotFound, locate
from sources.admin.base import EditorAdmin
from sources.admin.choosing import whole_number
from sources.admin.form import EditorForm
from sources.admin.history import Spell


class PartAdmin(EditorAdmin):
    """A part of a claim: reached from the claim, and leading back to it."""

    autocomplete_fields: ClassVar[tuple[str, ...]] = ("claim",)
    only_chosen = ("claim", "other")
    search_fields = ("pk",)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not listed in the index: a part is found on its claim."""
        return {}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        claim = whole_number(request.GET.get("claim"))
        return {"claim": claim} if claim else {}

    def claim_of(self, claim: Any) -> HttpResponseRedirect:
        """To the claim."""
        return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[claim]))

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.claim_of(obj.claim_id)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.claim_of(obj.claim_id)

    def history_spell(self, row: Any) -> Spell:
        return spelled(self.history_streams(row))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        request.META["_claim"] = obj.claim_id
        super().delete_model(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        super().response_delete(request, obj_display, obj_id)
        return self.claim_of(request.META["_claim"])


class PartForm(EditorForm):
    """A part of a claim, which readers see as soon as they see the claim."""

    @property
    def is_seen(self) -> bool:
        return self.instance.pk is not None and self.instance.claim.is_public


class EvidenceForm(PartForm):
    """A span of a document, or an address with its archive."""

    words = WordsField(
        label=gettext_lazy("Exact words"),
        required=False,
        help_text=gettext_lazy("As they stand in the document; needed with a document."),
    )
    descriptions = language_map(gettext_lazy("What it shows"), rows=2)
    homes = {
        "evidence_is_a_span_or_an_archived_address": "document",
        "evidence_lies_inside_its_document": "words",
    }

    class Meta:
        model = Evidence
        fields = (
            "claim",
            "bearing",
            "document",
            "url",
            "archive_url",
            "accessed_on",
            "origin",
            "from_claimant",
            "descriptions",
            "notes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "origin" in self.fields:
            self.fields["origin"] = actor_field(Evidence, "origin", self.request)
            self.fields["origin"].help_text = _(
                "Whom the information itself comes from: ten outlets repeating one agency are "
                "one origin."
            )
        row = self.instance
        if row.document is not None and row.start is not None:
            self.initial["words"] = Words(row.document.slice(row.start, row.end), row.start)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        span = None
        document = self.cleaned_data.get("document")
        if "words" in self.cleaned_data and document is not None:
            span = self.find(document)
        self.instance.start, self.instance.end = span or (None, None)
        return cleaned

    def find(self, document: Any) -> tuple[int, int] | None:
        """Where the words stand, or None with the error said."""
        words: Words = self.cleaned_data["words"]
        try:
            span = locate(document.text, (0, document.length), words)
        except NotFound as error:
            message = _("“%(words)s” does not stand in the document. Nearest: “%(nearest)s”.")
            said = {"words": words.text[:80], "nearest": error.nearest}
            self.add_error("words", ValidationError(message % said, code="words_not_found"))
            return None
        except Ambiguous as error:
            widget: Any = self.fields["words"].widget
            widget.places = error.places
            message = _("“%(words)s” stands %(count)d times in the document: choose which.")
            counted = {"words": words.text[:80], "count": len(error.places)}
            self.add_error("words", ValidationError(message % counted, code="words_ambiguous"))
            return None
        if span is None:
            self.add_error(
                "words",
                ValidationError(_("Give the exact words of the document."), code="required"),
            )
        return span


class EvidenceAdmin(PartAdmin):
    """What supports, contradicts or qualifies a claim."""

    form = EvidenceForm
    autocomplete_fields = ("claim", "document")
    list_display = ("__str__", "claim")
    list_select_related = ("claim",)
    fieldsets = (
        (None, {"fields": ("claim", "bearing", "descriptions")}),
        (gettext_lazy("Either words of a document"), {"fields": ("document", "words")}),
        (gettext_lazy("or an address"), {"fields": ("url", "archive_url", "accessed_on")}),
        (gettext_lazy("Where it comes from"), {"fields": ("origin", "from_claimant")}),
        (gettext_lazy("For the desk"), {"fields": ("notes",)}),
    )


class RelationForm(PartForm):
    """How one claim stands to another."""

    homes = {"relation_joins_two_claims": "other", "relation_is_stated_once": "other"}

    class Meta:
        model = ClaimRelation
        fields = ("claim", "relation", "other")


class RelationAdmin(PartAdmin):
    """Relations between claims."""

    form = RelationForm
    autocomplete_fields = ("claim", "other")
    list_display = ("__str__", "claim")
    list_select_related = ("claim", "other")
    fieldsets = ((None, {"fields": ("claim", "relation", "other")}),)


class ReplyForm(PartForm):
    """Whom we asked, and what came of it."""

    answers = language_map(gettext_lazy("Answer"), rows=3)
    homes = {"reply_names_whom_we_asked": "asked", "reply_is_an_answer_or_none": "answered_on"}

    class Meta:
        model = Reply
        fields = ("claim", "asked", "asked_on", "answers", "answered_on", "no_answer_by")


class ReplyAdmin(PartAdmin):
    """The right of reply."""

    form = ReplyForm
    list_display = ("__str__", "claim")
    list_select_related = ("claim",)
    fieldsets = (
        (None, {"fields": ("claim", "asked", "asked_on")}),
        (gettext_lazy("What came of it"), {"fields": ("answers", "answered_on", "no_answer_by")}),
    )

"""The form of a claim, with everything that belongs to it beside it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin import bulk, verbs
from claims.admin.actors import matching
from claims.admin.record import RecordAdmin, spelled
from claims.forms import language_map
from claims.models import (
    Assessment,
    Attribution,
    Claim,
    ClaimRelation,
    ClaimTopic,
    Evidence,
    Hop,
    Reply,
    Topic,
)
from claims.vocabulary import EvidenceStatus
from sources.admin.base import settle
from sources.admin.choosing import choosing
from sources.admin.form import EditorForm
from sources.admin.history import Act, Entry, Spell
from sources.admin.verbs import Verb, page
from sources.rights import EDIT_OTHERS

PARTS: tuple[Any, ...] = (ClaimTopic, Attribution, Evidence, Assessment, ClaimRelation, Reply)


class ClaimForm(EditorForm):
    """A proposition in the editor's neutral words."""

    texts = language_map(
        gettext_lazy("Wording"),
        required=True,
        rows=2,
        help_text=gettext_lazy("Neutral, and without a speaker: a quote is an attribution's."),
    )
    gathered = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topics"), queryset=Topic.objects.all(), required=False
    )
    homes = {"claim_is_worded": "texts"}

    class Meta:
        model = Claim
        fields = ("texts", "kind", "notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["gathered"]
        through: Any = Claim._meta.get_field("topics")
        topics.widget = choosing(topics, through, admin.site, many=True)
        if self.instance.pk is not None:
            self.initial["gathered"] = list(self.instance.topics.order_by("pk"))


class ClaimAdmin(RecordAdmin):
    """Claims: words, topics, and every part; the verbs are its buttons."""

    form = ClaimForm
    change_form_template = "admin/claims/claim/change_form.html"
    list_display = ("__str__", "kind", "status", "attributed", "state")
    list_filter = ("kind", "topics")
    list_select_related = ("merged_into",)
    search_fields = ("texts",)
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("texts", "kind", "gathered")}),
        (gettext_lazy("For the desk"), {"fields": ("notes",)}),
    )

    @admin.display(description=gettext_lazy("evidence status"))
    def status(self, row: Any) -> str:
        return str(EvidenceStatus(row.signed or "not_assessed").label)

    @admin.display(description=gettext_lazy("attributions"))
    def attributed(self, row: Any) -> int:
        return int(row.said)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        rows: QuerySet[Claim] = super().get_queryset(request)
        current = Assessment.objects.current().filter(claim=OuterRef("pk"))
        return rows.annotate(
            signed=Subquery(current.values("status")), said=Count("attributions", distinct=True)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return matching(queryset, search_term, "texts"), False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(f"<path:object_id>/{name}/", view(self.does(verb)), name=f"claims_claim_{name}")
            for name, verb in (
                ("assess", verbs.Assess),
                ("withdraw", verbs.Withdraw),
                ("merge", verbs.MergeClaim),
            )
        ]
        together = path("bulk/", view(self.bulk), name="claims_claim_bulk")
        return [together, *own, *super().get_urls()]

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """One act on every claim that the list shows under the same filter."""
        return bulk.page(request, self.get_changelist_instance(request).queryset)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        together = {"may_change_together": request.user.has_perm(EDIT_OTHERS)}
        return super().changelist_view(request, {**together, **(extra_context or {})})

    def does(self, verb: type[Verb]) -> Any:
        """The view of one verb."""

        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            return page(self, request, self.found(request, object_id), verb)

        return view

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context.get("original") is not None:
            context |= parts_of(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Topics are rows of their own, each with its history."""
        claim, wanted = form.instance, set(form.cleaned_data["gathered"])
        present = {row.topic_id: row for row in ClaimTopic.objects.filter(claim=claim)}
        for pk, row in present.items():
            if pk not in {topic.pk for topic in wanted}:
                row.delete()
        for topic in sorted(wanted, key=lambda topic: topic.pk):
            if topic.pk not in present:
                ClaimTopic.objects.create(claim=claim, topic=topic)
        settle()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A draft goes with its parts; what else names it stands in the way, and is said."""
        claims = list(objs)
        going = [part for claim in claims for part in own_parts(claim)]
        kept = [item for claim in claims for item in standing_in_the_way(claim)]
        counts = {str(Claim._meta.verbose_name_plural): len(claims)}
        for part in going:
            name = str(part._meta.verbose_name_plural)
            counts[name] = counts.get(name, 0) + 1
        listed = [str(claim) for claim in claims] + [
            f"{part._meta.verbose_name}: {part}" for part in going
        ]
        return listed, counts, set(), kept

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        for part in own_parts(obj):
            part.delete()
        super().delete_model(request, obj)

    def history_streams(self, row: Any) -> list[Any]:
        streams = super().history_streams(row)
        for part in PARTS:
            streams.append(part.pgh_event_model.objects.filter(claim_id=row.pk).order_by("pgh_id"))
        attributions: Any = Attribution
        hops: Any = Hop
        own = attributions.pgh_event_model.objects.filter(claim_id=row.pk).values("pgh_obj_id")
        chain = hops.pgh_event_model.objects.filter(attribution_id__in=own).order_by("pgh_id")
        return [*streams, chain]

    def history_spell(self, row: Any) -> Spell:
        return spelled(self.history_streams(row))

    def history_facts(self, row: Any) -> list[Act]:
        facts = super().history_facts(row)
        withdrawal = getattr(row, "withdrawal", None)
        if withdrawal is not None:
            entry = Entry(str(Claim._meta.verbose_name), _("withdrawn"), [])
            who = withdrawal.withdrawn_by.get_username()
            facts.append(Act(withdrawal.withdrawn_at, who, str(withdrawal), [entry]))
        return facts


def parts_of(claim: Claim) -> dict[str, Any]:
    """What the claim's form shows beside its own fields."""
    attributions = claim.attributions.select_related("speaker", "document", "sentence")
    return {
        "attributions": attributions.order_by("document_id", "content_start", "pk"),
        "evidence": claim.evidence.select_related("document", "origin").order_by("pk"),
        "relations": claim.relations.select_related("other").order_by("pk"),
        "replies": claim.replies.order_by("asked_on", "pk"),
        "assessments": claim.assessments.select_related("assessed_by").order_by("-assessed_at"),
        "withdrawal": getattr(claim, "withdrawal", None),
    }


def own_parts(claim: Claim) -> list[Any]:
    """The rows that go with a draft claim, in an order in which they may: inner ones first."""
    inner_first = sorted(
        claim.attributions.select_related("speaker"), key=lambda a: (a.nested_in_id is None, -a.pk)
    )
    return [
        *inner_first,
        *claim.evidence.all(),
        *claim.assessments.all(),
        *claim.relations.all(),
        *claim.replies.all(),
    ]


def standing_in_the_way(claim: Claim) -> list[str]:
    """What else names the claim, in words."""
    submissions = claim.submissions.all()
    nested = Attribution.objects.filter(nested_in__claim=claim).exclude(claim=claim)
    return [
        *(_("It was submitted for review: the record of that is kept.") for _s in submissions[:1]),
        *(str(_("Relation of “%s” to it") % row.claim) for row in claim.related_from.all()),
        *(str(_("Merged into it: “%s”") % row) for row in claim.merged.all()),
        *(str(_("Nested in one of its attributions: %s") % row) for row in nested),
    ]

"""Actors and topics: names by language, search without accents, and homonyms told apart."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.postgres.lookups import Unaccent
from django.db.models import F, Func, Model, Q, QuerySet, TextField
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from claims.admin import verbs
from claims.admin.record import RecordAdmin
from claims.forms import LinesField, language_map
from claims.models import Actor, Topic, in_words
from sources.admin.choosing import ChooseOne
from sources.admin.form import Choice, EditorForm
from sources.admin.verbs import page

MOST_WORDS = 12


class Spoken(Func):
    """The words of a language map, without its tags."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s, '$.*')::text"
    output_field = TextField()


class Joined(Func):
    """The entries of an array as one text."""

    function = "array_to_string"
    template = "%(function)s(%(expressions)s, ' / ')"
    output_field = TextField()


def matching(rows: QuerySet[Any], words: str, *maps: str) -> QuerySet[Any]:
    """The rows whose language maps, and aliases where they have them, hold every word of
    ``words``: in any order, without regard to case and accents."""
    if "\0" in words:
        return rows.none()
    spoken: list[Any] = [Spoken(F(name)) for name in maps]
    if rows.model is Actor:
        spoken.append(Joined(F("aliases")))
    hay = Concat(*spoken, output_field=TextField()) if len(spoken) > 1 else spoken[0]
    found: QuerySet[Any] = rows.annotate(_spoken=Unaccent(hay))
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(Q(_spoken__unaccent__icontains=word))
    return found


def described(actor: Actor) -> str:
    """An actor as a choice shows it: name, kind, and what tells homonyms apart."""
    parts = [str(actor), str(actor.get_kind_display()), in_words(actor.descriptions)]
    if actor.merged_into_id:
        parts.append(str(gettext_lazy("merged")))
    return " · ".join(part for part in parts if part)


class ActorChoice(Choice):
    """One actor, shown so that homonyms are told apart."""

    def label_from_instance(self, obj: Any) -> str:
        return described(obj)


class ChooseActor(ChooseOne):
    """The stock autocomplete, whose results also say kind and description."""

    url_name = "%s:claims_actor_choose"


class DescribedResults(AutocompleteJsonView):
    """Results that tell homonyms apart."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": described(obj)}


def actor_field(model: type[Model], name: str, request: HttpRequest) -> ActorChoice:
    """The form field of a foreign key to an actor; who may add actors can add one there."""
    field: Any = model._meta.get_field(name)
    site = admin.site
    widget = RelatedFieldWidgetWrapper(
        ChooseActor(field, site),
        field.remote_field,
        site,
        can_add_related=site.get_model_admin(Actor).has_add_permission(request),
    )
    return ActorChoice(
        queryset=Actor.objects.all(),
        label=capfirst(field.verbose_name),
        required=not field.blank,
        widget=widget,
    )


class ActorForm(EditorForm):
    """Who plays a part in attributions."""

    names = language_map(gettext_lazy("Names"), required=True)
    descriptions = language_map(
        gettext_lazy("Descriptions"),
        help_text=gettext_lazy("A few words that tell homonyms apart: “President of Russia”."),
    )
    aliases = LinesField(
        label=gettext_lazy("Aliases"),
        longest=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line: other spellings and short forms, for finding them."),
    )
    homes = {
        "actor_wikidata_is_an_item": "wikidata",
        "actor_wikidata_is_used_once": "wikidata",
        "actor_has_names": "names",
    }

    class Meta:
        model = Actor
        fields = ("kind", "names", "descriptions", "aliases", "wikidata", "notes")


class TopicForm(EditorForm):
    """An event or subject that gathers claims."""

    names = language_map(gettext_lazy("Names"), required=True)
    descriptions = language_map(gettext_lazy("Descriptions"), rows=3)
    homes = {"topic_has_names": "names"}

    class Meta:
        model = Topic
        fields = ("names", "descriptions", "notes")


class ActorAdmin(RecordAdmin):
    """Persons, organisations, governments, offices, armed groups, outlets and agencies."""

    form = ActorForm
    change_form_template = "admin/claims/actor/change_form.html"
    list_display = ("__str__", "kind", "description", "wikidata", "state")
    list_filter = ("kind",)
    list_select_related = ("merged_into",)
    search_fields = ("names",)
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("kind", "names", "descriptions")}),
        (gettext_lazy("To find and to join"), {"fields": ("aliases", "wikidata")}),
        (gettext_lazy("For the desk"), {"fields": ("notes",)}),
    )

    @admin.display(description=gettext_lazy("description"))
    def description(self, row: Actor) -> str:
        return in_words(row.descriptions)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return matching(queryset, search_term, "names", "descriptions"), False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("choose/", view(self.choose), name="claims_actor_choose"),
            path("<path:object_id>/merge/", view(self.merge), name="claims_actor_merge"),
        ]
        return own + super().get_urls()

    def choose(self, request: HttpRequest) -> HttpResponse:
        return DescribedResults.as_view(admin_site=self.admin_site)(request)  # type: ignore[return-value]

    def merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return page(self, request, self.found(request, object_id), verbs.MergeActor)


class TopicAdmin(RecordAdmin):
    """Topics, with their names by language."""

    form = TopicForm
    list_display = ("__str__", "state")
    search_fields = ("names",)
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("names", "descriptions")}),
        (gettext_lazy("For the desk"), {"fields": ("notes",)}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return matching(queryset, search_term, "names"), False

"""What every form of the desk holds to: one version, one transaction, refusals in words.

A save that comes too late is answered 409 with both versions and everything typed still in the
form; whatever the database refuses becomes an error of the form.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from sources import rights
from sources.admin import history
from sources.admin.choosing import ChooseOne, whole_number
from sources.admin.conflict import Difference, differences
from sources.admin.form import EditorForm, Form
from sources.refusal import Refused, Stale, explained

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
else:
    Admin = admin.ModelAdmin

REFUSAL = "_refusal"
WIDE = 200


@contextmanager
def acting(request: HttpRequest, reason: str = "") -> Iterator[None]:
    """One transaction whose history names the user and the reason; refusals are explained.

    Deferred rules are checked before it ends, so that what is said inside stays true.
    """
    by = doer(request)
    with (
        explained(),
        transaction.atomic(),
        pghistory.context(user=by.pk, username=by.get_username(), reason=reason),
    ):
        yield
        settle()


def doer(request: HttpRequest) -> User:
    """The user who acts. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def settle() -> None:
    """Let every deferred rule speak now, and not after the answer has been written."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class EditorAdmin(Admin):
    """Forms of rows that two people may be editing at the same time."""

    form = EditorForm
    change_form_template = "desk/change_form.html"
    actions = None
    save_on_top = False
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    only_chosen: ClassVar[tuple[str, ...]] = ()
    """Fields of rows to which nothing is added from this form."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of one's own drafts, or an editor's: of every row."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or rights.may_change(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or rights.may_change(request.user, obj))

    def version_of(self, row: models.Model) -> int:
        """What tells one state of a row from the next: its version, else its last event."""
        version: int | None = getattr(row, "version", None)
        if version is not None:
            return version
        events = history.events_of(row)
        return events.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0

    def hold(self, request: HttpRequest, object_id: str) -> None:
        """Lock the row. Raises Stale when the form was opened on another version of it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return
        # Not the admin's own query set: its joins cannot be locked where they are outer.
        current = self.model._default_manager.select_for_update(no_key=True).get(pk=row.pk)
        given = whole_number(request.POST.get("version"))
        if given != self.version_of(current):
            raise Stale(current, given or 0)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with acting(request, request.POST.get("reason", "")[:500].replace("\0", "")):
                if object_id is not None:
                    self.hold(request, object_id)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            return self.again(request, refusal, object_id, form_url, extra_context)

    def again(
        self,
        request: HttpRequest,
        refusal: Refused,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        """The same form with what was typed and why it was refused; 409 when it came too late."""
        setattr(request, REFUSAL, refusal)
        if isinstance(refusal, Stale):
            data = request.POST.copy()
            data["version"] = str(self.version_of(refusal.current))
            request.POST = data  # type: ignore[assignment]  # the next save is on that version
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(refusal, Stale) and response.status_code == 200:
            response.status_code = 409
        return response

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: Any = None,
        **kwargs: Any,
    ) -> type[Form]:
        form = super().get_form(request, obj, change=bool(change), **kwargs)
        said = {"refusal": getattr(request, REFUSAL, None), "request": request}
        return type(form.__name__, (form,), said)

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Room for a title in a line, and not a page of room for notes."""
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A choice is a choice: what is chosen is changed or deleted on its own form.
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
            field.widget.can_add_related &= db_field.name not in self.only_chosen
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
        elif isinstance(db_field, models.CharField) and (db_field.max_length or 0) >= WIDE:
            field.widget.attrs["class"] = "vLargeTextField"
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Those of the class; a change also asks for its reason."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": ("reason",), "classes": ("reason",)}))
        return fieldsets

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        refusal = getattr(request, REFUSAL, None)
        if row is not None:
            context["version"] = request.POST.get("version") or self.version_of(row)
        if getattr(row, "is_public", False):
            context["show_delete"] = False  # it would be refused: see delete_view
        if row is not None and isinstance(refusal, Stale):
            context["conflict"] = self.conflict(context["adminform"].form)
            context["acts_since"] = self.acts_since(row, refusal.given)
        return super().render_change_form(request, context, *args, **kwargs)

    def conflict(self, form: forms.BaseForm) -> list[Difference]:
        """What was typed beside what is saved, field by field where the two differ."""
        return differences(form)

    def acts_since(self, row: models.Model, version: int) -> list[history.Act]:
        """What others did to the row since that version."""
        return history.since(row, version, self.history_streams(row), self.history_spell(row))

    def history_streams(self, row: models.Model) -> list[Any]:
        """The event queries that make the history of a row: its own, and its parts'."""
        return [history.events_of(row)]

    def history_spell(self, row: models.Model) -> history.Spell:
        """What its events say besides their plain columns."""
        return lambda _event: {}

    def history_facts(self, row: models.Model) -> list[history.Act]:
        """What happened to the row that left no event, such as its reviews."""
        return []

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        acts = history.acts(self.history_streams(row), self.history_spell(row))
        acts += self.history_facts(row)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(row),
            "opts": self.opts,
            "object": row,
            "acts": sorted(acts, key=lambda act: act.at, reverse=True),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "desk/history.html", context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if getattr(row, "is_public", False) and self.has_delete_permission(request, row):
            messages.error(request, _("What has been public is withdrawn, never deleted."))
            return HttpResponseRedirect(self.change_url(object_id))
        try:
            with acting(request, "delete"):
                return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            for _field, _rule, message in refusal.errors:
                messages.error(request, message)
            return HttpResponseRedirect(self.change_url(object_id))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        settle()

    def change_url(self, object_id: Any) -> str:
        """The address of a row's form."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[object_id])

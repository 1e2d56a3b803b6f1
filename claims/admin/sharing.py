"""Comments on drafts, who has them in hand, and taking back what one did: pages of the desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import workflow
from claims.admin.verbs import change_url
from claims.models import SUBJECTS, Submission
from claims.models.desk import COMMENT_LENGTH
from sources.admin.base import doer
from sources.admin.verbs import Verb, page
from sources.refusal import Refused
from sources.rights import SEE_THE_DESK

ASSIGNABLE = ("claim", "document")


class People(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the people of the desk, or nobody."""

    def __init__(self, **kwargs: Any) -> None:
        nobody = gettext_lazy("nobody")
        super().__init__(queryset=User.objects.none(), required=False, empty_label=nobody, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        name = obj.get_full_name()
        return f"{name} ({obj.get_username()})" if name else str(obj.get_username())


def people() -> Any:
    """Everybody who sees the desk, by name."""
    backend = "django.contrib.auth.backends.ModelBackend"
    seeing = User.objects.with_perm(SEE_THE_DESK, backend=backend)
    return seeing.order_by("username")


class Comment(Verb):
    """Say something about a draft to the others of the desk."""

    title = gettext_lazy("Write a comment")
    button = gettext_lazy("Keep the comment")
    about = gettext_lazy(
        "For the desk alone: never public, never part of a record. It stays as it is written."
    )
    permission = "claims.add_comment"

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
    )

    def run(self, by: User) -> tuple[Any, str]:
        workflow.comment(subject=self.subject, text=self.cleaned_data["text"], by=by)
        waiting = self.subject.submissions.waiting().first()
        return _("The comment was kept."), change_url(waiting or self.subject)


class Assign(Verb):
    """Say who has it in hand."""

    title = gettext_lazy("Assign")
    button = gettext_lazy("Assign")
    about = gettext_lazy(
        "Who has it in hand. It changes nothing of the record, and no approval is lost by it."
    )
    permission = "claims.add_assignment"
    template = "desk/assign.html"

    assignee = People(label=gettext_lazy("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee: Any = self.fields["assignee"]
        assignee.queryset = people()
        current = self.subject.assignments.current().first()
        assignee.initial = current.assignee_id if current else None

    def context(self) -> dict[str, Any]:
        rows = self.subject.assignments.select_related("assignee", "assigned_by", "ended_by")
        return {"assignments": rows.order_by("-pk")[:50]}

    def run(self, by: User) -> tuple[Any, str]:
        who = self.cleaned_data["assignee"]
        workflow.assign(subject=self.subject, assignee=who, by=by)
        said = _("Assigned to %s.") % who.get_username() if who else _("Assigned to nobody.")
        return said, change_url(self.subject)


def subject_of(kind: str, pk: int) -> Any:
    """The record of an address, or 404."""
    if kind not in SUBJECTS:
        raise Http404
    model: Any = Submission._meta.get_field(kind).related_model
    found = model.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def comment(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Write about a record of any kind."""
    subject = subject_of(kind, pk)
    home: Any = admin.site.get_model_admin(type(subject))
    return page(home, request, subject, Comment)


def assign(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Give a claim or a document to somebody."""
    if kind not in ASSIGNABLE:
        raise Http404
    subject = subject_of(kind, pk)
    home: Any = admin.site.get_model_admin(type(subject))
    return page(home, request, subject, Assign)


def undo(request: HttpRequest, act: Any) -> HttpResponse:
    """What an act changed, and the button that puts it back; only for whoever did it."""
    by = doer(request)
    changes = [
        change
        for change in workflow.changes_of(str(act), workflow.PARTS_FIRST)
        if not change.mere_touch
    ]
    if not changes or not workflow.did(str(act), by):
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            undoing = workflow.undo(act=str(act), by=by)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("It is as it was before."))
            return HttpResponseRedirect(reverse("desk_undo", args=[undoing]))
    context = {
        **admin.site.each_context(request),
        "title": _("Undo"),
        "changes": [(change, told(change)) for change in changes[:100]],
        "more": max(0, len(changes) - 100),
        "refused": refused,
    }
    return TemplateResponse(request, "desk/undo.html", context)


def told(change: Any) -> tuple[str, str]:
    """What happened to a row, and how it is called."""
    name = str(change.model._meta.verbose_name)
    row = change.model(**(change.after or change.before))
    done = _("changed")
    if change.before is None:
        done = _("added")
    elif change.after is None:
        done = _("deleted")
    return f"{name}, {done}", str(row)

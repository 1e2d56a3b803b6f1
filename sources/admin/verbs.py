"""A verb as a page: what it does, what it still needs, and one button.

The verb itself is in ``capture`` or ``workflow``; the page asks for its words, shows what it
refuses at the field that it names, and answers 409 when the record moved meanwhile.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from sources.admin.base import Admin, doer
from sources.admin.choosing import whole_number
from sources.admin.form import DeskForm, tried

Text = str | Promise


class Verb(DeskForm):
    """The words that one verb asks for; ``run`` does it and returns what to say afterwards."""

    title: ClassVar[Text]
    button: ClassVar[Text]
    about: ClassVar[Text]
    permission: ClassVar[str]
    """Without it the page does not exist."""
    dangerous: ClassVar[bool] = False
    template: ClassVar[str] = "desk/verb.html"

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(*args, **kwargs)

    @property
    def given(self) -> int:
        """The version that the page was opened on; one that never was, where it is missing."""
        return whole_number(self.data.get("version")) or 0

    def needs(self) -> list[str]:
        """What must be done before the button works."""
        return []

    def context(self) -> dict[str, Any]:
        """What the verb's own template shows besides."""
        return {}

    def run(self, by: User) -> tuple[Text, str]:
        """Do it. Returns what to say and where to go. Raises Refused."""
        raise NotImplementedError

    def home(self, field: str, rule: str, message: str) -> str | None:
        """Above the form, what is said of the version: nobody types one."""
        return None if field == "version" else super().home(field, rule, message)


def page(
    admin: Admin, request: HttpRequest, subject: Any, verb: type[Verb], **context: Any
) -> HttpResponse:
    """Show the verb, or do it. Raises PermissionDenied for whoever lacks its permission."""
    if not doer(request).has_perm(verb.permission):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = verb(*sent, subject=subject)
    done, status = tried(form, lambda: form.run(doer(request)))
    if done is not None:
        said, where = done
        messages.success(request, str(said))
        return HttpResponseRedirect(where)
    return TemplateResponse(
        request, verb.template, {**_context(admin, request, form), **context}, status=status
    )


def _context(admin: Admin, request: HttpRequest, form: Verb) -> dict[str, Any]:
    subject = form.subject
    names = [name for name in form.fields if name != "version"]
    fields = [(None, {"fields": names})] if names else []
    adminform = helpers.AdminForm(form, fields, {}, model_admin=admin)  # type: ignore[arg-type]
    return {
        **admin.admin_site.each_context(request),
        "title": form.title,
        "subtitle": str(subject),
        "opts": subject._meta,
        "subject": subject,
        "version": getattr(subject, "version", ""),
        "form": form,
        "adminform": adminform,
        "media": admin.media + form.media,
        "needs": form.needs(),
        "errors": helpers.AdminErrorList(form, []),  # type: ignore[arg-type]
        **form.context(),
    }


class OneVerbAdmin(Admin):
    """Rows that nobody adds or deletes here: the page of each is one verb."""

    verb: ClassVar[type[Verb]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return page(self, request, row, self.verb)

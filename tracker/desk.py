"""The desk: Django's admin site, for whoever has a role on it and for nobody else.

Being allowed is a matter of permissions alone (claims/rights.py); `is_staff` says nothing here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy

from claims import desk
from claims.profiles import profile_of, remember_language
from sources.rights import sees_the_desk

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Login(AdminAuthenticationForm):
    """One answer for a wrong name, a wrong password, and an account without a role."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "Please enter the name and the password of an account of the desk. Both may be "
            "case-sensitive."
        )
    }
    required_css_class = "required"

    def confirm_login_allowed(self, user: AbstractBaseUser | AnonymousUser) -> None:
        if not sees_the_desk(user):
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class Desk(AdminSite):
    """The admin site, on which a page that somebody may not use does not exist for them."""

    site_header = site_title = "Dixit"
    index_title = gettext_lazy("The desk")
    login_form = Login

    def has_permission(self, request: HttpRequest) -> bool:
        return sees_the_desk(request.user)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002
        """The view; 404 for a person without the right, the login for nobody in particular."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied as denied:
                raise Http404 from denied

        return cast("View", checked)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What is the person's own to do, then how far the texts are recorded."""
        context = dict(extra_context or {})
        if isinstance(request.user, User):
            texts, more = desk.completeness()
            context |= {"sections": desk.landing(request.user), "texts": texts, "more": more}
        return super().index(request, context)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Also begins to speak the language of the profile."""
        answer = super().login(request, extra_context)
        if request.method == "POST" and isinstance(request.user, User):
            remember_language(answer, profile_of(request.user).language)
        return answer

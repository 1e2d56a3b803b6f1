"""Accounts of the desk: who is who, and which roles they have.

What a role may do is the project's own table (claims/rights.py), so groups have no form.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from claims.rights import ROLES


class RoleChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The five roles, in the order in which they gain rights."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Roles"),
            queryset=Group.objects.filter(name__in=ROLES).order_by("pk"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy(
                "Contributors record and submit, editors also change what others recorded and "
                "publish, reviewers approve or send back, administrators do all of it and keep the "
                "accounts. Readers, and who has no role, do not see the desk."
            ),
        )


class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts with their roles. Only a superuser makes, or touches, a superuser."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Rights"), {"fields": ("is_active", "is_superuser", "groups")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "first_name", "last_name", "is_active")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            return RoleChoice()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An administrator is not led to more rights by a superuser's account."""
        allowed = super().has_change_permission(request, obj)
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return allowed and not above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: history names its people. An account is made inactive."""
        return False


admin.site.unregister((User, Group))
admin.site.register(User, AccountAdmin)

"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from claims import ledger, views
from claims.admin import desk, profile, tokens
from claims.api import urls as public
from claims.api.description import Description
from claims.writing import urls as writing


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The public's connection answers and the ledger's tables are there; 503 otherwise."""
    try:
        ready = ledger.is_ready()
    except DatabaseError:
        ready = False
    return HttpResponse(
        "ready\n" if ready else "not ready\n",
        status=200 if ready else 503,
        content_type="text/plain",
        headers={"Cache-Control": "no-store"}
        if ready
        else {"Cache-Control": "no-store", "Retry-After": "5"},
    )


urlpatterns = [
    path("admin/profile/", admin.site.admin_view(profile.page), name="desk_profile"),
    *desk.addresses(),
    path("admin/tokens/", admin.site.admin_view(tokens.page), name="desk_tokens"),
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    path("", include("claims.writing.urls")),
    path("api/v1/schema", Description.as_view(parts=(public.PART, writing.PART))),
    path("", include("claims.api.urls")),
    path("", views.root, name="root"),
    *i18n_patterns(path("", include("claims.urls")), prefix_default_language=True),
    path("", include("claims.machine_urls")),
]

handler400 = "claims.api.problems.bad_request"
handler404 = "claims.answers.not_found"
handler500 = "tracker.middleware.server_error"

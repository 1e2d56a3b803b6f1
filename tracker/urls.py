"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from claims import views


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("", views.root, name="root"),
    *i18n_patterns(path("", include("claims.urls")), prefix_default_language=True),
]

handler404 = "claims.answers.not_found"
handler500 = "tracker.middleware.server_error"

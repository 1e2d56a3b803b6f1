"""The workspace, in the place of a document's plain reading view."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from claims import workflow
from claims.workspace import views
from sources.admin.base import doer
from sources.admin.documents import DocumentAdmin
from sources.capture import Captured
from sources.models import Document


class WorkspaceAdmin(DocumentAdmin):
    """Documents, with the view in which they are read and recorded."""

    def reading_url(self, document: Document) -> str:
        """The workspace."""
        return reverse("admin:sources_document_workspace", args=[document.pk])

    def after_capture(self, request: HttpRequest, captured: Captured) -> HttpResponse:
        """What is new has been read for suggestions when its editor sees it."""
        if captured.created:
            workflow.suggest(document=captured.document, by=doer(request))
        return super().after_capture(request, captured)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        names = (("", views.workspace), ("choices/", views.choose), ("presence/", views.presence))
        own = [
            path(
                f"<path:object_id>/workspace/{part}",
                view(answer),
                name="_".join(filter(None, ["sources_document_workspace", part.strip("/")])),
            )
            for part, answer in names
        ]
        return own + super().get_urls()

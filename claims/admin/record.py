"""What claims, actors and topics have in common on the desk: state, verbs, reviews in history."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import addresses
from claims.models import Submission
from sources.admin.base import EditorAdmin
from sources.admin.documents import state_of
from sources.admin.history import Act, Entry
from sources.models import Publishable


class RecordAdmin(EditorAdmin):
    """A form of something that the ledger may hold a record of."""

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Any) -> str:
        if getattr(row, "merged_into_id", None):
            return _("merged into %s") % row.merged_into
        return state_of(row)

    def found(self, request: HttpRequest, object_id: str) -> Any:
        """The row of an address, or 404."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    def view_on_site(self, obj: Any) -> str | None:
        """Its public page, where it has one."""
        if not obj.is_public:
            return None
        kind = str(self.opts.model_name)
        words = {"texts": getattr(obj, "texts", {}), "names": getattr(obj, "names", {})}
        return addresses.path(kind, {"id": obj.public_id, **words})

    def history_facts(self, row: Any) -> list[Act]:
        """Its submissions, reviews and publications."""
        return submission_acts(row)


def submission_acts(row: Publishable) -> list[Act]:
    """What became of each version of ``row`` that was put before a second person."""
    found = []
    manager: Any = row.submissions  # type: ignore[attr-defined]
    rows = manager.select_related("submitted_by", "reviewed_by", "published_by")
    for s in rows:
        found.append(_act(s.submitted_at, s.submitted_by, _("submitted for review"), ""))
        if s.reviewed_at:
            done = _("approved") if s.approved else _("sent back")
            why = " · ".join(filter(None, [s.review_reasons, s.solo_review_reason]))
            found.append(_act(s.reviewed_at, s.reviewed_by, done, why))
        if s.published_at:
            found.append(_act(s.published_at, s.published_by, _("published"), ""))
    return found


def _act(at: Any, by: Any, done: str, why: str) -> Act:
    entry = Entry(str(Submission._meta.verbose_name), done, [])
    return Act(at, by.get_username(), why, [entry])

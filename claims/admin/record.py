"""What claims, actors and topics have in common on the desk: state, verbs, reviews in history."""

from collections.abc import Iterable
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
from sources.admin.history import Act, Entry, Spell
from sources.models import Document, Publishable


class RecordAdmin(EditorAdmin):
    """A form of something that the ledger may hold a record of."""

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Any) -> str:
        if getattr(row, "merged_into_id", None):
            return str(_("merged into %s") % row.merged_into)
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
        note = "\n".join(s.correction.values())
        done = _("submitted as a correction") if note else _("submitted for review")
        found.append(_act(s, s.submitted_at, s.submitted_by, done, note))
        if s.reviewed_at:
            done = _("approved") if s.approved else _("sent back")
            why = " · ".join(filter(None, [s.review_reasons, s.solo_review_reason]))
            found.append(_act(s, s.reviewed_at, s.reviewed_by, done, why))
        if s.published_at:
            found.append(_act(s, s.published_at, s.published_by, _("published"), ""))
    return found


def _act(submission: Submission, at: Any, by: Any, done: str, why: str) -> Act:
    entry = Entry(_("version %d") % submission.version, done)
    return Act(at, by.get_username(), why, [entry])


SPANS = (
    ("content", gettext_lazy("what was said")),
    ("cue", gettext_lazy("reporting words")),
    ("speaker", gettext_lazy("words that name the speaker")),
    ("evidence", gettext_lazy("words about evidence")),
)


def spelled(streams: Iterable[Any]) -> Spell:
    """The words that the offsets of attributions and evidence enclose, for their history."""
    keys: set[Any] = set()
    for stream in streams:
        if any(f.name == "document" for f in stream.model._meta.fields):
            keys |= set(stream.order_by().values_list("document_id", flat=True))
    texts = dict(Document.objects.filter(pk__in=keys - {None}).values_list("pk", "text"))

    def spell(event: Any) -> dict[str, str]:
        text = texts.get(getattr(event, "document_id", None) or 0, "")
        if hasattr(event, "content_start"):
            ends = {label: (f"{name}_start", f"{name}_end") for name, label in SPANS}
        elif hasattr(event, "bearing"):
            ends = {gettext_lazy("exact words"): ("start", "end")}
        else:
            return {}
        places = {said: (getattr(event, a), getattr(event, b)) for said, (a, b) in ends.items()}
        return {str(said): text[a:b] for said, (a, b) in places.items() if a is not None}

    return spell

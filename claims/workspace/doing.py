"""What can be done in the workspace: one function for each button, from a post to an answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import workflow
from claims.models import Attribution, Suggestion
from claims.workspace import saving
from claims.workspace.comparing import Difference, differences
from claims.workspace.form import RecordForm
from sources.admin.base import doer
from sources.admin.choosing import whole_number
from sources.models import Document, Sentence
from sources.refusal import Refused, Stale
from sources.rights import may_change


@dataclass
class Answer:
    """What became of a post: what to say, where, and what is refused at which field."""

    said: str = ""
    left: str = ""
    status: int = 200
    sentence: int | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    form: RecordForm | None = None
    conflict: list[Difference] = field(default_factory=list)
    version: int | None = None


Deed = Callable[[HttpRequest, Document], Answer]
REFUSED: Final = 422


def allow(request: HttpRequest, *permissions: str) -> None:
    """Raise PermissionDenied unless the user has every one of them."""
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def allow_changing(request: HttpRequest, permission: str, row: Attribution) -> None:
    """Raise PermissionDenied unless the user may change, or delete, this very row."""
    allow(request, permission)
    if not may_change(request.user, row):
        raise PermissionDenied


def refused(refusal: Refused, sentence: int | None) -> Answer:
    """A refusal that no field can mend."""
    said = " ".join(message for _field, _rule, message in refusal.errors)
    return Answer(said=said, status=REFUSED, sentence=sentence)


def number_of(request: HttpRequest, name: str = "sentence") -> int | None:
    """A sentence's number as posted."""
    return whole_number(request.POST.get(name))


def key_of(request: HttpRequest, kind: str) -> int | None:
    """The key of a suggestion or of an attribution, from ``kind-KEY``; None for another kind."""
    named, _dash, key = request.POST.get("key", "").partition("-")
    return whole_number(key) if named == kind else None


def save(request: HttpRequest, document: Document) -> Answer:
    """Record anew, accept (as it is or edited), or change what is saved."""
    row, suggestion = saved_row(request, document), suggestion_of(request, document)
    allow(request, "claims.add_attribution")
    if row is not None:
        allow_changing(request, "claims.change_attribution", row)
    form = RecordForm(request.POST, document=document, row=row)
    answer = Answer(sentence=number_of(request), form=form)
    if form.is_valid():
        version = whole_number(request.POST.get("version")) or 0
        try:
            saved, act = saving.save(form, by=doer(request), suggestion=suggestion, version=version)
        except Stale as stale:
            return conflict(request, form, stale)
        except Refused as refusal:
            form.take(refusal)
        else:
            saving.remember(request, document, act, saved.sentence.number)
            answer.sentence, answer.said = saved.sentence.number, _("Saved as a draft.")
            return answer
    answer.status = REFUSED
    answer.errors = {name or "": [str(e) for e in said] for name, said in form.errors.items()}
    answer.said = _("Not saved: %s") % " ".join(said for e in answer.errors.values() for said in e)
    return answer


def conflict(request: HttpRequest, form: RecordForm, stale: Stale) -> Answer:
    """Both versions field by field; the next save is on the present one."""
    current = stale.current
    if not isinstance(current, Attribution):
        raise stale
    return Answer(
        said=str(stale),
        status=409,
        sentence=number_of(request),
        form=form,
        conflict=differences(form, current),
        version=current.version,
    )


def saved_row(request: HttpRequest, document: Document) -> Attribution | None:
    """The attribution that the post is about, if any. Raises Refused when it is gone."""
    key = key_of(request, "attribution")
    if key is None:
        return None
    row = document.attributions.select_related("sentence").filter(pk=key).first()
    if row is None:
        raise gone()
    return row


def suggestion_of(request: HttpRequest, document: Document) -> Suggestion | None:
    """The suggestion that the post is about, if any. Raises Refused when it is gone."""
    key = key_of(request, "suggestion")
    if key is None:
        return None
    rows = document.suggestions.select_related("sentence", "nested_in__attribution")
    row = rows.filter(pk=key).first()
    if row is None:
        raise gone()
    return row


def gone() -> Refused:
    """What the post is about is there no more."""
    return Refused(_("This is gone: somebody else removed it meanwhile."), rule="gone")


def dismiss(request: HttpRequest, document: Document) -> Answer:
    """Set a suggestion aside, with a reason."""
    allow(request, "claims.add_attribution")
    row = suggestion_of(request, document)
    if row is None:
        raise gone()
    reason = request.POST.get("reason", "").strip() or _("Not an attribution.")
    with workflow.acting(doer(request)) as act:
        workflow.dismiss(suggestion=row, by=doer(request), reason=reason[:500])
    saving.remember(request, document, act, row.sentence.number)
    return Answer(said=_("Dismissed."), sentence=row.sentence.number)


def accept_shown(request: HttpRequest, document: Document) -> Answer:
    """Accept together those of the named suggestions that need no decision; say what is left."""
    allow(request, "claims.add_attribution")
    keys = [whole_number(key.removeprefix("suggestion-")) for key in request.POST.getlist("shown")]
    rows = document.suggestions.filter(pk__in=[key for key in keys if key is not None])
    rows = rows.select_related("sentence").in_order()
    for row in rows:
        row.document = document
    with workflow.acting(doer(request)) as act:
        told = workflow.accept_all(suggestions=rows, by=doer(request))
    if told.done:
        saving.remember(request, document, act, told.done[0].sentence.number)
    said = ngettext("%d suggestion accepted.", "%d suggestions accepted.", len(told.done))
    left = [f"{row.sentence.number}: {' '.join(reasons)}" for row, reasons in told.left]
    return Answer(
        said=said % len(told.done),
        left=_("Left, by sentence: %s") % " · ".join(left) if left else "",
        sentence=number_of(request),
    )


def delete(request: HttpRequest, document: Document) -> Answer:
    """Discard a draft, with what was made for it alone."""
    row = saved_row(request, document)
    if row is None:
        raise gone()
    allow_changing(request, "claims.delete_attribution", row)
    version = whole_number(request.POST.get("version")) or 0
    number = row.sentence.number
    with workflow.acting(doer(request)) as act:
        workflow.discard(row=row, by=doer(request), version=version)
    saving.remember(request, document, act, number)
    return Answer(said=_("Deleted. It can be undone."), sentence=number)


def undo(request: HttpRequest, document: Document) -> Answer:
    """Take back the last step of this session on this document."""
    steps = saving.steps(request, document)
    if not steps:
        return Answer(said=_("There is nothing to undo."), status=REFUSED)
    act, number = steps[-1]
    saving.forget(request, document)
    workflow.undo(act=act, by=doer(request))
    return Answer(said=_("Undone."), sentence=number or None)


def chosen(request: HttpRequest, document: Document) -> list[Sentence]:
    """The standing sentences from ``sentence`` to ``through``."""
    first = number_of(request) or 0
    ends = {first, number_of(request, "through") or first}
    rows = list(document.sentences.standing().in_order())
    places = [i for i, row in enumerate(rows) if row.number in ends]
    if not places:
        raise gone()
    last = min(max(places) + (request.POST.get("do") == "join" and len(places) == 1), len(rows) - 1)
    return rows[min(places) : last + 1]


def mend(change: Callable[[HttpRequest, list[Sentence]], Sentence], said: Any) -> Deed:
    """A deed that changes how the text is cut; ``change`` gives where to go on."""

    def deed(request: HttpRequest, document: Document) -> Answer:
        allow(request, "claims.add_attribution")
        with workflow.acting(doer(request)) as act:
            after = change(request, chosen(request, document))
        saving.remember(request, document, act, after.number)
        return Answer(said=str(said), sentence=after.number)

    return deed


def join(request: HttpRequest, rows: list[Sentence]) -> Sentence:
    """One sentence of several: of those chosen, else of this one and the next."""
    return workflow.join(sentences=rows, by=doer(request))


def split(request: HttpRequest, rows: list[Sentence]) -> Sentence:
    """Two sentences of one, cut at a place of the text."""
    at = [place for place in [whole_number(request.POST.get("at"))] if place is not None]
    return workflow.split(sentence=rows[0], at=at, by=doer(request))[0]


def exclude(request: HttpRequest, rows: list[Sentence]) -> Sentence:
    """They are not article text."""
    return workflow.exclude(sentences=rows, by=doer(request))[0]


def include(request: HttpRequest, rows: list[Sentence]) -> Sentence:
    """They are article text after all."""
    return workflow.include(sentences=rows, by=doer(request))[0]


def suggest(request: HttpRequest, document: Document) -> Answer:
    """Have the engine read the text."""
    allow(request, "claims.add_attribution")
    workflow.suggest(document=document, by=doer(request))
    return Answer(said=_("The text has been read for suggestions."))


DEEDS: Final[dict[str, Deed]] = {
    "save": save,
    "dismiss": dismiss,
    "accept_shown": accept_shown,
    "delete": delete,
    "undo": undo,
    "join": mend(join, gettext_lazy("Joined.")),
    "split": mend(split, gettext_lazy("Split.")),
    "exclude": mend(exclude, gettext_lazy("Marked as not article text.")),
    "include": mend(include, gettext_lazy("Marked as article text.")),
    "suggest": suggest,
}


def do(request: HttpRequest, document: Document) -> Answer | None:
    """Do what the post names; None when nothing has that name."""
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return None
    try:
        return deed(request, document)
    except Refused as refusal:
        return refused(refusal, number_of(request))

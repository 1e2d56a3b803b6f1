"""What the workspace's template shows: the text, the open record, the keys, the vocabularies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from claims import keys, vocabulary
from claims.models import Claim
from claims.workspace import choices, saving, written
from claims.workspace.comparing import posted
from claims.workspace.doing import Answer
from claims.workspace.reader import Item, Line, Reading, reading
from claims.workspace.suggested import Why
from sources.admin.base import doer
from sources.admin.choosing import whole_number
from sources.admin.documents import state_of
from sources.models import Document


@dataclass
class Panel:
    """The record that is open: which one, what stands in its fields, and why."""

    key: str
    sentence: int
    record: written.Written
    title: str = ""
    through: str = ""
    version: int = 0
    is_public: bool = False
    reason: str = ""
    why: dict[str, Why] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, list[Any]] = field(default_factory=dict)
    homonyms: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def is_suggestion(self) -> bool:
        return self.key.startswith("suggestion")

    @property
    def is_saved(self) -> bool:
        return self.key.startswith("attribution")

    @property
    def chain(self) -> list[list[str]]:
        """The steps of the chain, and one more to write in."""
        return [*self.record["via"], ["", "", ""]]


def context_of(request: HttpRequest, document: Document, answer: Answer) -> dict[str, Any]:
    """Everything that the page shows."""
    read = reading(document)
    user = doer(request)
    may_record = user.has_perm("claims.add_attribution")
    panel = panel_of(request, read, answer) if may_record else None
    chosen = panel.record["claim_text"] if panel else ""
    return {
        "original": document,
        "reading": read,
        "panel": panel,
        "similar": choices.similar(chosen) if chosen else [],
        "answer": answer,
        "conflict": answer.conflict,
        "state": state_of(document),
        "steps": len(saving.steps(request, document)),
        "keys": keys.in_force(user),
        "key_labels": [(name, action.label) for name, action in keys.ACTIONS.items()],
        "vocabulary": VOCABULARIES,
        "nestable": read.saved,
        "plain": plain(request, document),
        "LANGUAGES": settings.LANGUAGES,
        "script_words": {name: str(words) for name, words in SCRIPT_WORDS.items()},
        "may_record": may_record,
        "may_delete": user.has_perm("claims.delete_attribution"),
    }


VOCABULARIES: Final = {
    "naming": vocabulary.Naming,
    "stance": vocabulary.Stance,
    "polarity": vocabulary.Polarity,
    "manner": vocabulary.Manner,
    "reported_as": vocabulary.ReportedAs,
    "evidence_in_text": vocabulary.EvidenceInText,
    "kind": vocabulary.ActorKind,
}


SCRIPT_WORDS: Final = {
    "suggestion": gettext_lazy("Suggestion"),
    "recorded": gettext_lazy("Recorded"),
    "new": gettext_lazy("New record"),
    "accept": gettext_lazy("Accept"),
    "save": gettext_lazy("Save"),
    "sentence": gettext_lazy("sentence %s"),
    "saving": gettext_lazy("Saving…"),
    "kept": gettext_lazy("Unsaved text was kept for sentence %s."),
    "gone": gettext_lazy("The server does not answer. What you wrote is kept here: try again."),
    "logged_out": gettext_lazy(
        "You are logged out. What you wrote is kept here: log in in another tab, then try again."
    ),
    "log_in": gettext_lazy("Log in"),
    "again": gettext_lazy("Try again"),
    "open": gettext_lazy("Open"),
    "not_saved": gettext_lazy("Sentence %s was not saved."),
    "here": gettext_lazy("%s is also here"),
    "minutes": gettext_lazy("%s is also here (%s min ago)"),
    "changed": gettext_lazy("The record was changed elsewhere: the text shows it now."),
    "create": gettext_lazy("Create “%s”"),
    "existing": gettext_lazy("in the register: %s"),
    "unknown": gettext_lazy("new in the register"),
    "several": gettext_lazy("several bear this name: choose which"),
    "together_one": gettext_lazy("Accept one suggestion?"),
    "together": gettext_lazy("Accept %s suggestions?"),
    "left": gettext_lazy("Left for you to look at, by sentence: %s"),
    "none_sure": gettext_lazy("Nothing on the screen is sure enough to be accepted unseen."),
    "no_more": gettext_lazy("No more suggestions."),
    "found": gettext_lazy("%s of %s found"),
    "not_found": gettext_lazy("Not found"),
    "trimmed": gettext_lazy("Marked: %s"),
    "nothing": gettext_lazy("Nothing to do here."),
    "forbidden": gettext_lazy("You may not do this."),
}
"""What the script says."""


def plain(request: HttpRequest, document: Document) -> written.Written:
    """What the script begins a record with, besides the words of its sentence."""
    return {
        **written.PLAIN,
        "claim_language": written.claim_language(document),
        "evidence_in_text": vocabulary.EvidenceInText.NOT_MENTIONED.value,
        **asked_claim(request),
    }


def asked_claim(request: HttpRequest) -> written.Written:
    """The claim that the address names, as the one of which a new record is made."""
    key = whole_number(request.GET.get("claim"))
    claim = Claim.objects.filter(pk=key).first() if key is not None else None
    return {"claim": str(claim.pk), "claim_words": str(claim)} if claim is not None else {}


def panel_of(request: HttpRequest, read: Reading, answer: Answer) -> Panel | None:
    """The record as it was posted, the one that was asked for, or the first that waits."""
    if answer.form is not None:
        return _posted(request, read, answer)
    wanted = request.GET.get("open", "")
    item = read.item(wanted)
    if item is not None:
        return _opened(item)
    line = read.line(whole_number(wanted.removeprefix("new-")))
    if line is None and read.waiting and "claim" not in request.GET:
        return _opened(read.waiting[0])
    line = line or next(iter(read.lines), None)
    return None if line is None else _blank(line, asked_claim(request))


def _opened(item: Item) -> Panel:
    return Panel(
        key=item.key,
        sentence=item.sentence,
        record=item.record,
        title=item.title,
        version=item.version,
        is_public=item.is_public,
        why=item.why,
    )


def _blank(line: Line, claim: written.Written) -> Panel:
    number = line.sentence.number
    return Panel(f"new-{number}", number, line.blank | claim)


def _posted(request: HttpRequest, read: Reading, answer: Answer) -> Panel:
    form: Any = answer.form
    key = request.POST.get("key", "")
    item = read.item(key)
    version = answer.version or whole_number(request.POST.get("version")) or 0
    return Panel(
        key=key,
        sentence=answer.sentence or 1,
        record=posted(request.POST),
        through=request.POST.get("through", ""),
        title=item.title if item else "",
        version=version,
        is_public=item.is_public if item else False,
        reason=request.POST.get("reason", ""),
        why=item.why if item else {},
        errors=answer.errors,
        places=form.places,
        homonyms=dict(_homonyms(form)),
    )


def _homonyms(form: Any) -> Iterable[tuple[str, list[Any]]]:
    for name, errors in form.errors.as_data().items():
        for error in errors:
            if error.code == "homonyms":
                yield name, error.params["actors"]

"""From a valid form to the verbs: one act a record, with the claim and the actors it needs."""

from typing import Any, Final

from django.contrib.auth.models import User

from claims import workflow
from claims.models import Actor, Attribution, Claim, Suggestion
from claims.workspace import written
from claims.workspace.comparing import apart, posted
from claims.workspace.fields import NewActor
from claims.workspace.form import RecordForm
from claims.workspace.suggested import suggested
from sources.models import Document

KEPT: Final = "workspace"
"""Where the session keeps what can be undone."""

MOST_STEPS: Final = 100


def save(
    form: RecordForm, *, by: User, suggestion: Suggestion | None, version: int
) -> tuple[Attribution, str]:
    """The attribution as recorded, accepted or revised, and the act to undo.

    Raises Refused or Stale, and then nothing is stored.
    """
    with workflow.acting(by, form.cleaned_data["reason"]) as act:
        if suggestion is not None:
            row = _accept(form, suggestion, by)
        else:
            facts = _present(form.facts(), form, by)
            claim = _worded(form, by)
            if form.row is None:
                row = workflow.attribute(claim=claim, document=form.document, by=by, **facts)
            else:
                row = _revise(form.row, {**facts, "claim": claim}, by, version)
    return row, act


def _revise(row: Attribution, facts: dict[str, Any], by: User, version: int) -> Attribution:
    """The saved record says what the form says, in all its fields."""
    spans = {span: facts.pop(name) for name, span in written.SPANS.items()}
    via = facts.pop("via")
    return workflow.revise(row, by=by, version=version, changes=facts, spans=spans, via=via)


def _accept(form: RecordForm, suggestion: Suggestion, by: User) -> Attribution:
    """Accept with what the editor changed; what stands as suggested is left to the verb."""
    suggestion.document = form.document
    changed = apart(posted(form.data), suggested(suggestion))
    facts = {name: fact for name, fact in form.facts().items() if name in changed}
    changes = _present(facts, form, by)
    if form.cleaned_data["claim"] is None and "claim" in changed:
        changes["texts"] = form.texts()
    claim = form.cleaned_data["claim"]
    return workflow.accept(suggestion=suggestion, by=by, claim=claim, **changes)


def _worded(form: RecordForm, by: User) -> Claim:
    return form.cleaned_data["claim"] or workflow.record(texts=form.texts(), by=by)


def _present(facts: dict[str, Any], form: RecordForm, by: User) -> dict[str, Any]:
    """The facts with every new actor made, each name once."""
    made: dict[str, Actor] = {}

    def present(value: Any) -> Any:
        if not isinstance(value, NewActor):
            return value
        if value.name not in made:
            names = {written.claim_language(form.document): value.name}
            made[value.name] = workflow.introduce(Actor(names=names, kind=value.kind), by=by)
        return made[value.name]

    return {
        name: [present(hop) for hop in fact] if name == "via" else present(fact)
        for name, fact in facts.items()
    }


def steps(request: Any, document: Document) -> list[list[Any]]:
    """The session's acts on this document that can be undone, oldest first: act and sentence."""
    kept: dict[str, list[list[Any]]] = request.session.get(KEPT, {})
    return kept.get(str(document.pk), [])


def remember(request: Any, document: Document, act: str, sentence: int | None) -> None:
    """Keep an act for undoing it later in this session."""
    kept = request.session.get(KEPT, {})
    done = [*kept.get(str(document.pk), []), [act, sentence or 0]]
    request.session[KEPT] = kept | {str(document.pk): done[-MOST_STEPS:]}


def forget(request: Any, document: Document) -> None:
    """Drop the last act of this document."""
    kept = request.session.get(KEPT, {})
    request.session[KEPT] = kept | {str(document.pk): steps(request, document)[:-1]}

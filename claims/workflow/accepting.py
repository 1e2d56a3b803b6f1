"""What editors make of suggestions: accept, accept all that are sure, dismiss, reopen."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import Actor, Attribution, Claim, ReportingCue, Suggestion
from claims.models.suggestions import SURE
from claims.vocabulary import UNNAMED, ActorKind, Naming
from claims.workflow.acts import Together, acting
from claims.workflow.drafts import attribute, record
from claims.workflow.matching import actor_called, actors_named
from claims.workflow.proposed import (
    KINDS,
    NONE_GIVEN,
    Called,
    facts_of,
    kind_of_claim,
    language_of,
    wording_of,
)
from claims.workflow.undoing import discard, made_with
from sources.refusal import Refused

CLAIM = ("texts", "kind", "topics")
"""What of ``accept``'s changes is of the new claim, not of the attribution."""


def accept(
    *, suggestion: Suggestion, by: User, claim: Claim | None = None, **changes: Any
) -> Attribution:
    """A draft attribution as proposed, with ``changes``: keywords of ``attribute``, and ``texts``,
    ``kind`` and ``topics`` of the draft claim that is worded when no ``claim`` is given.

    ``speaker`` and ``on_behalf_of`` are actors or names; a name finds its one actor, or makes a
    draft. Which fields differ from the proposal is noted. Raises Refused where the suggestion is
    decided already, and where a name is that of several actors.
    """
    with acting(by, "accept a suggestion"):
        current = _pending(suggestion)
        proposed = facts_of(current)
        facts = _fitting(proposed, {k: v for k, v in changes.items() if k not in CLAIM})
        wording = {k: v for k, v in changes.items() if k in CLAIM}
        named = _with_actors(current, facts, by)
        subject = claim or _worded(current, wording, by)
        attribution = attribute(claim=subject, document=current.document, by=by, **named)
        current.accepted_at, current.accepted_by = timezone.now(), by
        current.attribution = attribution
        current.changed = sorted(k for k in proposed if _differ(proposed[k], facts[k], named[k]))
        current.save()
        _nest_inner(current, attribution)
    return attribution


def accept_all(
    *, suggestions: Iterable[Suggestion], by: User, at_least: int = SURE
) -> Together[Suggestion]:
    """Accept, as one act, those of ``suggestions`` that are this sure (per mille) and clear.

    The others are left as they are, with the reasons: unsure ones, decided ones, and those of
    which something is refused, such as a name that several actors bear.
    """
    told = Together[Suggestion]()
    with acting(by, "accept suggestions"):
        for suggestion in suggestions:
            if reasons := _left(suggestion, by, at_least):
                told.left.append((suggestion, reasons))
            else:
                told.done.append(suggestion)
    return told


def _left(suggestion: Suggestion, by: User, at_least: int) -> list[str]:
    """Accept it; or why it is left."""
    if suggestion.confidence < at_least:
        return [_("Not sure enough to be accepted with others.")]
    try:
        with transaction.atomic():
            accept(suggestion=suggestion, by=by)
    except Refused as refusal:
        return [message for _f, _r, message in refusal.errors]
    return []


def dismiss(*, suggestion: Suggestion, by: User, reason: str) -> Suggestion:
    """Note that a suggestion is wrong, and why; running the engine again does not revive it."""
    with acting(by, "dismiss a suggestion"):
        current = _pending(suggestion)
        current.dismissed_at, current.dismissed_by = timezone.now(), by
        current.dismissed_reason = reason.strip()
        current.full_clean()
        current.save()
    return current


def reopen(*, suggestion: Suggestion, by: User) -> Suggestion:
    """A decided suggestion is pending again.

    Its draft attribution goes, and the draft claim and actors made with it go where nothing else
    names them. Raises Refused once the attribution has been public.
    """
    with acting(by, "reopen a suggestion"):
        current = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
        if current.accepted_at is None and current.dismissed_at is None:
            raise Refused(_("It is waiting for a decision already."), rule="suggestion_is_decided")
        attribution = current.attribution
        made = made_with(current)
        current.accepted_at = current.accepted_by = current.attribution = None
        current.dismissed_at = current.dismissed_by = None
        current.changed, current.dismissed_reason = [], ""
        current.save()
        if attribution is not None:
            discard(row=attribution, by=by)
            for row in made:
                _discard_unused(row, by)
    return current


def dismiss_cue(*, cue: ReportingCue, by: User, reason: str) -> ReportingCue:
    """Note that nothing is to be recorded of these reporting words, and why."""
    with acting(by, "dismiss reporting words"):
        current = ReportingCue.objects.select_for_update().get(pk=cue.pk)
        current.dismissed_at, current.dismissed_by = timezone.now(), by
        current.dismissed_reason = reason.strip()
        current.full_clean()
        current.save()
    return current


def reopen_cue(*, cue: ReportingCue, by: User) -> ReportingCue:
    """These reporting words are to be recorded after all."""
    with acting(by, "reopen reporting words"):
        current = ReportingCue.objects.select_for_update().get(pk=cue.pk)
        current.dismissed_at, current.dismissed_by, current.dismissed_reason = None, None, ""
        current.save()
    return current


def _pending(suggestion: Suggestion) -> Suggestion:
    """The suggestion afresh, locked. Raises Refused when it is decided already."""
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related(
        "document", "nested_in__attribution"
    )
    current = rows.get(pk=suggestion.pk)
    if current.state != "pending" or current.accepted_at is not None:
        raise Refused(
            _("It was accepted or dismissed already: reopen it first."),
            field="suggestion",
            rule="suggestion_is_pending",
        )
    return current


def _fitting(proposed: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The facts with the changes, and what follows from them: a speaker is named, or is not."""
    facts = proposed | changes
    if changes.get("speaker") and facts["naming"] in UNNAMED and "naming" not in changes:
        facts["naming"] = Naming.NAMED
    if facts["naming"] in UNNAMED:
        facts["speaker"] = changes.get("speaker")
        facts["anonymity_reason"] = facts["anonymity_reason"] or NONE_GIVEN
    else:
        facts["description"] = changes.get("description", "")
        facts["anonymity_reason"] = changes.get("anonymity_reason", "")
    return facts


def _with_actors(suggestion: Suggestion, facts: dict[str, Any], by: User) -> dict[str, Any]:
    """The facts with an actor in the place of each name."""
    language = language_of(suggestion)

    def actor(field: str, kind: str) -> Actor | None:
        who = facts[field]
        if isinstance(who, Actor) or not who:
            return who or None
        return actor_called(who, by=by, kind=kind, language=language, field=field)

    def hop(who: Actor | str) -> Actor | str:
        if not isinstance(who, Called):
            return who
        kind = ActorKind.ORGANISATION
        return actor_called(who, by=by, kind=kind, language=language, field="via")

    return {
        **facts,
        "speaker": actor("speaker", KINDS.get(facts["naming"], ActorKind.PERSON)),
        "on_behalf_of": actor("on_behalf_of", ActorKind.ORGANISATION),
        "via": [hop(who) for who in facts["via"]],
    }


def _worded(suggestion: Suggestion, wording: dict[str, Any], by: User) -> Claim:
    given = {"texts": wording_of(suggestion), "kind": kind_of_claim(suggestion), **wording}
    return record(by=by, **given)


def _differ(proposed: Any, given: Any, settled: Any) -> bool:
    """Whether an editor changed a fact; a name chosen as its own actor is no change."""
    if isinstance(given, list | tuple):
        pairs = zip(proposed or (), given, settled, strict=False)
        return len(proposed or ()) != len(given) or any(_differ(*pair) for pair in pairs)
    if isinstance(given, Actor) and isinstance(proposed, str):
        return not actors_named(proposed).filter(pk=given.pk).exists()
    return bool((proposed or None) != (given or None))


def _nest_inner(suggestion: Suggestion, attribution: Attribution) -> None:
    """Nest in the new attribution those that were accepted before it and belong inside."""
    for said in Attribution.objects.filter(suggestion__nested_in=suggestion):
        if said.nested_in_id is None and said.public_id is None:
            said.nested_in = attribution
            said.save(update_fields=["nested_in"])


def _discard_unused(row: Actor | Claim, by: User) -> None:
    """Discard a draft that nothing names; leave it where something does."""
    try:
        with transaction.atomic():
            discard(row=row, by=by)
    except Refused:
        return

"""Taking back: discard a draft, undo an act. History keeps the trace of both.

An act is what one ``acting`` did in one transaction. Its events in the history say what every row
was before; undoing puts that back, and is an act itself, which can be undone in turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from claims.models import (
    Actor,
    Assessment,
    Attribution,
    Claim,
    ClaimRelation,
    ClaimTopic,
    Evidence,
    Hop,
    Reply,
    ReportingCue,
    Submission,
    Suggestion,
    Topic,
    Withdrawal,
)
from claims.workflow.acts import acting, locked
from claims.workflow.cutting import reattach
from sources import sentences
from sources.models import Document, Publishable, Sentence, Source
from sources.refusal import Refused

PARTS_FIRST: Final[tuple[Any, ...]] = (
    Suggestion, ReportingCue, Hop, Attribution, ClaimTopic, ClaimRelation, Evidence, Reply,
    Claim, Actor, Topic,
)  # fmt: skip
"""What undoing puts back, parts before what they are parts of."""

KEPT: Final[tuple[Any, ...]] = (Submission, Withdrawal, Assessment, Document, Source)
"""What is never undone: it was signed, or has a verb of its own."""

SHARED: Final = (Claim, Actor, Topic)
"""What others may have begun to use: undoing what made it then leaves it."""

Image = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What an act did to one row: its image before and after, None where there was no row."""

    model: Any
    pk: int
    before: Image | None
    after: Image | None

    @property
    def mere_touch(self) -> bool:
        """Whether nothing of its own changed: a part's change moved its version."""
        return said(self.model, self.before) == said(self.model, self.after)


def discard(
    *,
    row: Publishable | Attribution | Evidence,
    by: User,
    version: int | None = None,
    reason: str = "",
) -> None:
    """Delete a draft that nothing else names. Raises Refused for what has been public or is used.

    A suggestion that the attribution was made of counts as dismissed from then on.
    """
    with acting(by, reason or "discard"):
        current = locked(row, version)
        refuse_public(current)
        current.delete()


def refuse_public(row: models.Model) -> None:
    """Raise Refused when readers have seen the row."""
    if getattr(row, "public_id", None) is not None:
        raise Refused(
            _("What has been public is withdrawn, never deleted."), rule="published_row_is_kept"
        )


def undo(*, act: str, by: User) -> str:
    """Every row that the act touched is again as it was; returns the id of this act, its redo.

    Claims, actors and topics that it made stay where something else names them by now. Versions
    only grow, and sentences stand again under new numbers. Raises Refused when the act is
    another person's, when it signed or published something, and when somebody changed one of its
    rows since.
    """
    with acting(by, "undo") as undoing:
        _refuse_kept(act)
        cut = list(changes_of(act, (Sentence,)))
        changes = [c for c in changes_of(act, PARTS_FIRST) if not c.mere_touch]
        if not changes and not cut:
            message = _("There is nothing to undo.")
            raise Refused(message, field="act", rule="act_changed_something")
        _refuse_others(act, by)
        for change in changes:
            _refuse_if_changed_since(change)
        for change in sorted(changes, key=_turn):
            _put_back(change)
        _uncut(cut, by)
        for document in Document.objects.filter(suggestions__in=_suggested(changes)).distinct():
            reattach(document)
    return undoing


def _suggested(changes: list[Change]) -> list[int]:
    return [change.pk for change in changes if change.model is Suggestion]


def made_with(suggestion: Suggestion) -> list[Claim | Actor]:
    """The draft claim and actors that the acceptance of a suggestion made: those which its
    attribution names and which came about in one of the acts that touched the suggestion."""
    attribution = suggestion.attribution
    if attribution is None:
        return []
    mine = events_of(Suggestion).filter(pgh_obj_id=suggestion.pk)
    acts = set(mine.values_list(KeyTextTransform("act", "pgh_context"), flat=True))
    named = [attribution.claim, attribution.speaker, attribution.on_behalf_of]
    named += [hop.actor for hop in attribution.via.select_related("actor")]
    return [row for row in named if row is not None and _made_in(row) in acts]


def _made_in(row: Claim | Actor) -> str | None:
    """The act that inserted the row, last if it came and went."""
    inserted = events_of(type(row)).filter(pgh_obj_id=row.pk, pgh_label="insert")
    last = inserted.order_by("-pgh_id").first()
    return last.pgh_context.get("act") if last else None


def events_of(model: Any) -> Any:
    """The history of a model: the rows of its event table."""
    return model._meta.get_field("events").related_model._default_manager.alias(
        _act=KeyTextTransform("act", "pgh_context")
    )


def changes_of(act: str, of: tuple[Any, ...]) -> Iterator[Change]:
    """What the act did to rows of these models, later rows first."""
    for model in of:
        by_row: dict[int, list[Any]] = {}
        for event in events_of(model).filter(_act=act).order_by("pgh_id"):
            by_row.setdefault(event.pgh_obj_id, []).append(event)
        for pk, events in sorted(by_row.items(), reverse=True):
            first, last = events[0], events[-1]
            after = None if last.pgh_label == "delete" else image(model, last)
            yield Change(model, pk, _before(model, first), after)


def _before(model: Any, event: Any) -> Image | None:
    if event.pgh_label == "insert":
        return None
    if event.pgh_label == "update":
        earlier = events_of(model).filter(pgh_obj_id=event.pgh_obj_id, pgh_id__lt=event.pgh_id)
        event = earlier.order_by("-pgh_id").first() or event
    return image(model, event)


def image(model: Any, row: Any) -> Image:
    """The columns of a row, or of its event, that history holds."""
    held = {field.attname for field in events_of(model).model._meta.concrete_fields}
    columns = (field.attname for field in model._meta.concrete_fields)
    return {name: getattr(row, name) for name in columns if name in held}


def said(model: Any, columns: Image | None) -> Image | None:
    """An image without what moves when something else changes."""
    moving = {"version"} | ({"sentence_id", "place"} if model is Suggestion else set())
    return None if columns is None else {k: v for k, v in columns.items() if k not in moving}


def _refuse_kept(act: str) -> None:
    for change in changes_of(act, KEPT):
        if not change.mere_touch:
            raise Refused(
                _("This was signed, submitted or captured: that is not undone."),
                field="act",
                rule="act_can_be_undone",
            )


def _refuse_others(act: str, by: User) -> None:
    if not did(act, by):
        raise Refused(
            _("Another person did this: only they undo it."),
            field="act",
            rule="act_is_undone_by_its_doer",
        )


def did(act: str, by: User) -> bool:
    """Whether all that history knows of the act is this person's."""
    firsts = (events_of(model).filter(_act=act).first() for model in (*PARTS_FIRST, Sentence))
    return all(event is None or event.pgh_context["user"] == by.pk for event in firsts)


def _refuse_if_changed_since(change: Change) -> None:
    rows = change.model._default_manager.select_for_update(of=("self",))
    row = rows.filter(pk=change.pk).first()
    now = None if row is None else image(change.model, row)
    if said(change.model, now) != said(change.model, change.after):
        raise Refused(
            _("This was changed again since: undo or mend that first."),
            field="act",
            rule="act_is_the_last_change",
        )
    if row is not None and change.before is None and change.model not in SHARED:
        refuse_public(row)


def _turn(change: Change) -> int:
    """Updates first, which let go of what is then removed; what returns comes last."""
    if change.before is None:
        return 1
    return 0 if change.after is not None else 2


def _put_back(change: Change) -> None:
    """Delete, insert or update the row, so that it is as it was before the act."""
    model, before = change.model, change.before
    if before is None:
        _remove(model._default_manager.get(pk=change.pk))
    elif change.after is None:
        model(**before).save(force_insert=True)
    else:
        columns = said(model, before) or {}
        row = model._default_manager.get(pk=change.pk)
        for name, value in columns.items():
            setattr(row, name, value)
        names = {f.attname: f.name for f in model._meta.concrete_fields if not f.primary_key}
        row.save(update_fields=[names[name] for name in columns if name in names])


def _remove(row: models.Model) -> None:
    """Delete what the act made; what is shared stays once readers or other rows know it."""
    if isinstance(row, SHARED) and row.public_id is not None:
        return
    try:
        row.delete()
    except models.ProtectedError:
        if not isinstance(row, SHARED):
            raise


def _uncut(cut: list[Change], by: User) -> None:
    """Retire the sentences that the act made, and let the spans that it retired stand again.

    A sentence that an undo renewed has another number: the same span is the same sentence.
    """
    if not cut:
        return
    rows = Sentence.objects.in_bulk([change.pk for change in cut])
    standing = Sentence.objects.standing().filter(document=rows[cut[0].pk].document_id)
    present = {(s.start, s.end, s.kind): s for s in standing}
    made = [rows[change.pk] for change in cut if change.before is None]
    renewed = sentences.restore(
        retire=[present.get((s.start, s.end, s.kind), s) for s in made],
        renew=[rows[change.pk] for change in cut if change.before is not None],
        by=by,
        reason="undo",
    )
    reattach(renewed[0].document)

"""Who changed what, when and why, from the images that the database's triggers leave."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DONE = {
    "insert": gettext_lazy("added"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("removed"),
}
UNSAID = (
    "id",
    "uuid",
    "version",
    "uuid",
    "attribution",
    "claim",
    "text_sha256",
    "sentence",
    "start",
    "end",
    "assessed_at",
    "assessed_by",
    "superseded_by",
)
"""Columns that say nothing to a reader of the history."""

DERIVED = ("_earliest", "_latest", "_start", "_end")
"""What the names of derived days and of offsets end with: they are spelled as words."""


@dataclass(frozen=True)
class Change:
    """One field before and after, in words; empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """What happened to one row: added, changed or removed."""

    what: str
    done: str
    changes: list[Change] = field(default_factory=list)
    added: bool = False


@dataclass
class Act:
    """Everything that one person did in one transaction."""

    at: datetime
    who: str
    reason: str
    entries: list[Entry] = field(default_factory=list)


def events_of(row: models.Model) -> Any:
    """The events of one row, oldest first, those of a deleted one included."""
    model: Any = type(row)
    return model.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")


Spell = Callable[[Any], dict[str, str]]
"""What an event says besides its plain columns, such as the words that its offsets enclose."""


def acts(streams: Iterable[Any], spell: Spell = lambda _event: {}) -> list[Act]:
    """The events of all streams, one act a person and transaction, oldest first."""
    events = [list(stream) for stream in streams]
    names = _names(event for stream in events for event in stream)
    found: dict[tuple[datetime, str], Act] = {}
    for stream in events:
        before: dict[int, dict[str, str]] = {}
        for event in stream:
            now = _spoken(event, names) | spell(event)
            entry = _entry(event, before.get(event.pgh_obj_id, {}), now)
            before[event.pgh_obj_id] = now
            if entry is not None:
                _act_of(event, found).entries.append(entry)
    return sorted(found.values(), key=lambda act: act.at)


def since(
    row: models.Model, version: int, streams: Iterable[Any], spell: Spell = lambda _event: {}
) -> list[Act]:
    """The acts that made the versions of ``row`` after ``version``."""
    own: Any = events_of(row)
    newer = {"version__gt": version} if hasattr(row, "version") else {"pgh_id__gt": version}
    first = own.filter(**newer).values_list("pgh_created_at", flat=True).first()
    return [act for act in acts(streams, spell) if first is not None and act.at >= first]


def _act_of(event: Any, found: dict[tuple[datetime, str], Act]) -> Act:
    context = event.pgh_context or {}
    who = str(context.get("username") or _("outside the desk"))
    key = (event.pgh_created_at, who)
    if key not in found:
        found[key] = Act(event.pgh_created_at, who, str(context.get("reason") or ""))
    return found[key]


Names = dict[type[models.Model], dict[Any, str]]


def _fields(event: Any) -> list[Any]:
    return [
        f
        for f in event._meta.concrete_fields
        if not f.name.startswith("pgh_") and f.name not in UNSAID and not f.name.endswith(DERIVED)
    ]


def _names(events: Iterable[Any]) -> Names:
    """How every row that the events point at is called, one query a kind of row."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for event in events:
        for f in _fields(event):
            if f.is_relation and f.value_from_object(event) is not None:
                wanted[f.related_model].add(f.value_from_object(event))
    return {
        model: {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys)}
        for model, keys in wanted.items()
    }


def _spoken(event: Any, names: Names) -> dict[str, str]:
    """Each column of an event in words; a language map is one for each language."""
    said: dict[str, str] = {}
    for f in _fields(event):
        value, label = f.value_from_object(event), str(f.verbose_name)
        if isinstance(value, dict):
            said |= {f"{label} ({tag})": str(words) for tag, words in value.items()}
        else:
            said[label] = in_words(f, value, names)
    return said


def _entry(event: Any, before: dict[str, str], now: dict[str, str]) -> Entry | None:
    """None for an update that touched nothing which a reader would see."""
    what = str(type(event).pgh_tracked_model._meta.verbose_name)
    done = str(DONE[event.pgh_label])
    if event.pgh_label == "delete":
        return Entry(what, done)
    changes = [
        Change(label, before.get(label, ""), now.get(label, ""))
        for label in {**before, **now}
        if before.get(label, "") != now.get(label, "")
    ]
    if event.pgh_label == "update" and not changes:
        return None
    return Entry(what, done, changes, added=event.pgh_label == "insert")


def in_words(f: Any, value: Any, names: Names) -> str:
    """A stored value as a person reads it."""
    if value in (None, "", [], {}):
        return ""
    if f.is_relation:
        return names.get(f.related_model, {}).get(value) or f"#{value}"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(dict(f.flatchoices).get(value, value))

"""How good the proposals are, told by what editors did with them: by language, version, field."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, F, Func, Max, Q, TextField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from claims.models import Suggestion

FIELDS: Final[dict[str, str | Promise]] = {
    "speaker": gettext_lazy("speaker"),
    "naming": gettext_lazy("naming"),
    "description": gettext_lazy("description of the unnamed speaker"),
    "speaking_as": gettext_lazy("speaking as"),
    "on_behalf_of": gettext_lazy("on behalf of"),
    "cue": gettext_lazy("reporting words"),
    "content": gettext_lazy("what was said"),
    "manner": gettext_lazy("manner"),
    "stance": gettext_lazy("stance"),
    "polarity": gettext_lazy("polarity"),
    "reported_as": gettext_lazy("reported as"),
    "via": gettext_lazy("chain"),
    "said_on": gettext_lazy("said on"),
    "evidence_in_text": gettext_lazy("evidence in the text"),
    "nested_in": gettext_lazy("nested in"),
}


@dataclass(frozen=True)
class Kept:
    """Of the accepted proposals, how many kept one field as proposed."""

    label: str | Promise
    kept: int
    accepted: int

    @property
    def changed(self) -> int:
        """How many had it changed."""
        return self.accepted - self.kept

    @property
    def share(self) -> int:
        """Per cent kept, rounded down."""
        return self.kept * 100 // self.accepted


@dataclass(frozen=True)
class Precision:
    """What editors did with the proposals of one version in one language."""

    language: str
    tool: str
    version: str
    pending: int
    unchanged: int
    edited: int
    dismissed: int
    fields: list[Kept] = field(default_factory=list)

    @property
    def decided(self) -> int:
        """How many were accepted or dismissed."""
        return self.unchanged + self.edited + self.dismissed

    @property
    def share(self) -> int | None:
        """Per cent accepted, edited or not, of those decided; None before any decision."""
        return (self.unchanged + self.edited) * 100 // self.decided if self.decided else None


GROUP: Final = ("document__language", "tool", "tool_version")


def precision() -> list[Precision]:
    """One entry a language and version, the newest version first."""
    accepted = Q(attribution__isnull=False)
    gone = Q(accepted_at__isnull=False, attribution__isnull=True)
    rows: Any = (
        Suggestion.objects.values(*GROUP)
        .annotate(
            pending=Count("pk", filter=Q(accepted_at__isnull=True, dismissed_at__isnull=True)),
            unchanged=Count("pk", filter=accepted & Q(changed=[])),
            edited=Count("pk", filter=accepted & ~Q(changed=[])),
            dismissed=Count("pk", filter=Q(dismissed_at__isnull=False) | gone),
            newest=Max("suggested_at"),
        )
        .order_by("document__language")
    )
    changed = changed_fields()
    found = [(row.pop("newest"), row) for row in rows]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [_entry(row, changed[tuple(row[name] for name in GROUP)]) for _at, row in found]


def _entry(row: dict[str, Any], changed: dict[str, int]) -> Precision:
    accepted = row["unchanged"] + row["edited"]
    kept = [
        Kept(label, accepted - changed.get(name, 0), accepted) for name, label in FIELDS.items()
    ]
    language, tool, version = (row.pop(name) for name in GROUP)
    return Precision(language, tool, version, **row, fields=kept if accepted else [])


def changed_fields() -> dict[tuple[str, ...], dict[str, int]]:
    """For each language and version, how many accepted proposals had each field changed."""
    name = Func(F("changed"), function="unnest", output_field=TextField())
    rows: Any = (
        Suggestion.objects.accepted().values(*GROUP).annotate(name=name).annotate(n=Count("pk"))
    )
    found: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for row in rows.order_by():
        found[tuple(row[key] for key in GROUP)][row["name"]] = row["n"]
    return found

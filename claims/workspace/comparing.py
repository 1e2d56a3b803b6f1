"""A conflict: what was typed beside what somebody else saved meanwhile, field by field."""

import json
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import vocabulary
from claims.models import Attribution, Claim
from claims.workspace.form import RecordForm
from claims.workspace.written import PLAIN, SPANS, Written, saved

LABELS: Final = {
    "claim": gettext_lazy("Claim"),
    "via": gettext_lazy("Chain"),
}
CODES: Final[dict[str, type[vocabulary.Vocabulary]]] = {
    "naming": vocabulary.Naming,
    "stance": vocabulary.Stance,
    "polarity": vocabulary.Polarity,
    "manner": vocabulary.Manner,
    "reported_as": vocabulary.ReportedAs,
    "evidence_in_text": vocabulary.EvidenceInText,
}
TOGETHER: Final = {
    **{name: (name, f"{name}_at") for name in SPANS},
    "speaker": ("speaker", "speaker_pk", "speaker_kind"),
    "on_behalf_of": ("on_behalf_of", "on_behalf_of_pk", "on_behalf_of_kind"),
    "claim": ("claim", "claim_text", "claim_language"),
}
"""Inputs that are one fact, and are kept or given up together."""

PARTS: Final = frozenset(name for names in TOGETHER.values() for name in names)
FACTS: Final = (*TOGETHER, *(name for name in PLAIN if name not in PARTS))
NOTHING: Final = "—"


@dataclass(frozen=True)
class Difference:
    """One fact in both versions, in words, with the inputs that hold theirs."""

    name: str
    label: str
    theirs: str
    mine: str
    inputs: str


def posted(data: Any) -> Written:
    """A posted record in the shape of a saved one."""
    written: Written = {name: data.get(name, "").strip() for name in PLAIN}
    written["claim_language"] = data.get("claim_language", "")
    rows = zip(*(data.getlist(name) for name in ("via", "via_pk", "via_kind")), strict=False)
    written["via"] = [list(row) for row in rows if row[0].strip()]
    return written


def differences(form: RecordForm, current: Attribution) -> list[Difference]:
    """Where what was typed is not what is saved now."""
    current.document = form.document
    theirs, mine = saved(current), posted(form.data)
    return [_difference(name, form, theirs, mine) for name in FACTS if name in apart(theirs, mine)]


def apart(one: Written, other: Written) -> set[str]:
    """The facts in which two versions of a record differ."""
    return {name for name in FACTS if _said(name, one) != _said(name, other)}


def _difference(name: str, form: RecordForm, theirs: Written, mine: Written) -> Difference:
    field = form.fields.get(name)
    label = LABELS.get(name) or (field.label if field else name)
    inputs = {key: theirs.get(key, "") for key in TOGETHER.get(name, (name,))}
    return Difference(
        name, str(label), in_words(name, theirs), in_words(name, mine), json.dumps(inputs)
    )


def _said(name: str, written: Written) -> Any:
    """What makes two versions of a fact the same."""
    if name in SPANS:
        return written[f"{name}_at"] or written[name]
    if name in ("speaker", "on_behalf_of"):
        return written[f"{name}_pk"] or written[name]
    if name == "claim":
        chosen = written["claim"]
        return written["claim_text"] if chosen in ("", "new") else chosen
    if name == "via":
        return [hop[:2] for hop in written["via"]]
    return written[name]


def in_words(name: str, written: Written) -> str:
    """A fact as a person reads it."""
    value = written[name]
    if name == "claim":
        if value in ("", "new"):
            return str(written["claim_text"]) or NOTHING
        return str(Claim.objects.filter(pk=int(value)).first() or NOTHING)
    if name == "via":
        return " → ".join(hop[0] for hop in value) or NOTHING
    if name in CODES:
        return next((str(t.label) for t in CODES[name].terms() if t.code == value), NOTHING)
    if name == "said_deduced":
        return str(_("yes") if value else _("no"))
    return str(value) or NOTHING

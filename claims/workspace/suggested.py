"""A suggestion as the form writes it, and why: the words that each of its values came from."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from claims import vocabulary
from claims.models import Suggestion
from claims.vocabulary import ActorKind
from claims.workflow import proposed
from claims.workspace import written
from claims.workspace.places import spelled
from claims.workspace.reasons import spoken
from claims.workspace.written import PLAIN, SPANS, SUGGESTED, Written

HOMES: Final = {"speaker": "mention", "speaker_name": "speaker", "role": "speaking_as"}
"""The form's name of a field of a proposal, where it is another."""

SHOWN: Final = frozenset(
    ("speaker_name", "speaker", "role", "on_behalf_of", "naming", "cue", "content", "manner",
     "stance", "polarity", "reported_as", "via", "said_on", "evidence_in_text", "nested_in")
)  # fmt: skip


@dataclass(frozen=True)
class Why:
    """The words that a value was read from, their place, and in one phrase how."""

    words: str
    reason: str
    place: str


def title(row: Suggestion) -> tuple[str, str]:
    """Who seems to speak, and by which stance."""
    given = row.proposal
    speaker = given["speaker_name"] or row.words(given["speaker"]) or _("an unnamed speaker")
    return str(speaker), str(vocabulary.Stance(given["stance"]).label)


def suggested(row: Suggestion) -> Written:
    """What the form is filled with: the facts that accepting the suggestion records."""
    facts, document = proposed.facts_of(row), row.document
    ((language, words),) = proposed.wording_of(row).items()
    spans: Written = {}
    for name in SPANS:
        spans |= written.words_at(document, name, facts[name])
    plain = PLAIN.keys() & facts.keys() - spans.keys() - {"via", "nested_in", "speaking_as"}
    return {
        **PLAIN,
        **{name: str(facts[name] or "") for name in plain},
        **spans,
        "speaker_kind": kind_of(facts["naming"]) if facts["speaker"] else "",
        "on_behalf_of_kind": ActorKind.PERSON.value if facts["on_behalf_of"] else "",
        "speaking_as": next(iter(facts["speaking_as"].values()), ""),
        "said_deduced": "on" if facts["said_deduced"] else "",
        "nested_in": SUGGESTED if row.nested_in_id else "",
        "claim_text": words,
        "claim_language": language,
        "via": [[str(hop), "", hop_kind(hop)] for hop in facts["via"]],
    }


def kind_of(naming: str) -> str:
    """What a speaker whom nobody recorded before is taken for."""
    return str(proposed.KINDS.get(vocabulary.Naming(naming), ActorKind.PERSON).value)


def hop_kind(hop: str) -> str:
    """A named step of the chain is an agency until somebody says otherwise."""
    return ActorKind.AGENCY.value if isinstance(hop, proposed.Called) else ""


def whys(row: Suggestion) -> dict[str, Why]:
    """Each filled field's reason."""
    found = {}
    for name, given in row.proposal["why"].items():
        if name in SHOWN and row.proposal.get(name):
            span = given["span"]
            words = row.words(span).replace("\n", " ")
            place = spelled(tuple(span)) if span else ""
            found[HOMES.get(name, name)] = Why(words, spoken(given["reason"]), place)
    return found


__all__ = ["Why", "hop_kind", "kind_of", "suggested", "title", "whys"]

"""The verbs by which a draft's parts are changed: claims with what belongs to them, attributions
with their spans and chain, evidence, and what is known of a document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from claims.models import (
    Actor,
    Attribution,
    Claim,
    ClaimRelation,
    ClaimTopic,
    Evidence,
    Reply,
    Topic,
)
from claims.workflow.acts import acting, locked, store
from claims.workflow.drafts import Span, chain, date_saying, holds, place
from sources import dates, languages
from sources.models import Document, Publishable, Source
from sources.refusal import Refused

Facts = Mapping[str, Any]
Thing = TypeVar("Thing", bound=Actor | Topic | Source)
Models = TypeVar("Models", ClaimTopic, ClaimRelation, Reply)


def introduce(thing: Thing, *, by: User, reason: str = "") -> Thing:
    """Store a new draft of an actor, a topic or a source."""
    with acting(by, reason):
        store(thing)
        thing.refresh_from_db()
    return thing


def reword(
    claim: Claim,
    *,
    by: User,
    version: int,
    changes: Mapping[str, Any],
    topics: Iterable[Topic] | None = None,
    relations: Iterable[Facts] | None = None,
    replies: Iterable[Facts] | None = None,
    reason: str = "",
) -> Claim:
    """Change fields of a claim; ``topics``, ``relations`` (``relation`` and ``other``) and
    ``replies`` (fields of Reply), where given, are all that it has afterwards."""
    gathered = None if topics is None else [{"topic": topic} for topic in topics]
    with acting(by, reason):
        current = changed(locked(claim, version), changes)
        _hold(current, ClaimTopic, gathered)
        _hold(current, ClaimRelation, relations)
        _hold(current, Reply, replies)
        current.refresh_from_db()
    return current


def _hold(claim: Claim, model: type[Models], wanted: Iterable[Facts] | None) -> None:
    """The claim's rows of ``model`` are those wanted, where any are said. Only what differs is
    written: what stays is nobody's edit."""
    if wanted is None:
        return
    missing = [model(claim=claim, **facts) for facts in wanted]
    for row in model._default_manager.filter(claim=claim).order_by("pk"):
        same = next((one for one in missing if _facts(one) == _facts(row)), None)
        if same is None:
            row.delete()
        else:
            missing.remove(same)
    for row in missing:
        store(row)


def _facts(row: Models) -> Facts:
    """What a row says, whichever row it is."""
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}


def revise(
    attribution: Attribution,
    *,
    by: User,
    version: int,
    changes: Mapping[str, Any],
    spans: Mapping[str, Span | None] | None = None,
    via: Sequence[Actor | str] | None = None,
    reason: str = "",
) -> Attribution:
    """Change fields of an attribution, its spans (content, cue, speaker, evidence) and its chain.

    The sentence follows the cue, or else the content. ``said_on`` is derived into days.
    """
    with acting(by, reason):
        current = locked(attribution, version)
        facts = dict(changes)
        if "said_on" in facts:
            date_saying(current, facts.pop("said_on"))
        if spans:
            _move(current, spans)
        changed(current, facts)
        if via is not None and list(via) != _hops(current):
            chain(current, via)
        current.refresh_from_db()
    return current


def _move(attribution: Attribution, spans: Mapping[str, Span | None]) -> None:
    """Place the given spans beside those that stay."""
    names = ("content", "cue", "speaker", "evidence")
    ends = {
        name: (getattr(attribution, f"{name}_start"), getattr(attribution, f"{name}_end"))
        for name in names
    }
    kept = {name: span if span[0] is not None else None for name, span in ends.items()}
    place(attribution, **{**kept, **spans})


def _hops(attribution: Attribution) -> list[Actor | str]:
    return [hop.actor or hop.description for hop in attribution.via.select_related("actor")]


def revise_evidence(
    evidence: Evidence,
    *,
    by: User,
    version: int,
    changes: Mapping[str, Any],
    reason: str = "",
) -> Evidence:
    """Change fields of an item of evidence; its span must lie in a standing sentence."""
    with acting(by, reason):
        current = changed(locked(evidence, version), changes)
        span = (current.start, current.end)
        document, (start, end) = current.document, span
        if document and start is not None and end is not None and not holds(document, (start, end)):
            raise Refused(
                _("No sentence of the document holds this span: choose words of the text."),
                field="span",
                rule="span_is_in_a_sentence",
            )
        current.refresh_from_db()
    return current


def describe(
    document: Document, *, by: User, version: int, changes: Mapping[str, Any], reason: str = ""
) -> Document:
    """Change what is known of a document besides its words: days are derived from
    ``published_on``, and the language is written in its canonical form."""
    facts = dict(changes)
    with acting(by, reason):
        current = locked(document, version)
        if "published_on" in facts:
            dated = dates.parse(facts["published_on"]) if facts["published_on"] else None
            facts["published_on"] = dated.edtf if dated else ""
            facts["published_earliest"] = dated.earliest if dated else None
            facts["published_latest"] = dated.latest if dated else None
        if "language" in facts:
            facts["language"] = languages.canonical(facts["language"])
        changed(current, facts)
        current.refresh_from_db()
    return current


Row = TypeVar("Row", bound=Publishable | Attribution | Evidence)


def changed(row: Row, changes: Mapping[str, Any]) -> Row:
    """``row``, stored with the changes."""
    for field, value in changes.items():
        setattr(row, field, value)
    store(row)
    return row

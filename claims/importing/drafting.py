"""Storing drafts by the ordinary verbs, each once, with what was left out and why."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from claims import workflow
from claims.importing.draft import Draft, LanguageMap, Quoted
from claims.models import Actor, Claim, Import, Topic
from claims.workflow.acts import store as save
from sources.models import Document
from sources.refusal import Refused

REASON = "import"

State = Literal["added", "known", "refused"]
Named = TypeVar("Named", Actor, Topic)
Spans = dict[str, workflow.Span]


@dataclass
class Outcome:
    """What became of one item: its claim, and what of it was taken, guessed and left out."""

    where: str
    state: State
    claim: int | None = None
    attributions: int = 0
    mapped: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def store(draft: Draft, *, by: User) -> Outcome:
    """Afterwards the draft is a draft claim, in one transaction, or was one before, or is refused
    with the reasons; nothing is half stored. What cannot be anchored is left out and reported."""
    key = hashlib.sha256(draft.identity.encode()).hexdigest()
    if known := Import.objects.filter(key=key).first():
        return Outcome(draft.where, "known", known.claim_id)
    try:
        with workflow.acting(by, REASON):
            claim = _claim(draft, by)
            taken = [one for one in draft.attributions if _attribute(claim, one, draft, by)]
            for one in draft.evidence:
                _add_evidence(claim, one, draft, by)
            Import.objects.create(key=key, claim=claim, imported_by=by)
    except Refused as refusal:
        said = [f"{name}: {text}" if name else text for name, _rule, text in refusal.errors]
        return Outcome(draft.where, "refused", refused=said)
    return Outcome(
        draft.where, "added", claim.pk, len(taken), draft.mapped, draft.guessed, draft.refused
    )


def _claim(draft: Draft, by: User) -> Claim:
    topics = [_topic(names, by) for names in draft.topics]
    return workflow.record(
        texts=draft.texts,
        kind=draft.kind,
        topics=topics,
        notes="\n".join(draft.notes),
        by=by,
        reason=REASON,
    )


def _attribute(claim: Claim, given: Quoted, draft: Draft, by: User) -> bool:
    found = _anchored(given, draft)
    if found is None:
        return False
    document, spans = found
    return _tried(
        given,
        draft,
        lambda: workflow.attribute(
            claim=claim,
            document=document,
            via=[hop if isinstance(hop, str) else actor(hop, by) for hop in given.via],
            by=by,
            reason=REASON,
            **_facts(given, spans, by),
        ),
    )


def _facts(given: Quoted, spans: Spans, by: User) -> dict[str, Any]:
    roles = {role: actor(names, by) for role, names in given.actors.items()}
    return {**spans, **given.facts, **roles}


def _add_evidence(claim: Claim, given: Quoted, draft: Draft, by: User) -> None:
    document: Document | None = None
    spans: Spans = {}
    if given.document_sha256:
        found = _anchored(given, draft)
        if found is None:
            return
        document, spans = found
    _tried(
        given,
        draft,
        lambda: workflow.add_evidence(
            claim=claim,
            document=document,
            by=by,
            reason=REASON,
            **_facts(given, spans, by),
        ),
    )


def _tried(given: Quoted, draft: Draft, verb: Callable[[], object]) -> bool:
    """Whether the verb took it; what it refused is reported, and the rest of the draft stays."""
    try:
        with transaction.atomic():
            verb()
    except Refused as refusal:
        draft.refuse(given.where, str(refusal))
        return False
    draft.mapped.append(given.where)
    return True


def _anchored(given: Quoted, draft: Draft) -> tuple[Document, Spans] | None:
    """The document of this text and the spans in it, where every quotation is the slice."""
    document = Document.objects.filter(text_sha256=given.document_sha256).order_by("pk").first()
    if document is None:
        draft.refuse(given.where, "its text is not captured here: capture it, then import again")
        return None
    spans: Spans = {}
    for name, quote in given.spans.items():
        if quote is None:
            continue
        start, end = int(quote["start"]), int(quote["end"])
        if document.slice(start, end) != quote["exact"]:
            draft.refuse(given.where, f"the text does not read “{quote['exact']}” there")
            return None
        spans[name] = (start, end)
    return document, spans


def actor(names: LanguageMap, by: User) -> Actor:
    """The one actor who bears one of these names, else a new draft; ``kind`` is not a name.

    Raises Refused where several bear it: nobody guesses between homonyms.
    """
    spelled = {tag: name for tag, name in names.items() if tag != "kind"}
    for name in spelled.values():
        if known := workflow.the_one_called(name, field="speaker"):
            return known
    return _made(Actor(kind=names["kind"], names=spelled), by)


def _topic(names: LanguageMap, by: User) -> Topic:
    for tag, name in names.items():
        if found := Topic.objects.filter(names__contains={tag: name}).order_by("pk").first():
            return found
    return _made(Topic(names=names), by)


def _made(row: Named, by: User) -> Named:
    with workflow.acting(by, REASON):
        save(row)
    return row

"""The verbs of drafting: record, attribute, add evidence, relate, assess, merge."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
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
    Topic,
)
from claims.workflow.acts import acting, locked, store
from sources.dates import parse as parse_date
from sources.models import Document, Sentence
from sources.refusal import Refused, Stale

Span = tuple[int, int]


LanguageMap = dict[str, str]


def record(
    *,
    texts: LanguageMap,
    by: User,
    kind: str = "factual",
    topics: Iterable[Topic] = (),
    notes: str = "",
    reason: str = "",
) -> Claim:
    """A new draft claim in the editor's words, with its topics."""
    with acting(by, reason):
        claim = Claim(texts=texts, kind=kind, notes=notes)
        store(claim)
        for topic in topics:
            ClaimTopic.objects.create(claim=claim, topic=topic)
            claim.refresh_from_db(fields=["version"])
    return claim


def attribute(
    *,
    claim: Claim,
    document: Document,
    content: Span,
    stance: str,
    manner: str,
    by: User,
    cue: Span | None = None,
    mention: Span | None = None,
    evidence: Span | None = None,
    via: Sequence[Actor | str] = (),
    said_on: str = "",
    reason: str = "",
    **facts: Any,
) -> Attribution:
    """A new draft attribution of ``claim``, anchored in the sentence of its cue (or content).

    Spans are code points of the document's text, end exclusive. ``via`` runs from the speaker
    outward, each hop an actor or a description. ``facts`` are other fields of Attribution.
    """
    with acting(by, reason):
        locked(claim, None)
        attribution = Attribution(
            claim=claim, document=document, stance=stance, manner=manner, **facts
        )
        place(attribution, content=content, cue=cue, speaker=mention, evidence=evidence)
        date_saying(attribution, said_on)
        store(attribution)
        _link(attribution, via)
        attribution.refresh_from_db(fields=["version", "claim"])
    return attribution


def place(attribution: Attribution, **spans: Span | None) -> None:
    """Set the spans, and the standing sentence that holds the cue (else the content)."""
    for name, span in spans.items():
        start, end = span or (None, None)
        setattr(attribution, f"{name}_start", start)
        setattr(attribution, f"{name}_end", end)
    at, _end = spans.get("cue") or spans["content"] or (0, 0)
    holding = attribution.document.sentences.standing().filter(start__lte=at, end__gt=at)
    sentence: Sentence | None = holding.first()
    if sentence is None:
        raise Refused(
            _("No sentence of the document holds this span: choose words of the text."),
            field="content",
            rule="span_is_in_a_sentence",
        )
    attribution.sentence = sentence


def date_saying(attribution: Attribution, said_on: str) -> None:
    """Set when it was said, with the earliest and latest day derived (EDTF level 1)."""
    dated = parse_date(said_on) if said_on else None
    attribution.said_on = dated.edtf if dated else ""
    attribution.said_earliest = dated.earliest if dated else None
    attribution.said_latest = dated.latest if dated else None


def chain(attribution: Attribution, via: Sequence[Actor | str]) -> None:
    """Replace the attribution's hops by ``via``, from the speaker outward."""
    attribution.via.all().delete()
    _link(attribution, via)


def _link(attribution: Attribution, via: Sequence[Actor | str]) -> None:
    for position, hop in enumerate(via, start=1):
        named = {"actor": hop} if isinstance(hop, Actor) else {"description": hop}
        store(Hop(attribution=attribution, position=position, **named))


def add_evidence(
    *,
    claim: Claim,
    bearing: str,
    by: User,
    span: Span | None = None,
    reason: str = "",
    **facts: Any,
) -> Evidence:
    """A new item of evidence: a span of a document, or an address with its archive."""
    with acting(by, reason):
        locked(claim, None)
        document, (start, end) = facts.get("document"), span or (None, None)
        if document is not None and span and not holds(document, span):
            raise Refused(
                _("No sentence of the document holds this span: choose words of the text."),
                field="span",
                rule="span_is_in_a_sentence",
            )
        evidence = Evidence(claim=claim, bearing=bearing, start=start, end=end, **facts)
        store(evidence)
    return evidence


def holds(document: Document, span: Span) -> bool:
    """Whether some standing sentence of the document overlaps the span."""
    start, end = span
    return document.sentences.standing().filter(start__lt=end, end__gt=start).exists()


def relate(
    *, claim: Claim, relation: str, other: Claim, by: User, reason: str = ""
) -> ClaimRelation:
    """State how ``claim`` stands to ``other``."""
    with acting(by, reason):
        locked(claim, None)
        row = ClaimRelation(claim=claim, relation=relation, other=other)
        store(row)
    return row


def assess(
    *,
    claim: Claim,
    status: str,
    by: User,
    reasons: LanguageMap | None = None,
    version: int | None = None,
    reason: str = "",
) -> Assessment:
    """Sign an evidence status; the one that stood until now is superseded, not changed."""
    with acting(by, reason):
        locked(claim, version)
        now = timezone.now()
        claim.assessments.current().update(superseded_at=now, superseded_by=by)
        assessment = Assessment(
            claim=claim, status=status, reasons=reasons or {}, assessed_at=now, assessed_by=by
        )
        store(assessment)
    return assessment


def merge(*, row: Actor | Claim, into: Actor | Claim, by: User, version: int, reason: str) -> None:
    """Mark ``row`` as merged into ``into``: a draft until reviewed and published by itself.

    What a merged claim gathered moves to the other claim; published records that name a merged
    actor keep the name, and its address leads to the other.
    """
    with acting(by, reason):
        # In one order, so that two opposite merges do not wait for each other.
        both = {r.pk: locked(r, None) for r in sorted((row, into), key=lambda r: r.pk)}
        current = both[row.pk]
        if current.version != version:
            raise Stale(current, version)
        current.merged_into = into
        store(current)
        if isinstance(current, Claim) and isinstance(into, Claim):
            current.attributions.update(claim=into)
            current.evidence.update(claim=into)
            current.replies.update(claim=into)

"""The verbs: every way in which a record comes about, changes, and becomes public.

All are keyword-only, name the doer as ``by``, run in one transaction, and leave history with
who and why. They raise ``Refused`` (a rule, with field and remedy), ``Stale`` (somebody else
saved first) or ``NotReady`` (conditions of publication), and then nothing is stored.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import pghistory
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import ledger
from claims import record as public_record
from claims.models import (
    Actor,
    Assessment,
    Attribution,
    Claim,
    ClaimRelation,
    ClaimTopic,
    Evidence,
    Hop,
    Submission,
    Topic,
    Withdrawal,
)
from claims.vocabulary import EvidenceStatus
from sources.dates import parse as parse_date
from sources.models import Document, Publishable, Sentence
from sources.refusal import NotReady, Refused, Stale, explained

Editable = TypeVar("Editable", bound=Publishable | Attribution)

Span = tuple[int, int]
LanguageMap = dict[str, str]


@contextmanager
def acting(by: User, reason: str = "") -> Iterator[None]:
    """One transaction whose history names ``by`` and ``reason``; refusals are explained."""
    with (
        explained(),
        transaction.atomic(),
        pghistory.context(user=by.pk, username=by.get_username(), reason=reason),
    ):
        yield


def locked(row: Editable, version: int | None) -> Editable:
    """``row`` afresh with its lock held; raises Stale when ``version`` is not its present one."""
    rows = cast("QuerySet[Editable]", type(row)._default_manager.all())
    current = rows.select_for_update(no_key=True).get(pk=row.pk)
    if version is not None and current.version != version:
        raise Stale(current, version)
    return current


def amend(
    row: Editable, *, by: User, version: int, changes: dict[str, Any], reason: str = ""
) -> Editable:
    """Change fields of a draft row; of something public, the change stays a draft.

    Returns the row as saved, its version one higher if anything differed.
    """
    with acting(by, reason):
        current = locked(row, version)
        for field, value in changes.items():
            setattr(current, field, value)
        current.full_clean()
        current.save()
        current.refresh_from_db()
    return current


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
        claim.full_clean()
        claim.save()
        for topic in topics:
            ClaimTopic.objects.create(claim=claim, topic=topic)
        claim.refresh_from_db()
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
        attribution = Attribution(
            claim=claim, document=document, stance=stance, manner=manner, **facts
        )
        place(attribution, content=content, cue=cue, speaker=mention, evidence=evidence)
        date_saying(attribution, said_on)
        attribution.full_clean()
        attribution.save()
        chain(attribution, via)
        attribution.refresh_from_db()
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
    for position, hop in enumerate(via, start=1):
        named = {"actor": hop} if isinstance(hop, Actor) else {"description": hop}
        row = Hop(attribution=attribution, position=position, **named)
        row.full_clean(exclude=["attribution"])
        row.save()


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
        start, end = span or (None, None)
        evidence = Evidence(claim=claim, bearing=bearing, start=start, end=end, **facts)
        evidence.full_clean()
        evidence.save()
    return evidence


def relate(
    *, claim: Claim, relation: str, other: Claim, by: User, reason: str = ""
) -> ClaimRelation:
    """State how ``claim`` stands to ``other``."""
    with acting(by, reason):
        row = ClaimRelation(claim=claim, relation=relation, other=other)
        row.full_clean()
        row.save()
    return row


def assess(
    *, claim: Claim, status: str, by: User, reasons: LanguageMap | None = None, reason: str = ""
) -> Assessment:
    """Sign an evidence status; the one that stood until now is superseded, not changed."""
    with acting(by, reason):
        locked(claim, None)
        now = timezone.now()
        claim.assessments.current().update(superseded_at=now, superseded_by=by)
        assessment = Assessment(
            claim=claim, status=status, reasons=reasons or {}, assessed_at=now, assessed_by=by
        )
        assessment.full_clean()
        assessment.save()
    return assessment


def merge(*, row: Actor | Claim, into: Actor | Claim, by: User, version: int, reason: str) -> None:
    """Mark ``row`` as merged into ``into``: a draft until reviewed and published by itself.

    What a merged claim gathered moves to the other claim; published records that name a merged
    actor keep the name, and its address leads to the other.
    """
    with acting(by, reason):
        current = locked(row, version)
        current.merged_into = into
        current.full_clean()
        current.save()
        if isinstance(current, Claim) and isinstance(into, Claim):
            current.attributions.update(claim=into)
            current.evidence.update(claim=into)


def submit(
    *,
    subject: Publishable,
    by: User,
    version: int | None = None,
    correction: LanguageMap | None = None,
    reason: str = "",
) -> Submission:
    """Put the present version of ``subject`` before a second person.

    Pins the exact versions of everything it names: the public version of what is public, the
    draft of what will become public with it. Raises NotReady with every condition not met.
    """
    with acting(by, reason):
        current = locked(subject, version)
        if missing := not_ready(current):
            raise NotReady(missing)
        submission = Submission(
            version=current.version,
            pins=pins_of(current),
            correction=correction or {},
            submitted_at=timezone.now(),
            submitted_by=by,
        )
        setattr(submission, public_record.kind_of(current), current)
        submission.full_clean()
        submission.save()
    return submission


def correct(
    *, subject: Publishable, note: LanguageMap, by: User, version: int, reason: str = ""
) -> Submission:
    """Submit the present draft of something public as a correction, with its public note."""
    if not note:
        raise Refused(
            _("A correction needs a public note that says what changed and why."),
            field="correction",
            rule="correction_has_a_note",
        )
    return submit(subject=subject, by=by, version=version, correction=note, reason=reason)


def pins_of(subject: Publishable) -> list[list[Any]]:
    """[kind, primary key, version, whether it is still a draft] of all that ``subject`` names."""
    return [
        [
            public_record.kind_of(thing),
            thing.pk,
            thing.version if not thing.is_public else thing.public_version,
            not thing.is_public,
        ]
        for thing in named_things(subject)
    ]


def named_things(subject: Publishable) -> list[Publishable]:
    """What the record of ``subject`` names, in the order in which it must be public first."""
    if isinstance(subject, Claim):
        return public_record.named_by(subject)
    if isinstance(subject, Document):
        return [subject.source]
    return []


def review(
    *,
    submission: Submission,
    by: User,
    approve: bool,
    reasons: str = "",
    solo_reason: str = "",
) -> Submission:
    """Approve the submitted version, or send it back with reasons.

    Refused when the reviewer created or edited any part of it, or when it was edited since.
    """
    with acting(by, reasons):
        current = Submission.objects.select_for_update().get(pk=submission.pk)
        if current.reviewed_at is not None:
            raise Refused(_("It has been reviewed already."), rule="review_is_made_once")
        if approve:
            refuse_if_moved(current)
        current.reviewed_at, current.reviewed_by = timezone.now(), by
        current.approved, current.review_reasons = approve, reasons
        current.solo_review_reason = solo_reason
        current.full_clean()
        current.save()
    return current


def refuse_if_moved(submission: Submission) -> None:
    """Raise Stale or NotReady when the submitted version or a pinned one is no longer current."""
    subject = locked(submission.subject, None)
    if subject.version != submission.version:
        raise Stale(subject, submission.version)
    pinned = {(kind, pk): version for kind, pk, version, _draft in submission.pins}
    for thing in named_things(subject):
        now = thing.public_version if thing.is_public else thing.version
        if pinned.get((public_record.kind_of(thing), thing.pk)) != now:
            raise NotReady(
                [("pins", "pinned_version_moved", _("%s changed since it was submitted.") % thing)]
            )


def publish(*, submission: Submission, by: User) -> list[int]:
    """Freeze the approved version, and the drafts it pins, as revisions of the ledger.

    Returns the seqs appended, the subject's last. Raises Stale or NotReady when anything moved
    since approval, and when something readers had seen would change without a correction note.
    """
    with acting(by, "publish"):
        current = Submission.objects.select_for_update().get(pk=submission.pk)
        if not current.approved or current.published_at is not None:
            raise Refused(
                _("Only an approved submission is published, and only once."),
                rule="submission_is_approved_before_published",
            )
        refuse_if_moved(current)
        subject = locked(current.subject, None)
        if missing := not_ready(subject):
            raise NotReady(missing)
        seqs = [
            put_in_ledger(thing, submission=current)
            for thing in named_things(subject)
            if not thing.is_public
        ]
        seqs.append(put_in_ledger(subject, submission=current))
        current.published_at, current.published_by = timezone.now(), by
        current.save(update_fields=["published_at", "published_by"])
    return seqs


def put_in_ledger(thing: Publishable, *, submission: Submission) -> int:
    """Draw the id at the first publication, build the record, append it.

    The row is read afresh: what it names may have become public a moment ago.
    """
    thing = locked(thing, None)
    first = thing.public_id is None
    if first:
        thing.public_id = ledger.draw_id()
    thing.public_version = thing.version
    thing.save(update_fields=["public_id", "public_version"])
    if isinstance(thing, Claim):
        for attribution in thing.attributions.filter(public_id__isnull=True).order_by("pk"):
            attribution.public_id = ledger.draw_id()
            attribution.save(update_fields=["public_id"])
    built = public_record.build(thing)
    if not first and not submission.correction:
        refuse_silent_change(thing, built)
    return ledger.append(public_record.kind_of(thing), built, pk=thing.pk, submission=submission.pk)


SEEN = ("texts", "kind", "attributions", "evidence", "replies")
"""What of a claim's record may not change unseen; an assessment carries its own dated history."""


def refuse_silent_change(thing: Publishable, built: dict[str, Any]) -> None:
    """Raise NotReady when a claim's new record alters or drops what readers had seen."""
    before = ledger.current("claim", thing.public_id or "", using="default")
    if not isinstance(thing, Claim) or before is None or "merged_into" in built:
        return
    changed = [
        field for field in SEEN if not _only_added(before.record.get(field), built.get(field))
    ]
    if changed:
        message = _("This changes what readers have seen (%s): submit it as a correction.")
        raise NotReady([("correction", "change_is_never_silent", message % ", ".join(changed))])


def _only_added(before: Any, after: Any) -> bool:
    if isinstance(before, list) and isinstance(after, list):
        return all(item in after for item in before)
    if isinstance(before, dict) and isinstance(after, dict):
        return before.items() <= after.items()
    return bool(before == after)


def withdraw(
    *, claim: Claim, reasons: LanguageMap, by: User, texts_stay: bool = False
) -> Withdrawal:
    """Take a public claim back at once: its addresses answer 410 with a tombstone.

    A second person reviews the withdrawal within 24 hours (``review_withdrawal``).
    """
    with acting(by, "withdraw"):
        current = locked(claim, None)
        if hasattr(current, "withdrawal"):
            raise Refused(_("The claim has been withdrawn already."), rule="withdrawn_once")
        withdrawal = Withdrawal(
            claim=current, reasons=reasons, texts_stay=texts_stay,
            withdrawn_at=timezone.now(), withdrawn_by=by,
        )  # fmt: skip
        withdrawal.full_clean()
        withdrawal.save()
        ledger.append("claim", public_record.tombstone(current), pk=current.pk, submission=None)
    return withdrawal


def review_withdrawal(*, withdrawal: Withdrawal, by: User, solo_reason: str = "") -> None:
    """Note that a second person looked at the withdrawal."""
    with acting(by, "review withdrawal"):
        withdrawal.reviewed_at, withdrawal.reviewed_by = timezone.now(), by
        withdrawal.solo_review_reason = solo_reason
        withdrawal.full_clean()
        withdrawal.save()


def not_ready(subject: Publishable) -> list[tuple[str, str, str]]:
    """The conditions of publication that ``subject`` does not meet yet, each with its remedy."""
    if not isinstance(subject, Claim) or subject.merged_into is not None:
        return []
    missing = []
    if hasattr(subject, "withdrawal"):
        missing.append(("claim", "withdrawn", _("A withdrawn claim is not published again.")))
    attributions = list(subject.attributions.select_related("nested_in__claim"))
    if not attributions:
        missing.append(
            (
                "attributions",
                "claim_has_an_attribution",
                _("Record who said it, in which sentence."),
            )
        )
    for outer in {a.nested_in for a in attributions if a.nested_in}:
        if outer.claim_id != subject.pk and not outer.public_id:
            message = _("Publish “%s” first: an attribution here is nested in one of it.")
            missing.append(("attributions", "outer_claim_is_public", message % outer.claim))
    for thing in public_record.named_by(subject):
        if isinstance(thing, Actor) and thing.merged_into is not None:
            message = _("“%(one)s” was merged: name “%(other)s” instead.")
            names = {"one": thing, "other": thing.merged_into}
            missing.append(("attributions", "named_actor_stands", message % names))
    status = subject.assessments.current().first()
    if status is None:
        missing.append(
            (
                "assessment",
                "claim_is_assessed",
                _("Sign an evidence status, if only: not assessed."),
            )
        )
    elif status.status == EvidenceStatus.CORROBORATED and independent_origins(subject) < 2:
        missing.append(
            (
                "assessment",
                "corroborated_rests_on_two_origins",
                _("Corroborated no longer rests on two independent origins: assess it again."),
            )
        )
    return missing


def independent_origins(claim: Claim) -> int:
    """How many different origins support the claim, claimants and merged twins set aside.

    The count is the database's own (``rules.sql``): a merge of two origins can undermine a
    status without touching the claim, so publication asks again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT independent_origins(%s)", [claim.pk])
        return int(cursor.fetchone()[0])

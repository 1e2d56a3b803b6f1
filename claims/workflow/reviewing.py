"""The verbs between draft and public: submit, correct, review; and what must hold first."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import ledger
from claims import record as public_record
from claims.models import Actor, Claim, Submission
from claims.vocabulary import EvidenceStatus
from claims.workflow.acts import acting, locked, store
from claims.workflow.drafts import LanguageMap
from sources.models import Document, Publishable
from sources.refusal import NotReady, Refused, Stale


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
        send_back_outdated(current, by)
        submission = Submission(
            version=current.version,
            pins=pins_of(current),
            correction=correction or {},
            submitted_at=timezone.now(),
            submitted_by=by,
        )
        setattr(submission, public_record.kind_of(current), current)
        store(submission)
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


def send_back_outdated(subject: Publishable, by: User) -> None:
    """Send back what still waits of an earlier version: nobody could approve it any more."""
    waiting = Submission.objects.waiting().filter(**{public_record.kind_of(subject): subject})
    waiting.exclude(version=subject.version).update(
        reviewed_at=timezone.now(),
        reviewed_by=by,
        approved=False,
        review_reasons=_("It was edited, and submitted anew."),
    )


def pins_of(subject: Publishable) -> list[list[Any]]:
    """[kind, primary key, version, whether it is still a draft] of all that ``subject`` names."""
    return [
        [public_record.kind_of(thing), thing.pk, pinned_version(thing), not thing.is_public]
        for thing in (*named_things(subject), *named_claims(subject))
    ]


def pinned_version(thing: Publishable) -> int | None:
    """The version that publication would show: the public one, or the draft that goes along."""
    return thing.public_version if thing.is_public else thing.version


def named_things(subject: Publishable) -> list[Publishable]:
    """What the record of ``subject`` names, in the order in which it must be public first."""
    if isinstance(subject, Claim):
        return public_record.named_by(subject)
    if isinstance(subject, Document):
        earlier = list(reversed(public_record.predecessors(subject)))
        sources = {document.source for document in (subject, *earlier)}
        return [*sorted(sources, key=lambda source: source.pk), *earlier]
    return []


def named_claims(subject: Publishable) -> list[Claim]:
    """The public claims whose records enter that of ``subject``: it is nested in them, or
    merged into one."""
    if isinstance(subject, Claim) and subject.merged_into is not None:
        return [subject.merged_into]
    return public_record.outer_claims(subject) if isinstance(subject, Claim) else []


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
        store(current)
    return current


def refuse_if_moved(submission: Submission) -> None:
    """Raise Stale or NotReady when the submitted version or a pinned one is no longer current.

    Afterwards the subject and all that it names are locked, in one order: nothing that enters
    the record can move before it is frozen.
    """
    subject = locked(submission.subject, None)
    if subject.version != submission.version:
        raise Stale(subject, submission.version)
    pinned = {(kind, pk): version for kind, pk, version, _draft in submission.pins}
    order = {"document": 0, "source": 1, "actor": 2, "topic": 3}
    things = sorted(named_things(subject), key=lambda t: (order[public_record.kind_of(t)], t.pk))
    present = [locked(thing, None) for thing in things] + [*named_claims(subject)]
    for thing in present:
        if pinned.get((public_record.kind_of(thing), thing.pk)) != pinned_version(thing):
            message = _("%s changed since it was submitted.") % thing
            raise NotReady([("pins", "pinned_version_moved", message)])


Missing = list[tuple[str, str, str]]


def not_ready(subject: Publishable) -> Missing:
    """The conditions of publication that ``subject`` does not meet yet, each with its remedy:
    (field, rule, message)."""
    if isinstance(subject, Claim) and hasattr(subject, "withdrawal"):
        return [("claim", "withdrawn", _("A withdrawn claim is not published again."))]
    if isinstance(subject, Claim | Actor) and subject.merged_into is not None:
        return merge_not_ready(subject.merged_into)
    missing = names_not_ready(subject)
    if isinstance(subject, Claim):
        missing += [*claim_not_ready(subject), *status_not_ready(subject)]
    return missing


def state_of(things: Iterable[Publishable]) -> dict[Publishable, str]:
    """standing, withdrawn, merged or erased, of each that is public."""
    keys = {
        (public_record.kind_of(thing), thing.public_id): thing
        for thing in things
        if thing.public_id is not None
    }
    entries = ledger.states(keys, using="default")
    return {keys[key]: state for key, state in entries.items()}


def merge_not_ready(target: Claim | Actor) -> Missing:
    """A merge leads readers to a record that stands in public."""
    if state_of([target]).get(target) == "standing":
        return []
    message = _("Publish “%s” first: a merge leads readers to it.")
    return [("merged_into", "merge_target_is_public", message % target)]


def names_not_ready(subject: Publishable) -> Missing:
    """What the record names must stand: neither merged, as draft or in public, nor erased."""
    named = named_things(subject)
    gone = {t for t, state in state_of(named).items() if state != "standing"}
    gone |= {t for t in named if isinstance(t, Actor) and t.merged_into is not None}
    message = _("“%s” was merged or erased: name what stands in its place.")
    return [
        ("attributions", "named_record_stands", message % thing)
        for thing in sorted(gone, key=lambda thing: thing.pk)
    ]


def claim_not_ready(claim: Claim) -> Missing:
    """Somebody said it, in published sentences, nested only in what is public."""
    attributions = public_record.attributions_of(claim)
    missing = []
    if not attributions:
        message = _("Record who said it, in which sentence.")
        missing.append(("attributions", "claim_has_an_attribution", message))
    for outer in named_claims(claim):
        if state_of([outer]).get(outer) != "standing":
            message = _("Publish “%s” first: an attribution here is nested in one of it.")
            missing.append(("attributions", "outer_claim_is_public", message % outer))
    for merged in claim.merged.filter(public_id__isnull=False):
        if state_of([merged]).get(merged) == "standing":
            message = _("Publish the merge of “%s” first: its attributions have moved here.")
            missing.append(("attributions", "merged_claim_goes_first", message % merged))
    for document in {a.document for a in attributions if a.document.is_public}:
        numbers = ledger.sentence_numbers(document.public_id or "", using="default")
        if {a.sentence.number for a in attributions if a.document == document} - numbers:
            message = _("Publish the changed sentences of “%s” first.")
            missing.append(("attributions", "sentence_is_public", message % document))
    return missing


def status_not_ready(claim: Claim) -> Missing:
    """A status is signed, and what it rests on has not gone since."""
    status = claim.assessments.current().first()
    if status is None:
        message = _("Sign an evidence status, if only: not assessed.")
        return [("assessment", "claim_is_assessed", message)]
    if status.status == EvidenceStatus.CORROBORATED and independent_origins(claim) < 2:
        message = _("Corroborated no longer rests on two independent origins: assess it again.")
        return [("assessment", "corroborated_rests_on_two_origins", message)]
    return []


def independent_origins(claim: Claim) -> int:
    """How many different origins support the claim, claimants and merged twins set aside.

    The count is the database's own (``rules.sql``): a merge of two origins can undermine a
    status without touching the claim, so publication asks again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT independent_origins(%s)", [claim.pk])
        return int(cursor.fetchone()[0])

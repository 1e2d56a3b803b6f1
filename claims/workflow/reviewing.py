"""The verbs between draft and public: submit, correct, review; and what must hold first."""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import record as public_record
from claims.models import Actor, Claim, Submission
from claims.vocabulary import EvidenceStatus
from claims.workflow.acts import acting, locked
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

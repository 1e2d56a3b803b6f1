"""The verbs that change what readers see: publish and withdraw."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import ledger
from claims import record as public_record
from claims.models import Claim, Submission, Withdrawal
from claims.workflow.acts import acting, locked, store
from claims.workflow.drafts import LanguageMap
from claims.workflow.reviewing import named_things, not_ready, refuse_if_moved
from sources.models import Publishable
from sources.refusal import NotReady, Refused


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
    built = public_record.build(thing, submission=submission)
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
    *,
    claim: Claim,
    reasons: LanguageMap,
    by: User,
    texts_stay: bool = False,
    version: int | None = None,
) -> Withdrawal:
    """Take a public claim back at once: its addresses answer 410 with a tombstone.

    A second person reviews the withdrawal within 24 hours (``review_withdrawal``).
    """
    with acting(by, "withdraw"):
        current = locked(claim, version)
        if hasattr(current, "withdrawal"):
            raise Refused(_("The claim has been withdrawn already."), rule="withdrawn_once")
        withdrawal = Withdrawal(
            claim=current, reasons=reasons, texts_stay=texts_stay,
            withdrawn_at=timezone.now(), withdrawn_by=by,
        )  # fmt: skip
        store(withdrawal)
        ledger.append("claim", public_record.tombstone(current), pk=current.pk, submission=None)
    return withdrawal


def review_withdrawal(*, withdrawal: Withdrawal, by: User, solo_reason: str = "") -> None:
    """Note that a second person looked at the withdrawal."""
    with acting(by, "review withdrawal"):
        withdrawal.reviewed_at, withdrawal.reviewed_by = timezone.now(), by
        withdrawal.solo_review_reason = solo_reason
        store(withdrawal)

"""The one door: from any editorial row to the record that would be frozen."""

from claims.models import Claim, Submission
from claims.record.claim import claim_record
from claims.record.things import Record, thing_record
from sources.models import Publishable


def build(
    subject: Publishable, *, using: str = "default", submission: Submission | None = None
) -> Record:
    """The record that publishing ``subject`` by ``submission`` would freeze.

    Ids not yet drawn are None; without a submission, a second person's review is supposed.
    """
    if isinstance(subject, Claim):
        record = claim_record(subject, using=using, submission=submission)
    else:
        record = thing_record(subject, using=using)
    if "merged_into" in record:
        return record
    alone = submission.solo_review_reason if submission else ""
    return {**record, "review": {"second_person": not alone, "reason": alone or None}}

"""The one door: from any editorial row to the record that would be frozen."""

from claims.models import Claim
from claims.record.claim import claim_record
from claims.record.things import Record, thing_record
from sources.models import Publishable


def build(subject: Publishable, *, using: str = "default") -> Record:
    """The record that publishing ``subject`` now would freeze; ids not yet drawn are None."""
    if isinstance(subject, Claim):
        return claim_record(subject, using=using)
    return thing_record(subject, using=using)

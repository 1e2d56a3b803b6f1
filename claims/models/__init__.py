"""Who said what, and how well it stands: the editorial tables.

Rules of one row are constraints here; rules that need other rows are triggers in
``rules.sql``. What readers see is not here: it is the ledger (``claims.ledger``).
"""

from claims.ledger import tables
from claims.models.access import Answer, Scope, Token
from claims.models.actors import Actor, Topic
from claims.models.attributions import Attribution, Hop
from claims.models.claims import Claim, ClaimRelation, ClaimTopic, Reply
from claims.models.desk import Assignment, Comment
from claims.models.evidence import Assessment, Evidence
from claims.models.imports import Import
from claims.models.presence import Presence
from claims.models.profile import Profile
from claims.models.requests import CorrectionRequest, RequestTrace
from claims.models.review import SUBJECTS, Publication, Submission, Withdrawal
from claims.models.suggestions import ReportingCue, Suggestion
from claims.models.wording import in_words

LEDGER = (tables.Revision, tables.Payload, tables.Erasure)
INDEXES = (tables.RecordIndex, tables.ClaimIndex, tables.AttributionIndex, tables.Count)
"""Tables of this app that live in ``claims.ledger``: Django finds an app's tables from here."""

__all__ = [
    "INDEXES",
    "LEDGER",
    "SUBJECTS",
    "Actor",
    "Answer",
    "Assessment",
    "Assignment",
    "Attribution",
    "Claim",
    "ClaimRelation",
    "ClaimTopic",
    "Comment",
    "CorrectionRequest",
    "Evidence",
    "Hop",
    "Import",
    "Presence",
    "Profile",
    "Publication",
    "Reply",
    "ReportingCue",
    "RequestTrace",
    "Scope",
    "Submission",
    "Suggestion",
    "Token",
    "Topic",
    "Withdrawal",
    "in_words",
]

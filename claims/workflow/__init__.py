"""The verbs: every way in which a record comes about, changes, and becomes public.

All are keyword-only, name the doer as ``by``, run in one transaction, and leave history with
who and why. They raise ``Refused`` (a rule, with field and remedy), ``Stale`` (somebody else
saved first) or ``NotReady`` (conditions of publication), and then nothing is stored.
"""

from claims.workflow.accepting import (
    accept,
    accept_all,
    dismiss,
    dismiss_cue,
    reopen,
    reopen_cue,
)
from claims.workflow.acts import Together, acting, amend, locked
from claims.workflow.checklist import Line, checklist
from claims.workflow.cutting import exclude, include, join, split
from claims.workflow.desk import (
    assign,
    assign_all,
    comment,
    gather,
    submit_all,
    unmerge,
)
from claims.workflow.drafts import (
    LanguageMap,
    Span,
    add_evidence,
    assess,
    attribute,
    chain,
    date_saying,
    merge,
    place,
    record,
    relate,
)
from claims.workflow.matching import actors_named, similar_claims, the_one_called
from claims.workflow.proposed import Called, facts_of, wording_of
from claims.workflow.publishing import publish, refuse_silent_change, review_withdrawal, withdraw
from claims.workflow.requests import (
    TooManyRequests,
    answer_request,
    decline_request,
    forget_requests,
    receive,
)
from claims.workflow.reviewing import (
    correct,
    named_things,
    not_ready,
    refuse_if_moved,
    review,
    submit,
)
from claims.workflow.revising import describe, introduce, revise, revise_evidence, reword
from claims.workflow.suggesting import Suggested, is_read, suggest
from claims.workflow.tokens import make_token, revoke_token, token_of
from claims.workflow.undoing import PARTS_FIRST, changes_of, did, discard, undo

__all__ = [
    "PARTS_FIRST",
    "Called",
    "LanguageMap",
    "Line",
    "Span",
    "Suggested",
    "Together",
    "TooManyRequests",
    "accept",
    "accept_all",
    "acting",
    "actors_named",
    "add_evidence",
    "amend",
    "answer_request",
    "assess",
    "assign",
    "assign_all",
    "attribute",
    "chain",
    "changes_of",
    "checklist",
    "comment",
    "correct",
    "date_saying",
    "decline_request",
    "describe",
    "did",
    "discard",
    "dismiss",
    "dismiss_cue",
    "exclude",
    "facts_of",
    "forget_requests",
    "gather",
    "include",
    "introduce",
    "is_read",
    "join",
    "locked",
    "make_token",
    "merge",
    "named_things",
    "not_ready",
    "place",
    "publish",
    "receive",
    "record",
    "refuse_if_moved",
    "refuse_silent_change",
    "relate",
    "reopen",
    "reopen_cue",
    "review",
    "review_withdrawal",
    "revise",
    "revise_evidence",
    "revoke_token",
    "reword",
    "similar_claims",
    "split",
    "submit",
    "submit_all",
    "suggest",
    "the_one_called",
    "token_of",
    "undo",
    "unmerge",
    "withdraw",
    "wording_of",
]

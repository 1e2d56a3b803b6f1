"""The verbs: every way in which a record comes about, changes, and becomes public.

All are keyword-only, name the doer as ``by``, run in one transaction, and leave history with
who and why. They raise ``Refused`` (a rule, with field and remedy), ``Stale`` (somebody else
saved first) or ``NotReady`` (conditions of publication), and then nothing is stored.
"""

from claims.workflow.acts import acting, amend, locked
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
from claims.workflow.publishing import publish, refuse_silent_change, review_withdrawal, withdraw
from claims.workflow.reviewing import (
    correct,
    named_things,
    not_ready,
    refuse_if_moved,
    review,
    submit,
)

__all__ = [
    "LanguageMap",
    "Span",
    "acting",
    "add_evidence",
    "amend",
    "assess",
    "attribute",
    "chain",
    "correct",
    "date_saying",
    "locked",
    "merge",
    "named_things",
    "not_ready",
    "place",
    "publish",
    "record",
    "refuse_if_moved",
    "refuse_silent_change",
    "relate",
    "review",
    "review_withdrawal",
    "submit",
    "withdraw",
]

"""Claims from elsewhere, brought in as drafts: what becomes public is reviewed like any other.

``own`` reads our exports, ``claimreview`` the ClaimReview that fact-checkers publish; both give
``Draft`` values, which ``drafting`` stores by the ordinary verbs, each once.
"""

from claims.importing.draft import Draft, Quoted, Unreadable
from claims.importing.drafting import Outcome, store

__all__ = ["Draft", "Outcome", "Quoted", "Unreadable", "store"]

"""Proposed attributions: who says what, in which words, through whom. Rules and lexicons only."""

from claims.suggest.engine import propose
from claims.suggest.grammar import LANGUAGES
from claims.suggest.proposal import EvidenceNote, Hop, Proposal, SaidOn, Span, Why

__all__ = [
    "LANGUAGES",
    "EvidenceNote",
    "Hop",
    "Proposal",
    "SaidOn",
    "Span",
    "Why",
    "propose",
]

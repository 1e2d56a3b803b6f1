"""The public side: an append-only, hash-chained ledger, and everything read from it."""

from claims.ledger import read
from claims.ledger.append import LOCK, append, canonical, draw_id
from claims.ledger.read import *  # noqa: F403 - its own list says what can be read

__all__ = ["LOCK", "append", "canonical", "draw_id"]
__all__ += read.__all__

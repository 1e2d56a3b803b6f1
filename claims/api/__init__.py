"""The public API under /api/v1/: frozen records of the ledger, read by the reader role alone.

Nothing here touches a session, a cookie or a user. docs/api.md is its manual.
"""

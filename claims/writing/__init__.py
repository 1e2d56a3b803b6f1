"""The write API, /api/v1/desk/: drafts and verbs for programs that hold a token.

It is private: the editorial connection, no cache, no other origin. A token acts as its user,
by the same verbs and refusals as the admin's forms. docs/api.md is its manual.
"""

"""Bring claims of our own export format in as drafts: JSON Lines, or CSV."""

from claims.importing import own
from claims.importing.command import ImportCommand


class Command(ImportCommand):
    help = (
        "Import claims.jsonl, claims.csv or attributions.csv as drafts, to be reviewed like any "
        "other. Attributions come along where their very text is captured here. A second run adds "
        "nothing. Exit code 0: done; 1: some were refused; 2: usage."
    )
    drafts = staticmethod(own.drafts)

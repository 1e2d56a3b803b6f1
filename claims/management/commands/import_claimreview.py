"""Bring ClaimReview of other fact-checkers in as drafts of the claims they reviewed."""

from collections.abc import Iterator

from claims.importing import Draft, Unreadable, claimreview
from claims.importing.command import ImportCommand


class Command(ImportCommand):
    help = (
        "Import ClaimReview (JSON, JSON-LD, DataFeed) as drafts of the claims reviewed; verdicts "
        "go into private notes. A second run adds nothing. Exit code 0: done; 1: some were "
        "refused; 2: usage."
    )

    def drafts(self, data: bytes) -> Iterator[Draft | tuple[str, str]]:
        for path, review in claimreview.reviews(data):
            try:
                yield claimreview.draft(path, review)
            except Unreadable as error:
                yield path, str(error)

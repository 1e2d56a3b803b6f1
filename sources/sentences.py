"""The verbs by which editors mend the cut of a text: join, split, exclude, include.

A sentence is never updated: the old ones are retired and new ones, under new numbers, stand in
their place. What was recorded of a retired sentence keeps its offsets and its number.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import pghistory
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sources.models import Document, Sentence
from sources.refusal import Refused, explained
from sources.vocabulary import SentenceKind

Cut = tuple[int, int, int, str]
"""Start, end, paragraph and kind of a sentence to be."""


def join(*, sentences: Sequence[Sentence], by: User, reason: str = "") -> Sentence:
    """One sentence in the place of several that follow each other; of the first one's paragraph.

    Raises Refused when they are fewer than two, of two kinds, or not neighbours.
    """
    with _mending(sentences, by, reason or "join") as standing:
        first, last = standing[0], standing[-1]
        if len(standing) < 2:
            raise Refused(
                _("Choose two sentences or more that follow each other."),
                field="sentences",
                rule="join_is_of_several",
            )
        if {s.kind for s in standing} != {first.kind}:
            raise Refused(
                _("Article text and other text are not joined: set them apart or together first."),
                field="sentences",
                rule="join_is_of_one_kind",
            )
        every = first.document.sentences.standing()
        between = every.filter(start__gte=first.start, end__lte=last.end)
        if between.count() != len(standing):
            raise Refused(
                _("Other sentences stand between these: join those that follow each other."),
                field="sentences",
                rule="join_is_of_neighbours",
            )
        cut = (first.start, last.end, first.paragraph, first.kind)
        return _replace(standing, [cut], by, reason or "join")[0]


def split(*, sentence: Sentence, at: Sequence[int], by: User, reason: str = "") -> list[Sentence]:
    """Sentences in the place of one, cut at each position of ``at`` (code points of the text).

    White space around a cut belongs to neither side. Raises Refused for a position outside the
    sentence, and where nothing would be left on a side.
    """
    with _mending([sentence], by, reason or "split") as (standing,):
        edges = [standing.start, *sorted(set(at)), standing.end]
        if not at or not standing.start < edges[1] <= edges[-2] < standing.end:
            raise Refused(
                _("Choose a place inside the sentence."),
                field="at",
                rule="split_is_inside_the_sentence",
            )
        text = standing.document.text
        cuts: list[Cut] = []
        for left, right in pairwise(edges):
            words = text[left:right]
            start = left + len(words) - len(words.lstrip())
            end = right - (len(words) - len(words.rstrip()))
            if start >= end:
                raise Refused(
                    _("Nothing would be left on one side of the cut: choose another place."),
                    field="at",
                    rule="split_leaves_words_on_both_sides",
                )
            cuts.append((start, end, standing.paragraph, standing.kind))
        return _replace([standing], cuts, by, reason or "split")


def exclude(*, sentences: Sequence[Sentence], by: User, reason: str = "") -> list[Sentence]:
    """Mark sentences as not article text. Those that are already stay as they are."""
    return _mark(sentences, SentenceKind.BOILERPLATE, by, reason or "not article text")


def include(*, sentences: Sequence[Sentence], by: User, reason: str = "") -> list[Sentence]:
    """Mark sentences as article text again. Those that are already stay as they are."""
    return _mark(sentences, SentenceKind.BODY, by, reason or "article text")


def restore(
    *, retire: Sequence[Sentence], renew: Sequence[Sentence], by: User, reason: str
) -> list[Sentence]:
    """The spans of the retired sentences ``renew`` stand again, in the place of ``retire``.

    Numbers are never reused: they stand under new ones.
    """
    with _mending(retire, by, reason) as standing:
        cuts = [(s.start, s.end, s.paragraph, s.kind) for s in renew]
        return _replace(standing, sorted(cuts), by, reason)


def _mark(
    sentences: Sequence[Sentence], kind: SentenceKind, by: User, reason: str
) -> list[Sentence]:
    with _mending(sentences, by, reason) as standing:
        other = [s for s in standing if s.kind != kind]
        cuts = [(s.start, s.end, s.paragraph, str(kind)) for s in other]
        made = iter(_replace(other, cuts, by, reason))
        return [s if s.kind == kind else next(made) for s in standing]


@contextmanager
def _mending(sentences: Sequence[Sentence], by: User, reason: str) -> Iterator[list[Sentence]]:
    """One transaction with the document locked; gives the sentences afresh, in order.

    Raises Refused when one no longer stands, or when they are of several documents.
    """
    with (
        explained(),
        transaction.atomic(),
        pghistory.context(user=by.pk, username=by.get_username()) as held,
    ):
        held.metadata["reason"] = held.metadata.get("reason") or reason
        documents = {s.document_id for s in sentences}
        Document.objects.select_for_update(no_key=True).filter(pk__in=documents).first()
        keys = {s.pk for s in sentences}
        rows = Sentence.objects.standing().filter(pk__in=keys).in_order()
        standing = list(rows.select_related("document"))
        if len(standing) < len(keys) or len(documents) != 1:
            raise Refused(
                _("A sentence here was joined, split or set apart meanwhile: look again."),
                field="sentences",
                rule="sentence_stands",
            )
        yield standing


def _replace(
    retired: Sequence[Sentence], cuts: Sequence[Cut], by: User, reason: str
) -> list[Sentence]:
    """Retire the first, insert the second, under numbers that were never used."""
    if not retired:
        return []
    document, now = retired[0].document, timezone.now()
    Sentence.objects.filter(pk__in=[s.pk for s in retired]).update(
        retired_at=now, retired_by=by, retired_reason=reason
    )
    highest = document.sentences.aggregate(highest=Max("number"))["highest"] or 0
    return Sentence.objects.bulk_create(
        Sentence(
            document=document, number=number, start=start, end=end, paragraph=paragraph, kind=kind,
            salt=secrets.token_bytes(16), created_at=now, created_by=by,
        )
        for number, (start, end, paragraph, kind) in enumerate(cuts, start=highest + 1)
    )  # fmt: skip

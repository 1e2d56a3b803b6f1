"""Mending the cut of a text: the verbs of ``sources.sentences``, with suggestions kept in place."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from claims.workflow.acts import acting
from claims.workflow.suggesting import holding
from sources import sentences as cut
from sources.models import Document, Sentence


def join(*, sentences: Sequence[Sentence], by: User, reason: str = "") -> Sentence:
    """One sentence in the place of several that follow each other."""
    with acting(by, reason or "join"):
        made = cut.join(sentences=sentences, by=by)
        reattach(made.document)
    return made


def split(*, sentence: Sentence, at: Sequence[int], by: User, reason: str = "") -> list[Sentence]:
    """Sentences in the place of one, cut at each position (code points of the text)."""
    with acting(by, reason or "split"):
        made = cut.split(sentence=sentence, at=at, by=by)
        reattach(sentence.document)
    return made


def exclude(*, sentences: Sequence[Sentence], by: User, reason: str = "") -> list[Sentence]:
    """Mark sentences as not article text."""
    with acting(by, reason or "not article text"):
        made = cut.exclude(sentences=sentences, by=by)
        reattach(made[0].document)
    return made


def include(*, sentences: Sequence[Sentence], by: User, reason: str = "") -> list[Sentence]:
    """Mark sentences as article text again."""
    with acting(by, reason or "article text"):
        made = cut.include(sentences=sentences, by=by)
        reattach(made[0].document)
    return made


def reattach(document: Document) -> None:
    """Each suggestion whose sentence was retired belongs to the sentence that holds its cue."""
    stray = document.suggestions.filter(sentence__retired_at__isnull=False)
    standing = list(document.sentences.standing().in_order())
    for suggestion in stray:
        suggestion.sentence = holding(standing, suggestion.cue_start)
        suggestion.save(update_fields=["sentence"])

"""The texts and claims of ``seeds/``, read, checked and brought in by the same verbs as any other.

A seed is a folder with a text and its ``claims.json``; docs/seeds.md describes that file. Each
span stands beside its exact words, so that an offset which slipped is found before it is stored.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from claims import workflow
from claims.models import Actor, Attribution, Claim, Topic
from sources.capture import Facts, capture
from sources.models import Document, Source
from sources.normalise import TextRefused, normalise
from sources.refusal import Refused

FILE = "claims.json"
REASON = "seed"
REVIEW = "Compared with the text: spans, speakers and wording agree."

Data = dict[str, Any]

_EXACT = re.compile(r'(?<!\\)"exact"\s*:')


class SeedError(Exception):
    """A seed that cannot be loaded; the message names the file, the line where one is known."""


@dataclass(frozen=True)
class Seed:
    """One article with its claims, every span of it checked against its words."""

    file: Path
    text: str
    data: Data


@dataclass(frozen=True)
class People:
    """Who records and who reviews: two, because nobody reviews their own work."""

    editor: User
    reviewer: User


@dataclass(frozen=True)
class Loaded:
    """How many claims of a seed were published now, and how many had been before."""

    name: str
    added: int
    unchanged: int


def read_all(folder: Path) -> list[Seed]:
    """Every seed below ``folder``, in the order of names. Raises SeedError."""
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise SeedError(f"{folder}: no */{FILE} here. Restore the folder from the repository.")
    return [read(file) for file in files]


def read(file: Path) -> Seed:
    """The seed that ``file`` describes. Raises SeedError for a wrong offset, naming its line."""
    written = file.read_text(encoding="utf-8")
    try:
        data: Data = json.loads(written)
    except json.JSONDecodeError as error:
        raise SeedError(f"{file}, line {error.lineno}: {error.msg}.") from error
    try:
        # Offsets count the normalised text; newline="" leaves all of that to normalise().
        with file.with_name(data["document"]["text"]).open(encoding="utf-8", newline="") as text:
            seed = Seed(file, normalise(text.read()), data)
    except (OSError, UnicodeDecodeError, TextRefused, KeyError) as error:
        raise SeedError(f"{file}: the text cannot be read: {error}.") from error
    _check(seed, written)
    return seed


def _check(seed: Seed, written: str) -> None:
    places = _EXACT.finditer(written)
    for span, place in zip(_spans(seed.data), places, strict=True):
        start, end = span["at"]
        found = seed.text[start:end]
        if found != span["exact"] or start < 0:
            line = written.count("\n", 0, place.start()) + 1
            raise SeedError(
                f"{seed.file}, line {line}: the text holds “{found}” at {start}-{end}, "
                f"not “{span['exact']}”. Correct the offsets or the words."
            )


def _spans(data: Any) -> Iterator[Data]:
    """Every ``{"at": ..., "exact": ...}``, in the order in which the file has them."""
    if isinstance(data, dict) and "exact" in data:
        yield data
        return
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in inner:
        yield from _spans(value)


def load(seed: Seed, *, people: People) -> Loaded:
    """Afterwards every claim of the seed is public; what had been published stays as it is.

    All drafts are made in one transaction, then each claim is published in its own: so an
    interrupted run leaves nothing half-made, and the next one completes it. Raises SeedError.
    """
    draft = _Draft(seed, people)
    try:
        with transaction.atomic():
            claims = draft.claims()
        waiting = [claim for claim in claims if not claim.is_public]
        for claim in waiting:
            _publish(claim, people)
    except Refused as refusal:
        raise SeedError(f"{seed.file}, {draft.at}: {refusal}") from refusal
    except KeyError as error:
        raise SeedError(f"{seed.file}, {draft.at}: {error} is missing.") from error
    return Loaded(seed.file.parent.name, len(waiting), len(claims) - len(waiting))


def _publish(claim: Claim, people: People) -> None:
    with transaction.atomic():
        submission = workflow.submit(subject=claim, by=people.editor, reason=REASON)
        workflow.review(
            submission=submission, by=people.reviewer, approve=True, reasons=REVIEW
        )
        workflow.publish(submission=submission, by=people.reviewer)


class _Draft:
    """Finds or makes, one after the other, what a seed describes.

    Rows get no key of their own for this: a claim of the seed is the one to which an
    attribution with the seed's spans belongs, whatever its wording has become since.
    """

    def __init__(self, seed: Seed, people: People) -> None:
        self.seed = seed
        self.by = people.editor
        self.at = "document"
        self._actors: dict[str, Actor] = {}
        self._topics: dict[str, Topic] = {}
        self._claims: dict[str, Claim] = {}
        self._attributions: dict[str, Attribution] = {}

    def claims(self) -> list[Claim]:
        """The seed's claims in its order, which is the order to publish them in."""
        self.document = self._document()
        found = [self._known(item) or self._new(item) for item in self.seed.data["claims"]]
        for item in self.seed.data["claims"]:
            if self._claims[item["key"]] in self._made:
                self._relate(item)
        for claim in found:
            claim.refresh_from_db()
        return found

    @property
    def _made(self) -> set[Claim]:
        return {claim for claim in self._claims.values() if not claim.is_public}

    def _document(self) -> Document:
        given = dict(self.seed.data["document"])
        given.pop("text")
        facts = Facts(**given, published_deduced="published_reason" in given)
        captured = capture(text=self.seed.text, source=self._source(), by=self.by, facts=facts)
        return captured.document

    def _source(self) -> Source:
        given = self.seed.data["source"]
        known = Source.objects.filter(name=given["name"]).first()
        return known or self._make(Source(**given))

    def _make(self, row: Any) -> Any:
        with workflow.acting(self.by, REASON):
            row.full_clean()
            row.save()
        return row

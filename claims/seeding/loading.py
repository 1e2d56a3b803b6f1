"""Seeds brought in by the ordinary verbs: captured, recorded, assessed, reviewed, published."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from claims import workflow
from claims.models import Actor, Attribution, Claim, Topic
from claims.seeding.files import Data, Seed, SeedError
from sources.capture import Facts, capture
from sources.models import Document, Source
from sources.refusal import Refused

REASON = "seed"
REVIEW = "Compared with the text: spans, speakers and wordings agree."

SPANS = ("content", "cue", "mention", "evidence")
ROLES = ("speaker", "on_behalf_of")

Named = TypeVar("Named", Actor, Source, Topic)


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


def load(seed: Seed, *, people: People) -> Loaded:
    """Afterwards every claim of the seed is public; those that were before are as they were.
    What else its text seems to report waits as suggestions, as after a capture.

    All drafts are made in one transaction, then each claim is published in one: an interrupted
    run leaves nothing half-made, and the next one completes it. Raises SeedError.
    """
    drafts = Drafts(seed, people.editor)
    with transaction.atomic():
        claims = drafts.make()
        # After the records, so that nothing recorded is proposed again.
        workflow.suggest(document=drafts.document, by=people.editor)
    waiting = [claim for claim in claims if not claim.is_public]
    for claim in waiting:
        with _told(seed, str(claim)):
            _publish(claim, people)
    return Loaded(seed.name, added=len(waiting), unchanged=len(claims) - len(waiting))


def _publish(claim: Claim, people: People) -> None:
    with transaction.atomic():
        submission = workflow.submit(subject=claim, by=people.editor, reason=REASON)
        workflow.review(submission=submission, by=people.reviewer, approve=True, reasons=REVIEW)
        workflow.publish(submission=submission, by=people.reviewer)


@contextmanager
def _told(seed: Seed, where: str) -> Iterator[None]:
    """Raise SeedError, with file and place, for what is refused or missing inside."""
    try:
        yield
    except Refused as refusal:
        said = "; ".join(f"{field}: {text}" if field else text for field, _, text in refusal.errors)
        raise SeedError(f"{seed.file}, {where}: {said}") from refusal
    except KeyError as error:
        raise SeedError(f"{seed.file}, {where}: {error} is not given there.") from error
    except TypeError as error:  # a field that the verb does not know
        raise SeedError(f"{seed.file}, {where}: {error}.") from error


class Drafts:
    """Finds, or else makes, what a seed describes.

    No row carries a key of its own for this: a claim of the seed is the one to which an
    attribution with its spans belongs, whatever editors made of its wording since.
    """

    def __init__(self, seed: Seed, by: User) -> None:
        self.seed = seed
        self.by = by
        self.items: list[Data] = seed.data["claims"]
        self.document: Document
        self._claims: dict[str, Claim] = {}
        self._attributions: dict[str, Attribution] = {}

    def make(self) -> list[Claim]:
        """Every claim of the seed, in its order: the order in which they can be published."""
        with _told(self.seed, "document and keys"):
            self.document = self._document()
            made = [item for item in self.items if not self._find(item)]
        for item in made:
            with _told(self.seed, item["key"]):
                self._record(item)
        for item in made:  # a relation may lead to a claim further down
            with _told(self.seed, item["key"]):
                self._relate(item)
        return [self._claims[item["key"]] for item in self.items]

    def _document(self) -> Document:
        sha256 = hashlib.sha256(self.seed.text.encode()).hexdigest()
        if known := Document.objects.filter(text_sha256=sha256).order_by("pk").first():
            return known
        given = {k: v for k, v in self.seed.data["document"].items() if k != "text"}
        facts = Facts(**given, published_deduced="published_reason" in given)
        source = self._source(self.seed.data["source"])
        return capture(text=self.seed.text, source=source, by=self.by, facts=facts).document

    def _source(self, given: Data) -> Source:
        return Source.objects.filter(name=given["name"]).first() or self._add(Source(**given))

    def _find(self, item: Data) -> bool:
        """Whether the document has an attribution of this claim; those it has are noted."""
        for given in item["attributions"]:
            start, end = given["content"]["at"]
            known = self.document.attributions.filter(
                content_start=start, content_end=end, stance=given["stance"]
            )
            if found := known.select_related("claim").order_by("pk").first():
                self._attributions[given["key"]] = found
                self._claims[item["key"]] = found.claim
        return item["key"] in self._claims

    def _record(self, item: Data) -> None:
        topics = [self._topic(key) for key in item.get("topics", ())]
        claim = workflow.record(
            texts=item["texts"], kind=item["kind"], topics=topics, by=self.by, reason=REASON
        )
        self._claims[item["key"]] = claim
        for given in item["attributions"]:
            self._attributions[given["key"]] = self._attribute(claim, given)
        for given in item.get("evidence", ()):
            self._add_evidence(claim, given)
        workflow.assess(claim=claim, by=self.by, reason=REASON, **item["assessment"])

    def _attribute(self, claim: Claim, given: Data) -> Attribution:
        facts = {k: v for k, v in given.items() if k not in ("key", *SPANS)}
        facts |= {name: _at(given.get(name)) for name in SPANS}
        facts |= {role: self._actor(given[role]) for role in ROLES if role in given}
        facts["via"] = [self._hop(hop) for hop in given.get("via", ())]
        if "nested_in" in given:
            facts["nested_in"] = self._attributions[given["nested_in"]]
        return workflow.attribute(
            claim=claim,
            document=self.document,
            by=self.by,
            reason=REASON,
            said_deduced="said_reason" in given,
            **facts,
        )

    def _hop(self, given: str | Data) -> Actor | str:
        """A key of the seed's actors, or ``{"description": ...}``."""
        return self._actor(given) if isinstance(given, str) else str(given["description"])

    def _add_evidence(self, claim: Claim, given: Data) -> None:
        facts = {k: v for k, v in given.items() if k != "span"}
        if "origin" in given:
            facts["origin"] = self._actor(given["origin"])
        span = _at(given["span"])
        workflow.add_evidence(
            claim=claim, document=self.document, span=span, by=self.by, reason=REASON, **facts
        )

    def _relate(self, item: Data) -> None:
        for given in item.get("relations", ()):
            workflow.relate(
                claim=self._claims[item["key"]],
                relation=given["relation"],
                other=self._claims[given["claim"]],
                by=self.by,
                reason=REASON,
            )

    def _actor(self, key: str) -> Actor:
        given = self.seed.data["actors"][key]
        same = {"wikidata": given["wikidata"]} if "wikidata" in given else {"names": given["names"]}
        standing = Actor.objects.filter(merged_into=None, **same).order_by("pk")
        return standing.first() or self._add(Actor(**given))

    def _topic(self, key: str) -> Topic:
        given = self.seed.data["topics"][key]
        same = Topic.objects.filter(names=given["names"]).order_by("pk")
        return same.first() or self._add(Topic(**given))

    def _add(self, row: Named) -> Named:
        with workflow.acting(self.by, REASON):
            row.full_clean()
            row.save()
        return row


def _at(span: Data | None) -> workflow.Span | None:
    return None if span is None else (span["at"][0], span["at"][1])

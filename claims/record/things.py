"""What a claim names, as records of their own: actors, topics, sources, documents."""

import hashlib
from collections.abc import Iterable
from typing import Any

from claims import ledger
from claims.models import Actor, Topic
from claims.vocabulary import LICENCE
from sources.models import Document, Publishable, Sentence, Source
from sources.vocabulary import Shown

Record = dict[str, Any]


def kind_of(record: Publishable) -> str:
    """claim, actor, topic, document or source."""
    return str(record._meta.model_name)


def actor_record(actor: Actor) -> Record:
    """The public record of an actor; of a merged one, only where it went."""
    if actor.merged_into is not None:
        return {"id": actor.public_id, "merged_into": actor.merged_into.public_id}
    return {
        "id": actor.public_id,
        "kind": actor.kind,
        "names": actor.names,
        "descriptions": actor.descriptions,
        "aliases": list(actor.aliases),
        "wikidata": actor.wikidata or None,
        "licence": LICENCE,
    }


def topic_record(topic: Topic) -> Record:
    """The public record of a topic."""
    return {
        "id": topic.public_id,
        "names": topic.names,
        "descriptions": topic.descriptions,
        "licence": LICENCE,
    }


def source_record(source: Source) -> Record:
    """The public record of a source, with what of its texts may be shown."""
    return {
        "id": source.public_id,
        "name": source.name,
        "kind": source.kind,
        "homepage": source.homepage or None,
        "shown": source.shown,
        "licence": LICENCE,
    }


def document_record(document: Document, *, using: str = "default") -> Record:
    """The public record of a document: metadata, hash, and a salted hash of each sentence.

    The text itself, and the sentences' salts, only where the source is shown in full.
    """
    source = Names([document.source], using=using).record(document.source)
    in_full = source["shown"] == Shown.FULL
    sentences = document.sentences.standing().in_order()
    return {
        **cited(document, source),
        "kind": document.kind,
        "byline": document.byline or None,
        "published_earliest": iso_day(document.published_earliest),
        "published_latest": iso_day(document.published_latest),
        "published_reason": document.published_reason or None,
        "predecessor": document.predecessor.public_id if document.predecessor else None,
        "captured_on": document.captured_at.date().isoformat(),
        "normalisation": document.normalisation,
        "length": document.length,
        "shown": source["shown"],
        "text": document.text if in_full else None,
        "sentences": [sealed(document, s, with_salt=in_full) for s in sentences],
        "licence": LICENCE,
    }


CITED = ("id", "title", "url", "archive_url", "language", "published_on", "published_deduced",
         "sha256", "source")  # fmt: skip


def cited(document: Document, source: Record) -> Record:
    """What every mention of a document says of it."""
    return {
        "id": document.public_id,
        "title": document.title,
        "url": document.url or None,
        "archive_url": document.archive_url or None,
        "language": document.language,
        "published_on": document.published_on or None,
        "published_deduced": document.published_deduced,
        "sha256": document.text_sha256,
        "source": {"id": source["id"], "name": source["name"]},
    }


def predecessors(document: Document) -> list[Document]:
    """The earlier texts at its address, the latest first."""
    found: list[Document] = []
    while (earlier := (found[-1] if found else document).predecessor) is not None:
        found.append(earlier)
    return found


def iso_day(day: Any) -> str | None:
    return day.isoformat() if day else None


def sentence_sha256(sentence: Sentence, document: Document) -> str:
    """SHA-256 of salt and UTF-8 text: proves a shown sentence, gives away no hidden one."""
    words = document.slice(sentence.start, sentence.end).encode()
    return hashlib.sha256(bytes(sentence.salt) + words).hexdigest()


def sealed(document: Document, sentence: Sentence, *, with_salt: bool) -> Record:
    sealed = {
        "number": sentence.number,
        "start": sentence.start,
        "end": sentence.end,
        "paragraph": sentence.paragraph,
        "kind": sentence.kind,
        "sha256": sentence_sha256(sentence, document),
    }
    return {**sealed, "salt": bytes(sentence.salt).hex()} if with_salt else sealed


class Names:
    """How the named things are called in a record: as the ledger has them where they are public,
    as the draft has them where they are about to be published with it."""

    def __init__(self, things: Iterable[Publishable], *, using: str) -> None:
        keys = [(kind_of(t), t.public_id) for t in things if t.public_id is not None]
        self._public = ledger.current_records(keys, using=using)
        self._records = dict(self._public)

    def record(self, thing: Publishable) -> Record:
        """The record by which ``thing`` is named; a draft's is built once."""
        key = (kind_of(thing), thing.public_id or f"draft {thing.pk}")
        if key not in self._records:
            self._records[key] = thing_record(thing)
        found: Record = self._records[key]
        return found

    def numbers(self, document: Document) -> set[int] | None:
        """The numbers of the sentences in the document's public record; None for a draft."""
        public = self._public.get(("document", document.public_id or ""))
        return None if public is None else {s["number"] for s in public["sentences"]}

    def actor(self, actor: Actor | None) -> Record | None:
        """Id, kind and names; None where there is no actor."""
        if actor is None:
            return None
        record = self.record(actor)
        return {"id": record["id"], "kind": record.get("kind"), "names": record.get("names", {})}

    def document(self, document: Document) -> Record:
        """What an attribution or evidence says of its document."""
        public = self._public.get(("document", document.public_id or ""))
        if public is not None:
            return {key: public[key] for key in CITED}
        return cited(document, self.record(document.source))


def thing_record(thing: Publishable, *, using: str = "default") -> Record:
    """The record of an actor, topic, document or source."""
    if isinstance(thing, Actor):
        return actor_record(thing)
    if isinstance(thing, Topic):
        return topic_record(thing)
    if isinstance(thing, Document):
        return document_record(thing, using=using)
    if isinstance(thing, Source):
        return source_record(thing)
    raise TypeError(f"{thing!r} has no public record")

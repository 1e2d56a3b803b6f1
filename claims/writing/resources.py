"""Every resource of the desk: documents, what claims name, and claims with their parts."""

from typing import Any

from django.contrib.auth.models import User

from claims import workflow
from claims.api.shapes import WRITTEN
from claims.models import Actor, Topic
from claims.vocabulary import ActorKind
from claims.writing.body import LARGE
from claims.writing.fields import (
    LINE,
    Field,
    choice,
    expect,
    flag,
    lines,
    reference,
    text,
    words,
)
from claims.writing.parts import ASSESSMENTS, ATTRIBUTIONS, CLAIMS, EVIDENCE
from claims.writing.resource import NOTES, REASON, URL, Given, Resource, amend, discard, introduced
from sources.capture import Facts, capture
from sources.capture import discard as discard_document
from sources.models import URL_LENGTH, Document, Source
from sources.normalise import MAX_CHARACTERS
from sources.refusal import Refused
from sources.vocabulary import DocumentKind, Shown, SourceKind


def make_document(given: Given, by: User) -> tuple[Any, bool]:
    """Captured; a text of the source that is known already is given as it stands."""
    words, source = given.pop("text"), given.pop("source")
    captured = capture(text=words, source=source, by=by, facts=Facts(**given))
    return captured.document, captured.created


def change_document(row: Document, given: Given, version: int, by: User) -> Document:
    reason = given.pop("reason", "")
    return workflow.describe(row, by=by, version=version, changes=given, reason=reason)


def remove_document(row: Document, version: int, by: User, reason: str) -> None:
    """Discarded: its hash and the reason stay."""
    if not reason:
        raise Refused("Say why the document is discarded.", field="reason", rule="required")
    with workflow.acting(by, reason):
        discard_document(document=workflow.locked(row, version), by=by, reason=reason)


def whole_text() -> Field:
    def read(value: Any, where: str) -> str:
        expect(isinstance(value, str), where, "It must be a string.")
        expect(len(value) <= MAX_CHARACTERS, where, f"At most {MAX_CHARACTERS:,} characters.")
        return str(value)

    schema = {"type": "string", "pattern": WRITTEN, "maxLength": MAX_CHARACTERS}
    return Field("text", schema, read, required=True)


DOCUMENTS = Resource(
    name="documents",
    model=Document,
    about="a document: the text is captured, normalised and cut into sentences",
    fields=(
        reference("source", Source, required=True),
        whole_text(),
        text("title", most=LINE),
        choice("kind", DocumentKind.values),
        text("language", most=35),
        text("byline", most=LINE),
        text("url", most=URL_LENGTH, pattern=URL),
        text("archive_url", most=URL_LENGTH, pattern=URL),
        text("published_on", most=60),
        flag("published_deduced"),
        text("published_reason", most=LINE),
        NOTES,
    ),
    make=make_document,
    change=change_document,
    remove=remove_document,
    kept=("source", "text"),
    joined=("source", "predecessor"),
    narrowed_by={"source": Source},
    largest=LARGE,
)
ACTORS = Resource(
    name="actors",
    model=Actor,
    about="an actor",
    fields=(
        choice("kind", ActorKind.values, required=True),
        words("names", required=True),
        words("descriptions"),
        lines("aliases", longest=200),
        text("wikidata", most=20, pattern="^(Q[1-9][0-9]{0,15})?$"),
        NOTES,
        REASON,
    ),
    make=introduced(Actor),
    change=amend,
    remove=discard,
    joined=("merged_into",),
    searched="names",
)
TOPICS = Resource(
    name="topics",
    model=Topic,
    about="a topic",
    fields=(words("names", required=True), words("descriptions"), NOTES, REASON),
    make=introduced(Topic),
    change=amend,
    remove=discard,
    searched="names",
)
SOURCES = Resource(
    name="sources",
    model=Source,
    about="a source",
    fields=(
        text("name", most=200, required=True),
        choice("kind", SourceKind.values),
        text("homepage", most=URL_LENGTH, pattern=URL),
        choice("shown", Shown.values),
        NOTES,
        REASON,
    ),
    make=introduced(Source),
    change=amend,
    remove=discard,
    searched="name",
)

RESOURCES = (
    DOCUMENTS, CLAIMS, ATTRIBUTIONS, EVIDENCE, ASSESSMENTS, ACTORS, TOPICS, SOURCES,
)  # fmt: skip
PUBLISHABLE = ("documents", "claims", "actors", "topics", "sources")
"""Resources that are submitted, reviewed and published."""

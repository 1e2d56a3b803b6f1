"""What the write API shows of a row, and what its strong ETag is made of.

Everything shown follows from the row's version and from what readers can see of it: two answers
with the same ETag have the same bytes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from claims.models import Actor, Assessment, Attribution, Claim, Evidence, Topic
from sources.models import Document, Publishable, Source

Shown = dict[str, Any]


def tag(row: Any) -> str:
    """The strong ETag: the version, and what readers can see of the row, if anything."""
    parts: list[Any] = [version(row)]
    if isinstance(row, Publishable):
        parts += [row.public_version] if row.public_version else []
        parts += ["withdrawn"] if withdrawn(row) else []
    elif getattr(row, "public_id", None):
        parts.append("public")
    return f'"{".".join(map(str, parts))}"'


def version(row: Any) -> int:
    """The version of a row; an assessment has two, before and after it is superseded."""
    if isinstance(row, Assessment):
        return 1 if row.superseded_at is None else 2
    found: int = row.version
    return found


def withdrawn(row: Publishable) -> bool:
    return isinstance(row, Claim) and hasattr(row, "withdrawal")


def uuid(row: Any) -> str | None:
    return str(row.uuid) if row is not None else None


def uuids(rows: Any) -> list[str]:
    """Of related rows, in the order in which they were made."""
    return [str(row.uuid) for row in in_order(rows)]


def in_order(rows: Any) -> list[Any]:
    """Related rows in the order in which they were made."""
    return sorted(rows.all(), key=lambda row: row.pk)


def show(row: Any) -> Shown:
    """The representation of a row of any kind."""
    return {"uuid": str(row.uuid), "version": version(row), **SHOWS[type(row)](row)}


def plain(row: Model, *names: str) -> Shown:
    """Columns as they are."""
    return {name: getattr(row, name) for name in names}


def published(row: Publishable) -> Shown:
    return plain(row, "public_id", "public_version")


def span(document: Document | None, start: int | None, end: int | None) -> Shown | None:
    """Words of a document and where they stand, in code points."""
    if document is None or start is None or end is None:
        return None
    return {"exact": document.slice(start, end), "start": start, "end": end}


def claim(row: Claim) -> Shown:
    current = [a for a in row.assessments.all() if a.superseded_at is None]
    return {
        **published(row),
        "withdrawn": withdrawn(row),
        "merged_into": uuid(row.merged_into),
        **plain(row, "texts", "kind", "notes"),
        "topics": uuids(row.topics),
        "attributions": uuids(row.attributions),
        "evidence": uuids(row.evidence),
        "assessment": uuid(current[0]) if current else None,
        "relations": [
            {"relation": one.relation, "claim": uuid(one.other)} for one in in_order(row.relations)
        ],
        "replies": [plain(one, *REPLIED) for one in in_order(row.replies)],
    }


REPLIED = ("asked", "asked_on", "answers", "answered_on", "no_answer_by")


def attribution(row: Attribution) -> Shown:
    def words(name: str) -> Shown | None:
        ends = (getattr(row, f"{name}_start"), getattr(row, f"{name}_end"))
        return span(row.document, *ends)

    return {
        "public_id": row.public_id,
        "claim": uuid(row.claim),
        "document": uuid(row.document),
        "sentence": row.sentence.number,
        "quote": words("content"),
        "cue": words("cue"),
        "mention": words("speaker"),
        "evidence_in_text": row.evidence_in_text,
        "evidence_words": words("evidence"),
        "speaker": uuid(row.speaker),
        "on_behalf_of": uuid(row.on_behalf_of),
        "nested_in": uuid(row.nested_in),
        "via": [{"actor": uuid(h.actor), "description": h.description} for h in _hops(row)],
        **plain(row, *ATTRIBUTED),
    }


ATTRIBUTED = (
    "naming", "description", "anonymity_reason", "speaking_as", "stance", "polarity",
    "reported_as", "manner", "said_on", "said_deduced", "said_reason", "notes",
)  # fmt: skip


def _hops(row: Attribution) -> Sequence[Any]:
    return sorted(row.via.all(), key=lambda hop: hop.position)


def evidence(row: Evidence) -> Shown:
    return {
        "claim": uuid(row.claim),
        "document": uuid(row.document),
        "quote": span(row.document, row.start, row.end),
        "origin": uuid(row.origin),
        **plain(
            row,
            "accessed_on",
            "bearing",
            "url",
            "archive_url",
            "from_claimant",
            "descriptions",
            "notes",
        ),
    }


def assessment(row: Assessment) -> Shown:
    return {
        "claim": uuid(row.claim),
        **plain(row, "status", "reasons"),
        "assessed_at": row.assessed_at.isoformat(),
        "assessed_by": row.assessed_by.get_username(),
        "superseded_at": row.superseded_at.isoformat() if row.superseded_at else None,
    }


DESCRIBED = (
    "kind", "title", "language", "byline", "url", "archive_url", "published_on",
    "published_deduced", "published_reason", "notes",
)  # fmt: skip


def document(row: Document) -> Shown:
    return {
        **published(row),
        "source": uuid(row.source),
        "predecessor": uuid(row.predecessor),
        "sha256": row.text_sha256,
        **plain(row, "length", "normalisation", *DESCRIBED),
    }


def document_whole(row: Document) -> Shown:
    """With its text and sentences: not in lists, where they would weigh too much."""
    return {
        **show(row),
        "text": row.text,
        "sentences": [
            {"number": s.number, "start": s.start, "end": s.end, "kind": s.kind}
            for s in row.sentences.standing().in_order()
        ],
    }


def actor(row: Actor) -> Shown:
    names = ("kind", "names", "descriptions", "aliases", "wikidata", "notes")
    return {**published(row), "merged_into": uuid(row.merged_into), **plain(row, *names)}


def topic(row: Topic) -> Shown:
    return {**published(row), **plain(row, "names", "descriptions", "notes")}


def source(row: Source) -> Shown:
    return {**published(row), **plain(row, "name", "kind", "homepage", "shown", "notes")}


SHOWS: Mapping[type[Model], Any] = {
    Claim: claim,
    Attribution: attribution,
    Evidence: evidence,
    Assessment: assessment,
    Document: document,
    Actor: actor,
    Topic: topic,
    Source: source,
}


def earlier(row: Any, given: int) -> Shown | None:
    """The row as it was in an earlier version, from its history; what it gathers, as it is now.

    None where the history has no such version.
    """
    events: Any = getattr(type(row), "pgh_event_model", None)
    found = events.objects.filter(pgh_obj_id=row.pk, version=given).order_by("-pgh_id").first()
    if found is None:
        return None
    columns = {f.attname for f in found._meta.concrete_fields}
    was = type(row)._default_manager.get(pk=row.pk)
    for column in was._meta.concrete_fields:
        if column.attname in columns and not column.primary_key:
            setattr(was, column.attname, getattr(found, column.attname))
    return show(was)

"""The shape of everything the API emits, as JSON Schema 2020-12 (OpenAPI 3.1 components)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from claims.vocabulary import (
    ActorKind,
    Bearing,
    ClaimKind,
    EvidenceInText,
    EvidenceStatus,
    Manner,
    Naming,
    Polarity,
    Relation,
    ReportedAs,
    Stance,
)
from sources.vocabulary import DocumentKind, SentenceKind, Shown, SourceKind

Schema = dict[str, Any]

ID: Schema = {"type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{8}$"}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
TEXT: Schema = {"type": "string"}
WRITTEN = r"^[^\u0000]*[^\u0000\s][^\u0000]*$"
"""The pattern of a text of more than blanks without NUL, which PostgreSQL cannot store."""
WHOLE: Schema = {"type": "integer", "minimum": 0}
BOOLEAN: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
EDTF: Schema = {"type": "string", "description": "EDTF level 1, such as 2024-03-22 or 2024-03~."}
MOMENT: Schema = {"type": "string", "format": "date-time"}
URI: Schema = {"type": "string", "format": "uri"}
WORDS: Schema = {
    "type": "object",
    "description": "Language map: BCP 47 tag to text.",
    "additionalProperties": {"type": "string", "minLength": 1},
}


def nullable(schema: Schema) -> Schema:
    """``schema`` or null."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def code(values: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


def constant(value: str) -> Schema:
    return {"const": value}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def shape(properties: Mapping[str, Schema], *, optional: Sequence[str] = ()) -> Schema:
    """An object of these properties and no others, all present but the ``optional`` ones."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


FRAGMENT: Schema = {
    "type": ["string", "null"],
    "description": "Fragment directive that opens the original on these words and no others.",
    "pattern": "^:~:text=",
}
QUOTE = shape({"exact": TEXT, "prefix": TEXT, "suffix": TEXT, "start": WHOLE, "end": WHOLE})
NAMED = shape({"id": ID, "kind": nullable(TEXT), "names": WORDS})
NESTING = shape({
    "id": nullable(ID), "claim": nullable(ID), "speaker": nullable(ref("Named")),
    "description": nullable(TEXT), "naming": code(Naming.values), "stance": code(Stance.values),
    "reported_as": code(ReportedAs.values),
})  # fmt: skip
CITED = shape({
    "id": ID, "title": TEXT, "url": nullable(TEXT), "archive_url": nullable(TEXT),
    "language": TEXT, "published_on": nullable(EDTF), "published_deduced": BOOLEAN,
    "sha256": SHA256, "source": shape({"id": ID, "name": TEXT}),
})  # fmt: skip
SENTENCE = shape(
    {
        "number": WHOLE, "start": WHOLE, "end": WHOLE, "paragraph": WHOLE,
        "kind": code(SentenceKind.values), "sha256": SHA256,
        "salt": {"type": "string", "pattern": "^[0-9a-f]+$"}, "text": TEXT,
    },
    optional=("salt", "text"),
)  # fmt: skip
ATTRIBUTION = shape({
    "id": ID, "naming": code(Naming.values), "speaker": nullable(ref("Named")),
    "description": nullable(TEXT), "anonymity_reason": nullable(TEXT), "speaking_as": WORDS,
    "on_behalf_of": nullable(ref("Named")), "stance": code(Stance.values),
    "polarity": code(Polarity.values), "reported_as": code(ReportedAs.values),
    "nested_in": nullable(ref("Nesting")), "manner": code(Manner.values),
    "cue": nullable(ref("Quote")), "mention": nullable(ref("Quote")), "said_on": nullable(EDTF),
    "said_earliest": nullable(DAY), "said_latest": nullable(DAY), "said_deduced": BOOLEAN,
    "said_reason": nullable(TEXT),
    "via": many(shape({"actor": nullable(ref("Named")), "description": nullable(TEXT)})),
    "evidence_in_text": shape(
        {"code": code(EvidenceInText.values), "quote": nullable(ref("Quote"))}
    ),
    "document": ref("Cited"),
    "sentence": shape({"number": WHOLE, "start": WHOLE, "end": WHOLE, "text": TEXT}),
    "quote": ref("Quote"), "fragment": FRAGMENT,
})  # fmt: skip
ASSESSED = {
    "code": code(EvidenceStatus.values), "reasons": WORDS, "assessed_by": nullable(TEXT),
    "assessed_on": nullable(DAY),
}  # fmt: skip
REVIEW = shape({"second_person": BOOLEAN, "reason": nullable(TEXT)})
CLAIM = shape({
    "id": ID, "languages": many(TEXT), "texts": WORDS, "kind": code(ClaimKind.values),
    "topics": many(shape({"id": ID, "names": WORDS})),
    "evidence_status": shape({**ASSESSED, "history": many(shape(ASSESSED))}),
    "attributions": many(ref("Attribution")),
    "documents": many(shape({"id": ID, "sha256": SHA256, "sentences": many(ref("Sentence"))})),
    "evidence": many(shape({
        "bearing": code(Bearing.values), "descriptions": WORDS, "origin": nullable(ref("Named")),
        "from_claimant": BOOLEAN, "document": nullable(ref("Cited")),
        "quote": nullable(ref("Quote")), "fragment": FRAGMENT, "url": nullable(TEXT),
        "archive_url": nullable(TEXT), "accessed_on": nullable(DAY),
    })),
    "relations": many(shape({
        "relation": code(Relation.values),
        "claim": shape({"id": ID}),
    })),
    "replies": many(shape({
        "asked": TEXT, "asked_on": DAY, "answers": WORDS, "answered_on": nullable(DAY),
        "no_answer_by": nullable(DAY),
    })),
    "corrections": many(shape({"note": WORDS, "made_on": DAY})),
    "review": ref("Review"), "licence": TEXT,
})  # fmt: skip
ACTOR = shape({
    "id": ID, "kind": code(ActorKind.values), "names": WORDS, "descriptions": WORDS,
    "aliases": many(TEXT), "wikidata": nullable(TEXT), "licence": TEXT,
    "review": ref("Review"),
})  # fmt: skip
TOPIC = shape(
    {
        "id": ID,
        "names": WORDS,
        "descriptions": WORDS,
        "licence": TEXT,
        "review": ref("Review"),
    }
)
SOURCE = shape({
    "id": ID, "name": TEXT, "kind": code(SourceKind.values), "homepage": nullable(TEXT),
    "shown": code(Shown.values), "licence": TEXT, "review": ref("Review"),
})  # fmt: skip
DOCUMENT = shape({
    "id": ID, "kind": code(DocumentKind.values), "source": shape({"id": ID, "name": TEXT}),
    "language": TEXT, "title": TEXT, "byline": nullable(TEXT), "url": nullable(TEXT),
    "archive_url": nullable(TEXT), "published_on": nullable(EDTF),
    "published_earliest": nullable(DAY), "published_latest": nullable(DAY),
    "published_deduced": BOOLEAN, "published_reason": nullable(TEXT),
    "predecessor": nullable(ID), "captured_on": DAY, "normalisation": WHOLE, "sha256": SHA256,
    "length": WHOLE, "shown": code(Shown.values), "text": nullable(TEXT),
    "sentences": many(ref("Sentence")), "licence": TEXT, "review": ref("Review"),
})  # fmt: skip
MERGED = shape({"id": ID, "merged_into": ID})
TOMBSTONE = shape(
    {"id": ID, "withdrawn": shape({"reasons": WORDS, "withdrawn_on": DAY}), "texts": WORDS},
    optional=("texts",),
)

RECORDS = {
    "claim": CLAIM, "actor": ACTOR, "topic": TOPIC, "source": SOURCE, "document": DOCUMENT,
}  # fmt: skip
FIELDS = {kind: tuple(schema["properties"]) for kind, schema in RECORDS.items()}
"""The top-level fields of each kind's record: what ``fields`` may name."""
FIELDS_OF_ANY = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
ATTRIBUTION_FIELDS = tuple(ATTRIBUTION["properties"])

ENVELOPE = {
    "seq": {"type": "integer", "minimum": 1}, "kind": code(list(RECORDS)), "id": ID,
    "revision": {"type": "integer", "minimum": 1}, "published_at": MOMENT,
    "salt": nullable({"type": "string", "pattern": "^[0-9a-f]{32}$"}), "digest": SHA256,
    "previous_sha256": SHA256, "sha256": SHA256, "url": URI,
}  # fmt: skip
WAYS_TO_STAY_AWAY = {
    "erased": shape({"reason": TEXT, "legal_basis": TEXT, "erased_at": MOMENT}),
    "withheld": code(["withdrawn"]),
}


def partly(schema: Schema) -> Schema:
    """The same, with any fields left out: what ``fields`` gives."""
    return {**schema, "required": []}


def enveloped(record: Schema) -> Schema:
    return shape({**ENVELOPE, "record": record})


def paged(item: Schema) -> Schema:
    return shape({"results": many(item), "next": nullable(URI)})


ERROR = shape(
    {
        "parameter": TEXT, "pointer": TEXT, "detail": TEXT, "code": TEXT, "valid": many(TEXT),
    },
    optional=("parameter", "pointer", "valid"),
)  # fmt: skip
PROBLEM = shape(
    {
        "type": {"type": "string", "format": "uri-reference"}, "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599}, "detail": TEXT,
        "instance": {"type": "string", "format": "uri-reference"}, "errors": many(ERROR),
        "tombstone": ref("Revision"),
    },
    optional=("instance", "errors", "tombstone"),
)  # fmt: skip

ATTRIBUTION_ITEM = shape({
    "id": ID, "reported_as": code(ReportedAs.values),
    "claim": shape({
        "id": ID, "url": URI, "texts": WORDS, "status": code(EvidenceStatus.values),
        "seq": WHOLE, "revision": WHOLE, "published_at": MOMENT, "sha256": SHA256,
        "review": ref("Review"),
    }),
    "attribution": partly(ATTRIBUTION),
})  # fmt: skip


def revised(*, record: Callable[[str], Schema]) -> Schema:
    """A revision of any kind and state; ``record`` makes the schema of a kind's record."""
    kinds = [record(f"{kind.title()}Record") for kind in RECORDS]
    left = [ref("Merged"), ref("Tombstone"), {"type": "null"}]
    return shape(
        {**ENVELOPE, **WAYS_TO_STAY_AWAY, "record": {"anyOf": [*kinds, *left]}},
        optional=tuple(WAYS_TO_STAY_AWAY),
    )


def partial(name: str) -> Schema:
    """The record of that name, with any of its fields left out."""
    return partly(RECORDS[name.removesuffix("Record").lower()])


COMPONENTS: dict[str, Schema] = {
    "Quote": QUOTE, "Named": NAMED, "Nesting": NESTING, "Cited": CITED, "Sentence": SENTENCE,
    "Review": REVIEW, "Attribution": ATTRIBUTION, "ClaimRecord": CLAIM, "ActorRecord": ACTOR,
    "TopicRecord": TOPIC, "SourceRecord": SOURCE, "DocumentRecord": DOCUMENT,
    "Merged": MERGED, "Tombstone": TOMBSTONE,
    **{kind.title(): enveloped(ref(f"{kind.title()}Record")) for kind in RECORDS},
    **{f"{kind.title()}Item": enveloped(partly(record)) for kind, record in RECORDS.items()},
    "Revision": revised(record=ref),
    "RevisionItem": revised(record=partial),
    "AttributionItem": ATTRIBUTION_ITEM,
    "Problem": PROBLEM,
}  # fmt: skip

"""How the write API is described to OpenAPI 3.1: from the same tables that it runs by."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from claims.api.public import EVERYWHERE, JSON, RATES, described, refusal
from claims.api.shapes import (
    BOOLEAN,
    DAY,
    ERROR,
    MOMENT,
    PROBLEM,
    SHA256,
    TEXT,
    URI,
    WORDS,
    Schema,
    code,
    many,
    nullable,
    paged,
    ref,
    shape,
)
from claims.vocabulary import Relation
from claims.writing.fields import UUID_SHAPE, fields_schema
from claims.writing.resource import Resource

WHOLE: Schema = {"type": "integer", "minimum": 0}
PUBLIC_ID: Schema = nullable({"type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{8}$"})
SPAN: Schema = nullable(shape({"exact": TEXT, "start": WHOLE, "end": WHOLE}))
HOP = shape({"actor": nullable(UUID_SHAPE), "description": TEXT})
SENTENCE = shape({"number": WHOLE, "start": WHOLE, "end": WHOLE, "kind": TEXT})
RELATION = shape({"relation": code(Relation.values), "claim": UUID_SHAPE})
REPLY = shape({"asked": TEXT, "answers": WORDS, "asked_on": DAY, "answered_on": nullable(DAY),
               "no_answer_by": nullable(DAY)})  # fmt: skip

OF_A_NAME: dict[str, Schema] = {
    "uuid": UUID_SHAPE, "version": WHOLE, "etag": TEXT,
    "public_id": PUBLIC_ID, "public_version": nullable(WHOLE), "withdrawn": BOOLEAN,
    "merged_into": nullable(UUID_SHAPE), "texts": WORDS, "names": WORDS, "descriptions": WORDS,
    "speaking_as": WORDS, "reasons": WORDS, "topics": many(UUID_SHAPE),
    "attributions": many(UUID_SHAPE), "evidence": many(UUID_SHAPE),
    "assessment": nullable(UUID_SHAPE), "claim": UUID_SHAPE, "document": nullable(UUID_SHAPE),
    "source": UUID_SHAPE, "predecessor": nullable(UUID_SHAPE), "sentence": WHOLE, "quote": SPAN,
    "cue": SPAN, "mention": SPAN, "evidence_words": SPAN, "speaker": nullable(UUID_SHAPE),
    "on_behalf_of": nullable(UUID_SHAPE), "nested_in": nullable(UUID_SHAPE), "via": many(HOP),
    "origin": nullable(UUID_SHAPE), "accessed_on": nullable(DAY), "said_deduced": BOOLEAN,
    "from_claimant": BOOLEAN, "published_deduced": BOOLEAN, "assessed_at": MOMENT,
    "superseded_at": nullable(MOMENT), "sha256": SHA256, "length": WHOLE, "normalisation": WHOLE,
    "aliases": many(TEXT), "sentences": many(SENTENCE), "relations": many(RELATION),
    "replies": many(REPLY),
}  # fmt: skip
"""The schema of each name in a representation that is not simply text."""

COMMON = ("uuid", "version")
PUBLIC = ("public_id", "public_version")
NAMES: dict[str, tuple[str, ...]] = {
    "claims": (*PUBLIC, "withdrawn", "merged_into", "texts", "kind", "notes", "topics",
               "attributions", "evidence", "assessment", "relations", "replies"),
    "attributions": (
        "public_id", "claim", "document", "sentence", "quote", "cue", "mention",
        "evidence_in_text", "evidence_words", "speaker", "on_behalf_of", "nested_in", "via",
        "naming", "description", "anonymity_reason", "speaking_as", "stance", "polarity",
        "reported_as", "manner", "said_on", "said_deduced", "said_reason", "notes",
    ),
    "evidence": ("claim", "document", "quote", "origin", "accessed_on", "bearing", "url",
                 "archive_url", "from_claimant", "descriptions", "notes"),
    "assessments": ("claim", "status", "reasons", "assessed_at", "assessed_by", "superseded_at"),
    "documents": (
        *PUBLIC, "source", "predecessor", "sha256", "length", "normalisation", "kind", "title",
        "language", "byline", "url", "archive_url", "published_on", "published_deduced",
        "published_reason", "notes",
    ),
    "actors": (*PUBLIC, "merged_into", "kind", "names", "descriptions", "aliases", "wikidata",
               "notes"),
    "topics": (*PUBLIC, "names", "descriptions", "notes"),
    "sources": (*PUBLIC, "name", "kind", "homepage", "shown", "notes"),
}  # fmt: skip

WHO = nullable(TEXT)
SUBMISSION = shape({
    "version": WHOLE, "state": code(["waiting", "approved", "sent_back", "published"]),
    "correction": WORDS, "submitted_by": WHO, "submitted_at": nullable(MOMENT),
    "reviewed_by": WHO, "reviewed_at": nullable(MOMENT), "published_by": WHO,
    "published_at": nullable(MOMENT), "reasons": TEXT, "solo_reason": TEXT,
    "public_id": PUBLIC_ID, "url": nullable(URI),
})  # fmt: skip
ROW = nullable({"type": "object", "additionalProperties": True})
BOTH = shape({"etag": TEXT, "row": ROW})
COMPONENTS: dict[str, Schema] = {
    **{
        f"Desk{name.title()}": shape(
            {key: OF_A_NAME.get(key, TEXT) for key in (*COMMON, *names, "etag", *more)},
            optional=("etag", *more),
        )
        for name, names in NAMES.items()
        for more in [("text", "sentences") if name == "documents" else ()]
    },
    "Submission": SUBMISSION,
    "DeskProblem": {
        **PROBLEM,
        "properties": {**PROBLEM["properties"], "errors": many(ERROR), "given": BOTH,
                       "current": BOTH},
    },
}  # fmt: skip
SAID = {
    400: "A field or parameter cannot be read: `errors` points at each.",
    401: "No token, or none that is valid.",
    403: "A second person must do this: the token's user contributed.",
    404: "There is no such row, or not for this token: the same bytes.",
    409: "The record is not in a state for this: `errors` names each condition and its remedy.",
    412: "If-Match names another version: the problem shows both.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "A rule stands against it, or the Idempotency-Key was used for another request.",
    428: "If-Match is missing.",
}
READS = (401, 404)
WRITES = (401, 404, 409, 413, 415, 422)
UUID_IN_PATH = {"name": "uuid", "in": "path", "required": True, "schema": UUID_SHAPE}
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True,
    "description": "The strong ETag that GET gave: the version that the change is of.",
    "schema": {"type": "string", "pattern": '^"[0-9a-z.]{1,40}"$'},
}  # fmt: skip
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "description": "Drawn anew for each new row; the same again when a request is repeated.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}  # fmt: skip
UNCHANGED = {"304": {"description": "If-None-Match names the present version."}}
DOES = {
    "submit": "Put the present version before a second person.",
    "correct": "Submit the present version as a correction, with its public note.",
    "review": "Approve the waiting version, or send it back with reasons.",
    "publish": "Publish the approved version.",
    "withdraw": "Withdraw a public claim at once.",
}


class Described(AutoSchema):
    """An operation of the desk, from its address, its method and its resource."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        view: Any = self.view
        if hasattr(view, "operation"):
            found: dict[str, Any] = view.operation(method)
            return found
        resource: Resource = view.resource
        last = path.rpartition("/")[2]
        if last in DOES:
            return act(resource, last, view.fields)
        if last == "submission":
            return operation(f"get_{one(resource)}_submission",
                             "What became of the version submitted last.", SUBMISSION,
                             parameters=[UUID_IN_PATH], refusals=READS)  # fmt: skip
        if last == resource.name:
            listed = view.known_parameters()
            return listing(resource, listed) if method == "GET" else creation(resource)
        return {"GET": reading, "PATCH": changing, "DELETE": removing}[method](resource)


def one(resource: Resource) -> str:
    """The resource's name of one row."""
    return "evidence" if resource.name == "evidence" else resource.name[:-1]


def row(resource: Resource) -> Schema:
    return ref(f"Desk{resource.name.title()}")


def operation(
    name: str, summary: str, answer: Schema | None, *, parameters: list[Any],
    refusals: tuple[int, ...], status: int = 200, body: Schema | None = None,
    etag: bool = False, others: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One operation; ``others`` are answers besides the success and the refusals."""
    headers = {"ETag": "Strong: the version."} if etag else {}
    success: dict[str, Any] = {
        "description": summary,
        "headers": {key: described(text) for key, text in {**headers, **RATES}.items()},
    }
    if answer is not None:
        success["content"] = {JSON: {"schema": answer}}
    said: dict[str, Any] = {
        "operationId": f"desk_{name}",
        "summary": summary,
        "tags": ["desk"],
        "security": [{"token": []}],
        "parameters": parameters,
        "responses": {
            str(status): success,
            **(others or {}),
            **{str(code): refused(code) for code in sorted({*EVERYWHERE, *refusals})},
        },
    }
    if body is not None:
        content = {kind: {"schema": body} for kind in (JSON,)}
        said["requestBody"] = {"required": bool(body.get("required")), "content": content}
    return said


def refused(status: int) -> dict[str, Any]:
    """A refusal in the desk's own words."""
    if status not in SAID:
        return refusal(status)
    content = {"application/problem+json": {"schema": ref("DeskProblem")}}
    return {"description": SAID[status], "content": content}


def listing(resource: Resource, parameters: Any) -> dict[str, Any]:
    return operation(f"list_{resource.name}", f"{resource.name.title()} of the desk.",
                     paged(row(resource)), parameters=[p.described() for p in parameters],
                     refusals=READS)  # fmt: skip


def creation(resource: Resource) -> dict[str, Any]:
    known = {"description": "It is there already, as it stands.",
             "content": {JSON: {"schema": row(resource)}}}  # fmt: skip
    return operation(f"make_{one(resource)}", f"Make {resource.about}.", row(resource),
                     parameters=[KEY], refusals=(*WRITES, 403), status=201, etag=True,
                     body=fields_schema(resource.fields), others={"200": known})  # fmt: skip


def reading(resource: Resource) -> dict[str, Any]:
    return operation(f"get_{one(resource)}", f"One of the desk's {resource.name}.",
                     row(resource), parameters=[UUID_IN_PATH], refusals=READS, etag=True,
                     others=UNCHANGED)  # fmt: skip


def changing(resource: Resource) -> dict[str, Any]:
    body = fields_schema(resource.changeable(), all_optional=True)
    return operation(f"change_{one(resource)}", f"Change fields of {resource.about}.",
                     row(resource), parameters=[UUID_IN_PATH, IF_MATCH], body=body, etag=True,
                     refusals=(*WRITES, 412, 428))  # fmt: skip


def removing(resource: Resource) -> dict[str, Any]:
    body = shape({"reason": {"type": "string", "maxLength": 500}}, optional=("reason",))
    return operation(f"discard_{one(resource)}", f"Discard {resource.about}.",
                     None, parameters=[UUID_IN_PATH, IF_MATCH], body=body, status=204,
                     refusals=(*WRITES, 412, 428))  # fmt: skip


def act(resource: Resource, name: str, fields: Any) -> dict[str, Any]:
    answer = row(resource) if name == "withdraw" else ref("Submission")
    return operation(f"{name}_{one(resource)}", DOES[name], answer, etag=True,
                     parameters=[UUID_IN_PATH, IF_MATCH], body=fields_schema(fields),
                     refusals=(*WRITES, 403, 412, 428))  # fmt: skip

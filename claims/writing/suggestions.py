"""What the engine proposes of a document: listed, accepted as drafts, dismissed."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.request import Request

from claims import workflow
from claims.api import parameters
from claims.api.parameters import CURSOR, LIMIT, Parameter
from claims.api.public import JSON, bodiless, plain
from claims.api.shapes import BOOLEAN, TEXT, WORDS, Schema, code, many, nullable, paged, ref, shape
from claims.freshness import matches
from claims.models import Claim, Suggestion
from claims.vocabulary import EvidenceInText, Manner, Naming, Polarity, ReportedAs, Stance
from claims.workflow import Called
from claims.writing import body, described, shown
from claims.writing.described import IF_MATCH, READS, SPAN, UUID_IN_PATH, WHOLE, WRITES
from claims.writing.desk import Desk, answered
from claims.writing.fields import LINE, UUID_SHAPE, Field, fields_schema, reference, take, text
from claims.writing.parts import ATTRIBUTIONS, CLAIMS, SPANS
from claims.writing.refusals import BadBody, Overtaken
from claims.writing.spans import placed
from claims.writing.views import Collection

STATES = ("pending", "accepted", "edited", "dismissed")
WORDING = ("texts", "kind", "topics")
"""What of an acceptance is of the claim that it words."""
NAME: Schema = {"type": "string", "maxLength": 60, "pattern": "^[0-9]+-[0-9]+[.][0-9]+$"}
NAME_IN_PATH = {"name": "name", "in": "path", "required": True, "schema": NAME}
ACCEPTED: tuple[Field, ...] = (
    reference("claim", Claim),
    *(field for field in CLAIMS.fields if field.name in WORDING),
    *(field for field in ATTRIBUTIONS.changeable() if field.name != "reason"),
)
ACCEPTED = tuple(Field(field.name, field.schema, field.read) for field in ACCEPTED)
PROPOSED = shape({
    "texts": WORDS, "quote": SPAN, "cue": SPAN, "mention": SPAN, "evidence_words": SPAN,
    "speaker_name": nullable(TEXT), "on_behalf_of_name": nullable(TEXT),
    "via": many(shape({"name": TEXT, "described": BOOLEAN})),
    "nested_in": nullable(NAME), "naming": code(Naming.values), "description": TEXT,
    "anonymity_reason": TEXT, "speaking_as": WORDS, "stance": code(Stance.values),
    "polarity": code(Polarity.values), "reported_as": code(ReportedAs.values),
    "manner": code(Manner.values), "said_on": TEXT, "said_deduced": BOOLEAN, "said_reason": TEXT,
    "evidence_in_text": code(EvidenceInText.values),
})  # fmt: skip
COMPONENTS: dict[str, Schema] = {
    "DeskSuggestion": shape({
        "name": NAME, "version": WHOLE, "etag": TEXT, "state": code(STATES), "sentence": WHOLE,
        "confidence": {"type": "integer", "minimum": 0, "maximum": 1000}, "tool": TEXT,
        "tool_version": TEXT, "attribution": nullable(UUID_SHAPE), "reason": TEXT,
        "proposed": PROPOSED,
    }, optional=("etag",)),
    "DeskSuggested": shape({"read": BOOLEAN, "added": WHOLE, "renewed": WHOLE, "dropped": WHOLE}),
}  # fmt: skip
COUNTED = ("version", "state", "confidence", "tool", "tool_version")


def represented(row: Suggestion) -> dict[str, Any]:
    """A suggestion, with the fields of the attribution that accepting it would make."""
    return {
        "name": row.fingerprint,
        **shown.plain(row, *COUNTED),
        "sentence": row.sentence.number,
        "attribution": shown.uuid(row.attribution),
        "reason": row.dismissed_reason,
        "proposed": proposed(row),
    }


def proposed(row: Suggestion) -> dict[str, Any]:
    """The proposal: words with their places, people by their names."""
    facts = workflow.facts_of(row)
    spans = {name: facts.pop(keyword) or (None, None) for name, keyword in SPANS.items()}
    named = {f"{role}_name": facts.pop(role) for role in ("speaker", "on_behalf_of")}
    hops = [{"name": str(hop), "described": not isinstance(hop, Called)} for hop in facts["via"]]
    return {
        **facts,
        **{name: shown.span(row.document, *span) for name, span in spans.items()},
        **named,
        "texts": workflow.wording_of(row),
        "via": hops,
        "nested_in": row.nested_in.fingerprint if row.nested_in else None,
    }


class Suggested(Desk):
    """Addresses below a document: what they have in common."""

    def suggestions(self, uuid: UUID) -> QuerySet[Suggestion]:
        """Those of the document; ``version`` counts what happened to each."""
        rows: QuerySet[Suggestion] = self.row(uuid).suggestions.annotate(version=Count("events"))
        return rows.select_related("sentence", "attribution", "nested_in__attribution")

    def suggestion(self, uuid: UUID, name: str) -> Any:
        """The suggestion of that name. Raises Http404."""
        found = self.suggestions(uuid).filter(fingerprint=name).first()
        if found is None:
            raise Http404
        return found

    def overtaken(self, row: Any, tag: str) -> Overtaken:
        current = shown.tag(row)
        now = {"etag": current, "row": represented(row)}
        return Overtaken({"etag": tag[:40], "row": None}, now, current)


class Suggestions(Suggested, Collection):
    """Those of a document in the order in which they were made; and where its text is read."""

    def viewing(self) -> str:
        return "claims.view_suggestion"

    def shown(self, row: Any) -> dict[str, Any]:
        return represented(row)

    def known_parameters(self) -> tuple[Parameter, ...]:
        return LIMIT, CURSOR

    def narrowed(self, asked: dict[str, Any], place: tuple[int, ...]) -> QuerySet[Any]:
        rows = self.suggestions(self.kwargs["uuid"]).order_by("pk")
        return rows.filter(pk__gt=place[0]) if place else rows

    def post(self, request: Request, **_address: UUID) -> HttpResponseBase:
        """Have the text read for suggestions; again, it changes what is pending and no more."""
        self.require("propose", "claims.add_suggestion")
        document = self.row(self.kwargs["uuid"])
        parameters.read(request.META["QUERY_STRING"], ())
        _octets, given = body.read(plain(request))
        take(given, (), whole=True)
        made = workflow.suggest(document=document, by=self.user)
        return HttpResponse(orjson.dumps(asdict(made)), content_type=JSON)

    def operation(self, method: str) -> dict[str, Any]:
        """This address as OpenAPI has it."""
        if method == "GET":
            return described.operation(
                "list_suggestions", "What the engine proposes of a document.",
                paged(ref("DeskSuggestion")), refusals=(*READS, 400),
                parameters=[UUID_IN_PATH, LIMIT.described(), CURSOR.described()],
            )  # fmt: skip
        return described.operation(
            "suggest", "Have the text read for suggestions.", ref("DeskSuggested"),
            parameters=[UUID_IN_PATH], refusals=WRITES, body=fields_schema(()),
        )  # fmt: skip


class OneSuggestion(Suggested):
    """One of them; its ETag counts what happened to it."""

    def get(self, request: Request, uuid: UUID, name: str) -> HttpResponseBase:
        self.require("read", "claims.view_suggestion")
        parameters.read(request.META["QUERY_STRING"], ())
        row = self.suggestion(uuid, name)
        tag = shown.tag(row)
        if matches(plain(request), tag):
            return bodiless(304, {"ETag": tag})
        return answered(row, body=represented(row))

    def operation(self, _method: str) -> dict[str, Any]:
        """This address as OpenAPI has it."""
        return described.operation(
            "get_suggestion", "One proposal.", ref("DeskSuggestion"),
            parameters=[UUID_IN_PATH, NAME_IN_PATH], refusals=READS, etag=True,
            others=described.UNCHANGED,
        )  # fmt: skip


class Decision(Suggested):
    """A verb on a suggestion that is pending. It needs If-Match: what the doer has seen."""

    scope: str
    permission: str
    fields: tuple[Field, ...]

    def post(self, request: Request, uuid: UUID, name: str) -> HttpResponseBase:
        self.require(self.scope, "claims.change_suggestion")
        self.require(self.scope, self.permission)
        row = self.suggestion(uuid, name)
        parameters.read(request.META["QUERY_STRING"], ())
        self.matched(request, row)
        _octets, given = body.read(plain(request))
        return self.decide(row, take(given, self.fields, whole=True))

    def decide(self, row: Suggestion, given: dict[str, Any]) -> HttpResponseBase:
        raise NotImplementedError

    def as_operation(self, summary: str, answer: str, status: int) -> dict[str, Any]:
        """This address as OpenAPI has it."""
        return described.operation(
            f"{type(self).__name__.lower()}_suggestion", summary, ref(answer),
            parameters=[UUID_IN_PATH, NAME_IN_PATH, IF_MATCH], status=status, etag=True,
            body=fields_schema(self.fields), refusals=(*WRITES, 412, 428),
        )  # fmt: skip


class Accept(Decision):
    """A draft attribution as proposed, with the fields sent in the place of those proposed."""

    scope, permission, fields = "propose", "claims.add_attribution", ACCEPTED

    def decide(self, row: Suggestion, given: dict[str, Any]) -> HttpResponseBase:
        if "claim" in given and (told := [name for name in WORDING if name in given]):
            raise BadBody(f"/{told[0]}", "Either a claim that is there or what to word it by.")
        facts = {**placed(row.document, given, SPANS), **given}
        made = workflow.accept(suggestion=row, by=self.user, **facts)
        response = answered(made, status=201)
        there = f"{settings.ORIGIN}/api/v1/desk/{ATTRIBUTIONS.name}/{made.uuid}"
        response.headers["Location"] = there
        return response

    def operation(self, _method: str) -> dict[str, Any]:
        """This address as OpenAPI has it."""
        said = "Accept it as a draft, with the fields sent in the place of those proposed."
        return self.as_operation(said, "DeskAttributions", 201)


class Dismiss(Decision):
    """Found wrong: it is not proposed again."""

    scope, permission = "edit", "claims.change_suggestion"
    fields = (text("reason", most=LINE, required=True),)

    def decide(self, row: Suggestion, given: dict[str, Any]) -> HttpResponseBase:
        workflow.dismiss(suggestion=row, by=self.user, reason=given["reason"])
        again = self.suggestion(row.document.uuid, row.fingerprint)
        return answered(again, body=represented(again))

    def operation(self, _method: str) -> dict[str, Any]:
        """This address as OpenAPI has it."""
        return self.as_operation("Dismiss it as wrong, and say why.", "DeskSuggestion", 200)


DECISIONS: dict[str, type[Decision]] = {"accept": Accept, "dismiss": Dismiss}

"""Single records: one as it is now, one of its revisions, and the signed head of them all."""

from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.request import Request

from claims import addresses, items, ledger, transparency
from claims.api import parameters, shapes
from claims.api.parameters import AS_OF, Parameter
from claims.api.problems import Gone
from claims.api.public import FROZEN, JSON, Public
from claims.api.shapes import ID, MOMENT, SHA256, TEXT, WHOLE, Schema, nullable, ref, shape
from claims.ledger import Entry

ID_IN_PATH = {"name": "public_id", "in": "path", "required": True, "schema": ID}
NUMBER_IN_PATH = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
}
MERGE = ("claim", "actor")
"""Kinds of record that can be merged."""


def still_public(entry: Entry | None) -> Entry:
    """``entry``; raises Http404 for none, Gone for one that was withdrawn or erased."""
    if entry is None:
        raise Http404
    if entry.state in ("withdrawn", "erased"):
        raise Gone(entry)
    return entry


def narrowed(text: str, asked: dict[str, Any]) -> str:
    """The frozen text, or its record with only the fields that were asked for."""
    return items.only(text, "record", asked["fields"]) if "fields" in asked else text


class Record(Public):
    """One record as it is now."""

    path_parameters = (ID_IN_PATH,)
    refusals = (404, 410)

    def known(self) -> tuple[Parameter, ...]:
        return (parameters.fields(shapes.FIELDS[self.kind]), AS_OF)

    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        asked = self.asked(request)
        entry = still_public(ledger.current(self.kind, public_id))
        if entry.state == "merged":
            return self.moved(entry)
        if "as_of" in asked:
            entry = still_public(ledger.known(self.kind, public_id, at=asked["as_of"]))
        return self.fresh(
            request, depends_on=[entry.seq], text=lambda: narrowed(items.of_entry(entry), asked)
        )

    def moved(self, entry: Entry) -> HttpResponse:
        """308 to the record that this one was merged into."""
        place = f"/api/v1/{addresses.PLURAL[self.kind]}/{entry.record['merged_into']}"
        there = f"{settings.ORIGIN}{place}"
        response = HttpResponse(items.of_entry(entry), status=308, content_type=JSON)
        response.headers["Location"] = there
        response.headers["Link"] = f'<{there}>; rel="canonical"'
        return response

    def name(self) -> str:
        return f"get_{self.kind}"

    def summary(self) -> str:
        return f"One {self.kind}, as last published."

    def answer_schema(self) -> Schema:
        return ref(f"{self.kind.title()}Item")

    def other_answers(self) -> dict[str, Any]:
        if self.kind not in MERGE:
            return super().other_answers()
        moved = {
            "description": "Merged: Location is the record that it was merged into.",
            "content": {JSON: {"schema": ref("Revision")}},
        }
        return {**super().other_answers(), "308": moved}


class Revision(Public):
    """One revision of a claim, as it was published."""

    kind = "claim"
    path_parameters = (ID_IN_PATH, NUMBER_IN_PATH)
    refusals = (404, 410)
    takes = (parameters.fields(shapes.FIELDS["claim"]),)

    def get(self, request: Request, public_id: str, number: int) -> HttpResponseBase:
        asked = self.asked(request)
        newest = ledger.current(self.kind, public_id)
        if newest is None or newest.state != "erased":  # one erased leaves the others standing
            still_public(newest)
        entry = still_public(ledger.revision(self.kind, public_id, number))
        return self.fresh(
            request,
            depends_on=[entry.seq],
            text=lambda: narrowed(items.of_entry(entry), asked),
            max_age=FROZEN,
        )

    def name(self) -> str:
        return "get_claim_revision"

    def summary(self) -> str:
        return "One revision of a claim, as it was published."

    def answer_schema(self) -> Schema:
        return ref("RevisionItem")


class Transparency(Public):
    """The signed head of the ledger, to be kept outside."""

    def get(self, request: Request) -> HttpResponseBase:
        self.asked(request)
        head = ledger.head()
        return self.fresh(
            request,
            depends_on=[head.sha256 if head else ""],
            text=lambda: orjson.dumps(transparency.sign(head)).decode(),
        )

    def name(self) -> str:
        return "get_transparency"

    def summary(self) -> str:
        return "The signed head of the ledger, to be kept outside."

    def answer_schema(self) -> Schema:
        head = {"seq": WHOLE, "sha256": SHA256, "published_at": nullable(MOMENT)}
        said = {"algorithm": TEXT, "public_key": TEXT, "signature": TEXT, "how_to_verify": TEXT}
        return shape({"head": shape(head), **said})

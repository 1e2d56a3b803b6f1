"""What standing claims say of a document, as W3C Web Annotations: a collection and its pages."""

import hashlib
from typing import Any, ClassVar
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request

from claims import annotations, items, ledger
from claims.annotations import Annotation
from claims.api import paging, parameters
from claims.api.parameters import CURSOR, LIMIT, Parameter
from claims.api.public import Public, plain
from claims.api.records import ID_IN_PATH, still_public
from claims.api.shapes import (
    MOMENT,
    TEXT,
    URI,
    WHOLE,
    Schema,
    code,
    constant,
    many,
    shape,
)
from claims.ledger import Entry

SELECTORS = {
    "type": "array",
    "items": {"anyOf": [
        shape({"type": constant("TextQuoteSelector"), "exact": TEXT, "prefix": TEXT,
               "suffix": TEXT}),
        shape({"type": constant("TextPositionSelector"), "start": WHOLE, "end": WHOLE}),
    ]},
    "minItems": 2,
    "maxItems": 2,
}  # fmt: skip
ANNOTATION = shape({
    "id": URI, "type": constant("Annotation"), "motivation": code(["identifying", "linking"]),
    "modified": MOMENT, "rights": URI,
    "creator": shape({"id": URI, "type": constant("Organization"), "name": TEXT}),
    "body": many({"anyOf": [
        URI,
        shape({"type": constant("TextualBody"), "purpose": TEXT, "language": TEXT,
               "format": TEXT, "value": TEXT}, optional=("language",)),
    ]}),
    "target": shape({
        "source": TEXT, "selector": SELECTORS,
        "state": shape(
            {"type": constant("TimeState"), "sourceDate": MOMENT, "cached": TEXT},
            optional=("sourceDate",),
        ),
    }),
})  # fmt: skip
PAGE = {
    "id": URI, "type": constant("AnnotationPage"), "startIndex": WHOLE, "next": URI,
    "items": many(ANNOTATION),
}  # fmt: skip
OPTIONAL = ("next",)


class Annotated(Public):
    """What both addresses share: the annotations of a document in the order of its text."""

    kind = "document"
    media_type = annotations.MEDIA_TYPE.partition(";")[0]
    content_type = annotations.MEDIA_TYPE
    path_parameters = (ID_IN_PATH,)
    refusals = (404, 410)
    takes: ClassVar[tuple[Parameter, ...]] = (LIMIT, CURSOR)

    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        asked = self.asked(request)
        document = still_public(ledger.current(self.kind, public_id))
        return self.fresh(
            request,
            depends_on=[ledger.stamp()],
            text=lambda: self.answer(request, document, asked),
        )

    def answer(self, request: Request, document: Entry, asked: dict[str, Any]) -> HttpResponse:
        """The collection or the page, with its Link header."""
        found = of_document(document)
        page = page_of(document, found, asked)
        whole = {"@context": annotations.CONTEXT, **self.around(document, len(found), page)}
        response = HttpResponse(orjson.dumps(whole), content_type=self.content_type)
        response.headers["Link"] = paging.link(plain(request), page.get("next"))
        return response

    def around(self, document: Entry, total: int, page: Annotation) -> Annotation:
        raise NotImplementedError


class Annotations(Annotated):
    """The collection, its first page embedded."""

    takes = (LIMIT,)

    def around(self, document: Entry, total: int, page: Annotation) -> Annotation:
        return {**collection(document, total), "first": page}

    def name(self) -> str:
        return "list_document_annotations"

    def summary(self) -> str:
        return "What standing claims say of a document: a W3C AnnotationCollection."

    def answer_schema(self) -> Schema:
        return shape({
            "@context": URI, "id": URI, "type": constant("AnnotationCollection"), "label": TEXT,
            "total": WHOLE, "first": shape(PAGE, optional=OPTIONAL),
        })  # fmt: skip


class AnnotationPage(Annotated):
    """One page of it."""

    def around(self, document: Entry, total: int, page: Annotation) -> Annotation:
        return {**page, "partOf": collection(document, total)}

    def name(self) -> str:
        return "get_document_annotation_page"

    def summary(self) -> str:
        return "A page of the annotations of a document: a W3C AnnotationPage."

    def answer_schema(self) -> Schema:
        whole = shape({"id": URI, "type": constant("AnnotationCollection"), "label": TEXT,
                       "total": WHOLE})  # fmt: skip
        return shape({"@context": URI, **PAGE, "partOf": whole}, optional=OPTIONAL)


def of_document(document: Entry) -> list[Annotation]:
    """The annotations of all standing claims on the document, by where their words begin."""
    day = document.record["captured_on"]
    found = [
        annotation
        for entry in ledger.claims_on(document.id)
        for annotation in annotations.of_claim(
            orjson.loads(items.of_entry(entry)), captured_on=day, document=document.id
        )
    ]
    return sorted(found, key=place)


def place(annotation: Annotation) -> tuple[int, int]:
    """Where it stands in the list: its start, then a number drawn from its id."""
    drawn = hashlib.sha256(annotation["id"].encode()).digest()[:6]
    return annotations.start_of(annotation), int.from_bytes(drawn)


def collection(document: Entry, total: int) -> Annotation:
    """The collection of a document, without its annotations."""
    title = document.record["title"]
    return {
        "id": address(document),
        "type": "AnnotationCollection",
        "label": f"Attributions and evidence in “{title}”",
        "total": total,
    }


def address(document: Entry) -> str:
    """The collection's own address."""
    return f"{settings.ORIGIN}/api/v1/documents/{document.id}/annotations"


def page_of(document: Entry, found: list[Annotation], asked: dict[str, Any]) -> Annotation:
    """The page after the cursor's place."""
    limit = asked.get("limit", parameters.DEFAULT_LIMIT)
    path = f"{address(document)}/page"
    after = paging.unseal(asked["cursor"], path, asked) if "cursor" in asked else ()
    first = sum(place(annotation) <= after for annotation in found) if after else 0
    shown, more = paging.cut(found[first : first + limit + 1], limit)
    page = {"id": located(path, asked), "type": "AnnotationPage", "startIndex": first}
    if more:
        going_on = {**asked, "cursor": paging.seal(place(shown[-1]), path, asked)}
        page["next"] = located(path, going_on)
    return {**page, "items": shown}


def located(path: str, asked: dict[str, Any]) -> str:
    """The address of a page."""
    return f"{path}?{urlencode(asked)}" if asked else path

"""What the API says of itself: its index, its OpenAPI 3.1 description, and a page to try it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from claims.api.public import Public, plain
from claims.api.shapes import TEXT, URI, Schema, many, shape
from claims.exports import OFFERED

ABOUT = (
    "Who said what, in which sentence, through whom, and on what evidence: the published records "
    "of the ledger, byte for byte. Never show a stance without its `reported_as`: only what is "
    "`stated` is reported as having been said. docs/api.md has recipes."
)
LISTS = ("claims", "attributions", "actors", "documents", "sources", "topics", "changes")
RESOURCES = (*LISTS, *(f"export/{what}.{name}" for what, name in OFFERED), "schema", "docs")
Patterns = tuple[URLPattern | URLResolver, ...]


class Index(Public):
    """The addresses of the API."""

    def get(self, request: Request) -> HttpResponseBase:
        self.asked(request)
        base = f"{settings.ORIGIN}/api/v1/"
        listed = [{"name": name, "url": base + name} for name in RESOURCES]
        text = orjson.dumps({"about": ABOUT, "resources": listed}).decode()
        return self.fresh(request, depends_on=[], text=lambda: text)

    def name(self) -> str:
        return "get_index"

    def summary(self) -> str:
        return "The addresses of the API."

    def answer_schema(self) -> Schema:
        return shape({"about": TEXT, "resources": many(shape({"name": TEXT, "url": URI}))})


@dataclass(frozen=True, eq=False)
class Part:
    """Addresses that are described together, with the shapes that they name."""

    patterns: Patterns
    components: Mapping[str, Schema]
    tag: Mapping[str, str]


class Description(Public):
    """The OpenAPI 3.1 description."""

    parts: tuple[Part, ...] = ()

    def get(self, request: Request) -> HttpResponseBase:
        self.asked(request)
        return self.fresh(request, depends_on=[], text=lambda: openapi(self.parts))

    def name(self) -> str:
        return "get_schema"

    def summary(self) -> str:
        return "This description, OpenAPI 3.1."

    def answer_schema(self) -> Schema:
        return {"type": "object", "description": "OpenAPI 3.1", "additionalProperties": True}


@cache
def openapi(parts: tuple[Part, ...]) -> str:
    """The description of the addresses of all ``parts`` as JSON."""
    patterns = [pattern for part in parts for pattern in part.patterns]
    generator = SchemaGenerator(patterns=patterns)  # type: ignore[no-untyped-call]
    described: dict[str, Any] = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    described["info"]["description"] = ABOUT
    described["servers"] = [{"url": settings.ORIGIN}]
    described["components"] = {
        "schemas": {name: shape for part in parts for name, shape in part.components.items()},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }
    described["tags"] = [dict(part.tag) for part in parts]
    return orjson.dumps(described).decode()


class Docs(Public):
    """The description as a page to read and try, from local files alone."""

    schema: Any = None  # no operation of the API

    media_type = "text/html"

    def get(self, request: Request) -> HttpResponseBase:
        self.asked(request)
        return self.fresh(
            request, depends_on=[], text=lambda: render_to_string("claims/api/docs.html")
        )


class Unknown(Public):
    """Every address under /api/ that is none: 404 whatever the method or media type."""

    schema: Any = None  # no operation of the API

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.left = self.count(plain(request))
        raise Http404

    def get(self, request: Request) -> HttpResponseBase:
        """Never reached; makes ``Allow`` say here what it says everywhere."""
        raise Http404

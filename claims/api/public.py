"""What every address of the API has in common, and how each is described to OpenAPI."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from drf_spectacular.openapi import AutoSchema
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches
from rest_framework.views import APIView

from claims import freshness
from claims.api import parameters, problems, rates
from claims.api.parameters import Parameter
from claims.api.rates import Left
from claims.api.shapes import Schema, ref

JSON = "application/json"
METHODS = ["get", "head", "options"]
LISTS, FROZEN = 60, 300
"""Seconds for which a list and a revision may be kept without asking again."""

LONGEST = 8000
"""Characters of an address, parameters included."""
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "max-age=86400",
}
REFUSALS = {
    400: "A parameter is unknown, repeated, empty or malformed: `errors` names it.",
    404: "Nothing public is here; the same bytes whether or not it ever existed.",
    405: "Only GET, HEAD and OPTIONS are answered here: `Allow` says so.",
    406: "The answer is only to be had in the media type stated here.",
    410: "It was public and was withdrawn or erased: `tombstone` says what is left.",
    414: f"The address is longer than {LONGEST} characters.",
    429: "Too many requests of this client: Retry-After says when there is room again.",
    500: "A fault of ours.",
    503: "The database does not answer; Retry-After says when to try again.",
}
EVERYWHERE = (400, 405, 406, 414, 429, 500, 503)
"""Refusals that any address may give."""


class Described(AutoSchema):
    """OpenAPI from what the view says of itself; drf-spectacular finds the addresses."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        view: Any = self.view
        described: dict[str, Any] = view.operation(method)
        return described


class Public(APIView):
    """One public address: GET, HEAD and OPTIONS, open to all origins, without any state."""

    http_method_names = METHODS
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    schema: Any = Described()
    media_type: str = JSON
    takes: ClassVar[tuple[Parameter, ...]] = ()
    kind: str = ""
    path_parameters: ClassVar[tuple[Schema, ...]] = ()
    refusals: ClassVar[tuple[int, ...]] = ()
    """Refusals besides those given everywhere."""
    cost: int = 1
    """How many requests one of these counts as."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse too many requests, the method, the address's length and the media type, in
        English whatever the browser's language; no user is looked for."""
        translation.activate("en")
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSON
        self.left = self.count(plain(request))
        if len(request.get_full_path()) > LONGEST:
            raise problems.TooLong(LONGEST)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        if not accepts(request.headers.get("Accept", ""), self.media_type):
            raise NotAcceptable(f"The answer here is {self.media_type} and nothing else.")

    def count(self, request: HttpRequest) -> Left | None:
        """What the client has left, this request counted. Raises TooMany."""
        request.META[rates.COST] = self.cost
        left = rates.read(request.META, self.cost)
        if left is not None and left.refused:
            raise problems.TooMany(left)
        return left

    def options(  # type: ignore[override] # the framework's own answer is a Response
        self, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """What a browser asks before it asks from another site."""
        return bodiless(204, PREFLIGHT)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Any]:
        return lambda error, context: problems.answer(context["request"]._request, error)

    def finalize_response(  # type: ignore[override] # as above
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        final = super().finalize_response(request, response, *args, **kwargs)
        if (left := getattr(self, "left", None)) is not None:
            left.write(final)
            if final.status_code == 304:  # asking again is what we ask for: it is free
                rates.give_back(plain(request).META, left, self.cost)
        return problems.open_to_all(final)

    def asked(self, request: Request) -> dict[str, Any]:
        """The parameters, read; raises BadRequest."""
        return parameters.read(request.META["QUERY_STRING"], self.known())

    def known(self) -> tuple[Parameter, ...]:
        """The parameters that this address takes."""
        return self.takes

    def fresh(
        self,
        request: Request,
        *,
        depends_on: Iterable[object],
        text: Callable[[], str | HttpResponse],
        max_age: int = LISTS,
    ) -> HttpResponseBase:
        """``text`` as this address's media type, or 304."""

        def make() -> HttpResponse:
            made = text()
            if isinstance(made, HttpResponse):
                return made
            return HttpResponse(made, content_type=self.content_type)

        return freshness.respond(plain(request), depends_on=depends_on, make=make, max_age=max_age)

    @property
    def content_type(self) -> str:
        """What Content-Type says; JSON is UTF-8 by definition (RFC 8259)."""
        return self.media_type if self.media_type == JSON else f"{self.media_type}; charset=utf-8"

    def name(self) -> str:
        """The operationId; never changed."""
        raise NotImplementedError

    def summary(self) -> str:
        raise NotImplementedError

    def manual(self) -> str:
        """More than the summary, as Markdown."""
        return ""

    def answer_schema(self) -> Schema:
        raise NotImplementedError

    def operation(self, method: str) -> dict[str, Any]:
        """This address as an OpenAPI 3.1 operation."""
        return {
            "operationId": self.name(),
            "summary": self.summary(),
            "description": self.manual(),
            "tags": ["public"],
            "parameters": [*self.path_parameters, *(p.described() for p in self.known())],
            "responses": {
                "200": self.success(),
                **self.other_answers(),
                **{str(code): refusal(code) for code in sorted({*EVERYWHERE, *self.refusals})},
            },
        }

    def success(self) -> dict[str, Any]:
        return {
            "description": self.summary(),
            "headers": {name: described(text) for name, text in self.success_headers().items()},
            "content": {self.media_type: {"schema": self.answer_schema()}},
        }

    def success_headers(self) -> dict[str, str]:
        """The headers of a success, each in words."""
        return {"ETag": "Strong: names these very bytes.", **RATES}

    def other_answers(self) -> dict[str, Any]:
        """Answers that are neither the record nor a refusal."""
        return {"304": {"description": "What If-None-Match names is still current."}}


RATES = {
    "RateLimit-Policy": "The quota `q` in a window of `w` seconds (IETF draft, Structured Fields).",
    "RateLimit": "What is left of it: `r` requests; `t` seconds until it is whole again.",
}


def described(text: str) -> dict[str, Any]:
    """A header as OpenAPI has it."""
    return {"schema": {"type": "string"}, "description": text}


def bodiless(status: int, headers: Mapping[str, str]) -> HttpResponseBase:
    """An answer without content that does not say that the content has no length, as Django's
    own would (RFC 9110 section 8.6)."""
    response = StreamingHttpResponse((), status=status, headers=dict(headers))
    if "Content-Type" not in headers:
        del response.headers["Content-Type"]
    return response


def plain(request: Request) -> HttpRequest:
    """Django's request inside the framework's."""
    inner: HttpRequest = request._request
    return inner


REFUSED = re.compile(r";\s*q\s*=\s*0(\.0{0,3})?\s*(;|\Z)", re.IGNORECASE)
"""A weight of zero: not this one (RFC 9110 section 12.4.2)."""


def accepts(header: str, media_type: str) -> bool:
    """Whether an Accept header takes ``media_type`` (RFC 9110 section 12.5.1); none takes all."""
    ranges = [part.strip() for part in header.split(",") if part.strip()]
    taken = [part.partition(";")[0].strip() for part in ranges if not REFUSED.search(part)]
    return not ranges or any(media_type_matches(part, media_type) for part in taken)


def refusal(status: int) -> dict[str, Any]:
    """One kind of problem as an OpenAPI response."""
    content = {problems.MEDIA_TYPE: {"schema": ref("Problem")}}
    said: dict[str, Any] = {"description": REFUSALS[status], "content": content}
    if status in (429, 503):
        said["headers"] = {"Retry-After": described("Seconds to wait.")}
    if status == 405:
        said["headers"] = {"Allow": described("The methods that are answered.")}
    return said

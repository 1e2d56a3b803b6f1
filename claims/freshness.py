"""Conditional answers for public representations (RFC 9110 section 13).

A strong tag hashes everything the bytes depend on: format, build, address, language, encoding
and the seqs of the revisions shown (for lists, the ledger's head).
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

FORMAT = "1"
WORTH_COMPRESSING = 500


@cache
def build() -> str:
    """A fingerprint of the code, templates and messages that make the bytes."""
    digest = hashlib.sha256()
    for folder in ("claims", "sources", "tracker", "locale"):
        for file in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".css", ".svg", ".mo"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def tag(request: HttpRequest, depends_on: Iterable[object]) -> str:
    """The strong entity tag of this address in this language and encoding."""
    parts = [FORMAT, build(), request.get_full_path(), get_language() or "", encoding(request)]
    said = "\n".join([*parts, *(str(part) for part in depends_on)])
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def encoding(request: HttpRequest) -> str:
    """gzip where the client takes it, else identity."""
    offered = request.headers.get("Accept-Encoding", "").lower().replace(" ", "").split(",")
    taken = any(item.split(";")[0] == "gzip" and not item.endswith(";q=0") for item in offered)
    return "gzip" if taken else "identity"


def matches(request: HttpRequest, current: str) -> bool:
    """Whether If-None-Match names ``current`` (weak comparison, lists, ``*``)."""
    given = request.headers.get("If-None-Match", "")
    tags = [item.strip().removeprefix("W/") for item in given.split(",")]
    return given.strip() == "*" or current in tags


def respond(
    request: HttpRequest,
    *,
    depends_on: Iterable[object],
    make: Callable[[], HttpResponse],
    max_age: int = 60,
    vary: Iterable[str] = (),
) -> HttpResponseBase:
    """304 where the client holds these bytes, else what ``make`` returns, tagged and compressed.

    Only 200 answers are tagged. No cookie, nonce or token may be set by ``make``.
    """
    current = tag(request, depends_on)
    if request.method in ("GET", "HEAD") and matches(request, current):
        response = HttpResponse(status=304)
    else:
        response = make()
        if response.status_code != 200:
            return response
        _compress(request, response)
    response.headers["ETag"] = current
    response.headers["Cache-Control"] = f"public, max-age={max_age}, must-revalidate"
    patch_vary_headers(response, ["Accept-Encoding", *vary])
    return response


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    if encoding(request) == "gzip" and len(response.content) >= WORTH_COMPRESSING:
        response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))

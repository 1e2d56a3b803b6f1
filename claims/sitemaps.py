"""Sitemaps (sitemaps.org, 0.9) and robots.txt (RFC 9309): what search engines may find.

A part holds the standing records first published in one stretch of the ledger, so that parts
never move, no part is counted out and each is one range of an index.
"""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from claims import addresses, ledger
from claims.answers import not_found, public
from claims.freshness import respond
from claims.ledger import Listed

STRETCH = 5_000
"""Seqs in a part: at most twice as many addresses, one a language; 50,000 are allowed."""
XML = "application/xml; charset=utf-8"
PLACES = ("", "claims/", "corrections/", "about/")
"""Pages that gather, below the language."""


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """The parts that hold anything."""

    def make() -> HttpResponse:
        parts = ledger.stretches(STRETCH)
        context = {"origin": settings.ORIGIN, "parts": sorted({0, *parts})}
        return HttpResponse(render_to_string("claims/sitemap_index.xml", context), content_type=XML)

    return respond(request, depends_on=[ledger.stamp()], make=make)


@public
def part(request: HttpRequest, number: int) -> HttpResponseBase:
    """The standing records first published from seq ``number`` times ``STRETCH`` on."""
    head = ledger.stamp()
    if number > head // STRETCH:
        return not_found(request)

    def make() -> HttpResponse:
        rows = ledger.listed(number * STRETCH, (number + 1) * STRETCH)
        return HttpResponse("".join(_document(number, rows)), content_type=XML)

    return respond(request, depends_on=[head], make=make)


def _document(number: int, rows: list[Listed]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    yield ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for place in PLACES if number == 0 else ():
        yield from _urls({code: f"/{code}/{place}" for code, _name in settings.LANGUAGES}, "")
    for row in rows:
        yield from _urls(_paths(row), row.published_at.isoformat())
    yield "</urlset>\n"


def _paths(row: Listed) -> dict[str, str]:
    record: dict[str, Any] = {"id": row.id, "names": row.names}
    return {code: addresses.path(row.kind, record, code) for code, _name in settings.LANGUAGES}


def _urls(paths: dict[str, str], changed: str) -> Iterator[str]:
    """One address a language, each naming all of them."""
    others = {**paths, "x-default": paths["en"]}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{_absolute(path)}"/>'
        for code, path in others.items()
    )
    when = f"<lastmod>{changed}</lastmod>" if changed else ""
    for path in paths.values():
        yield f"<url><loc>{_absolute(path)}</loc>{when}{links}</url>\n"


def _absolute(path: str) -> str:
    return escape(f"{settings.ORIGIN}{path}")


@public
def robots(request: HttpRequest) -> HttpResponseBase:
    """What crawlers are asked to leave alone: on a staging site, everything. It guards nothing:
    what is not public is not there to be found."""

    def make() -> HttpResponse:
        closed = "Disallow: /" if settings.STAGING else "Disallow: /admin/\nDisallow: /*/requests/"
        text = f"User-agent: *\n{closed}\n"
        if not settings.STAGING:
            text += f"\nSitemap: {settings.ORIGIN}/sitemap.xml\n"
        return HttpResponse(text, content_type="text/plain; charset=utf-8")

    return respond(request, depends_on=[settings.STAGING], make=make, max_age=3600)

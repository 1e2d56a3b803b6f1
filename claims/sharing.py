"""Taking a claim elsewhere: citations, the frame for other sites with its oEmbed, the card."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from csp.constants import NONE, SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from claims import addresses, asking, cards, citations, days, ledger
from claims.answers import POLICY, gone, language, moved, not_found, paths_of, public
from claims.api.problems import problem
from claims.citations import Cited
from claims.freshness import respond
from claims.ledger import Entry
from claims.templatetags.dixit import chosen, in_words, label, voices

FRAMED = {**POLICY, "frame-ancestors": ["*"], "form-action": [NONE], "img-src": [SELF]}
"""The one page that other sites may frame."""

WIDTH, HEIGHT = 600, 400
LEAST_WIDTH, LEAST_HEIGHT = 280, 200
CACHE_AGE = 300

Made = Callable[[Entry], HttpResponse]


def cited(entry: Entry, lang: str) -> Cited:
    """The entry, cited today."""
    tag, title = chosen(entry.record["texts"])
    place = f"{settings.ORIGIN}/{lang}/claims/{entry.id}/revisions/{entry.revision}/"
    published = entry.published_at.date()
    return Cited(entry.id, entry.revision, title, tag, published, today(), place)  # fmt: skip


def today() -> date:
    """The day of access: what shows a citation depends on it."""
    return datetime.now(UTC).date()


def shared(entry: Entry, lang: str) -> dict[str, Any]:
    """What the page of a claim offers to take away."""
    source = cited(entry, lang)
    stem = paths_of("claim", entry.record)[lang].rstrip("/")
    title = chosen(entry.record["texts"])[1]
    return {
        "stem": stem,
        "styles": [("APA", citations.apa(source)), ("Chicago", citations.chicago(source))],
        "frame": frame(f"{settings.ORIGIN}{stem}/embed/", title),
    }


def _standing(
    request: HttpRequest, public_id: str, tail: str
) -> tuple[Entry | None, HttpResponseBase | None]:
    """The standing claim of an address that ends in ``tail``, or the answer in its place."""
    entry = ledger.current("claim", public_id)
    if entry is None:
        return None, not_found(request)
    if entry.state == "merged":
        into = entry.record["merged_into"]
        return None, moved(request, f"/{language()}/claims/{into}{tail}")
    if entry.state != "standing":
        return None, gone(request, entry)
    return entry, None


@public
def citation(request: HttpRequest, public_id: str, extension: str) -> HttpResponseBase:
    """A claim for a reference manager; the bytes change with the day of access."""
    entry, instead = _standing(request, public_id, f".{extension}")
    if entry is None:
        return instead or not_found(request)
    source = cited(entry, language())
    media_type, write = citations.FORMATS[extension]

    def make() -> HttpResponse:
        response = HttpResponse(write(source), content_type=f"{media_type}; charset=utf-8")
        name = f"{source.key}.{extension}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return respond(request, depends_on=[entry.seq, source.accessed], make=make)


@public
def card(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The picture that goes with a link to the claim: PNG, 1200 by 630."""
    entry, instead = _standing(request, public_id, "/card.png")
    if entry is None:
        return instead or not_found(request)

    def make() -> HttpResponse:
        return HttpResponse(cards.draw(_carded(entry)), content_type="image/png")

    return respond(request, depends_on=[entry.seq], make=make, max_age=3600)


def _carded(entry: Entry) -> cards.Card:
    record = entry.record
    status = record["evidence_status"]
    last = record["corrections"][-1:]
    return cards.Card(
        proposition=chosen(record["texts"])[1],
        code=status["code"],
        status=str(label(status["code"], "EvidenceStatus")),
        voices=[in_words(a) for a in voices(record)],
        note="".join(
            _("Corrected on %(day)s") % {"day": days.in_words(c["made_on"])} for c in last
        ),
        principle=_("This describes what the source shows, not whether the claim is true."),
        site=urlsplit(settings.ORIGIN).netloc,
        unreadable=_("The wording is in a script that this picture cannot set: it is on the page."),
    )


# --- The frame


def embed(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A claim for other sites to frame: without script, with status and correction in words."""
    response = _embed(request, public_id)
    response._csp_config = FRAMED  # type: ignore[attr-defined]
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@public
def _embed(request: HttpRequest, public_id: str) -> HttpResponseBase:
    entry = ledger.current("claim", public_id)
    if entry is None:
        return _framed("claims/embed_gone.html", {"entry": None}, 404)
    if entry.state == "merged":
        return moved(request, f"/{language()}/claims/{entry.record['merged_into']}/embed/")
    if entry.state != "standing":
        return _framed("claims/embed_gone.html", {"entry": entry, **_tombstone(entry)}, 410)
    url = addresses.url("claim", entry.record, language())
    context = {"entry": entry, "record": entry.record, "url": url}
    return respond(
        request,
        depends_on=[entry.seq],
        make=lambda: _framed("claims/embed.html", context, 200),
    )


def _tombstone(entry: Entry) -> dict[str, Any]:
    return {"withdrawn": entry.record.get("withdrawn")}


def _framed(template: str, context: dict[str, Any], status: int) -> HttpResponse:
    frame = {"page_language": language(), "origin": settings.ORIGIN}
    return HttpResponse(render_to_string(template, {**frame, **context}), status=status)


# --- oEmbed (oembed.com, 1.0)


@public
def oembed(request: HttpRequest) -> HttpResponseBase:
    """The frame of a claim, for a site that was given the claim's address.

    404 for what is no claim of ours, 410 for one that was withdrawn, 501 for another format
    than JSON; parameters that we do not know are let pass, as consumers send their own.
    """
    asked = asking.parameters(request.META.get("QUERY_STRING", ""))
    if asked.get("format", "json") != "json":
        return problem(501, "The one format is json.")
    if "url" not in asked:
        raise asking.Malformed("url", gettext_lazy("It is missing: give the address of a claim."))
    size = (
        _size(asked, "maxwidth", WIDTH, LEAST_WIDTH),
        _size(asked, "maxheight", HEIGHT, LEAST_HEIGHT),
    )
    found = claim_at(asked["url"])
    entry = ledger.current("claim", found[1]) if found else None
    if found is None or entry is None:
        return problem(404, "There is no such public claim at this site.")
    if entry.state != "standing":
        return problem(410, "This claim is not public any more.")
    lang = found[0]

    def make() -> HttpResponse:
        with override(lang):
            said = _oembed(entry, lang, *size)
        return HttpResponse(orjson.dumps(said), content_type="application/json")

    response = respond(request, depends_on=[entry.seq], make=make)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _size(asked: dict[str, str], name: str, usual: int, least: int) -> int:
    """The usual length or the most that is allowed; raises Malformed."""
    given = asked.get(name, str(usual))
    if not (given.isascii() and given.isdigit() and len(given) <= 6 and int(given) > 0):
        raise asking.Malformed(name, gettext_lazy("It must be a number of pixels."))
    return max(min(usual, int(given)), min(least, int(given)))


def claim_at(url: str) -> tuple[str, str] | None:
    """(language, id) of the claim whose page ``url`` is, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != settings.ORIGIN:
        return None
    lang = parts.path.removeprefix("/").partition("/")[0]
    if lang not in dict(settings.LANGUAGES):
        return None
    with override(lang):
        try:
            match = resolve(parts.path)
        except Resolver404:
            return None
    return (lang, match.kwargs["public_id"]) if match.view_name == "pages:claim" else None


def _oembed(entry: Entry, lang: str, width: int, height: int) -> dict[str, Any]:
    title = chosen(entry.record["texts"])[1]
    src = f"{settings.ORIGIN}{paths_of('claim', entry.record)[lang]}embed/"
    return {
        "version": "1.0",
        "type": "rich",
        "html": frame(src, title, width, height),
        "width": width,
        "height": height,
        "title": title,
        "provider_name": "Dixit",
        "provider_url": settings.ORIGIN,
        "cache_age": CACHE_AGE,
    }


def frame(src: str, title: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The markup that another site pastes: a frame that may run nothing."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
        ' sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        src, title, width, height,
    )  # fmt: skip

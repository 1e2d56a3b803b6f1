"""The pages that gather: home, the list of claims, corrections, and the page about it all.

Each reads the ledger by the reader role in a fixed number of queries, says what the answer
depends on, and hands plain values to a template. `record_views` has the pages of one record.
"""

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import get_language_from_request

from claims import asking, ledger, reading, vocabulary
from claims.answers import homes, paths_here, public, render
from claims.freshness import respond
from claims.ledger import Entry, Filters

PAGE = 20
LATEST = 10
CHOICES = 200
CHANGES = 50


@public
def root(request: HttpRequest) -> HttpResponseBase:
    """302 to the home page in the reader's language."""
    response = HttpResponseRedirect(homes()[get_language_from_request(request)])
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """Search first, then the latest claims, the topics and the documents."""

    def make() -> HttpResponse:
        context = {
            "claims": _entries(ledger.claims(Filters())[:LATEST]),
            "topics": list(ledger.records("topic")[:PAGE]),
            "documents": list(ledger.records("document")[:LATEST]),
        }
        return render("claims/home.html", context, paths=homes())

    return respond(request, depends_on=[ledger.stamp()], make=make)


@public
def claims(request: HttpRequest) -> HttpResponseBase:
    """The standing claims that meet the filters, newest first, a page at a time."""
    asked = asking.parameters(request.META.get("QUERY_STRING", ""), (*asking.FILTERS, "after"))
    filters, cursor = asking.filters(asked), asking.cursor(asked, 1)

    def make() -> HttpResponse:
        rows = ledger.claims(filters)
        found = list((ledger.after(rows, cursor) if cursor else rows)[: PAGE + 1])
        shown, more = found[:PAGE], len(found) > PAGE
        context = {
            "claims": ledger.entries(row.seq for row in shown),
            "asked": asked,
            "choices": _choices(),
            "kept": {name: asked[name] for name in ("source", "document") if name in asked},
            "narrowed": any(name in asked for name in asking.FILTERS),
            "next": _next(asked, str(shown[-1].first_seq)) if more else None,
            "first": _next(asked, "") if cursor else None,
        }
        return render("claims/claims.html", context, paths=paths_here(request))

    return respond(request, depends_on=[ledger.stamp()], make=make)


def _entries(rows: QuerySet[Any]) -> list[Entry]:
    return ledger.entries(rows.values_list("seq", flat=True))


def _next(asked: dict[str, str], after: str) -> str:
    kept = {name: value for name, value in asked.items() if name != "after"}
    return "?" + urlencode({**kept, "after": after} if after else kept)


def _choices() -> dict[str, Any]:
    """What the filter form offers."""
    by_name = partial(sorted, key=lambda row: (row.sort_key, row.public_id))
    return {
        "speakers": by_name(ledger.records("actor")[:CHOICES]),
        "topics": by_name(ledger.records("topic")[:CHOICES]),
        "stances": vocabulary.Stance.terms(),
        "manners": vocabulary.Manner.terms(),
        "evidence": vocabulary.EvidenceInText.terms(),
        "statuses": vocabulary.EvidenceStatus.terms(),
        "languages": [code for code, _name in settings.LANGUAGES],
    }


@public
def corrections(request: HttpRequest) -> HttpResponseBase:
    """What was corrected or withdrawn after readers had seen it, the latest first."""
    asked = asking.parameters(request.META.get("QUERY_STRING", ""), ("after",))
    cursor = asking.cursor(asked, 1)

    def make() -> HttpResponse:
        before = cursor[0] if cursor else asking.LAST_SEQ
        found = ledger.revised(before=before, limit=CHANGES + 1)
        context = {
            "log": reading.correction_log(found[:CHANGES]),
            "next": f"?after={found[CHANGES - 1].seq}" if len(found) > CHANGES else None,
        }
        return render("claims/corrections.html", context, paths=paths_here(request))

    return respond(request, depends_on=[ledger.stamp()], make=make)


@public
def about(request: HttpRequest) -> HttpResponseBase:
    """The method, every definition, the licence, and how to check us."""

    def make() -> HttpResponse:
        vocabularies = vocabulary.__dict__
        context = {name.lower(): vocabularies[name].terms() for name in DEFINED}
        return render("claims/about.html", context, paths=paths_here(request))

    return respond(request, depends_on=(), make=make)


DEFINED = (
    "EvidenceStatus", "EvidenceInText", "Stance", "Manner", "Naming", "ReportedAs", "Polarity",
    "Relation", "Bearing", "ClaimKind",
)  # fmt: skip

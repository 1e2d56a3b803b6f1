"""The lists of claims: all of them, narrowed by facets, and those in which words are found."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from claims import asking, ledger, narrowing, reading
from claims.answers import language, paths_here, public, render
from claims.freshness import respond
from claims.ledger import Filters

PAGE = 20
EXAMPLES = 6
FACET = 20
SORTS = ("best", "new")

Listing = tuple[list[tuple[int, int]], dict[str, str]]
"""The places of a page's claims, and the parameters of the page that goes on; none on the last."""


@public
def claims(request: HttpRequest) -> HttpResponseBase:
    """The standing claims that meet the filters, newest first, a page at a time."""
    asked = asking.parameters(request.META.get("QUERY_STRING", ""), (*asking.FILTERS, "after"))
    filters, cursor = asking.filters(asked), asking.cursor(asked, 1)

    def make() -> HttpResponse:
        context = _listed(asked, filters, cursor)
        return render("claims/claims.html", context, paths=paths_here(request))

    return respond(request, depends_on=[ledger.stamp()], make=make)


@public
def search(request: HttpRequest) -> HttpResponseBase:
    """The claims in which the words are found, a page at a time: the best first, or with
    ``sort=new`` the newest. Without words, what can be looked for."""
    known = (*asking.FILTERS, "after", "sort")
    asked = asking.parameters(request.META.get("QUERY_STRING", ""), known)
    asking.one_of(asked, "sort", SORTS)
    filters = asking.filters(asked)
    best = bool(filters.q) and asked.get("sort") != "new"
    cursor = asking.cursor(asked, 3 if best else 1)

    def make() -> HttpResponse:
        context = _listed(asked, filters, cursor, best=best) if any(_of(asked)) else {}
        context |= {
            "asked": asked,
            "best": best,
            "by_day": narrowing.query(asked, sort="new"),
            "by_rank": narrowing.query(asked, sort=None),
        }
        if not context.get("found"):
            context["topics"] = list(ledger.records("topic")[:EXAMPLES])
        return render("claims/search.html", context, paths=paths_here(request))

    return respond(request, depends_on=[ledger.stamp()], make=make)


def _of(asked: dict[str, str]) -> list[str]:
    return [name for name in asking.FILTERS if name in asked]


def _listed(
    asked: dict[str, str], filters: Filters, cursor: tuple[int, ...], *, best: bool = False
) -> dict[str, Any]:
    """A page of what meets the filters, what it can be narrowed to, and the way on."""
    shown, further = (_best if best else _newest)(filters, cursor)
    facets = ledger.facets(filters, top=FACET)
    today = ledger.today(narrowing.named(facets, asked))
    if "sort" in further and facets.total.claims <= ledger.RANKED:
        further = {}  # all that match were ranked
    return {
        "found": _found(asked.get("q", ""), shown),
        "asked": asked,
        "query": narrowing.query(asked, sort=None).removesuffix("?"),
        "total": facets.total,
        "facets": narrowing.offered(facets, asked, today),
        "chosen": narrowing.in_force(asked, today),
        "hidden": list(narrowing.hidden(asked, ("q", "said_after", "said_before"))),
        "next": narrowing.query(asked, **further) if further else None,
        "ranked": "sort" not in further,
        "first": narrowing.query(asked) if cursor else None,
        "better": _better(asked) if not shown else None,
    }


def _newest(filters: Filters, cursor: tuple[int, ...]) -> Listing:
    places = ledger.search(filters, after=cursor, limit=PAGE + 1)
    more = len(places) > PAGE
    return places[:PAGE], {"after": str(places[PAGE - 1][1])} if more else {}


def _best(filters: Filters, cursor: tuple[int, ...]) -> Listing:
    """The ranked matches; after the last of them the older ones, newest first."""
    page = ledger.best(filters, after=cursor, limit=PAGE)
    if page.further:
        return page.places, {"after": ".".join(map(str, page.further))}
    return page.places, {"sort": "new", "after": str(page.beyond)} if page.beyond else {}


def _found(q: str, places: list[tuple[int, int]]) -> list[reading.Found]:
    entries = ledger.entries(seq for seq, _first in places)
    return reading.found(entries, language(), lambda texts: ledger.marked(q, texts))


def _better(asked: dict[str, str]) -> dict[str, str] | None:
    """Another spelling under which something is found, with its link; None if there is none."""
    words = ledger.spelling(asked["q"]) if "q" in asked else ""
    return {"q": words, "query": narrowing.query(asked, q=words)} if words else None

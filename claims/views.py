"""The pages that gather: home, corrections, and the page about it all.

Each reads the ledger by the reader role in a fixed number of queries, says what the answer
depends on, and hands plain values to a template. `search_views` has the lists of
claims, `claim_views` and `record_views` the pages of one record.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from claims import asking, definitions, keeping, ledger, policies, reading
from claims.answers import homes, language, paths_here, public, render
from claims.freshness import respond
from claims.ledger import Filters

LATEST = 10
TOPICS = 12
DOCUMENTS = 6
CORRECTED = 3
CHANGES = 50


@public
def root(request: HttpRequest) -> HttpResponseBase:
    """302 to the home page in the reader's language."""
    response = HttpResponseRedirect(homes()[get_language_from_request(request)])
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """Search first, then the latest claims, the topics, the documents and the corrections."""

    def make() -> HttpResponse:
        found = ledger.search(Filters(), limit=LATEST)
        context = {
            "claims": ledger.entries(seq for seq, _first in found),
            "topics": list(ledger.records("topic")[:TOPICS]),
            "documents": list(ledger.records("document")[:DOCUMENTS]),
            "log": reading.correction_log(ledger.revised(limit=CORRECTED))[:CORRECTED],
        }
        return render("claims/home.html", context, paths=homes())

    return respond(request, depends_on=[ledger.stamp()], make=make)


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
    """The method, the policies, every definition, the licence, and how to check us."""
    own = policies.stated(language())

    def make() -> HttpResponse:
        context = {"defined": definitions.defined(), "keeping": keeping, "own": own}
        return render("claims/about.html", context, paths=paths_here(request))

    return respond(request, depends_on=own, make=make)

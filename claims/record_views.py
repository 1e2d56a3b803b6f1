"""The pages of single records: claims and their revisions, documents, actors, topics, sources.

A record is found first: what is not published is 404, what was withdrawn or erased 410, what
was merged or has another slug leads to its right address.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from claims import addresses, asking, jsonld, ledger, reading, vocabulary
from claims.answers import gone, language, moved, not_found, paths_of, public, render
from claims.freshness import respond
from claims.ledger import Entry, Filters, Present
from sources.vocabulary import Shown

ACTOR_PAGE = 50
TOPIC_CLAIMS = 60
SOURCE_DOCUMENTS = 200

STANDING = ("standing", "merged")


@public
def claim(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The claim as it was last published."""
    entry = ledger.current("claim", public_id)
    if entry is None:
        return not_found(request)
    if entry.state == "merged":
        return _merged(request, "claim", public_id)
    if entry.state != "standing":
        return gone(request, entry)
    right = addresses.path("claim", entry.record, language())
    if request.path != right:
        return moved(request, right)
    return _claim(request, entry, latest=entry, paths=paths_of("claim", entry.record))


@public
def revisions(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Every revision of a claim, with its place in the chain."""
    entry = ledger.current("claim", public_id)
    if entry is None:
        return not_found(request)
    if entry.state == "merged":
        return _merged(request, "claim", public_id)
    if entry.state != "standing":
        return gone(request, entry)
    paths = _below(public_id, "revisions/")
    if request.path != paths[language()]:
        return moved(request, paths[language()])
    history = ledger.history("claim", public_id)

    def make() -> HttpResponse:
        context = {"entry": entry, "record": entry.record, "history": history[::-1]}
        return render("claims/revisions.html", context, paths=paths)

    return respond(request, depends_on=[entry.seq], make=make)


def _below(public_id: str, tail: str) -> dict[str, str]:
    return {code: f"/{code}/claims/{public_id}/{tail}" for code, _name in settings.LANGUAGES}


@public
def revision(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """The claim as it was published at one revision, kept for good unless withdrawn."""
    latest = ledger.current("claim", public_id)
    if latest is None:
        return not_found(request)
    if latest.state not in STANDING:
        return gone(request, latest)
    entry = ledger.revision("claim", public_id, number)
    if entry is None:
        return not_found(request)
    if entry.state == "merged":
        return _merged(request, "claim", public_id)
    if entry.state != "standing":
        return gone(request, entry)
    paths = _below(public_id, f"revisions/{number}/")
    if request.path != paths[language()]:
        return moved(request, paths[language()])
    return _claim(request, entry, latest=latest, paths=paths)


def _claim(
    request: HttpRequest, entry: Entry, *, latest: Entry, paths: dict[str, str]
) -> HttpResponseBase:
    """A claim's record as a page, with today's names and the other side of its relations."""
    record, lang = entry.record, language()
    history = ledger.history("claim", entry.id)
    others = ledger.related_to(entry.id)
    today = ledger.today(reading.named_in(record))

    def make() -> HttpResponse:
        code = record["evidence_status"]["code"]
        status = str(vocabulary.EvidenceStatus(code).label)
        url = addresses.url("claim", record, lang)
        frozen = request.path != addresses.path("claim", latest.record, lang)
        context = {
            "entry": entry,
            "record": record,
            "sayings": reading.sayings(record, today, lang),
            "today": today,
            "related": reading.related(entry.id, record, others, today),
            "history": history[::-1],
            "latest": latest,
            "frozen": frozen,
            "url": url,
            "jsonld": "" if frozen else jsonld.script(entry, url, lang, status),
        }
        return render("claims/claim.html", context, paths=paths)

    shown = [entry.seq, latest.seq, *sorted(present.seq for present in today.values())]
    return respond(request, depends_on=[*shown, *(other.seq for other in others)], make=make)


def _merged(request: HttpRequest, kind: str, public_id: str) -> HttpResponseBase:
    """301 to what the record was merged into, whatever became of that."""
    present = ledger.today([(kind, public_id)]).get((kind, public_id))
    if present is None:
        return not_found(request)
    return moved(request, addresses.path(kind, _named(present), language()))


def _named(present: Present) -> dict[str, Any]:
    return {"id": present.id, "names": present.names}


def _standing(
    request: HttpRequest, kind: str, public_id: str
) -> tuple[Entry | None, HttpResponseBase | None]:
    """The record of a page at its right address, or else the answer to give instead."""
    entry = ledger.current(kind, public_id)
    if entry is None:
        return None, not_found(request)
    if entry.state == "merged":
        return None, _merged(request, kind, public_id)
    if entry.state != "standing":
        return None, gone(request, entry)
    right = addresses.path(kind, entry.record, language())
    return (entry, None) if request.path == right else (None, moved(request, right))


@public
def document(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A captured text as far as it is public, with the words of every claim marked."""
    entry, instead = _standing(request, "document", public_id)
    if entry is None:
        return instead or not_found(request)
    claims = ledger.claims_on(public_id)

    def make() -> HttpResponse:
        context = {
            "entry": entry,
            "record": entry.record,
            "reading": reading.document(entry.record, claims),
            "in_full": entry.record["shown"] == Shown.FULL,
        }
        return render("claims/document.html", context, paths=paths_of("document", entry.record))

    return respond(request, depends_on=[entry.seq, *(c.seq for c in claims)], make=make)


@public
def actor(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Who somebody is and what they are reported to have said; no score of any kind."""
    entry, instead = _standing(request, "actor", public_id)
    if entry is None:
        return instead or not_found(request)
    asked = asking.parameters(request.META.get("QUERY_STRING", ""))
    cursor = asking.cursor(asked, 2)

    def make() -> HttpResponse:
        rows = ledger.attributions(Filters(speaker=public_id))
        found = list((ledger.after(rows, cursor) if cursor else rows)[: ACTOR_PAGE + 1])
        shown = [reading.indexed(row.record, row) for row in found[:ACTOR_PAGE]]
        stated = [item for item in shown if reading.is_stated(item.record)]
        last = found[ACTOR_PAGE - 1] if len(found) > ACTOR_PAGE else None
        context = {
            "entry": entry,
            "record": entry.record,
            "stated": stated,
            "otherwise": [item for item in shown if not reading.is_stated(item.record)],
            "spoken_for": reading.spoken_for(item.record for item in stated),
            "next": f"?after={last.first_seq}.{last.position}" if last else None,
        }
        return render("claims/actor.html", context, paths=paths_of("actor", entry.record))

    return respond(request, depends_on=[ledger.stamp()], make=make)


@public
def topic(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The claims of a topic, who says what about them, and the documents they are found in."""
    entry, instead = _standing(request, "topic", public_id)
    if entry is None:
        return instead or not_found(request)

    def make() -> HttpResponse:
        rows = ledger.claims(Filters(topic=public_id))[: TOPIC_CLAIMS + 1]
        claims = ledger.entries(rows.values_list("seq", flat=True))
        shown = claims[:TOPIC_CLAIMS]
        keys = {key for claim in shown for key in reading.named_in(claim.record)}
        context = {
            "entry": entry,
            "record": entry.record,
            "claims": shown,
            "more": len(claims) > TOPIC_CLAIMS,
            "columns": shown[: reading.MATRIX_CLAIMS],
            "rows": reading.matrix(shown, ledger.today(keys)),
            "documents": reading.documents_in(shown),
        }
        return render("claims/topic.html", context, paths=paths_of("topic", entry.record))

    return respond(request, depends_on=[ledger.stamp()], make=make)


@public
def source(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A publisher or channel, and its documents in which claims were found."""
    entry, instead = _standing(request, "source", public_id)
    if entry is None:
        return instead or not_found(request)

    def make() -> HttpResponse:
        ids = ledger.documents_of(public_id, limit=SOURCE_DOCUMENTS)
        records = ledger.current_records([("document", i) for i in ids])
        documents = sorted(
            records.values(), key=lambda d: (d["published_latest"] or "", d["id"]), reverse=True
        )
        context = {"entry": entry, "record": entry.record, "documents": documents}
        return render("claims/source.html", context, paths=paths_of("source", entry.record))

    return respond(request, depends_on=[ledger.stamp()], make=make)

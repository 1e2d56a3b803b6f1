"""The pages of documents, actors, topics and sources; `claim_views` has those of claims."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from claims import asking, illustrations, ledger, reading
from claims.answers import language, not_found, paths_of, public, render, standing
from claims.freshness import respond
from claims.ledger import Filters
from claims.pictures import matrix
from sources.vocabulary import Shown

ACTOR_PAGE = 50
TOPIC_CLAIMS = 60
HEARD = 30
SOURCE_DOCUMENTS = 200


@public
def document(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A captured text as far as it is public, with the words of every claim marked."""
    entry, instead = standing(request, "document", public_id)
    if entry is None:
        return instead or not_found(request)
    asked = asking.parameters(request.META.get("QUERY_STRING", ""))
    speaker = asking.filters({n: v for n, v in asked.items() if n == "speaker"}).speaker
    wanted = {name: asking.ordinal(asked, name) for name in ("part", "at") if name in asked}
    claims = ledger.claims_on(public_id)

    def make() -> HttpResponse:
        places = ledger.sentence_places(public_id) if entry.revision > 1 else ()
        shown = reading.document(entry.record, claims, places, only=speaker, **wanted)
        if shown is None:
            return not_found(request)
        context = {
            "entry": entry,
            "record": entry.record,
            "reading": shown,
            "speakers": reading.speakers_in(public_id, claims),
            "speaker": speaker,
            "kept": f"speaker={speaker}&" if speaker else "",
            "in_full": entry.record["shown"] == Shown.FULL,
        }
        return render("claims/document.html", context, paths=paths_of("document", entry.record))

    return respond(request, depends_on=[entry.seq, *(c.seq for c in claims)], make=make)


@public
def actor(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Who somebody is and what they are reported to have said; no score of any kind."""
    entry, instead = standing(request, "actor", public_id)
    if entry is None:
        return instead or not_found(request)
    asked = asking.parameters(request.META.get("QUERY_STRING", ""))
    cursor = asking.cursor(asked, 3)

    def make() -> HttpResponse:
        most = ACTOR_PAGE if cursor else illustrations.PICTURED
        rows = ledger.said_by(public_id, after=cursor, limit=most + 1)
        pictured = [reading.indexed(row.record, row) for row in rows[:most]]
        shown = pictured[:ACTOR_PAGE]
        stated = [item for item in shown if reading.is_stated(item.record)]
        further = (
            ".".join(map(str, ledger.place(rows[ACTOR_PAGE - 1]))) if rows[ACTOR_PAGE:] else ""
        )
        context = {
            "entry": entry,
            "record": entry.record,
            "months": reading.by_month(stated),
            "otherwise": [item for item in shown if not reading.is_stated(item.record)],
            "spoken_for": reading.spoken_for(item.record for item in stated),
            "declined": reading.declined(stated),
            "heard": [] if cursor else _heard(public_id),
            "chronicle": None if cursor else illustrations.by_claim(pictured, language()),
            "cut": len(rows) > most,
            "whole": f"/api/v1/export/attributions.csv?speaker={public_id}",
            "next": f"?after={further}" if further else None,
        }
        return render("claims/actor.html", context, paths=paths_of("actor", entry.record))

    return respond(request, depends_on=[ledger.stamp()], make=make)


def _heard(public_id: str) -> list[reading.Said]:
    """What others are reported to have said on an actor's behalf, or through it."""
    ids = {public_id, *ledger.merged_ids(public_id)}
    return reading.heard(ledger.naming(public_id, limit=HEARD), ids)[:HEARD]


@public
def topic(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The claims of a topic, who says what about them, and the documents they are found in."""
    entry, instead = standing(request, "topic", public_id)
    if entry is None:
        return instead or not_found(request)

    def make() -> HttpResponse:
        found = ledger.claims(Filters(topic=public_id))[: TOPIC_CLAIMS + 1]
        claims = ledger.entries(found.values_list("seq", flat=True))
        shown = claims[:TOPIC_CLAIMS]
        keys = {key for claim in shown for key in reading.named_in(claim.record)}
        today, columns = ledger.today(keys), shown[: reading.MATRIX_CLAIMS]
        rows = reading.matrix(shown, today)
        said = illustrations.said_in(shown)
        pictured = said[: illustrations.PICTURED]
        context = {
            "entry": entry,
            "record": entry.record,
            "claims": shown,
            "more": len(claims) > TOPIC_CLAIMS,
            "columns": columns,
            "rows": rows[: matrix.MOST],
            "tally": reading.tally(a for claim in shown for a in claim.record["attributions"]),
            "days": reading.days_of(shown),
            "matrix": illustrations.stances(rows, columns, language()),
            "older": len(claims) > len(columns),
            "chronicle": illustrations.by_speaker(pictured, today, language()),
            "cut": len(claims) > TOPIC_CLAIMS or len(said) > len(pictured),
            "whole": f"/api/v1/export/attributions.csv?topic={public_id}",
            "documents": reading.documents_in(shown),
        }
        return render("claims/topic.html", context, paths=paths_of("topic", entry.record))

    return respond(request, depends_on=[ledger.stamp()], make=make)


@public
def source(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A publisher or channel, and its documents in which claims were found."""
    entry, instead = standing(request, "source", public_id)
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

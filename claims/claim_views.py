"""The pages of a claim: as it is, as it was on a day or at a revision, and its history."""

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from claims import addresses, asking, history, illustrations, jsonld, ledger, reading, sharing
from claims.answers import (
    gone,
    language,
    merged,
    moved,
    not_found,
    paths_of,
    public,
    render,
    standing,
)
from claims.freshness import respond
from claims.ledger import Entry

STANDING = ("standing", "merged")
STEPS = 5
REVISIONS = 20
"""Revisions with their changes: on the claim's page, and on one page of its history."""


@public
def claim(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The claim as it was last published; with ``as_of``, as it stood at the end of that day."""
    entry, instead = standing(request, "claim", public_id)
    if entry is None:
        return instead or not_found(request)
    right = paths_of("claim", entry.record)
    asked = asking.parameters(request.META.get("QUERY_STRING", ""))
    day = asking.past_day(asked, "as_of", today=datetime.now(UTC).date())
    if day is None:
        return _claim(request, entry, latest=entry, paths=right)
    return _as_of(request, entry, day, right)


def _as_of(
    request: HttpRequest, latest: Entry, day: date, right: dict[str, str]
) -> HttpResponseBase:
    """The revision that stood at the end of ``day``, or that none did yet."""
    paths = {code: f"{place}?as_of={day}" for code, place in right.items()}
    entry = ledger.known("claim", latest.id, at=datetime.combine(day, time.max, tzinfo=UTC))
    if entry is None:
        return _not_yet(request, latest, day, paths)
    if entry.state != "standing":
        return gone(request, entry)
    return _claim(request, entry, latest=latest, paths=paths, day=day)


def _not_yet(
    request: HttpRequest, latest: Entry, day: date, paths: dict[str, str]
) -> HttpResponseBase:
    """That nothing had been published about this claim by ``day``, and since when something is."""
    first = ledger.history("claim", latest.id)[0]

    def make() -> HttpResponse:
        context = {"latest": latest, "record": latest.record, "day": day, "first": first}
        right = addresses.path("claim", latest.record, language())
        return render("claims/not_yet.html", context, paths=paths, canonical=right)

    return respond(request, depends_on=[latest.seq], make=make)


@public
def revisions(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Every revision of a claim, with what it changed and its place in the chain."""
    entry = ledger.current("claim", public_id)
    if entry is None:
        return not_found(request)
    if entry.state == "merged":
        return merged(request, "claim", public_id)
    if entry.state != "standing":
        return gone(request, entry)
    paths = _below(public_id, "revisions/")
    if request.path != paths[language()]:
        return moved(request, paths[language()])
    asked = asking.parameters(request.META.get("QUERY_STRING", ""))
    [before] = asking.cursor(asked, 1) or [entry.revision + 1]
    steps = _history(entry, before=before, number=REVISIONS)

    def make() -> HttpResponse:
        older = steps[-1].entry.revision if steps and steps[-1].entry.revision > 1 else None
        context = {"entry": entry, "record": entry.record, "steps": steps, "older": older}
        return render("claims/revisions.html", context, paths=paths)

    return respond(request, depends_on=[entry.seq], make=make)


def _history(entry: Entry, *, before: int, number: int) -> list[history.Step]:
    """The last ``number`` revisions of a record below number ``before``, the newest first, each
    with what it changed. One more is read, to compare the earliest with."""
    after = max(before - number - 2, 0)
    found = ledger.revisions(entry.kind, entry.id, after=after, limit=number + 1)
    return history.steps([e for e in found if e.revision < before], language())


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
        return merged(request, "claim", public_id)
    if entry.state != "standing":
        return gone(request, entry)
    paths = _below(public_id, f"revisions/{number}/")
    if request.path != paths[language()]:
        return moved(request, paths[language()])
    return _claim(request, entry, latest=latest, paths=paths, frozen=True)


def _claim(
    request: HttpRequest,
    entry: Entry,
    *,
    latest: Entry,
    paths: dict[str, str],
    day: date | None = None,
    frozen: bool = False,
) -> HttpResponseBase:
    """A claim's record as a page, with today's names and the other side of its relations.

    ``frozen``: asked for by its number; ``day``: as what stood on that day.
    """
    record, lang = entry.record, language()
    asked = asking.parameters(request.META.get("QUERY_STRING", ""))
    first = asking.ordinal(asked, "from")
    part = reading.part(record, first)
    if part is None:
        return not_found(request)
    steps = _history(entry, before=entry.revision + 1, number=STEPS)
    others = ledger.related_to(entry.id)
    today = ledger.today(reading.named_in(record))

    def make() -> HttpResponse:
        sayings = reading.sayings(record, first, today, lang)
        as_it_is = not frozen and day is None
        url = addresses.url("claim", latest.record, lang)
        data = _data(entry, url, lang, sayings) if as_it_is else ""
        context = {
            "entry": entry,
            "record": record,
            "sayings": sayings,
            "part": part,
            "tally": reading.tally(record["attributions"]),
            "evidence": reading.evidence(record, lang),
            "today": today,
            "related": reading.related(entry.id, record, others, today),
            "steps": steps,
            "course": illustrations.course(record),
            "share": sharing.shared(entry, lang),
            "latest": latest,
            "as_it_is": as_it_is,
            "day": day,
            "url": url,
            "jsonld": data,
        }
        return render(
            "claims/claim.html",
            context,
            paths=paths if first == 1 else _from(paths, first),
            canonical=_canonical(entry, latest, first) if day else "",
        )

    shown = [
        sharing.today(),
        entry.seq,
        latest.seq,
        *sorted(present.seq for present in today.values()),
    ]
    return respond(request, depends_on=[*shown, *(other.seq for other in others)], make=make)


def _data(entry: Entry, url: str, lang: str, sayings: list[reading.Saying]) -> str:
    """The page's structured data, ready for its script element."""
    document = jsonld.of_claim(
        entry.record,
        url,
        lang,
        revision=entry.revision,
        published_on=entry.published_at.date().isoformat(),
        attributions=[saying.record for saying in sayings],
    )
    return jsonld.script(document)


def _from(paths: dict[str, str], first: int) -> dict[str, str]:
    return {
        code: f"{place}{'&' if '?' in place else '?'}from={first}" for code, place in paths.items()
    }


def _canonical(entry: Entry, latest: Entry, first: int) -> str:
    """What a page as of a day is a view of: the claim as it is, or one of its revisions."""
    if entry.seq == latest.seq:
        place = paths_of("claim", entry.record)
    else:
        place = _below(entry.id, f"revisions/{entry.revision}/")
    return (place if first == 1 else _from(place, first))[language()]

"""The feeds: claims, corrections, one actor's, one topic's, each as Atom and as JSON Feed.

``?lang=`` chooses the language, because a feed reader sends none worth heeding. Pages go by the
seq of the latest change: a claim that is corrected comes up again, with the same id.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from claims import addresses, asking, ledger, transparency
from claims.answers import gone, moved, not_found, public
from claims.feeds import Deleted, Feed, Item, atom, jsonfeed
from claims.freshness import respond
from claims.ledger import Changed, Entry
from claims.phrases import STATUS_GLYPHS
from claims.templatetags.dixit import chosen, in_words, label, voices

PAGE = 50
EMPTY = datetime(2000, 1, 1, tzinfo=UTC)
FORMATS: dict[str, ModuleType] = {"atom": atom, "json": jsonfeed}
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Outline:
    """What one feed is called, which page it belongs to, and its address less the format."""

    title: str
    subtitle: str | Promise
    home: str
    path: str


@dataclass(frozen=True)
class Asked:
    """The language, the place to go on from, and the format."""

    language: str
    before: int
    extension: str


def asked(request: HttpRequest, extension: str) -> Asked:
    """Read the parameters; raises Malformed."""
    given = asking.parameters(request.META.get("QUERY_STRING", ""), ("lang", "after"))
    lang = given.get("lang", settings.LANGUAGE_CODE)
    codes = [code for code, _name in settings.LANGUAGES]
    if lang not in codes:
        raise asking.Malformed("lang", gettext_lazy("There is no such code."), codes)
    cursor = asking.cursor(given, 1)
    return Asked(lang, cursor[0] if cursor else asking.LAST_SEQ, extension)


@public
def claims(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Every claim, the latest change first; withdrawals as tombstones."""
    want = asked(request, extension)

    def items() -> list[tuple[int, Item | Deleted]]:
        return _of_claims(ledger.changed(before=want.before, limit=PAGE + 1), want.language)

    return _respond(
        request, want, lambda: Outline(_("Claims"), TAGLINE, "claims/", "/feeds/claims"), items
    )


TAGLINE = gettext_lazy("Who said what, in which sentence, through whom, and on what evidence.")


@public
def corrections(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Every correction and withdrawal, the latest first."""
    want = asked(request, extension)

    def items() -> list[tuple[int, Item | Deleted]]:
        return _of_corrections(ledger.corrected(before=want.before, limit=PAGE + 1), want.language)

    def outline() -> Outline:
        told = gettext_lazy("What we changed or withdrew after readers had seen it.")
        return Outline(_("Corrections"), told, "corrections/", "/feeds/corrections")

    return _respond(request, want, outline, items)


@public
def actor(request: HttpRequest, public_id: str, extension: str) -> HttpResponseBase:
    """The claims that an actor takes a stance on."""
    return _of_record(request, "actor", public_id, extension, ledger.changed_by_speaker)


@public
def topic(request: HttpRequest, public_id: str, extension: str) -> HttpResponseBase:
    """The claims of a topic."""
    return _of_record(request, "topic", public_id, extension, ledger.changed_in_topic)


def _of_record(
    request: HttpRequest,
    kind: str,
    public_id: str,
    extension: str,
    read: Callable[..., list[Changed]],
) -> HttpResponseBase:
    want = asked(request, extension)
    entry = ledger.current(kind, public_id)
    if entry is None:
        return not_found(request)
    path = f"/feeds/{addresses.PLURAL[kind]}"
    if entry.state == "merged":
        return moved(request, f"{path}/{entry.record['merged_into']}.{extension}")
    if entry.state != "standing":
        return gone(request, entry)
    if request.path != f"{path}/{public_id}.{extension}":
        return moved(request, f"{path}/{public_id}.{extension}")

    def outline() -> Outline:
        home = addresses.path(kind, entry.record, want.language).split("/", 2)[2]
        return Outline(chosen(entry.record["names"])[1], TAGLINE, home, f"{path}/{public_id}")

    def items() -> list[tuple[int, Item | Deleted]]:
        found = read(public_id, before=want.before, limit=PAGE + 1)
        return _of_claims(found, want.language)

    return _respond(request, want, outline, items)


def _respond(
    request: HttpRequest,
    want: Asked,
    outline: Callable[[], Outline],
    items: Callable[[], list[tuple[int, Item | Deleted]]],
) -> HttpResponseBase:
    """The feed in the language asked for, whatever the browser prefers."""
    with override(want.language):
        head = ledger.head()

        def make() -> HttpResponse:
            made = FORMATS[want.extension]
            feed = _feed(want, outline(), items(), transparency.sign(head))
            return HttpResponse(made.write(feed), content_type=f"{made.MEDIA_TYPE}; charset=utf-8")

        response = respond(request, depends_on=[head.seq if head else 0], make=make)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Language"] = want.language
    return response


def _feed(
    want: Asked,
    outline: Outline,
    found: Sequence[tuple[int, Item | Deleted]],
    head: dict[str, object],
) -> Feed:
    shown = found[:PAGE]
    others = {"atom": "json", "json": "atom"}
    here = {"after": str(want.before)} if want.before != asking.LAST_SEQ else {}
    further = {"after": str(shown[-1][0])} if len(found) > PAGE else None
    return Feed(
        id=_address(outline.path, "atom", want.language),
        title=f"Dixit – {outline.title}",
        subtitle=str(outline.subtitle),
        language=want.language,
        home=f"{settings.ORIGIN}/{want.language}/{outline.home}",
        self_url=_address(outline.path, want.extension, want.language, here),
        twin_url=_address(outline.path, others[want.extension], want.language, here),
        first_url=_address(outline.path, want.extension, want.language),
        next_url=_address(outline.path, want.extension, want.language, further)
        if further
        else None,
        updated=_latest(item for _seq, item in shown),
        author="Dixit",
        origin=settings.ORIGIN,
        licence=LICENCE,
        items=[item for _seq, item in shown],
        head=head,
    )


def _address(
    path: str, extension: str, language: str, more: dict[str, str] | None = None
) -> str:  # fmt: skip
    return f"{settings.ORIGIN}{path}.{extension}?{urlencode({'lang': language, **(more or {})})}"


def _latest(items: Iterable[Item | Deleted]) -> datetime:
    """When the newest of them changed; a fixed day while there is none."""
    times = [item.when if isinstance(item, Deleted) else item.updated for item in items]
    return max(times, default=EMPTY)


def permanent(language: str, public_id: str, tail: str = "") -> str:
    """The id of an entry: the claim's address without its slug, which leads to the page."""
    return f"{settings.ORIGIN}/{language}/claims/{public_id}/{tail}"


def _of_claims(found: Iterable[Changed], language: str) -> list[tuple[int, Item | Deleted]]:
    return [(c.entry.seq, _claim(c, language)) for c in found]


def _claim(changed: Changed, language: str) -> Item | Deleted:
    entry = changed.entry
    if entry.state != "standing":
        return _taken_back(entry, permanent(language, entry.id))
    return _item(
        entry,
        permanent(language, entry.id),
        addresses.url("claim", entry.record, language),
        changed.first_published_at,
        notes=entry.record["corrections"],
    )


def _item(
    entry: Entry, own_id: str, url: str, published: datetime, *, notes: list[dict[str, object]]
) -> Item:
    record = entry.record
    tag, title = chosen(record["texts"])
    code = record["evidence_status"]["code"]
    said = [in_words(a) for a in voices(record)]
    status = f"{STATUS_GLYPHS[code]} {label(code, 'EvidenceStatus')}"
    context = {"record": record, "status": status, "notes": notes, "url": url}
    return Item(
        id=own_id,
        url=url,
        title=title,
        title_language=tag,
        summary=". ".join([status, "; ".join(said)]),
        html=render_to_string("claims/feed_entry.html", context).strip(),
        published=published,
        updated=entry.published_at,
        topics=[(topic["id"], chosen(topic["names"])[1]) for topic in record["topics"]],
        data_url=f"{settings.ORIGIN}/api/v1/claims/{entry.id}",
    )


def _taken_back(entry: Entry, own_id: str) -> Deleted:
    """The tombstone of an entry whose claim was withdrawn, merged or erased."""
    if entry.state == "withdrawn":
        reason = _("Withdrawn: %(why)s") % {"why": chosen(entry.record["withdrawn"]["reasons"])[1]}
    elif entry.state == "merged":
        into = f"{settings.ORIGIN}/api/v1/claims/{entry.record['merged_into']}"
        reason = _("Merged into another claim: %(address)s") % {"address": into}
    else:
        reason = _("Erased as the law required.")
    return Deleted(own_id, entry.published_at, reason)


def _of_corrections(found: Sequence[Entry], language: str) -> list[tuple[int, Item | Deleted]]:
    """Each change as an entry of its own; of claims withdrawn since, only that they were."""
    gone_now = ledger.withdrawn_among({entry.id for entry in found}) if found else set()
    return [(entry.seq, _change(entry, language, gone_now)) for entry in found]


def _change(entry: Entry, language: str, gone_now: set[str]) -> Item | Deleted:
    own_id = permanent(language, entry.id, f"revisions/{entry.revision}/")
    if entry.state == "withdrawn":
        return _withdrawal(entry, own_id, language)
    if entry.state != "standing" or entry.id in gone_now:
        return _superseded(entry, own_id)
    notes = entry.record["corrections"][-1:]
    return _item(entry, own_id, own_id, entry.published_at, notes=notes)


def _superseded(entry: Entry, own_id: str) -> Deleted:
    if entry.state != "standing":
        return _taken_back(entry, own_id)
    return Deleted(own_id, entry.published_at, _("The claim has been withdrawn since."))


def _withdrawal(entry: Entry, own_id: str, language: str) -> Item:
    """A withdrawal is news itself: its entry holds the tombstone and nothing else."""
    why = chosen(entry.record["withdrawn"]["reasons"])[1]
    title = _("Claim %(id)s has been withdrawn") % {"id": entry.id}
    html = render_to_string("claims/feed_withdrawal.html", {"why": why})
    place = permanent(language, entry.id)
    return Item(
        own_id, place, title, language, why, html.strip(), entry.published_at, entry.published_at
    )

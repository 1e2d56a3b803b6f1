"""The data of a page: its address with ``.json``, ``.jsonl`` or ``.csv`` for the last slash.

All that the page's filter finds, never one page of it: streamed as exports are, in the API's
items. A page of one record gives what it gathers: an actor's, a document's, a source's or a
claim's attributions, a topic's claims; with ``.json`` the record goes before them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language
from rest_framework.request import Request

from claims import addresses, asking, freshness, items, ledger
from claims.api import parameters
from claims.api.downloads import Export, Stream
from claims.api.parameters import EXCEL, FILTERS, Parameter
from claims.api.public import JSON, plain
from claims.api.records import still_public
from claims.exports import FORMATS, Format, csv
from claims.exports.format import cut_short, listed
from claims.ledger import Entry, Filters
from claims.transparency import Head

SUFFIXES = ("json", "jsonl", "csv")
GATHERED = {"actor": "speaker", "topic": "topic", "document": "document", "source": "source"}
"""Of a page of one record, the filter that finds what it gathers."""
BATCH = 500

Texts = Callable[[], Iterator[str]]


class PageData(Export):
    """The data of a list, or of the page of one record."""

    schema: Any = None  # a page's data is no part of the API that OpenAPI describes
    suffix: str = "json"
    takes: ClassVar[tuple[Parameter, ...]] = FILTERS
    said_language: str = "en"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.said_language = get_language() or "en"
        super().initial(request, *args, **kwargs)

    def known(self) -> tuple[Parameter, ...]:
        return (*self.takes, EXCEL) if self.suffix == "csv" else self.takes

    def asked(self, request: Request) -> dict[str, Any]:
        """The parameters of the page, read as the API reads them: what a form sends for a field
        left alone is left out, and so is the place in the list, because all of it is given."""
        parts = request.META["QUERY_STRING"].split("&")
        given = [part for part in parts if part.partition("=")[2] and not part.startswith("after=")]
        return parameters.read("&".join(given), self.known())

    @property
    def made(self) -> Format:
        return WHOLE if self.suffix == "json" else FORMATS[self.suffix]

    def get(self, request: Request, public_id: str = "") -> HttpResponseBase:
        asked = self.asked(request)
        return self.answer(request, self.made, self.texts(asked), asked)

    def texts(self, asked: dict[str, Any]) -> Texts:
        """What the page lists."""
        return partial(items.stream, self.what, parameters.filters(asked))

    def answer(
        self, request: Request, made: Format, texts: Texts, asked: dict[str, Any]
    ) -> HttpResponseBase:
        """The rows, streamed from one state of the ledger; or 304, or the head alone."""
        if (short := self.without_content(plain(request))) is not None:
            return short
        prefix = made.prefix if "excel" in asked else b""
        stream = Stream(self.what, made, lambda: made.writers[self.what](texts()), prefix)
        response = StreamingHttpResponse(stream, content_type=self.content_type)
        tag = freshness.tag(plain(request), [stream.head.seq if stream.head else 0])
        return self.described(response, tag, stream.head)

    def described(
        self, response: HttpResponseBase, tag: str, head: Head | None = None
    ) -> HttpResponseBase:
        """As of an export, but that JSON opens in the browser."""
        final = super().described(response, tag, head)
        if self.suffix == "json" and "Content-Disposition" in final.headers:
            del final.headers["Content-Disposition"]
        return final


class RecordData(PageData):
    """The data of the page of one record."""

    takes = ()

    def get(self, request: Request, public_id: str = "") -> HttpResponseBase:
        asked = self.asked(request)
        entry = still_public(ledger.current(self.kind, public_id))
        if entry.state == "merged":
            return self.merged(entry)
        filters = Filters(**{GATHERED[self.kind]: public_id})
        return self.answer(
            request, self.made_for(entry), partial(items.stream, self.what, filters), asked
        )

    def made_for(self, entry: Entry) -> Format:
        """With ``.json``, the record first."""
        if self.suffix != "json":
            return self.made
        before = f'{{"{self.kind}":{items.of_entry(entry)},"results":['.encode()
        return replace(WHOLE, writers={self.what: partial(document, before)})

    def merged(self, entry: Entry) -> HttpResponseBase:
        """308 to the data of what the record was merged into."""
        into = entry.record["merged_into"]
        place = f"/{self.said_language}/{addresses.PLURAL[self.kind]}/{into}.{self.suffix}"
        response = HttpResponse(status=308)
        response.headers["Location"] = f"{settings.ORIGIN}{place}"
        return response


class ClaimData(RecordData):
    """A claim: its item as the API gives it; as CSV, its attributions."""

    kind = "claim"
    what = "attributions"

    def get(self, request: Request, public_id: str = "") -> HttpResponseBase:
        asked = self.asked(request)
        entry = still_public(ledger.current(self.kind, public_id))
        if entry.state == "merged":
            return self.merged(entry)
        if self.suffix == "csv":
            return self.answer(request, self.made, partial(_attributions, public_id), asked)
        end = "\n" if self.suffix == "jsonl" else ""
        return self.fresh(
            request, depends_on=[entry.seq], text=lambda: items.of_entry(entry) + end
        )  # fmt: skip


def _attributions(claim: str) -> Iterator[str]:
    rows = ledger.attributions(Filters()).filter(claim_id=claim)
    return map(items.of_attribution, ledger.attributed(rows))


class CorrectionsData(PageData):
    """Every correction and withdrawal: the revisions of claims after their first."""

    what = "corrections"
    takes = ()

    @property
    def made(self) -> Format:
        return CORRECTIONS[self.suffix]

    def texts(self, asked: dict[str, Any]) -> Texts:
        return _corrections


def _corrections() -> Iterator[str]:
    before = asking.LAST_SEQ
    while found := ledger.corrected(before=before, limit=BATCH):
        yield from items.changes(found)
        before = found[-1].seq


def document(before: bytes, texts: Iterable[str]) -> Iterator[bytes]:
    """One JSON document of all items."""
    return listed(before, (text.encode() for text in texts), b"]}")


WHOLE = Format(
    media_type=JSON,
    extension="json",
    writers={
        what: partial(document, b'{"results":[')
        for what in ("claims", "attributions", "corrections")
    },
    broken=cut_short,
)

COLUMNS = ("claim_id", "revision", "published_at", "what", "note", "url")


def corrections_csv(texts: Iterable[str]) -> Iterator[bytes]:
    """The header, then a record a change; notes in English, else in the language they have."""
    yield csv.row(list(COLUMNS))
    for text in texts:
        item = orjson.loads(text)
        said = (item["id"], item["revision"], item["published_at"], *_change(item), item["url"])
        yield csv.row([csv.cell(value) for value in said])


def _change(item: dict[str, Any]) -> tuple[str, str]:
    """What the revision did, and the note that it gives."""
    record = item["record"]
    if record is None:
        return item.get("withheld") or "erased", ""
    if "withdrawn" in record:
        return "withdrawn", _words(record["withdrawn"]["reasons"])
    if "merged_into" in record:
        return "merged", str(record["merged_into"])
    notes = record["corrections"]
    return "corrected", _words(notes[-1]["note"]) if notes else ""


def _words(texts: dict[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()), "")


CORRECTIONS = {
    "json": WHOLE,
    "jsonl": replace(FORMATS["jsonl"], writers={"corrections": FORMATS["jsonl"].writers["claims"]}),
    "csv": replace(
        FORMATS["csv"],
        writers={"corrections": corrections_csv},
        broken=lambda _what, detail: csv.row(["ERROR", "", detail, "", "", ""]),
    ),
}

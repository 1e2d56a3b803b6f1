"""Lists: records, attributions, the revisions of a claim, and the ledger in order."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request

from claims import addresses, items, ledger
from claims.api import examples, paging, parameters, shapes
from claims.api.paging import Place
from claims.api.parameters import CURSOR, FILTERS, LIMIT, NAMES, SINCE, Parameter
from claims.api.public import FROZEN, JSON, Public, plain
from claims.api.records import ID_IN_PATH, still_public
from claims.api.shapes import SHA256, WHOLE, Schema, ref

Found = tuple[Sequence[str], Place | None]
"""The texts of a page, and the place of its last row where more follow."""


class Listing(Public):
    """A page of results, newest first publication first, and where the next one is."""

    part: str = "record"
    """The part of an item that ``fields`` narrows."""
    places: int = 1
    """How many numbers a place on this list's order has."""

    def fields(self) -> tuple[str, ...]:
        """What ``fields`` may name."""
        return shapes.FIELDS[self.kind]

    def known(self) -> tuple[Parameter, ...]:
        return (*self.takes, LIMIT, CURSOR, parameters.fields(self.fields()))

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.asked(request)
        place = cursor(request, asked)
        # The head is read first: rows can then be newer than the tag says, never older, and
        # once the head has moved no 304 confirms them.
        return self.fresh(
            request, depends_on=[ledger.stamp()], text=lambda: self.page(request, asked, place)
        )

    def page(self, request: Request, asked: dict[str, Any], place: Place) -> HttpResponse:
        """Once more the query, now for the rows."""
        texts, last = self.found(asked, place, asked.get("limit", parameters.DEFAULT_LIMIT))
        return linked(request, narrowed(texts, self.part, asked), following(request, asked, last))

    def found(self, asked: dict[str, Any], place: Place, limit: int) -> Found:
        raise NotImplementedError


class Records(Listing):
    """The standing records of a kind that meet the filters: of claims all, of others a few."""

    def known(self) -> tuple[Parameter, ...]:
        return (*(FILTERS if self.kind == "claim" else NAMES), *super().known())

    def found(self, asked: dict[str, Any], place: Place, limit: int) -> Found:
        if self.kind == "claim":
            keys = ledger.search(parameters.filters(asked), after=place, limit=limit + 1)
        else:
            rows = ledger.records(self.kind, **parameters.narrowing(asked))
            keys = ledger.places(rows, place, limit + 1)
        shown, more = paging.cut(keys, limit)
        return self.texts(shown), (shown[-1][1],) if more else None

    def texts(self, shown: Sequence[Place]) -> list[str]:
        """The items at these places, (seq, first_seq) each."""
        if self.kind == "claim":
            return items.standing([first for _seq, first in shown])
        return [items.of_entry(entry) for entry in ledger.entries(seq for seq, _first in shown)]

    def manual(self) -> str:
        return examples.of_list(addresses.PLURAL[self.kind])

    def name(self) -> str:
        return f"list_{addresses.PLURAL[self.kind]}"

    def summary(self) -> str:
        return f"The standing {addresses.PLURAL[self.kind]}, newest first."

    def answer_schema(self) -> Schema:
        return shapes.paged(ref(f"{self.kind.title()}Item"))


class Attributions(Listing):
    """Who said what: the attributions of standing claims that meet the filters."""

    part = "attribution"
    takes = FILTERS

    def fields(self) -> tuple[str, ...]:
        return shapes.ATTRIBUTION_FIELDS

    def found(self, asked: dict[str, Any], place: Place, limit: int) -> Found:
        rows = ledger.attributions_found(parameters.filters(asked), after=place, limit=limit + 1)
        shown, more = paging.cut(rows, limit)
        last = (shown[-1].first_seq, shown[-1].position) if more else None
        return [items.of_attribution(row) for row in shown], last

    def manual(self) -> str:
        return examples.of_list("attributions", "stance=denies&limit=100")

    def name(self) -> str:
        return "list_attributions"

    def summary(self) -> str:
        return "Who took which stance on which claim, in which sentence; newest claim first."

    def answer_schema(self) -> Schema:
        return shapes.paged(ref("AttributionItem"))


class Revisions(Public):
    """Every revision of a claim, first to last."""

    kind = "claim"
    path_parameters = (ID_IN_PATH,)
    refusals = (404, 410)
    takes = (LIMIT, CURSOR, parameters.fields(shapes.FIELDS["claim"]))

    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        asked = self.asked(request)
        place = cursor(request, asked)
        newest = still_public(ledger.current(self.kind, public_id))
        return self.fresh(
            request,
            depends_on=[newest.seq],
            text=lambda: self.page(request, public_id, asked, place),
            max_age=FROZEN,
        )

    def page(
        self, request: Request, public_id: str, asked: dict[str, Any], place: Place
    ) -> HttpResponse:
        """The revisions after the number that the cursor holds."""
        limit = asked.get("limit", parameters.DEFAULT_LIMIT)
        after = place[0] if place else 0
        rows = ledger.revisions(self.kind, public_id, after=after, limit=limit + 1)
        shown, more = paging.cut(rows, limit)
        last = (shown[-1].revision,) if more else None
        texts = narrowed(map(items.of_entry, shown), "record", asked)
        return linked(request, texts, following(request, asked, last))

    def name(self) -> str:
        return "list_claim_revisions"

    def summary(self) -> str:
        return "Every revision of a claim, first to last."

    def answer_schema(self) -> Schema:
        return shapes.paged(ref("RevisionItem"))


class Changes(Public):
    """The whole ledger in its order: what a copy elsewhere follows to stay true."""

    takes = (SINCE, LIMIT, parameters.fields(shapes.FIELDS_OF_ANY))

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.asked(request)
        head = ledger.head()
        known = {"seq": head.seq if head else 0, "sha256": head.sha256 if head else "0" * 64}
        return self.fresh(
            request, depends_on=[known["seq"]], text=lambda: self.page(request, asked, known)
        )

    def page(self, request: Request, asked: dict[str, Any], head: dict[str, Any]) -> HttpResponse:
        """The revisions after ``since``; ``next`` goes on from the last of them."""
        limit = asked.get("limit", parameters.DEFAULT_LIMIT)
        rows = ledger.changes(since=asked.get("since", 0), limit=limit + 1)
        shown, more = paging.cut(rows, limit)
        further = paging.address(plain(request), since=shown[-1].seq) if more else None
        return linked(request, narrowed(items.changes(shown), "record", asked), further, head=head)

    def manual(self) -> str:
        return examples.of_list("changes", "since=0&limit=1000")

    def name(self) -> str:
        return "list_changes"

    def summary(self) -> str:
        return "Every revision of every kind in the ledger's order, withdrawals included."

    def answer_schema(self) -> Schema:
        listed = shapes.paged(ref("RevisionItem"))
        head = shapes.shape({"seq": WHOLE, "sha256": SHA256})
        return shapes.shape({**listed["properties"], "head": head})


def cursor(request: Request, asked: dict[str, Any]) -> Place:
    """The place that the cursor holds; empty for the first page. Raises BadRequest."""
    given = asked.get("cursor")
    return paging.unseal(given, request.path, asked) if given else ()


def following(request: Request, asked: dict[str, Any], last: Place | None) -> str | None:
    """The address of the next page, where there is one."""
    if last is None:
        return None
    return paging.address(plain(request), cursor=paging.seal(last, request.path, asked))


def narrowed(texts: Iterable[str], part: str, asked: dict[str, Any]) -> Iterable[str]:
    """The items as they are, or with only the fields that were asked for."""
    if "fields" not in asked:
        return texts
    return [items.only(text, part, asked["fields"]) for text in texts]


def linked(
    request: Request, texts: Iterable[str], further: str | None, **more: Any
) -> HttpResponse:
    """A page with its Link header (RFC 8288): where the list begins, and where it goes on."""
    response = HttpResponse(paging.body(texts, further, **more), content_type=JSON)
    response.headers["Link"] = paging.link(plain(request), further)
    return response

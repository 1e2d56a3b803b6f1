"""What a record or an attribution is as one JSON object: the same in API, JSON Lines and CSV.

Texts are put together from frozen ones and never parsed and written anew, so that every byte
of a ``record`` is what its digest covers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import orjson
from django.conf import settings

from claims import addresses, ledger
from claims.exports import Format
from claims.ledger import Attributed, Entry, Filters

Step = Callable[[int], object]

EXPORTED = ("claims", "attributions")
"""What can be exported whole."""


def address(entry: Entry) -> str:
    """The page of what the entry is a revision of."""
    return addresses.url(entry.kind, {**entry.record, "id": entry.id})


def of_entry(entry: Entry) -> str:
    """``{envelope fields, "url", "record": payload}``, the payload verbatim."""
    return entry.emit(address(entry))


def standing(firsts: Sequence[int]) -> list[str]:
    """``of_entry`` of the standing claims first published at these seqs, the newest first."""
    return ledger.texts(firsts, origin=settings.ORIGIN)


def withheld(entry: Entry) -> str:
    """An earlier revision of a claim since withdrawn: the envelope alone, which still chains.

    Without its salt: with it, the digest would confirm a guess at what was taken back.
    """
    stub = replace(entry, payload=None, salt=None)
    head = {**stub.envelope(), "url": address(stub), "withheld": "withdrawn", "record": None}
    return orjson.dumps(head).decode()


def of_attribution(row: Attributed) -> str:
    """``{"id", "reported_as", "claim": {...}, "attribution": record}``, the record verbatim."""
    claim = {
        "id": row.claim_id,
        "url": addresses.of_claim(row.claim_id, row.slug),
        "texts": row.claim_texts,
        "status": row.status,
        "seq": row.seq,
        "revision": row.revision,
        "published_at": ledger.moment(row.published_at),
        "sha256": row.sha256,
    }
    head = orjson.dumps({"id": row.id, "reported_as": row.reported_as, "claim": claim}).decode()
    return f'{head[:-2]},"review":{row.review}}},"attribution":{row.record}}}'


ALWAYS = ("withdrawn", "merged_into")
"""What a narrowed record still says: that it is none to be shown."""


def only(text: str, part: str, fields: Sequence[str]) -> str:
    """The item with no more of ``part`` than the named fields: written anew, so that its digest
    no longer proves it."""
    item = orjson.loads(text)
    if item[part] is not None:  # of an erased or withheld revision nothing is left to choose from
        wanted = (*fields, *ALWAYS)
        item[part] = {name: item[part][name] for name in wanted if name in item[part]}
    return orjson.dumps(item).decode()


def changes(entries: Sequence[Entry]) -> list[str]:
    """Entries of any kind in the ledger's order; of withdrawn claims, only the tombstones."""
    gone = withdrawn(entries)
    return [withheld(entry) if entry.seq in gone else of_entry(entry) for entry in entries]


def withdrawn(entries: Iterable[Entry]) -> set[int]:
    """The seqs of those that are earlier revisions of claims since withdrawn."""
    earlier = [e for e in entries if e.kind == "claim" and e.state in ("standing", "merged")]
    gone = ledger.withdrawn_among([e.id for e in earlier]) if earlier else set()
    return {entry.seq for entry in earlier if entry.id in gone}


def stream(what: str, filters: Filters) -> Iterator[str]:
    """Every claim or attribution that meets ``filters``, in the order of the lists."""
    for piece in ledger.lines(what, filters, origin=settings.ORIGIN):
        yield from piece.decode().removesuffix("\n").split("\n")


def exported(
    what: str, made: Format, filters: Filters, step: Step = lambda _number: None
) -> Iterator[bytes]:
    """The pieces of the file in that format; ``step`` hears how many items went by."""
    if made.verbatim:
        yield from ledger.lines(what, filters, origin=settings.ORIGIN, step=step)
        return

    def counted() -> Iterator[str]:
        for item in stream(what, filters):
            step(1)
            yield item

    yield from made.writers[what](counted())


def count(what: str, filters: Filters) -> int:
    """How many ``stream`` gives."""
    rows = ledger.claims(filters) if what == "claims" else ledger.attributions(filters)
    return rows.count()

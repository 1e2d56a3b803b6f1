"""Attributions and evidence as the record of their claim holds them."""

from claims.models import Attribution, Evidence
from claims.record.excerpts import Excerpt
from claims.record.things import Names, Record, iso_day
from sources.models import Document


def attribution_record(a: Attribution, names: Names, excerpts: dict[Document, Excerpt]) -> Record:
    """One attribution as its claim's record holds it."""
    excerpt = excerpts[a.document]
    return {
        "id": a.public_id,
        "naming": a.naming,
        "speaker": names.actor(a.speaker),
        "description": a.description or None,
        "anonymity_reason": a.anonymity_reason or None,
        "speaking_as": a.speaking_as,
        "on_behalf_of": names.actor(a.on_behalf_of),
        "stance": a.stance,
        "polarity": a.polarity,
        "reported_as": a.reported_as,
        "nested_in": _nesting(a, a.nested_in, names) if a.nested_in else None,
        "manner": a.manner,
        "cue": excerpt.span(a, "cue"),
        "mention": excerpt.span(a, "speaker"),
        "said_on": a.said_on or None,
        "said_earliest": iso_day(a.said_earliest),
        "said_latest": iso_day(a.said_latest),
        "said_deduced": a.said_deduced,
        "said_reason": a.said_reason or None,
        "via": [
            {"actor": names.actor(hop.actor), "description": hop.description or None}
            for hop in a.via.all()
        ],
        "evidence_in_text": {
            "code": a.evidence_in_text,
            "quote": excerpt.span(a, "evidence"),
        },
        "document": names.document(a.document),
        "sentence": {
            "number": a.sentence.number,
            "start": a.sentence.start,
            "end": a.sentence.end,
            "text": a.document.slice(a.sentence.start, a.sentence.end),
        },
        "quote": excerpt.span(a, "content"),
        "fragment": excerpt.fragment(a.content_start, a.content_end),
    }


NESTING = ("id", "speaker", "description", "naming", "stance", "reported_as")


def _nesting(inner: Attribution, outer: Attribution, names: Names) -> Record:
    """The attribution around this one, as far as a reader must know it: of another claim, as
    that claim's record has it, so that no edit of it enters here unreviewed."""
    if outer.claim_id != inner.claim_id:
        public = names.record(outer.claim)["attributions"]
        said = next(a for a in public if a["id"] == outer.public_id)
        return {**{field: said[field] for field in NESTING}, "claim": outer.claim.public_id}
    return {
        "id": outer.public_id,
        "claim": outer.claim.public_id,
        "speaker": names.actor(outer.speaker),
        "description": outer.description or None,
        "naming": outer.naming,
        "stance": outer.stance,
        "reported_as": outer.reported_as,
    }


def evidence_record(e: Evidence, names: Names, excerpts: dict[Document, Excerpt]) -> Record:
    """One item of evidence as its claim's record holds it."""
    quote = fragment = None
    if e.document and e.start is not None and e.end is not None:
        excerpt = excerpts[e.document]
        quote, fragment = excerpt.quote(e.start, e.end), excerpt.fragment(e.start, e.end)
    return {
        "bearing": e.bearing,
        "descriptions": e.descriptions,
        "origin": names.actor(e.origin),
        "from_claimant": e.from_claimant,
        "document": names.document(e.document) if e.document else None,
        "quote": quote,
        "fragment": fragment,
        "url": e.url or None,
        "archive_url": e.archive_url or None,
        "accessed_on": iso_day(e.accessed_on),
    }

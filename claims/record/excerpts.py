"""Which sentences a claim may show, and quotes that never show more."""

from claims.models import Attribution, Evidence
from claims.record.things import Record, sealed
from sources import anchor
from sources.models import Document, Sentence

Excerpts = dict[Document, list[Sentence]]


def excerpts_of(attributions: list[Attribution], evidence: list[Evidence]) -> Excerpts:
    """For each document, the sentences a claim may show: those that its spans touch, with one
    neighbour each side, and those that its attributions named when they were recorded."""
    spans: dict[Document, list[tuple[int, int]]] = {}
    kept: dict[Document, set[Sentence]] = {}
    for a in attributions:
        ends = [(getattr(a, f"{s}_start"), getattr(a, f"{s}_end")) for s in SPANS]
        spans.setdefault(a.document, []).extend(end for end in ends if end[0] is not None)
        kept.setdefault(a.document, set()).add(a.sentence)
    for e in evidence:
        if e.document and e.start is not None and e.end is not None:
            spans.setdefault(e.document, []).append((e.start, e.end))
    return {
        document: with_neighbours(document, spans[document], kept.get(document, set()))
        for document in sorted(spans, key=lambda d: d.pk)
    }


SPANS = ("content", "cue", "speaker", "evidence")


def with_neighbours(
    document: Document, spans: list[tuple[int, int]], kept: set[Sentence]
) -> list[Sentence]:
    spans = spans + [(s.start, s.end) for s in kept]
    standing = list(document.sentences.standing().in_order())
    touched = {
        i
        for i, s in enumerate(standing)
        if any(s.start < end and start < s.end for start, end in spans)
    }
    near = {i + step for i in touched for step in (-1, 0, 1)} & set(range(len(standing)))
    return sorted({standing[i] for i in near} | kept, key=lambda s: (s.start, s.number))


def shown_sentences(document: Document, sentences: list[Sentence]) -> Record:
    return {
        "id": document.public_id,
        "sha256": document.text_sha256,
        "sentences": [
            {
                **sealed(document, s, with_salt=True),
                "text": document.slice(s.start, s.end),
            }
            for s in sentences
        ],
    }


def quote_of(document: Document, start: int, end: int, sentences: list[Sentence]) -> Record:
    """W3C TextQuoteSelector and TextPositionSelector fields; the context keeps to what is shown."""
    first, last = min(s.start for s in sentences), max(s.end for s in sentences)
    quote = anchor.describe(document.text, start, end)
    return {
        "exact": quote.exact,
        "prefix": quote.prefix[max(0, len(quote.prefix) - max(0, start - first)) :],
        "suffix": quote.suffix[: max(0, last - end)],
        "start": start,
        "end": end,
    }


def span_of(attribution: Attribution, name: str, sentences: list[Sentence]) -> Record | None:
    start, end = getattr(attribution, f"{name}_start"), getattr(attribution, f"{name}_end")
    return None if start is None else quote_of(attribution.document, start, end, sentences)

"""Which sentences a claim may show, and quotes that never show more."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Attribution, Evidence
from claims.record.things import Names, Record, sealed
from sources import anchor
from sources.models import Document, Sentence

SPANS = ("content", "cue", "speaker", "evidence")
Span = tuple[int, int]


@dataclass(frozen=True)
class Excerpt:
    """What a claim shows of one document.

    ``ordered`` are the sentences that the document's public record knows (of a draft document:
    those that stand), in the order of the text; ``shown`` are those that the claim shows.
    """

    document: Document
    ordered: list[Sentence]
    shown: list[Sentence]

    def bounds(self, start: int, end: int) -> Span:
        """How far the context of a span may reach: the sentences that it touches and one
        neighbour each side, stopping at any text between them that no sentence holds."""
        near = touched(self.ordered, [(start, end)])
        if not near:
            return start, end
        first, last = min(near), max(near)
        if first > 0 and self._adjoin(first - 1):
            first -= 1
        if last + 1 < len(self.ordered) and self._adjoin(last):
            last += 1
        return min(start, self.ordered[first].start), max(end, self.ordered[last].end)

    def _adjoin(self, place: int) -> bool:
        """Whether only white space lies between this sentence and the next."""
        one, other = self.ordered[place], self.ordered[place + 1]
        return not self.document.slice(one.end, other.start).strip()

    def quote(self, start: int, end: int) -> Record:
        """W3C TextQuoteSelector and TextPositionSelector fields, within ``bounds``."""
        first, last = self.bounds(start, end)
        quote = anchor.describe(self.document.text, start, end)
        return {
            "exact": quote.exact,
            "prefix": quote.prefix[max(0, len(quote.prefix) - (start - first)) :],
            "suffix": quote.suffix[: last - end],
            "start": start,
            "end": end,
        }

    def fragment(self, start: int, end: int) -> str | None:
        """The fragment directive that opens the original on a span and on no other, made of
        words within ``bounds``; None where the text offers none."""
        bounds = self.bounds(start, end)
        return anchor.text_fragment(self.document.text, start, end, within=bounds) or None

    def span(self, attribution: Attribution, name: str) -> Record | None:
        """The named span of an attribution as a quote, or None."""
        start, end = getattr(attribution, f"{name}_start"), getattr(attribution, f"{name}_end")
        return None if start is None else self.quote(start, end)

    def record(self) -> Record:
        """The shown sentences with their salts: each verifies against the document's record."""
        return {
            "id": self.document.public_id,
            "sha256": self.document.text_sha256,
            "sentences": [
                {
                    **sealed(self.document, s, with_salt=True),
                    "text": self.document.slice(s.start, s.end),
                }
                for s in self.shown
            ],
        }


def touched(ordered: list[Sentence], spans: Iterable[Span]) -> set[int]:
    """The places in ``ordered`` of the sentences that any of the spans overlaps."""
    wanted = list(spans)
    return {
        place
        for place, s in enumerate(ordered)
        if any(s.start < end and start < s.end for start, end in wanted)
    }


def excerpts_of(
    attributions: list[Attribution], evidence: list[Evidence], names: Names
) -> dict[Document, Excerpt]:
    """For each document, the sentences that the claim's spans touch, with one neighbour each
    side, and those that its attributions named when they were recorded."""
    spans: dict[Document, list[Span]] = {}
    kept: dict[Document, set[Sentence]] = {}
    for a in attributions:
        ends = [(getattr(a, f"{s}_start"), getattr(a, f"{s}_end")) for s in SPANS]
        spans.setdefault(a.document, []).extend(end for end in ends if end[0] is not None)
        kept.setdefault(a.document, set()).add(a.sentence)
    for e in evidence:
        if e.document and e.start is not None and e.end is not None:
            spans.setdefault(e.document, []).append((e.start, e.end))
    every = sentences_of(spans, names)
    return {
        document: excerpt(document, every[document.pk], spans[document], kept.get(document, set()))
        for document in sorted(spans, key=lambda d: d.pk)
    }


def sentences_of(documents: Iterable[Document], names: Names) -> dict[int, list[Sentence]]:
    """The sentences that each document's public record knows, or of a draft those that stand."""
    public = {d.pk: names.numbers(d) for d in documents}
    found: dict[int, list[Sentence]] = {pk: [] for pk in public}
    for s in Sentence.objects.filter(document__in=public).in_order():
        numbers = public[s.document_id]
        if s.retired_at is None if numbers is None else s.number in numbers:
            found[s.document_id].append(s)
    return found


def excerpt(
    document: Document, ordered: list[Sentence], spans: list[Span], kept: set[Sentence]
) -> Excerpt:
    """The excerpt of one document that these spans and sentences make."""
    near = touched(ordered, [*spans, *((s.start, s.end) for s in kept)])
    near = {place + step for place in near for step in (-1, 0, 1)} & set(range(len(ordered)))
    shown = {ordered[place] for place in near} | kept
    return Excerpt(document, ordered, sorted(shown, key=lambda s: (s.start, s.number)))

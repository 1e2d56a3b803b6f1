"""The document as the workspace shows it: its sentences, what is recorded in each, what waits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.models import Attribution, Suggestion
from claims.workspace import written
from claims.workspace.suggested import Why, suggested, title, whys
from sources.admin.reading import Mark, Piece, pieces
from sources.models import Document, Sentence
from sources.vocabulary import SentenceKind


@dataclass(frozen=True)
class Item:
    """One utterance in the text, saved or suggested, as the panel opens it."""

    key: str
    row: Attribution | Suggestion
    sentence: int
    title: str
    speaker: str
    record: written.Written
    version: int = 0
    number: int = 0
    is_public: bool = False
    is_sure: bool = False
    why: dict[str, Why] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """What the script needs to fill the panel."""
        why = {
            name: [reason.words, reason.reason, reason.place] for name, reason in self.why.items()
        }
        return {
            "key": self.key,
            "title": self.title,
            "speaker": self.speaker,
            "number": self.number,
            "version": self.version,
            "public": self.is_public,
            "sure": self.is_sure,
            "record": self.record,
            "why": why,
        }


@dataclass(frozen=True)
class Run:
    """A stretch of a sentence under the same marks."""

    piece: Piece
    depth: int
    begins: str
    cue: bool


@dataclass(frozen=True)
class Line:
    """A sentence with what stands in it."""

    sentence: Sentence
    text: str
    runs: list[Run]
    saved: list[Item]
    waiting: list[Item]

    @property
    def items(self) -> list[Item]:
        """Those saved and those suggested, as the panel goes through them."""
        return [*self.waiting, *self.saved]

    @property
    def speakers(self) -> str:
        """Who speaks here, one a line."""
        return "\n".join(dict.fromkeys(item.speaker for item in self.items))

    @property
    def content_at(self) -> str:
        """The words that a record of this sentence begins with."""
        return str(self.blank["content_at"])

    @property
    def manner(self) -> str:
        """How they seem to be reported."""
        return str(self.blank["manner"])

    @cached_property
    def blank(self) -> written.Written:
        """What a record of this sentence begins with."""
        return written.blank(self.sentence.document, self.sentence)


@dataclass(frozen=True)
class Paragraph:
    """Sentences that stand together, all of them article text or none."""

    lines: list[Line]

    @property
    def folded(self) -> bool:
        return self.lines[0].sentence.kind == SentenceKind.BOILERPLATE


@dataclass(frozen=True)
class Reading:
    """The whole document with all that is recorded and suggested in it."""

    document: Document
    paragraphs: list[Paragraph]
    items: list[Item]

    @property
    def lines(self) -> list[Line]:
        return [line for paragraph in self.paragraphs for line in paragraph.lines]

    @property
    def saved(self) -> list[Item]:
        return [item for item in self.items if item.number]

    @property
    def waiting(self) -> list[Item]:
        return [item for item in self.items if not item.number]

    @property
    def sure(self) -> list[Item]:
        """Those that wait and may be accepted together."""
        return [item for item in self.waiting if item.is_sure]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def speakers(self) -> list[str]:
        """Everybody who speaks, by name."""
        return sorted({item.speaker for item in self.items}, key=str.casefold)

    @property
    def state(self) -> str:
        """What differs when anybody has changed anything here."""
        versions = sum(item.version for item in self.saved)
        last = self.lines[-1].sentence.pk if self.lines else 0
        return f"{len(self.lines)}.{last}.{len(self.saved)}.{versions}.{len(self.waiting)}"

    def item(self, key: str) -> Item | None:
        """The utterance of that key."""
        return next((item for item in self.items if item.key == key), None)

    def line(self, number: int | None) -> Line | None:
        """The sentence of that number."""
        return next((line for line in self.lines if line.sentence.number == number), None)


def reading(document: Document) -> Reading:
    """Read ``document``: a fixed number of queries, whatever it holds."""
    sentences = list(document.sentences.standing().in_order())
    items = [*_saved(document), *_waiting(document)]
    return Reading(document, list(_paragraphs(document, sentences, items)), items)


def attributions(document: Document) -> QuerySet[Attribution]:
    """The document's attributions, in the order in which they were recorded."""
    rows = document.attributions.select_related("speaker", "on_behalf_of", "claim", "sentence")
    return rows.prefetch_related("via__actor").order_by("pk")


def _saved(document: Document) -> Iterator[Item]:
    for number, row in enumerate(attributions(document), start=1):
        row.document = document
        speaker = str(row.speaker or row.description or _("an unnamed speaker"))
        yield Item(
            key=f"attribution-{row.pk}",
            row=row,
            sentence=row.sentence.number,
            title=f"{speaker}: {row.get_stance_display()}",
            speaker=speaker,
            record=written.saved(row) | {"claim_words": str(row.claim)},
            version=row.version,
            number=number,
            is_public=row.is_public,
        )


def _waiting(document: Document) -> Iterator[Item]:
    rows = document.suggestions.pending().in_order()
    rows = rows.select_related("sentence", "nested_in__attribution")
    for row in rows:
        row.document = document
        speaker, said = title(row)
        yield Item(
            key=f"suggestion-{row.pk}",
            row=row,
            sentence=row.sentence.number,
            title=f"{speaker}: {said}",
            speaker=speaker,
            record=suggested(row),
            is_sure=row.is_sure,
            why=whys(row),
        )


def _paragraphs(
    document: Document, sentences: Iterable[Sentence], items: list[Item]
) -> Iterator[Paragraph]:
    spans = list(_marks(items))
    found: Paragraph | None = None
    place: tuple[int, str] | None = None
    for sentence in sentences:
        sentence.document = document
        here = (sentence.paragraph, sentence.kind)
        if found is None or here != place:
            if found is not None:
                yield found
            found, place = Paragraph([]), here
        found.lines.append(_line(document, sentence, items, spans))
    if found is not None:
        yield found


def _line(document: Document, sentence: Sentence, items: list[Item], spans: list[Mark]) -> Line:
    text = document.slice(sentence.start, sentence.end)
    near = [mark for mark in spans if mark[0] < sentence.end and sentence.start < mark[1]]
    return Line(
        sentence,
        text,
        list(_runs(text, sentence.start, near)),
        [item for item in items if item.number and _touches(item, sentence)],
        [item for item in items if not item.number and item.sentence == sentence.number],
    )


def _touches(item: Item, sentence: Sentence) -> bool:
    """Whether a saved record is shown beside this sentence: the one that holds its words."""
    row = item.row
    return sentence.start <= getattr(row, "content_start", -1) < sentence.end or (
        item.sentence == sentence.number
    )


def _marks(items: Iterable[Item]) -> Iterator[Mark]:
    """The words of what is saved by its number; the reporting words of what waits."""
    for item in items:
        row = item.row
        if isinstance(row, Attribution):
            yield row.content_start, row.content_end, str(item.number)
        else:
            yield row.cue_start, row.cue_end, "cue"


def _runs(text: str, start: int, marks: list[Mark]) -> Iterator[Run]:
    opened: set[str] = set()
    for piece in pieces(text, start, marks):
        numbers = [name for name in piece.marks if name != "cue"]
        new = [name for name in numbers if name not in opened]
        opened.update(new)
        yield Run(piece, len(numbers), " ".join(new), "cue" in piece.marks)

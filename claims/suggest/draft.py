"""An attribution under construction: what the rules have found, still in tokens of one sentence."""

from dataclasses import dataclass, field

from claims.suggest.line import Line
from claims.suggest.phrases import Phrase
from claims.suggest.proposal import EvidenceNote, Hop, SaidOn, Span


@dataclass(slots=True)
class Draft:
    """What is known so far; `content` is filled once, the rest as each rule has its turn."""

    line: Line
    first: int
    end: int
    lemma: str
    stance: str
    polarity: str
    frame: str
    subject: Phrase | None
    content: list[Span]
    opener: int | None = None
    reported_as: str = "stated"
    why_reported: tuple[Span | None, str] | None = None
    kind: str = "fin"
    is_first_person: bool = False
    hops: list[Hop] = field(default_factory=list)
    said_on: SaidOn | None = None
    evidence: EvidenceNote | None = None

    @property
    def cue(self) -> Span:
        """The cue as it stands in the text."""
        return self.line.cover(self.first, self.end)

    @property
    def speaker(self) -> Span | None:
        """The mention that fills the speaker's place."""
        if self.subject is None:
            return None
        start, end = self.line.cover(self.subject.first, self.subject.end)
        # Of an inverted pronoun (`-t-elle`) only the pronoun is the speaker.
        return (
            Span(end - len(self.line.low(self.subject.first).split("-")[-1]), end)
            if (self.line.low(self.subject.first)[0] == "-")
            else Span(start, end)
        )

    def holds(self, position: int) -> bool:
        """Whether a place of the text lies in the content."""
        return any(span.start <= position < span.end for span in self.content)

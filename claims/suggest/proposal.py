"""What the engine says: proposed attributions as plain values, each field with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """Code points of the text, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Why:
    """The words a value was read from, and in one phrase how."""

    span: Span | None
    reason: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One link of the chain between the speaker and the text: an actor, or a mere description."""

    name: str
    span: Span
    described: bool = False


@dataclass(frozen=True, slots=True)
class SaidOn:
    """The day words give for an utterance: EDTF, and whether it was deduced from another date."""

    edtf: str
    span: Span
    deduced: bool


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """What the text shows of evidence (a code of the vocabulary) and the words that show it."""

    code: str
    span: Span


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed attribution.

    `sentence` numbers the sentence that holds the cue. Codes are those of the vocabularies.
    `speaker` is the mention that fills the syntactic place, `speaker_name` whom it stands for.
    `via` runs from the speaker outward. `nested_in` is the index, in the same list, of the
    proposal whose content holds this one. `why` and `confidence` (per mille) are keyed by field.
    """

    sentence: int
    speaker: Span | None
    speaker_name: str | None
    role: str | None
    on_behalf_of: str | None
    naming: str
    cue: Span
    cue_lemma: str
    content: tuple[Span, ...]
    manner: str
    stance: str
    polarity: str
    reported_as: str
    via: tuple[Hop, ...] = ()
    said_on: SaidOn | None = None
    evidence_in_text: EvidenceNote | None = None
    nested_in: int | None = None
    why: Mapping[str, Why] = field(default_factory=dict)
    confidence: Mapping[str, int] = field(default_factory=dict)

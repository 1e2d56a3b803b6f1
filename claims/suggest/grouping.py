"""The verbal group around a reporting verb: its clitics, its negation, its inverted pronoun."""

from claims.suggest.cue import Cue
from claims.suggest.grammar import Reading
from claims.suggest.line import Line


def grouped(line: Line, head: int, first: int, end: int, reading: Reading, kind: str) -> Cue | None:
    """The cue whose group starts at `first`, with what its clitics and its pronoun say."""
    verbal, verb = line.grammar.verbal, reading.verb
    left = first
    while left and (
        line.tag(left - 1) in ("L", "N")
        or _is_object(line, left - 1)
        or (line.low(left - 1) == "en" and kind == "fin" and line.grammar.language == "fr")
    ):
        left -= 1
    clitics = range(left, first)
    left = _past_doubled(line, left, first)
    is_reflexive = any(_is_reflexive(line, k, left) for k in clitics)
    if verb.reflexive and not is_reflexive:
        return None
    if not verb.reflexive and any(line.low(k) in ("se", "s'") for k in clitics):
        return None
    inverted = next((k for k in range(first + 1, end + 1) if _is_inverted(line, k)), None)
    if line.grammar.language == "en":
        inverted = next((k for k in range(first + 1, head) if line.tag(k) == "S"), None)
    objects = verbal.get("object_clitic", frozenset())
    return Cue(
        verb=verb,
        kind=kind,
        head=head,
        first=first,
        end=end,
        left=left,
        lemma=verb.lemma,
        inverted=inverted,
        taken_up=next((k for k in clitics if line.low(k) in objects), None),
        negated=_is_negated(line, left, end),
        conditional=line.low(first) in verbal["conditional"] or reading.kind == "cond",
    )


def _is_reflexive(line: Line, at: int, left: int) -> bool:
    """Whether a clitic says that the subject acts on itself: `je me`, not `elle me`."""
    low = line.low(at)
    if low in ("se", "s'"):
        return True
    subject = line.low(left - 1) if line.tag(left - 1) == "S" else ""
    pairs = {"me": "je", "m'": "je", "nous": "nous", "vous": "vous", "te": "tu", "t'": "tu"}
    return pairs.get(low, "-") == subject.replace("j'", "je")


def _past_doubled(line: Line, left: int, first: int) -> int:
    """Before an auxiliary that the writer typed twice: `a déjà a souligné`."""
    at = left - 1
    while line.tag(at) == "A":
        at -= 1
    return at if line.tag(at) == "X" and line.low(at) == line.low(first) else left


def _is_object(line: Line, at: int) -> bool:
    """Whether an article before a verb is the pronoun of the same form."""
    return line.tag(at) == "D" and line.low(at) in line.grammar.verbal["object_clitic"]


def _is_inverted(line: Line, at: int) -> bool:
    return line.low(at) in line.grammar.verbal["inverted"]


def _is_negated(line: Line, left: int, end: int) -> bool:
    return any(line.low(k) in ("ne", "n'", "not", "n't", "never") for k in range(left, end))

"""Questions put by somebody unnamed: `À la question de savoir si`, `Asked whether`."""

from collections.abc import Iterator

from claims.suggest.draft import Draft
from claims.suggest.line import Line
from claims.suggest.scene import strip_end
from claims.suggest.subjects import right_subject

_NEAR = 60


def questions(line: Line) -> Iterator[Draft]:
    """The question a sentence opens with: who asked is not said, only what."""
    first = next(
        (k for k in range(3) if line.tag(k) not in ("C", "A", "«", ",") and line.low(k) != "when"),
        0,
    )
    words = line.phrase(first, "questions")
    if words:
        end = first + len(words)
        start = _opener(line, end)
        stop = next((k for k in range(start, start + _NEAR) if _closes(line, k)), start)
        stop = strip_end(line, start, stop) if stop > start else start
        if stop > start:
            draft = _question(line, first, end, start, stop)
            if line.is_word(end, "by"):
                draft.subject = right_subject(line, end + 1)
            yield draft


def _opener(line: Line, end: int) -> int:
    """The first word of the question, after its `if` or `whether`."""
    for at in range(end, end + 6):
        if line.is_word(at, "whether"):
            return at + 1
        if line.low(at) in ("about", "sur") or line.is_word(at, "why"):
            return at + (line.low(at) in ("about", "sur"))
        if line.tag(at) in (",", ".", "X", "V"):
            break
    return end + _NEAR * 1000


def _closes(line: Line, at: int) -> bool:
    if line.tag(at) in ("", ";"):
        return True
    return line.tag(at) == "," and line.tag(at + 1) in ("S", "D", "M", "J")


def _question(line: Line, first: int, end: int, start: int, stop: int) -> Draft:
    return Draft(
        line=line,
        first=first,
        end=end,
        lemma=line.grammar.lemmas[line.phrase(first, "questions")],
        stance="asks",
        polarity="positive",
        frame="question",
        subject=None,
        content=[line.cover(start, stop)],
        opener=start - 1,
        kind="question",
    )

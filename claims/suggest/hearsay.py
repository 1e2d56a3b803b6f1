"""What is said by nobody in particular: `is said to have`, `allegedly`, `reportedly`."""

from collections.abc import Iterator

from claims.suggest.clauses import content_end
from claims.suggest.cue import Cue
from claims.suggest.draft import Draft
from claims.suggest.grammar import PLAIN
from claims.suggest.line import Line
from claims.suggest.scene import Scene, strip_end
from claims.suggest.subjects import left_subject


def hearsay(scene: Scene) -> Iterator[Draft]:
    """The utterances an English sentence reports without a speaker."""
    line = scene.line
    if line.grammar.language != "en":
        return
    for cue in scene.cues:
        is_evidential = cue.kind == "passive" and cue.verb.head in line.grammar.words["hearsay"]
        if is_evidential and line.low(cue.end) == "to":
            yield from _clause(scene, cue.left, cue.first, cue.end, cue.end + 1, cue.lemma)
    near = {k for cue in scene.cues for k in range(cue.first - 2, cue.end + 2)}
    for at in range(len(line.tokens)):
        if line.is_word(at, "hedges") and at not in near:
            yield from _clause(scene, _group(line, at), at, at + 1, at + 1, line.low(at))


def _group(line: Line, at: int) -> int:
    """Where the verbal group that an adverb stands in starts: `will reportedly split`."""
    while line.tag(at - 1) in ("X", "N", "A"):
        at -= 1
    return at


def _clause(
    scene: Scene, left: int, first: int, end: int, after: int, lemma: str
) -> Iterator[Draft]:
    line = scene.line
    subject = left_subject(line, left)
    if subject is None:
        return
    stop = content_end(scene, _plain(first, end), after, len(line.tokens))
    stop = strip_end(line, after, stop)
    if stop > after:
        yield _draft(
            line,
            (subject.first, first if line.tag(left) == "X" else subject.end),
            (first, end),
            (after, stop),
            lemma,
        )


def _plain(first: int, end: int) -> Cue:
    """A cue with no more than a place."""
    return Cue(PLAIN, "passive", first, first, end, first, "")


def _draft(
    line: Line, subject: tuple[int, int], cue: tuple[int, int], rest: tuple[int, int], lemma: str
) -> Draft:
    place = line.cover(*cue)
    return Draft(
        line=line,
        first=cue[0],
        end=cue[1],
        lemma=lemma,
        stance="asserts",
        polarity="positive",
        frame="hearsay",
        subject=None,
        content=[line.cover(*subject), line.cover(*rest)],
        reported_as="conditional",
        why_reported=(place, "the text says so of nobody in particular"),
        kind="passive",
    )

"""Where a text reports speech at all: every cue, whether or not an attribution comes of it."""

from claims.suggest.according import according
from claims.suggest.cues import cues
from claims.suggest.grammar import LANGUAGES, grammar
from claims.suggest.line import line
from claims.suggest.proposal import Span
from claims.suggest.scene import Scene
from sources.segment import sentences


def reporting(text: str, language: str) -> list[Span]:
    """The reporting verbs and phrases of a normalised `text`, in order, in code points.

    Languages other than `LANGUAGES` get none; so do sentences that are not article text.
    """
    code = next((code for code in LANGUAGES if code == language.partition("-")[0].lower()), None)
    if code is None:
        return []
    found: set[Span] = set()
    for index, sentence in enumerate(sentences(text, language)):
        if sentence.kind == "body":
            ready = line(text, index, Span(sentence.start, sentence.end), grammar(code), [])
            heard = list(cues(ready))
            found |= {ready.cover(cue.first, cue.end) for cue in heard}
            found |= {ready.cover(at.first, at.end) for at in according(Scene.of(ready, heard))}
    return sorted(found)

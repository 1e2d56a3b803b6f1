"""Nouns that report: `his claim that …`, `l’affirmation du maire selon laquelle …`."""

from collections.abc import Iterator
from typing import Final

from claims.suggest.clauses import content_end
from claims.suggest.cue import Cue
from claims.suggest.draft import Draft
from claims.suggest.grammar import PLAIN
from claims.suggest.line import Line
from claims.suggest.phrases import Phrase, noun_phrase_ending, noun_phrase_from
from claims.suggest.scene import Scene

_REACH: Final = 60


def reporting_nouns(scene: Scene) -> Iterator[Draft]:
    """The drafts of nouns that govern a clause and have an owner who says it."""
    line = scene.line
    for at in range(len(line.tokens)):
        found = line.grammar.reporting_nouns.get(line.low(at))
        is_owned = line.tag(at - 1) == "G" or line.is_word(at - 1, "possessive")
        if found is None or (at in scene.starts and not is_owned) or line.tag(at) != "J":
            continue
        owner, opener = _parts(line, at)
        if owner is None or opener < 0 or _is_occasion(line, min(at, owner.first), opener):
            continue
        end = content_end(scene, _plain(at), opener + 1, len(line.tokens))
        end = _before_main_verb(line, opener + 1, end)
        if end > opener + 1:
            yield _draft(line, at, found, owner, (opener, end))


def _is_occasion(line: Line, first: int, opener: int) -> bool:
    """Whether the noun only tells where a verb's words were said: `said in his statement that`."""
    return line.tag(opener) == "Q" and line.low(first - 1) in ("in", "dans", "with", "during")


def _before_main_verb(line: Line, first: int, end: int) -> int:
    """The end of a clause whose noun is the subject: `the claim that it is safe | was met …`."""
    stop = min(end, first + _REACH)
    verb = next((k for k in range(first, stop) if line.tag(k) in ("X", "V")), end)
    for at in range(verb + 2, stop):
        if line.tag(at) in ("D", "M", "S", "Q", "R", "C", ",", "L"):
            return end
        if line.tag(at) == "X" and line.tag(at - 1) not in ("X", "A", "N", "P"):
            return at
    return end


def _parts(line: Line, at: int) -> tuple[Phrase | None, int]:
    """Who owns the noun, and the word that opens what it reports."""
    after = at + 1
    owner = None
    if line.tag(at - 1) == "G":
        owner = noun_phrase_ending(line, at - 2)
    elif line.is_word(at - 1, "possessive"):
        owner = Phrase(at - 1, at, "whose word it is")
    elif line.is_word(after, "linking") or line.is_word(after, "by"):
        after = noun_phrase_from(line, after + 1)
        owner = Phrase(at + 2, after, "whose word it is") if after > at + 2 else None
    return owner, _opener(line, after)


def _opener(line: Line, at: int) -> int:
    if line.low(at) == "selon" and line.low(at + 1).startswith("l") and line.tag(at + 1) == "R":
        return at + 1
    return at if line.is_word(at, "that") and line.tag(at) == "Q" else -1


def _plain(at: int) -> Cue:
    return Cue(PLAIN, "noun", at, at, at + 1, at, "")


def _draft(
    line: Line, at: int, found: tuple[str, str], owner: Phrase, words: tuple[int, int]
) -> Draft:
    lemma, stance = found
    return Draft(
        line=line,
        first=at,
        end=at + 1,
        lemma=lemma,
        stance=stance,
        polarity="positive",
        frame="noun",
        subject=owner,
        content=[line.cover(words[0] + 1, words[1])],
        opener=words[0],
        kind="noun",
    )

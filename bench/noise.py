"""Paragraphs with a right answer, and the damage that news texts suffer, the same on every run."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its right answer."""

    text: str
    language: str
    spans: list[tuple[int, int]]

    @property
    def pieces(self) -> list[str]:
        """The sentences as text."""
        return [self.text[start:end] for start, end in self.spans]

    @property
    def gaps(self) -> list[str]:
        """What stands between the sentences."""
        ends = zip(self.spans, self.spans[1:], strict=False)
        return [self.text[before[1] : after[0]] for before, after in ends]


_INNER_WORD: Final = re.compile(r"(?<=[^\W\d_A-Z] )[^\W\d_A-Z]{3,}(?= [^\W\d_A-Z])")
_SHARE: Final = 0.3


def doubled(piece: str, dice: random.Random) -> str:
    """A full stop written twice."""
    return f"{piece}." if re.search(r"\w\.\Z", piece) and dice.random() < _SHARE else piece


def stray(piece: str, dice: random.Random) -> str:
    """A full stop after a word inside the sentence, before a lower-case word."""
    return _at_a_word(piece, dice, lambda word: f"{word}.")


def capital(piece: str, dice: random.Random) -> str:
    """A capital on a word inside the sentence."""
    return _at_a_word(piece, dice, str.capitalize)


def no_break(piece: str, dice: random.Random) -> str:
    """Some spaces as no-break spaces, wide or narrow."""
    return re.sub(
        " ", lambda _: dice.choice("\u00a0\u202f") if dice.random() < _SHARE else " ", piece
    )


def _at_a_word(piece: str, dice: random.Random, change: Callable[[str], str]) -> str:
    words = list(_INNER_WORD.finditer(piece))
    if not words or dice.random() >= _SHARE:
        return piece
    word = dice.choice(words)
    return piece[: word.start()] + change(word[0]) + piece[word.end() :]


def _glue(before: str, gap: str, after: str, dice: random.Random) -> str:
    meets = before[-1] in ".!?…" and after[0].isupper()
    return "" if meets and dice.random() < _SHARE else gap


NOISE: Final[dict[str, tuple[list[Callable[[str, random.Random], str]], bool]]] = {
    "..": ([doubled], False),
    "glued": ([], True),
    "stray stop": ([stray], False),
    "capital": ([capital], False),
    "no-break": ([no_break], False),
    "all": ([stray, capital, doubled, no_break], True),
}


def noisy(paragraph: Paragraph, kind: str, dice: random.Random) -> Paragraph:
    """The paragraph with one kind of noise, its right answer moved along."""
    changes, glued = NOISE[kind]
    pieces = paragraph.pieces
    for change in changes:
        pieces = [change(piece, dice) for piece in pieces]
    text, spans = "", []
    for number, piece in enumerate(pieces):
        if number:
            gap = paragraph.gaps[number - 1]
            text += _glue(pieces[number - 1], gap, piece, dice) if glued else gap
        spans.append((len(text), len(text) + len(piece)))
        text += piece
    return Paragraph(text, paragraph.language, spans)

"""Counts of right, expected and given things, and how alike two stretches of text are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

OVERLAP: Final = 0.8
Spans = Sequence[tuple[int, int]]


@dataclass(slots=True)
class Score:
    """Counts of right, expected and given things."""

    right: int = 0
    expected: int = 0
    given: int = 0

    @property
    def precision(self) -> float:
        """Per cent of the given that is right."""
        return 100 * self.right / max(1, self.given)

    @property
    def recall(self) -> float:
        """Per cent of the expected that was given."""
        return 100 * self.right / max(1, self.expected)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 200 * self.right / max(1, self.expected + self.given)

    def row(self, name: str) -> str:
        """One line of a table."""
        return (
            f"{name:<34}{self.precision:7.1f}{self.recall:7.1f}{self.f1:7.1f}"
            f"{self.right:7}{self.expected:7}{self.given:7}"
        )


HEAD: Final = f"{'':<34}{'P':>7}{'R':>7}{'F1':>7}{'right':>7}{'gold':>7}{'given':>7}"


def overlap(one: Spans, other: Spans) -> float:
    """Characters in both, by characters in either."""
    mine = {place for start, end in one for place in range(start, end)}
    yours = {place for start, end in other for place in range(start, end)}
    return len(mine & yours) / max(1, len(mine | yours))


_LEAD: Final = re.compile(r"(?:(?:the|a|an|le|la|les|un|une|des)\s+|l['’])", re.IGNORECASE)
_CUT: Final = re.compile(
    r"\s*[,(«\"]|\s(?:de|du|des|d['’]|à|au|aux|en|chez|qui|que|publié|of|in|on|from|for|who|which|at|to)\b"
)


def head(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The core of a mention: without article, and up to what hangs on it."""
    words = text[slice(*span)]
    lead = found.end() if (found := _LEAD.match(words)) else 0
    cut = found.start() if (found := _CUT.search(words, lead + 1)) else len(words)
    return span[0] + lead, span[0] + cut


def same_head(text: str, one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Whether two mentions have the same head."""
    if one is None or other is None:
        return one is other
    mine, yours = head(text, one), head(text, other)
    return mine[1] == yours[1] or mine == yours

"""Rounds of one thing and its rival, taken in turn, and the table that comes of them."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

ROUNDS: Final = 7


@dataclass(frozen=True)
class Row:
    """One line: what was measured, the limit or rival, both figures, and the bar."""

    what: str
    rival: str
    theirs: str
    ours: str
    ratio: float
    bar: float
    at_most: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the ratio is on the right side of the bar."""
        return self.ratio <= self.bar if self.at_most else self.ratio >= self.bar


def seconds(act: Callable[[], object]) -> float:
    """How long it took once."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def in_turn(acts: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """The median seconds of each, one of each a round: what else the machine does hits all."""
    taken: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for _ in range(rounds):
        for place, act in enumerate(acts):
            taken[place].append(seconds(act))
    return [statistics.median(found) for found in taken]


def milliseconds(taken: float) -> str:
    """As it is printed."""
    return f"{taken * 1000:.2f} ms"


def printed(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| what | rival | rival's | ours | ratio | bar | met |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        sign = "≤" if row.at_most else "≥"
        what = f"{row.what} ({row.note})" if row.note else row.what
        lines.append(
            f"| {what} | {row.rival} | {row.theirs} | {row.ours} | {row.ratio:.2f} |"
            f" {sign} {row.bar:g} | {'yes' if row.met else 'NO'} |"
        )
    return "\n".join(lines)

"""What became of a claim's evidence status: a step an assessment or a correction, in order.

Equal steps, not a scale of time: every step carries its day. Past ``MOST`` steps the earliest
are left out and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from claims.pictures.drawing import LINE, lines, link, markup, node, picture, wrap
from claims.pictures.shapes import shape

MOST = 12
WIDTH, LETTERS = 138, 19
BAND, TIP = 20, 10


@dataclass(frozen=True)
class Step:
    """One day on which something changed: ``code`` is the status signed then, or "" where the
    record was corrected; ``row`` is the id of its row in the table."""

    row: str
    code: str
    label: str
    day: str
    name: str
    by: str
    why: str


@dataclass(frozen=True)
class Strip:
    """The markup, the steps that it stands for, and how many earlier ones it leaves out."""

    svg: str
    steps: Sequence[Step]
    omitted: int


def draw(steps: Sequence[Step], title: str) -> Strip:
    """The picture of these steps, the last of which holds still."""
    kept = list(steps[-MOST:])
    before = [step.code for step in steps[: len(steps) - len(kept)] if step.code]
    standing = before[-1] if before else ""
    parts = []
    for number, step in enumerate(kept):
        standing = step.code or standing
        parts += _step(number, step, standing, is_last=number == len(kept) - 1)
    size = WIDTH * len(kept) + 12 + TIP, _height(kept)
    svg = picture("strip", size, title, parts)
    return Strip(markup(svg), kept, len(steps) - len(kept))


def _height(steps: Sequence[Step]) -> int:
    """Room for the longest label and the day below it."""
    return BAND + 36 + LINE * max(len(_label(step)) for step in steps)


def _label(step: Step) -> list[str]:
    return wrap(step.label, LETTERS, 2)


def _step(number: int, step: Step, standing: str, *, is_last: bool) -> list[ET.Element]:
    """A line in the pattern of the status that holds from here, and what happened here."""
    x = WIDTH * number + 12
    end = x + WIDTH - 2
    line = node("path", {"class": f"course {standing}", "d": f"M{x} {BAND}H{end}"})
    tip = [node("path", {"class": "tip", "d": f"M{end} {BAND - 5}l8 5l-8 5"})] if is_last else []
    height = _height([step]) - 4
    target = {"class": "target", "x": x - 12, "y": 4, "width": WIDTH - 6, "height": height}
    texts = _label(step)
    said = lines(x - 8, BAND + 28, texts, "word")
    day = lines(x - 8, BAND + 28 + LINE * len(texts), [step.day], "tick")
    return [
        line,
        *tip,
        link(f"#{step.row}", step.name, node("rect", target), _sign(step, x), said, day),
    ]


def _sign(step: Step, x: int) -> ET.Element:
    """The status's shape; of a correction, a stroke across the line."""
    if step.code:
        disc = node("circle", {"class": "disc", "cx": x, "cy": BAND, "r": 11})
        return node("g", None, disc, shape(step.code, x, BAND))
    return node("path", {"class": "stroke", "d": f"M{x} {BAND - 10}V{BAND + 10}"})

"""Swim lanes: a lane a speaker (or a claim), a column a day or longer, a shape an utterance.

Past ``LANES`` lanes the busiest are drawn; past 60 columns the columns get longer; what finds no
room among ``STACK`` levels of a lane is counted in its column, with a link to the table.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.etree import ElementTree as ET

from claims.pictures.columns import Scale, scale
from claims.pictures.drawing import LINE, breadth, lines, link, markup, node, picture, wrap
from claims.pictures.shapes import shape

LANES = 12
STACK = 4
LABELS = 176
PITCH, PAD, HEAD = 26, 6, 40
LETTERS = 23
NARROWEST, WIDEST, ROOM = 26, 150, 700
TICK = 7
"""The width of a letter above a column."""


@dataclass(frozen=True)
class Utterance:
    """One shape: its lane, when (days, both None where unknown), what a reader is told."""

    lane: str
    label: str
    name: str
    href: str
    shape: str
    row: str
    earliest: date | None = None
    latest: date | None = None
    reserved: bool = False


@dataclass(frozen=True)
class Words:
    """What the drawing says itself, in the page's language."""

    title: str
    undated: str
    more: Callable[[int, str], str]
    tick: Callable[[date, str], str]


@dataclass(frozen=True)
class Timeline:
    """The markup, the utterances that it stands for in the order of the table, what it omits."""

    svg: str
    shown: list[Utterance]
    unit: str
    lanes_omitted: int
    omitted: int


@dataclass
class _Frame:
    """Where everything goes."""

    scale: Scale | None
    width: int
    undated: int
    """The width of the column of those of unknown date; 0 where there is none."""
    bottoms: dict[str, int] = field(default_factory=dict)
    levels: dict[str, list[set[int]]] = field(default_factory=lambda: defaultdict(list))
    """Of each lane, the columns taken at each level, from the bottom upward."""

    @property
    def columns(self) -> int:
        return len(self.scale.starts) if self.scale else 0

    @property
    def right(self) -> int:
        return LABELS + self.columns * self.width

    @property
    def whole(self) -> int:
        return self.right + (self.undated or 8)

    def column(self, item: Utterance) -> int:
        """The column of the shape: the middle of the days on which it can have been said; the
        one after the last where no day is known."""
        first, last = self.reach(item)
        return (first + last) // 2

    def reach(self, item: Utterance) -> tuple[int, int]:
        """The first and the last column of those days; open at an end where a day is missing."""
        if self.scale is None or (item.earliest is None and item.latest is None):
            return self.columns, self.columns
        first = self.scale.column(item.earliest) if item.earliest else 0
        last = self.scale.column(item.latest) if item.latest else self.columns - 1
        return first, last

    def level(self, item: Utterance) -> int:
        """Take the lowest level of the lane at which all columns of the item are free."""
        first, last = self.reach(item)
        wanted, taken = set(range(first, last + 1)), self.levels[item.lane]
        free = next((n for n, used in enumerate(taken) if not used & wanted), len(taken))
        if free == len(taken) < STACK - 1:
            taken.append(set())
        if free < len(taken):
            taken[free] |= wanted
        return free

    def middle(self, column: int) -> float:
        """Where the shapes of a column stand."""
        if column == self.columns:
            return self.right + self.undated / 2
        return LABELS + (column + 0.5) * self.width


def draw(utterances: Sequence[Utterance], words: Words) -> Timeline:
    """The picture of these utterances; see ``Timeline``."""
    lanes = _lanes(utterances)
    shown = [item for item in _in_time(utterances) if item.lane in lanes]
    frame = _frame(shown, words.undated)
    placed = _place(shown, frame)
    names = _names(lanes, shown)
    height = _stack_lanes(frame, names, placed)
    parts = [
        *_axis(frame, words, height),
        *_labels(frame, names),
        *(_mark(frame, item, level) for item, level in placed.shapes),
        *(_crowd(frame, items, words) for items in placed.crowds.values()),
    ]
    svg = picture("timeline", (frame.whole, height), words.title, parts)
    return Timeline(
        markup(svg),
        shown,
        frame.scale.unit if frame.scale else "",
        len({item.lane for item in utterances}) - len(lanes),
        len(utterances) - len(shown),
    )


def _in_time(utterances: Sequence[Utterance]) -> list[Utterance]:
    """The earliest first, those of unknown date last."""
    return sorted(utterances, key=lambda u: u.earliest or u.latest or date.max)


def _lanes(utterances: Sequence[Utterance]) -> list[str]:
    """The busiest lanes, in the order in which they first speak."""
    busiest = {lane for lane, _n in Counter(u.lane for u in utterances).most_common(LANES)}
    return [lane for lane in dict.fromkeys(u.lane for u in _in_time(utterances)) if lane in busiest]


def _names(lanes: Sequence[str], shown: Sequence[Utterance]) -> dict[str, list[str]]:
    """Each lane's name, in at most three lines."""
    labels = {item.lane: item.label for item in shown}
    return {lane: wrap(labels[lane], LETTERS, 3) for lane in lanes}


def _frame(shown: Sequence[Utterance], undated: str) -> _Frame:
    days = {day for item in shown for day in (item.earliest, item.latest) if day}
    found = scale(days)
    columns = len(found.starts) if found else 1
    width = max(NARROWEST, min(WIDEST, ROOM // columns))
    is_undated = any(item.earliest is None and item.latest is None for item in shown)
    return _Frame(found, width, TICK * breadth(undated) + 2 * PAD if is_undated else 0)


@dataclass
class _Placed:
    """The shapes of the picture with their levels, and what had no room, by lane and column."""

    shapes: list[tuple[Utterance, int]] = field(default_factory=list)
    crowds: dict[tuple[str, int], list[Utterance]] = field(
        default_factory=lambda: defaultdict(list)
    )


def _place(shown: Sequence[Utterance], frame: _Frame) -> _Placed:
    """Stack the shapes: first those of one column, then those that span several, so that a bar
    never runs through a shape that is not its own."""
    placed = _Placed()
    for item in sorted(shown, key=lambda u: frame.reach(u)[0] < frame.reach(u)[1]):
        level = frame.level(item)
        if level < STACK - 1:
            placed.shapes.append((item, level))
        else:
            placed.crowds[item.lane, frame.column(item)].append(item)
    return placed


def _stack_lanes(frame: _Frame, names: Mapping[str, Sequence[str]], placed: _Placed) -> int:
    """Give every lane its bottom; the height of the whole."""
    y = HEAD
    crowded = {lane for lane, _column in placed.crowds}
    for lane, name in names.items():
        levels = len(frame.levels[lane]) + (lane in crowded)
        y += max(PITCH * levels, LINE * len(name)) + 2 * PAD
        frame.bottoms[lane] = y
    return y + PAD


def _axis(frame: _Frame, words: Words, height: int) -> list[ET.Element]:
    """Ticks with their days, years above, and a line where the unknown dates begin."""
    starts = frame.scale.starts if frame.scale else ()
    unit = frame.scale.unit if frame.scale else ""
    ticks = [words.tick(start, unit) for start in starts]
    step = max(1, -(-(max(map(len, ticks), default=1) * TICK + 8) // frame.width))
    parts = []
    for number in range(0, len(starts), step):
        x = LABELS + number * frame.width
        parts += [_upright(x, height), lines(x + 3, HEAD - 8, [ticks[number]], "tick")]
        before = starts[number - step].year if number else None
        if unit in ("day", "week", "month") and starts[number].year != before:
            parts.append(lines(x + 3, HEAD - 24, [str(starts[number].year)], "tick era"))
    if frame.undated:
        parts += [
            _upright(frame.right, height, "grid edge"),
            lines(frame.right + 6, HEAD - 8, [words.undated], "tick"),
        ]
    return parts


def _upright(x: int, height: int, kind: str = "grid") -> ET.Element:
    return node("path", {"class": kind, "d": f"M{x} {HEAD - 4}V{height - 6}"})


def _labels(frame: _Frame, names: Mapping[str, Sequence[str]]) -> list[ET.Element]:
    """The name at the head of each lane, and the line below the lane."""
    parts = []
    for lane, name in names.items():
        bottom = frame.bottoms[lane]
        parts.append(lines(0, bottom - PAD - 6 - LINE * (len(name) - 1), name, "lane"))
        parts.append(node("path", {"class": "grid", "d": f"M0 {bottom}H{frame.whole - 4}"}))
    return parts


def _height(frame: _Frame, lane: str, level: int) -> float:
    return frame.bottoms[lane] - PAD - PITCH / 2 - PITCH * level


def _mark(frame: _Frame, item: Utterance, level: int) -> ET.Element:
    """A shape that links; a bar over the days on which it can have been said; a question mark
    beside what the text does not state."""
    x, y = frame.middle(frame.column(item)), _height(frame, item.lane, level)
    first, last = frame.reach(item)
    inside = []
    if last > first:
        start, end = LABELS + first * frame.width + 4, LABELS + (last + 1) * frame.width - 4
        kind = "span" if item.earliest and item.latest else "span open"
        inside.append(node("path", {"class": kind, "d": f"M{start} {y:g}H{end}"}))
    inside += [_target(x, y), shape(item.shape, x, y)]
    if item.reserved:
        inside.append(lines(x + 8, y - 2, ["?"], "doubt"))
    return link(item.href, item.name, *inside)


def _crowd(frame: _Frame, items: list[Utterance], words: Words) -> ET.Element:
    """What found no room in its lane and column: itself where it is alone, else how many."""
    if len(items) == 1:
        return _mark(frame, items[0], STACK - 1)
    x, y = frame.middle(frame.column(items[0])), _height(frame, items[0].lane, STACK - 1)
    number = lines(x, y + 5, [f"+{len(items)}"], "more", **{"text-anchor": "middle"})
    name = words.more(len(items), items[0].label)
    return link(f"#{items[0].row}", name, _target(x, y), number)


def _target(x: float, y: float) -> ET.Element:
    """Room for a finger, in the paper's colour so that grid and bars end before the shape."""
    return node("circle", {"class": "disc", "cx": f"{x:g}", "cy": f"{y:g}", "r": 11})

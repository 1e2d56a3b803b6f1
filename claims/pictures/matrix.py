"""Who takes which stance on what: a row a speaker, a column a claim, a sign and a word a cell.

Past ``MOST`` rows or columns the rest is left out and counted; past ``STACK`` entries in one
cell the rest is a number that leads to the table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from claims.pictures.drawing import LINE, lines, link, markup, node, picture, wrap

MOST = 15
STACK = 3
LABELS, WIDTH, LETTERS = 160, 124, 17
LEAST = 26
"""The least height of an entry: what a finger needs."""


@dataclass(frozen=True)
class Entry:
    """One stance: a sign, its word, what qualifies it ("" where nothing does), and its link."""

    sign: str
    word: str
    reserve: str
    name: str
    href: str


@dataclass(frozen=True)
class Column:
    """A claim: its words, and its page."""

    label: str
    href: str


@dataclass(frozen=True)
class Row:
    """A speaker, with as many cells as there are columns; ``row`` is the id of its table row."""

    label: str
    row: str
    cells: Sequence[Sequence[Entry]]


@dataclass(frozen=True)
class Matrix:
    """The markup, the rows that it stands for, and what it leaves out."""

    svg: str
    rows: Sequence[Row]
    columns: Sequence[Column]
    rows_omitted: int
    columns_omitted: int


def draw(
    rows: Sequence[Row], columns: Sequence[Column], title: str, more: Callable[[int, str], str]
) -> Matrix:
    """The picture of these rows, in their order."""
    kept, heads = rows[:MOST], columns[:MOST]
    titles = [wrap(column.label, LETTERS - 2, 5) for column in heads]
    y = 12 + LINE * max(map(len, titles), default=0)
    parts = [_head(number, heads[number], cut, y) for number, cut in enumerate(titles)]
    width = LABELS + WIDTH * len(heads)
    for row in kept:
        parts.append(node("path", {"class": "grid", "d": f"M0 {y}H{width}"}))
        name = wrap(row.label, 21, 3)
        height = max(_height(row.cells[:MOST]), LINE * len(name) + 12)
        parts.append(lines(0, y + 20, name, "lane"))
        for number, cell in enumerate(row.cells[:MOST]):
            parts += _cell(LABELS + WIDTH * number, y + 4, cell, row, more)
        y += height
    svg = picture("grid-of-stances", (width, y + 4), title, parts)
    return Matrix(
        markup(svg), kept, heads, len(rows) - len(kept), len(columns) - len(heads)
    )  # fmt: skip


def _head(number: int, column: Column, cut: Sequence[str], bottom: int) -> ET.Element:
    """A claim's words above its column, ending at the same line as the others'."""
    x = LABELS + WIDTH * number
    first = bottom - 10 - LINE * (len(cut) - 1)
    return link(column.href, column.label, lines(x, first, cut, "head"))


def _entry_lines(entry: Entry) -> list[str]:
    said = wrap(entry.word, LETTERS - 2, 2)
    return said + (wrap(entry.reserve, LETTERS - 2, 2) if entry.reserve else [])


def _entry_height(entry: Entry) -> int:
    return max(LEAST, LINE * len(_entry_lines(entry)) + 8)


def _height(cells: Sequence[Sequence[Entry]]) -> int:
    """Of a row: its tallest cell."""
    tallest = max(
        (sum(map(_entry_height, _fits(c))) + LEAST * (len(c) > STACK) for c in cells), default=0
    )
    return max(44, tallest + 8)


def _fits(cell: Sequence[Entry]) -> Sequence[Entry]:
    return cell if len(cell) <= STACK else cell[: STACK - 1]


def _cell(
    x: int, y: int, cell: Sequence[Entry], row: Row, more: Callable[[int, str], str]
) -> list[ET.Element]:
    """The entries of one cell, one below the other."""
    if not cell:
        return [lines(x, y + 16, ["·"], "none", **{"aria-hidden": "true"})]
    parts = []
    for entry in _fits(cell):
        parts.append(_entry(x, y, entry))
        y += _entry_height(entry)
    if rest := len(cell) - len(_fits(cell)):
        number = lines(x, y + 16, [f"+{rest}"], "more")
        parts.append(link(f"#{row.row}", more(rest, row.label), _target(x, y, LEAST), number))
    return parts


def _entry(x: int, y: int, entry: Entry) -> ET.Element:
    said = _entry_lines(entry)
    sign = lines(x, y + 16, [entry.sign], "sign", **{"aria-hidden": "true"})
    word = lines(x + 16, y + 16, said, "word reserved" if entry.reserve else "word")
    return link(entry.href, entry.name, _target(x, y, _entry_height(entry)), sign, word)


def _target(x: int, y: int, height: int) -> ET.Element:
    attributes = {"class": "target", "x": x - 4, "y": y, "width": WIDTH - 6, "height": height - 2}
    return node("rect", attributes)

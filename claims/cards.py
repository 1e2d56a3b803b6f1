"""The picture that goes with a link to a claim on social sites: PNG, 1200 by 630. Pure.

Set in Noto (claims/fonts, OFL): Latin, Greek, Cyrillic, and Arabic where Pillow can shape it. A
wording in any other script is left out and the card says so, rather than show empty boxes.
"""

import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

FONTS = Path(__file__).parent / "fonts"
SIZE = (1200, 630)
SCALE = 2
"""Drawn so many times larger and scaled down: smooth edges."""
MARGIN = 64
MEASURED = 1200
"""Code points of a wording that are looked at: more than a card has room for."""
PAPER, INK, QUIET, ACCENT, RULE = "#fdfcf8", "#1b1a17", "#5a564c", "#8c2f1b", "#d8d2c2"
SERIF, SANS, NASKH = "NotoSerif-Bold.ttf", "NotoSans-Regular.ttf", "NotoNaskhArabic-Bold.ttf"
SETTABLE = {"LATIN", "GREEK", "CYRILLIC"}

Line = list[str]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Card:
    """What the picture says, in words."""

    proposition: str
    code: str
    status: str
    voices: Sequence[str]
    note: str
    principle: str
    site: str
    unreadable: str


def scripts(text: str) -> set[str]:
    """The first words of the Unicode names of the text's letters: LATIN, ARABIC, CJK …"""
    return {
        unicodedata.name(c, "UNKNOWN").split()[0] for c in text if unicodedata.category(c)[0] == "L"
    }


def font_for(text: str, latin: str = SERIF) -> str | None:
    """The font that has all letters of ``text``; None where none of ours has."""
    found = scripts(text) - {"MODIFIER", "FEMININE", "MASCULINE", "MICRO"}
    if found <= SETTABLE:
        return latin
    return NASKH if found == {"ARABIC"} and features.check("raqm") else None


def draw(card: Card) -> bytes:
    """The PNG file."""
    image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), PAPER)
    pen = _Pen(ImageDraw.Draw(image))
    pen.bar()
    pen.write("Dixit", SERIF, 34, MARGIN, 40, INK)
    pen.write(card.site, SANS, 24, SIZE[0] - MARGIN, 50, QUIET, end=True)
    y = _proposition(pen, card)
    y = _status(pen, card, y + 22)
    _voices(pen, card.voices, y + 22)
    pen.write(card.principle, SANS, 22, MARGIN, SIZE[1] - 52, QUIET)
    file = io.BytesIO()
    small = image.resize(SIZE, Image.Resampling.LANCZOS)
    small.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _proposition(pen: "_Pen", card: Card) -> int:
    """The wording as large as it fits into five lines; returns where it ends."""
    text, name = _clean(card.proposition), font_for(card.proposition)
    if name is None:
        text, name = card.unreadable, SERIF
    for size, most in ((60, 3), (50, 4), (42, 5)):
        lines = pen.wrap(text, name, size)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return pen.block(lines, name, size, 116)


def _status(pen: "_Pen", card: Card, y: int) -> int:
    """The status in its frame: shape and words; beside it that the record was corrected."""
    width = pen.length(card.status, SANS, 32)
    pen.frame((MARGIN, y, MARGIN + 64 + width + 20, y + 58))
    pen.shape(card.code, MARGIN + 36, y + 29)
    pen.write(card.status, SANS, 32, MARGIN + 64, y + 6, INK)
    if card.note:
        pen.write(card.note, SANS, 26, MARGIN + 64 + width + 48, y + 11, ACCENT)
    return y + 58


def _voices(pen: "_Pen", voices: Sequence[str], y: int) -> None:
    """Who says what, as many as there is room for; none is cut short, because what qualifies a
    statement stands at its end."""
    for text in voices:
        lines = pen.wrap(_clean(text), SANS, 26)
        end = y + 36 * len(lines) + 4
        if font_for(text, SANS) == SANS and end <= SIZE[1] - 76:
            for number, line in enumerate(lines):
                pen.write(line, SANS, 26, MARGIN, y + 36 * number, INK)
            y = end


def _clean(text: str) -> str:
    """Without what has no letter shape: emoji, control and format characters."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("So", "Cc", "Cf", "Co", "Cn"))
    return " ".join(kept.split())


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size * SCALE)


class _Pen:
    """Draws in the card's pixels on the larger canvas."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        self._canvas = canvas

    def bar(self) -> None:
        """The strip along the top, and the line above the foot."""
        self._rectangle((0, 0, SIZE[0], 14), fill=INK)
        self._rectangle((MARGIN, SIZE[1] - 70, SIZE[0] - MARGIN, SIZE[1] - 68), fill=RULE)

    def frame(self, box: Box) -> None:
        self._canvas.rounded_rectangle(_scaled(box), 8 * SCALE, outline=INK, width=3 * SCALE)

    def length(self, text: str, name: str, size: int) -> float:
        return _font(name, size).getlength(text) / SCALE

    def wrap(self, text: str, name: str, size: int) -> Line:
        """Lines no wider than the card's measure, broken at spaces, or anywhere in a word that
        is wider than a line."""
        room = SIZE[0] - 2 * MARGIN
        lines = [""]
        for word in _broken(
            text[:MEASURED].split(), lambda part: self.length(part, name, size) <= room
        ):
            tried = f"{lines[-1]} {word}".strip()
            if self.length(tried, name, size) <= room:
                lines[-1] = tried
            else:
                lines.append(word)
        return lines

    def block(self, lines: Line, name: str, size: int, y: int) -> int:
        """Lines one below the other; Arabic from the right. Returns where they end."""
        from_right = name == NASKH
        for number, line in enumerate(lines):
            x = SIZE[0] - MARGIN if from_right else MARGIN
            self.write(line, name, size, x, y + int(size * 1.3) * number, INK, end=from_right)
        return y + int(size * 1.3) * len(lines)

    def write(
        self, text: str, name: str, size: int, x: float, y: float, colour: str, *, end: bool = False
    ) -> None:
        """One line; with ``end``, ``x`` is where it ends."""
        anchor, direction = ("ra" if end else "la"), ("rtl" if name == NASKH else None)
        place = (x * SCALE, y * SCALE)
        self._canvas.text(
            place, text, fill=colour, font=_font(name, size), anchor=anchor, direction=direction
        )

    def shape(self, code: str, x: float, y: float) -> None:
        """The status's shape, as on the pages."""
        SHAPES[code](self, x, y)

    def ring(self, x: float, y: float, *, filled: bool = False) -> None:
        box = _scaled((x - 15, y - 15, x + 15, y + 15))
        self._canvas.ellipse(box, fill=INK if filled else None, outline=INK, width=4 * SCALE)

    def arcs(self, x: float, y: float) -> None:
        box = _scaled((x - 15, y - 15, x + 15, y + 15))
        for start in range(0, 360, 45):
            self._canvas.arc(box, start, start + 26, fill=INK, width=4 * SCALE)

    def half(self, x: float, y: float) -> None:
        self.ring(x, y)
        self._canvas.pieslice(_scaled((x - 15, y - 15, x + 15, y + 15)), 90, 270, fill=INK)

    def stroke(self, *points: float) -> None:
        self._canvas.line([p * SCALE for p in points], fill=INK, width=4 * SCALE)

    def dots(self, x: float, y: float) -> None:
        for offset in (-12, 0, 12):
            box = (x + offset - 4, y - 4, x + offset + 4, y + 4)
            self._canvas.ellipse(_scaled(box), fill=INK)

    def _rectangle(self, box: Box, fill: str) -> None:
        self._canvas.rectangle(_scaled(box), fill=fill)


def _broken(words: Sequence[str], fits: Callable[[str], bool]) -> Line:
    """The words, those that do not fit a line cut into parts that do."""
    parts: Line = []
    for word in words:
        rest = word
        while not fits(rest):
            # From the front: what is measured is never longer than a line.
            end = next(n for n in count(1) if not fits(rest[: n + 1]))
            parts.append(rest[:end])
            rest = rest[end:]
        parts.append(rest)
    return parts


def _scaled(box: Box) -> Box:
    left, top, right, bottom = (value * SCALE for value in box)
    return left, top, right, bottom


def _plus(pen: _Pen, x: float, y: float) -> None:
    pen.ring(x, y)
    pen.stroke(x - 15, y, x + 15, y)
    pen.stroke(x, y - 15, x, y + 15)


def _slash(pen: _Pen, x: float, y: float) -> None:
    pen.ring(x, y)
    pen.stroke(x - 10, y + 10, x + 10, y - 10)


def _cross(pen: _Pen, x: float, y: float) -> None:
    _slash(pen, x, y)
    pen.stroke(x - 10, y - 10, x + 10, y + 10)


def _triangle(pen: _Pen, x: float, y: float) -> None:
    pen.stroke(x, y - 16, x + 16, y + 13, x - 16, y + 13, x, y - 16)


SHAPES: dict[str, Callable[[_Pen, float, float], None]] = {
    "not_assessed": _Pen.dots,
    "no_evidence": _Pen.ring,
    "unverified": _Pen.arcs,
    "partly_supported": _Pen.half,
    "supported": lambda pen, x, y: pen.ring(x, y, filled=True),
    "corroborated": _plus,
    "contested": _cross,
    "contradicted": _slash,
    "unverifiable": _triangle,
}

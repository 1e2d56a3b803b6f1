"""Building SVG: elements that are well-formed whatever their texts hold, and texts cut to fit.

Colours, fonts and strokes are the style sheet's, by class: the policy of the pages lets no
style attribute through. Lengths are CSS pixels at the picture's natural size.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

Attributes = Mapping[str, object]
LINE = 16
"""From one line of text to the next."""


def node(tag: str, attributes: Attributes | None = None, *inside: ET.Element | str) -> ET.Element:
    """An element; a string inside becomes its text."""
    made = ET.Element(tag, {name: str(value) for name, value in (attributes or {}).items()})
    for item in inside:
        if isinstance(item, str):
            made.text = item
        else:
            made.append(item)
    return made


def picture(
    kind: str, size: tuple[int, int], title: str, inside: Sequence[ET.Element]
) -> ET.Element:
    """The whole drawing: a group, because its links must stay reachable, with a name."""
    width, height = size
    attributes = {
        "class": f"chart {kind}",
        "role": "group",
        "aria-label": title,
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
    }
    return node("svg", attributes, *inside)


def link(href: str, name: str, *inside: ET.Element, **more: str) -> ET.Element:
    """A link of the drawing; its name is what a screen reader says and a pointer shows."""
    given = {"href": href, "aria-label": name, **more}
    return node("a", given, node("title", None, name), *inside)


def lines(x: float, y: float, texts: Sequence[str], kind: str = "", **more: object) -> ET.Element:
    """Lines of text one below the other, the first one's baseline at ``y``."""
    attributes: dict[str, object] = {"x": x, "y": y, **more}
    if kind:
        attributes["class"] = kind
    spans = [
        node("tspan", {"x": x, "dy": LINE if number else 0}, text)
        for number, text in enumerate(texts)
    ]
    return node("text", attributes, *spans)


def markup(drawing: ET.Element) -> str:
    """The element as HTML takes it."""
    return ET.tostring(drawing, encoding="unicode")


def wrap(text: str, width: int, most: int) -> list[str]:
    """``text`` in at most ``most`` lines of about ``width`` narrow letters, broken at spaces
    where there are any; an ellipsis says that it goes on."""
    found: list[str] = [""]
    for word in _pieces(text, width):
        tried = f"{found[-1]} {word}".strip()
        if breadth(tried) <= width:
            found[-1] = tried
        else:
            found.append(word)
    kept = [line for line in found if line]
    return kept if len(kept) <= most else [*kept[: most - 1], _cut(kept[most - 1], width - 1) + "…"]


def breadth(text: str) -> int:
    """About how many narrow letters are as wide as ``text``; marks that combine take no room."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _pieces(text: str, width: int) -> list[str]:
    """The words of ``text``, those too long for a line cut into parts."""
    found: list[str] = []
    for word in text.split():
        rest = word
        while breadth(rest) > width:
            found.append(_cut(rest, width))
            rest = rest[len(found[-1]) :]
        found.append(rest)
    return [piece for piece in found if piece]


def _cut(text: str, width: int) -> str:
    """As much of ``text`` as fits, at least one character."""
    end = len(text)
    while end > 1 and breadth(text[:end]) > width:
        end -= 1
    return text[:end].rstrip()

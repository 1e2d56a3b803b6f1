"""One shape a code, told apart without colour: of what a text shows, and of a claim's status.

They are drawn, not written, so that they look the same whatever fonts a reader has.
"""

from collections.abc import Callable
from xml.etree import ElementTree as ET

from claims.pictures.drawing import markup, node

RADIUS = 7
SIZE = 2 * RADIUS + 4
_REACH = RADIUS * 0.7071


def _ring(kind: str = "ring") -> ET.Element:
    return node("circle", {"class": kind, "r": RADIUS})


def _bar(x1: float, y1: float, x2: float, y2: float) -> ET.Element:
    return node("path", {"class": "stroke", "d": f"M{x1:g} {y1:g}L{x2:g} {y2:g}"})


def _dots() -> list[ET.Element]:
    return [node("circle", {"class": "solid", "cx": x, "r": 1.8}) for x in (-5.5, 0, 5.5)]


def _half() -> list[ET.Element]:
    return [
        _ring(),
        node("path", {"class": "solid", "d": f"M0 {-RADIUS}A{RADIUS} {RADIUS} 0 0 0 0 {RADIUS}Z"}),
    ]


def _plus() -> list[ET.Element]:
    return [_ring(), _bar(-RADIUS, 0, RADIUS, 0), _bar(0, -RADIUS, 0, RADIUS)]


def _slash() -> list[ET.Element]:
    return [_ring(), _bar(-_REACH, _REACH, _REACH, -_REACH)]


def _cross() -> list[ET.Element]:
    return [*_slash(), _bar(-_REACH, -_REACH, _REACH, _REACH)]


def _outline(path: str) -> list[ET.Element]:
    return [node("path", {"class": "ring", "d": path})]


SHAPES: dict[str, Callable[[], list[ET.Element]]] = {
    "not_assessed": _dots,
    "none_given": lambda: [_ring()],
    "not_mentioned": lambda: [_ring("ring broken")],
    "invoked": _half,
    "shown": lambda: [_ring("solid")],
    "not_expected": lambda: _outline("M0-8L8 0L0 8L-8 0Z"),
    "no_evidence": lambda: [_ring()],
    "unverified": lambda: [_ring("ring broken")],
    "partly_supported": _half,
    "supported": lambda: [_ring("solid")],
    "corroborated": _plus,
    "contested": _cross,
    "contradicted": _slash,
    "unverifiable": lambda: _outline("M0-8L8 6L-8 6Z"),
}


def shape(code: str, x: float, y: float) -> ET.Element:
    """The shape of a code with its middle at (x, y)."""
    return node("g", {"transform": f"translate({x:g} {y:g})"}, *SHAPES[code]())


def key(code: str) -> str:
    """The shape alone, for a legend whose words stand beside it."""
    attributes = {
        "class": "chart key",
        "aria-hidden": "true",
        "viewBox": f"0 0 {SIZE} {SIZE}",
        "width": SIZE,
        "height": SIZE,
    }
    return markup(node("svg", attributes, shape(code, SIZE / 2, SIZE / 2)))

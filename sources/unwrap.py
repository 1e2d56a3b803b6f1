"""Lines as they were laid out on pages -> paragraphs. Pure: text in, text out.

A PDF knows places and no paragraphs. What is undone here is what setting a page did to a text:
lines broken at the margin, words broken at the end of a line, the head and foot of every page.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_FULL: Final = 0.8  # of the usual width: a shorter line ends its paragraph
_PAGES_NEEDED: Final = 3
_DIGITS: Final = re.compile(r"\d+")
_BROKEN: Final = re.compile(r"(\w+)[-\u2010\u00ad]$")
_BEGINNING: Final = re.compile(r"\w+")


def paragraphs(pages: Sequence[str]) -> tuple[str, list[str]]:
    """The text of pages, a paragraph a line, and the lines that stood on most pages, left out.

    A paragraph ends at an empty line and after a line clearly shorter than the others.
    """
    lined = [[" ".join(line.split()) for line in page.split("\n")] for page in pages]
    repeated = _repeated(lined)
    kept = [line for page in lined for line in _without(page, repeated)]
    return _joined(kept), sorted(set(repeated.values()))


def _edges(page: Sequence[str]) -> list[str]:
    """The first and the last line that say something."""
    said = [line for line in page if line]
    return [said[0], said[-1]] if said else []


def _key(line: str) -> str:
    return _DIGITS.sub("0", line)


def _repeated(pages: Sequence[Sequence[str]]) -> dict[str, str]:
    """Heads and feet: lines at the edge of more than half of the pages, numbers apart."""
    if len(pages) < _PAGES_NEEDED:
        return {}
    edges = [set(_edges(page)) for page in pages]
    counted = Counter(key for page in edges for key in {_key(line) for line in page})
    shown = {_key(line): line for page in reversed(edges) for line in sorted(page, reverse=True)}
    return {key: shown[key] for key, times in counted.items() if times > len(pages) / 2}


def _without(page: Sequence[str], repeated: dict[str, str]) -> list[str]:
    edges = [line for line in _edges(page) if _key(line) in repeated]
    return [line for line in page if line not in edges]


def _joined(lines: Sequence[str]) -> str:
    widths = sorted(len(line) for line in lines if line)
    full = _FULL * widths[len(widths) * 9 // 10] if widths else 0
    words = Counter(word for line in lines for word in re.findall(r"[\w-]+", line))
    found: list[str] = []
    open_ = False  # whether the paragraph goes on
    for line in lines:
        if line and open_:
            found[-1] = _continued(found[-1], line, words)
        elif line:
            found.append(line)
        open_ = bool(line) and len(line) >= full
    return "\n".join(found)


def _continued(before: str, line: str, words: Counter[str]) -> str:
    """``before`` with the next line of its paragraph. A word broken by a hyphen is whole again,
    unless the text also writes it with that hyphen or what follows begins no word's second half."""
    broken, beginning = _BROKEN.search(before), _BEGINNING.match(line)
    if broken is None or beginning is None:
        return f"{before} {line}"
    keeps = not beginning[0][0].islower() or f"{broken[1]}-{beginning[0]}" in words
    return f"{before}{line}" if keeps else f"{before[:-1]}{line}"

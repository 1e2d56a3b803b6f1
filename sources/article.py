"""The child process of `sources.extract`: one page in on stdin, its article out as JSON.

The text is built from trafilatura's tree rather than taken from its text output, which drops
joiners and bidirectional controls and adds list and table signs of its own.
"""

import re
import sys
from typing import Final

import trafilatura
from lxml import etree
from trafilatura.settings import Document

from sources.confined import answer
from sources.markup import MAX_DEPTH

# The parser adds html, head or body, and sometimes p, where a page leaves them out.
_OWN_LEVELS: Final = 3
_ROOT_ELEMENT: Final = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*>")
_BLOCKS: Final = frozenset(["body", "p", "head", "item", "list", "quote", "row", "table", "code"])


def article(html: str) -> dict[str, str | None]:
    """What `sources.extract.Extracted` needs from a page, as text or None."""
    html = _XML_DECLARATION.sub("", html, count=1)
    is_whole = _ROOT_ELEMENT.search(html)
    tree = trafilatura.load_html(html if is_whole else f"<html><body>{html}</body></html>")
    if tree is None:
        return {}
    if depth(tree) > MAX_DEPTH + _OWN_LEVELS:
        return {"refused": "too_deep"}
    language = tree.get("lang") or tree.get("xml:lang")
    document = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if not isinstance(document, Document) or document.body is None:
        return {}
    return {
        "text": block_text(document.body),
        "title": document.title,
        "byline": document.author,
        "published": document.date,
        "language": language,
        "url": document.url,
        "site_name": document.sitename,
    }


def depth(tree: etree._Element) -> int:
    """How many elements the deepest one lies in, itself included."""
    deepest = level = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def block_text(body: etree._Element) -> str:
    """The tree's text with each block on lines of its own and cells parted by a space."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS or (element.tag == "lb" and event == "start"):
            pieces.append("\n")
        elif element.tag == "cell" and event == "end":
            pieces.append(" ")
        words = element.text if event == "start" else element.tail
        pieces.append(" ".join(words.splitlines()) if words else "")
    lines = (" ".join(line.split(" ")) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in map(str.strip, lines) if line)


if __name__ == "__main__":
    sys.exit(answer(lambda data: article(data.decode("utf-8"))))

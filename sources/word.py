"""The child process of `sources.extract` for .docx: a document in on stdin, its text as JSON.

The text is read from the document's own elements: python-docx's paragraphs leave out, without a
word, what stands in content controls, text boxes and accepted insertions.
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, Final

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from sources.confined import answer

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 100_000_000

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A moved passage stands where it was moved to; a fallback says again what its choice says.
_SKIPPED: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_SAID: Final = {
    f"{_W}tab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_CELL: Final = f"{_W}tc"
_PARAGRAPH: Final = f"{_W}p"


def document(data: bytes) -> dict[str, Any]:
    """The text with a paragraph a line, cells parted by spaces; title and author."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
        if (why := _refused(entries)) is not None:
            return {"refused": why}
        opened = docx.Document(io.BytesIO(data))
        text = "".join(_pieces(opened.element.body))
        about = opened.core_properties
    except (zipfile.BadZipFile, PackageNotFoundError, etree.LxmlError, ValueError, KeyError):
        return {"refused": "broken"}
    except NotImplementedError:  # an entry packed or locked in a way that zipfile does not know
        return {"refused": "broken"}
    lines = (" ".join(line.split(" ")) for line in text.split("\n"))
    said = "\n".join(line for line in map(str.strip, lines) if line)
    return {
        "text": said,
        "title": about.title,
        "byline": about.author,
        "language": about.language,
        "refused": None if said else "no_words",
    }


def _refused(entries: list[zipfile.ZipInfo]) -> str | None:
    """Why the archive is not opened, judged by its list of contents alone."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return "bomb"
    if any(entry.flag_bits & 1 for entry in entries):
        return "encrypted"
    if not any(entry.filename == "word/document.xml" for entry in entries):
        return "archive"
    return None


def _pieces(body: etree._Element) -> Iterator[str]:
    """The words in order, without recursion: how deep elements lie is the writer's choice."""
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start" and tag in _SKIPPED:
            walk.skip_subtree()
        elif event == "start" and tag == f"{_W}t":
            yield element.text or ""
        elif event == "start" and tag in _SAID:
            yield _SAID[tag]
        elif event == "end" and tag == _PARAGRAPH:
            in_cell = element.getparent() is not None and element.getparent().tag == _CELL
            yield " " if in_cell and element.getnext() is None else "\n"
        elif event == "end" and tag == f"{_W}tr":
            yield "\n"


if __name__ == "__main__":
    sys.exit(answer(document))

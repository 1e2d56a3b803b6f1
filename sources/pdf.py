"""The child process of `sources.extract` for PDF: a document in on stdin, its text out as JSON."""

import io
import sys
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from sources.confined import answer
from sources.unwrap import paragraphs

MAX_PAGES: Final = 300


def document(data: bytes) -> dict[str, Any]:
    """The text with a paragraph a line, its title and author, and the pages that hold none."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "encrypted"}
        if len(reader.pages) > MAX_PAGES:
            return {"refused": "too_many_pages"}
        pages = [page.extract_text() for page in reader.pages]
        about = reader.metadata
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # What pypdf raises on broken documents is not one family.
        return {"refused": "broken"}
    if not any(page.strip() for page in pages):
        return {"refused": "scanned"}
    text, repeated = paragraphs(pages)
    return {
        "text": text,
        "title": about.title if about else None,
        "byline": about.author if about else None,
        "empty_pages": [n for n, page in enumerate(pages, start=1) if not page.strip()],
        "left_out": repeated,
    }


if __name__ == "__main__":
    sys.exit(answer(document))

"""From the bytes of a file or a page to its text, title, byline, date.

The bytes are hostile until proved otherwise. What they are is told by their beginning, not by a
name or a declared type. Sizes, nesting and tags are capped by a linear scan before any parser sees
them, and every parser works in a child process that has a deadline and a memory limit.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn

from sources import confined
from sources.languages import LanguageRefused, canonical
from sources.markup import check_markup, looks_like_html, refusal
from sources.normalise import TextRefused, gettext_noop, normalise
from sources.recode import decoded

MAX_BYTES: Final = 5_000_000

HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN: Final = "text/plain"

_HEADS: Final = ((b"%PDF-", PDF, "sources.pdf"), (b"PK\x03\x04", WORD, "sources.word"))
_LONGEST_FIELD: Final = 500
_LONGEST_ADDRESS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Extracted:
    """A text and what its file says about it, None where it is silent.

    `text` is normalised, `url` the canonical address that a page declares, `language` a canonical
    BCP 47 tag, `media_type` what the content proved to be. `empty_pages` are the numbers of pages
    without any text, `left_out` the lines at the edges of pages that were not taken.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    published: date | None = None
    language: str | None = None
    url: str | None = None
    site_name: str | None = None
    media_type: str = PLAIN
    empty_pages: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()


def extract(data: bytes, *, media_type: str | None = None) -> Extracted:
    """The text in `data`: an HTML page, a PDF, a .docx or a plain text; the content decides which.

    `media_type` is the declared type, with its charset if it has one. A page without an article
    and a file that is not text are refused, never guessed at; no text is dropped in silence
    because of its depth. Takes at most 10 seconds.

    Raises TextRefused with the field "file".
    """
    if len(data) > MAX_BYTES:
        words = gettext_noop(
            "The file has %(length)d bytes; at most %(most)d are taken. Capture it in parts."
        )
        refuse(words, "too_long", length=len(data), most=MAX_BYTES)
    beginning = data[:1024].lstrip()
    for head, kind, module in _HEADS:
        if beginning.startswith(head):
            return _from_document(_asked(module, data), kind)
    text = decoded(data, media_type)
    declared = (media_type or "").partition(";")[0].strip().lower()
    if declared in HTML_TYPES or looks_like_html(text):
        return _from_page(text)
    return Extracted(text=_stored(text), title=_heading(text))


def refuse(words: str, code: str, **facts: Any) -> NoReturn:
    """Raise TextRefused for the field "file"."""
    raise TextRefused(words, code=code, field="file", **facts)


REFUSALS: Final = {
    "encrypted": gettext_noop(
        "The document is protected by a password. Save a copy without one, or paste its text."
    ),
    "scanned": gettext_noop(
        "The PDF holds pictures of pages and no text. Have its text recognised (OCR), save that "
        "and capture it, or type the passage."
    ),
    "too_many_pages": gettext_noop(
        "The PDF has more than 300 pages. Save the pages that matter as a PDF of their own."
    ),
    "bomb": gettext_noop(
        "The document unpacks to more than any article needs. Save its text alone, or paste it."
    ),
    "archive": gettext_noop(
        "The file is an archive, or an office document other than .docx. Open it and save the text "
        "as .docx, PDF or plain text."
    ),
    "no_words": gettext_noop("The document holds no text. Paste the text instead."),
    "broken": gettext_noop(
        "The document is damaged and could not be read. Save it anew, or paste its text."
    ),
    "no_article": gettext_noop(
        "No article was found in the page. Paste its text instead, or save the page after it has "
        "loaded."
    ),
    "too_slow": gettext_noop("The file took too long to read. Paste its text instead."),
    "unreadable": gettext_noop("The file could not be read. Paste its text instead."),
}


def _asked(module: str, data: bytes) -> Mapping[str, Any]:
    """What the child process makes of it."""
    try:
        return confined.ask(module, data)
    except confined.TooSlow:
        refuse(REFUSALS["too_slow"], "too_slow")
    except confined.Failed:
        refuse(REFUSALS["unreadable"], "unreadable")


def _from_document(found: Mapping[str, Any], kind: str) -> Extracted:
    if why := found.get("refused"):
        refuse(REFUSALS[why], why)
    return Extracted(
        text=_stored(found["text"]),
        title=_line(found.get("title")),
        byline=_line(found.get("byline")),
        language=_language(found.get("language")),
        media_type=kind,
        empty_pages=tuple(found.get("empty_pages", ())),
        left_out=tuple(found.get("left_out", ())),
    )


def _from_page(html: str) -> Extracted:
    check_markup(html)
    found = _asked("sources.article", html.encode("utf-8"))
    if found.get("refused") == "too_deep":
        raise refusal("too_deep")
    if not (found.get("text") or "").strip():
        refuse(REFUSALS["no_article"], "no_article")
    return Extracted(
        text=_stored(found["text"]),
        title=_line(found.get("title")),
        byline=_line(found.get("byline")),
        published=_day(found.get("published")),
        language=_language(found.get("language")),
        url=_address(found.get("url")),
        site_name=_line(found.get("site_name")),
        media_type="text/html",
    )


def _stored(text: str) -> str:
    try:
        return normalise(text)
    except TextRefused as refused:
        raise refused.at("file") from refused


def _heading(text: str) -> str | None:
    """The title that a text in Markdown begins with."""
    first = text.lstrip("\ufeff\r\n ").partition("\n")[0]
    return _line(first.lstrip("#")) if first.startswith(("# ", "## ")) else None


def _line(value: str | None) -> str | None:
    """One normalised line of at most 500 characters."""
    with suppress(TextRefused):
        return normalise(" ".join((value or "").split()))[:_LONGEST_FIELD]
    return None


def _day(value: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(value or "")
    return None


def _language(value: str | None) -> str | None:
    with suppress(LanguageRefused):
        return canonical(value or "")
    return None


def _address(value: str | None) -> str | None:
    """A web address as declared; others, such as `javascript:`, are left out."""
    address = (value or "").strip()
    is_web = address.lower().startswith(("http://", "https://"))
    fits = len(address) <= _LONGEST_ADDRESS and address.isprintable() and " " not in address
    return address if is_web and fits else None

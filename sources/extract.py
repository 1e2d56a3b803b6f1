"""From the bytes of a page or a text file to its article: text, title, byline, date.

The bytes are hostile until proved otherwise. Sizes, nesting and tags are capped by a linear scan
before any parser sees them, and the parser works in a child process that has a deadline and a
memory limit, so a page can cost a refusal but not the server.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NoReturn

from sources.languages import LanguageRefused, canonical
from sources.markup import MAX_DEPTH, check_markup, looks_like_html, refusal
from sources.normalise import TextRefused, normalise
from sources.recode import decoded

MAX_BYTES: Final = 5_000_000
DEADLINE_SECONDS: Final = 10

_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_ROOT: Final = Path(__file__).resolve().parent.parent
_LONGEST_FIELD: Final = 500
_LONGEST_ADDRESS: Final = 2_000
# The child gets no secret of ours: only what Python needs to start and to speak UTF-8.
_ENVIRONMENT: Final = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article: its normalised `text` and what the page says about it, None where it is silent.

    `url` is the canonical address that the page declares, `language` a canonical BCP 47 tag.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    published: date | None = None
    language: str | None = None
    url: str | None = None
    site_name: str | None = None


def extract(data: bytes, *, media_type: str | None = None) -> Extracted:
    """The article in `data`, an HTML page or a plain text file; the content decides which.

    `media_type` is the declared type, with its charset if it has one. A page without an article
    and a file that is not text are refused, never guessed at; no text is dropped in silence
    because of its depth. Takes at most 10 seconds.

    Raises TextRefused with the field "file".
    """
    if len(data) > MAX_BYTES:
        refuse(f"The file has {len(data):,} bytes; at most {MAX_BYTES:,} are taken.", "too_long")
    text = decoded(data, media_type)
    declared = (media_type or "").partition(";")[0].strip().lower()
    if declared in _HTML_TYPES or looks_like_html(text):
        return _from_page(text)
    return Extracted(text=_stored(text))


def refuse(message: str, code: str) -> NoReturn:
    """Raise TextRefused for the field "file"."""
    raise TextRefused(message, code=code, field="file")


def _from_page(html: str) -> Extracted:
    check_markup(html)
    found = _in_child(html)
    if found.get("refused") == "too_deep":
        raise refusal(f"elements nested more than {MAX_DEPTH} deep", "too_deep")
    if not (found.get("text") or "").strip():
        refuse(
            "No article was found in the page. Paste its text instead, or save the page after it "
            "has loaded.",
            "no_article",
        )
    return Extracted(
        text=_stored(found["text"] or ""),
        title=_line(found.get("title")),
        byline=_line(found.get("byline")),
        published=_day(found.get("published")),
        language=_language(found.get("language")),
        url=_address(found.get("url")),
        site_name=_line(found.get("site_name")),
    )


def _in_child(html: str) -> Mapping[str, str | None]:
    """What the child process makes of the page."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "sources.article"],
            input=html.encode("utf-8"),
            capture_output=True,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=DEADLINE_SECONDS,
            check=True,
        )
        answer: Mapping[str, str | None] = json.loads(child.stdout)
    except subprocess.TimeoutExpired:
        refuse(
            f"The page took more than {DEADLINE_SECONDS} seconds to read. Paste its text instead.",
            "too_slow",
        )
    except (subprocess.CalledProcessError, ValueError):
        refuse("The page could not be read as HTML. Paste its text instead.", "unreadable")
    return answer


def _stored(text: str) -> str:
    try:
        return normalise(text)
    except TextRefused as refused:
        raise TextRefused(str(refused), code=refused.code, field="file") from refused


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

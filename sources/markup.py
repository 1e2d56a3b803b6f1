"""A linear look at markup before any parser: is this HTML, and is it safe to parse?

Parsers fail on hostile pages in costly or quiet ways: quadratic time on unclosed tags, and text
that lxml drops without a word below a depth of about 250. So the limits are counted here, without
building anything.
"""

import re
from collections.abc import Iterator
from typing import Final

from sources.normalise import TextRefused, gettext_noop

MAX_DEPTH: Final = 200
MAX_TAGS: Final = 200_000
MAX_TAG_CHARACTERS: Final = 500_000
MAX_ATTRIBUTES: Final = 1_000

# How a page may begin, after the MIME Sniffing Standard, section 7.1.
_BEGINNING: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?"
    r"(?:<!--|<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body"
    r"|br|p|article|main|section|meta|link)[\s>/])",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,63})|<!--|<[!?]")
_RAW_ENDS: Final = {
    name: re.compile(rf"</{name}(?![a-zA-Z0-9])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
_VOID: Final = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr", "path", "use", "circle", "rect", "line", "polyline"),
    )
)
_CELLS: Final = frozenset(["td", "th"])
# What an opening tag closes when it is left open, as the HTML standard lets authors do.
_CLOSES: Final = {
    "li": frozenset(["li", "p"]),
    "dt": frozenset(["dt", "dd", "p"]),
    "dd": frozenset(["dt", "dd", "p"]),
    "option": frozenset(["option"]),
    "td": _CELLS | {"p"},
    "th": _CELLS | {"p"},
    "tr": _CELLS | {"tr", "p"},
    "tbody": _CELLS | {"tr", "thead", "tbody", "p"},
} | {
    name: frozenset(["p"])
    for name in ("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section")
}


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as a page does."""
    return _BEGINNING.match(text) is not None


def check_markup(html: str) -> None:
    """Refuse a page that a parser would choke on or cut; time linear in its length.

    Raises TextRefused, field "file", with the code "too_deep", "too_many_tags" or "tag_too_long".
    """
    open_tags: list[str] = []
    for number, (closing, name) in enumerate(_tags(html)):
        if number >= MAX_TAGS:
            raise refusal("too_many_tags")
        if closing:
            _close(open_tags, name)
        elif name not in _VOID:
            _open(open_tags, name)
        if len(open_tags) > MAX_DEPTH:
            raise refusal("too_deep")


def _open(open_tags: list[str], name: str) -> None:
    closed = _CLOSES.get(name, frozenset())
    while open_tags and open_tags[-1] in closed:
        open_tags.pop()
    open_tags.append(name)


def _close(open_tags: list[str], name: str) -> None:
    if name in open_tags:
        while open_tags.pop() != name:
            pass


def _tags(html: str) -> Iterator[tuple[bool, str]]:
    """Each tag as (is it a closing one, its name), comments and raw text passed over."""
    at = 0
    while found := _OPEN.search(html, at):
        at = _past(html, found)
        if found[2]:
            name = found[2].lower()
            self_closing = html[at - 2 : at] == "/>" and name not in _RAW_ENDS
            if not self_closing:
                yield bool(found[1]), name
            if not found[1] and name in _RAW_ENDS:
                end = _RAW_ENDS[name].search(html, at)
                at = end.start() if end else len(html)


def _past(html: str, found: re.Match[str]) -> int:
    """The position after the tag or comment that `found` opens."""
    closer = "-->" if found[0] == "<!--" else ">"
    end = html.find(closer, found.end())
    if end < 0:
        end = len(html)
    if found[2] and end - found.start() > MAX_TAG_CHARACTERS:
        raise refusal("tag_too_long")
    if found[2] and html.count("=", found.start(), end) > MAX_ATTRIBUTES:
        raise refusal("tag_too_long")
    return min(len(html), end + len(closer))


def refusal(code: str) -> TextRefused:
    """The refusal of a page for its markup."""
    words = {
        "too_deep": gettext_noop(
            "The page has elements nested more than %(most)d deep, so parts of it could be lost. "
            "Paste its text instead."
        ),
        "too_many_tags": gettext_noop(
            "The page has more than %(most)d tags. Paste its text instead."
        ),
        "tag_too_long": gettext_noop(
            "The page has a tag of more than %(most)d attributes or of a length that no page "
            "needs. Paste its text instead."
        ),
    }
    most = {"too_deep": MAX_DEPTH, "too_many_tags": MAX_TAGS, "tag_too_long": MAX_ATTRIBUTES}
    return TextRefused(words[code], code=code, field="file", most=most[code])

"""Atom (RFC 4287); further pages by RFC 5005; what was taken back by RFC 6721."""

import re
from xml.etree import ElementTree as ET

from claims.feeds.feed import Deleted, Feed, Item, moment

MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, however escaped."""


def write(feed: Feed) -> str:
    """The feed document."""
    ET.register_namespace("", ATOM)
    ET.register_namespace("at", TOMBSTONES)
    ET.register_namespace("ledger", ledger_namespace(feed))
    root = ET.Element(f"{{{ATOM}}}feed", {LANG: feed.language})
    for name, text in (
        ("id", feed.id),
        ("title", feed.title),
        ("subtitle", feed.subtitle),
        ("updated", moment(feed.updated)),
        ("rights", feed.licence),
        ("generator", "Dixit"),
    ):
        _text(root, name, text)
    _author(root, feed)
    _links(root, feed)
    head = ET.SubElement(root, f"{{{ledger_namespace(feed)}}}head")
    for name in ("seq", "sha256", "published_at"):
        head.set(name, str(feed.head["head"][name] or ""))
    for name in ("algorithm", "public_key", "signature"):
        head.set(name, feed.head[name])
    for item in feed.items:
        if isinstance(item, Deleted):
            _deleted(root, item)
        else:
            _entry(root, item, feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def ledger_namespace(feed: Feed) -> str:
    """The namespace of the head: the address that says how to check it."""
    return f"{feed.origin}/transparency"


def clean(text: str) -> str:
    """``text`` with U+FFFD for what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = clean(text)
    return made


def _author(root: ET.Element, feed: Feed) -> None:
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", feed.author)
    _text(author, "uri", feed.origin)


def _links(root: ET.Element, feed: Feed) -> None:
    links = [
        ("self", feed.self_url, MEDIA_TYPE),
        ("alternate", feed.home, "text/html"),
        ("alternate", feed.twin_url, "application/feed+json"),
        ("first", feed.first_url, MEDIA_TYPE),
        ("license", "https://creativecommons.org/licenses/by/4.0/", "text/html"),
    ]
    if feed.next_url:
        links.append(("next", feed.next_url, MEDIA_TYPE))
    for rel, href, kind in links:
        ET.SubElement(root, f"{{{ATOM}}}link", {"rel": rel, "href": href, "type": kind})


def _entry(root: ET.Element, item: Item, feed: Feed) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    _text(entry, "id", item.id)
    title = _text(entry, "title", item.title)
    if item.title_language not in ("", "und", feed.language):
        title.set(LANG, item.title_language)
    _text(entry, "published", moment(item.published))
    _text(entry, "updated", moment(item.updated))
    page = {"rel": "alternate", "href": item.url, "type": "text/html", "hreflang": feed.language}
    ET.SubElement(entry, f"{{{ATOM}}}link", page)
    if item.data_url:
        data = {"rel": "alternate", "href": item.data_url, "type": "application/json"}
        ET.SubElement(entry, f"{{{ATOM}}}link", data)
    for term, label in item.topics:
        topic = {"term": term, "label": clean(label), "scheme": f"{feed.origin}/api/v1/topics"}
        ET.SubElement(entry, f"{{{ATOM}}}category", topic)
    _text(entry, "summary", item.summary)
    _text(entry, "content", item.html, type="html")


def _deleted(root: ET.Element, item: Deleted) -> None:
    """RFC 6721 section 3: whoever holds the entry drops it."""
    made = ET.SubElement(
        root, f"{{{TOMBSTONES}}}deleted-entry", {"ref": item.id, "when": moment(item.when)}
    )
    ET.SubElement(made, f"{{{TOMBSTONES}}}comment").text = clean(item.reason)

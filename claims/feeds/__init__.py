"""Feeds: Atom (RFC 4287, with RFC 5005 paging and RFC 6721 tombstones) and JSON Feed 1.1.

Pure: a feed of plain values in, text out.
"""

from claims.feeds import atom, jsonfeed
from claims.feeds.feed import Deleted, Feed, Item

__all__ = ["Deleted", "Feed", "Item", "atom", "jsonfeed"]

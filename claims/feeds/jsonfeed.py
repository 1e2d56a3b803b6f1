"""JSON Feed 1.1 (jsonfeed.org). What was taken back goes into our extension, ``_dixit``."""

from typing import Any

import orjson

from claims.feeds.feed import Deleted, Feed, Item, moment

MEDIA_TYPE = "application/feed+json"


def write(feed: Feed) -> str:
    """The feed document."""
    said: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "language": feed.language,
        "home_page_url": feed.home,
        "feed_url": feed.self_url,
        "authors": [{"name": feed.author, "url": feed.origin}],
        "items": [_item(item, feed) for item in feed.items if isinstance(item, Item)],
        "_dixit": {
            "about": f"{feed.origin}/{feed.language}/about/",
            "ledger": feed.head,
            "deleted": [_deleted(item) for item in feed.items if isinstance(item, Deleted)],
        },
    }
    if feed.next_url:
        said["next_url"] = feed.next_url
    return orjson.dumps(said).decode()


def _item(item: Item, feed: Feed) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": moment(item.published),
        "date_modified": moment(item.updated),
        "language": item.title_language or feed.language,
        "tags": [label for _id, label in item.topics],
    }


def _deleted(item: Deleted) -> dict[str, str]:
    return {"id": item.id, "when": moment(item.when), "reason": item.reason}

"""From a file or an address to a text and what is known of it, before anything is captured.

What was read is kept as it came (an Original without a document), so that it can be looked over
first and is neither uploaded nor fetched again when it is captured.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone

from sources import extract, web_address
from sources.capture import Facts
from sources.extract import Extracted
from sources.fetch import Fetcher
from sources.models.originals import Original
from sources.normalise import TextRefused
from sources.refusal import explained

KEPT_FOR: Final = timedelta(days=1)
MOST_WAITING: Final = 20


@dataclass(frozen=True)
class Taken:
    """A text that was read, what its file or page says of it, and its bytes, not yet stored."""

    found: Extracted
    original: Original

    @property
    def text(self) -> str:
        return self.found.text

    def facts(self, given: Facts) -> Facts:
        """``given``, with what it leaves empty as the file or page says it."""
        found = self.found
        day = found.published.isoformat() if found.published else ""
        return replace(
            given,
            title=given.title or found.title or "",
            url=given.url or self._url() or "",
            byline=given.byline or found.byline or "",
            language=given.language or found.language or "",
            published_on=given.published_on or day,
        )

    def _url(self) -> str | None:
        """The page's address for itself; of a fetched page only one at the same host."""
        came_from, own = self.original.fetched_from, self.found.url
        if not came_from or (own and _host(own) == _host(came_from)):
            return own
        return came_from


def _host(url: str) -> str | None:
    try:
        return web_address.parse(url).host
    except web_address.AddressRefused:
        return None


def read(*, data: bytes, by: User, media_type: str | None = None) -> Taken:
    """The text in a file, which its content tells. Raises Refused with the field "file"."""
    with explained():
        found = extract.extract(data, media_type=media_type)
    return _taken(found, data, by)


def fetch(*, url: str, by: User, using: Fetcher) -> Taken:
    """The text at an address. Raises Refused with the field "url"."""
    with explained():
        fetched = using.fetch(url)
        try:
            found = extract.extract(fetched.data, media_type=fetched.media_type)
        except TextRefused as refusal:
            raise refusal.at("url") from refusal
    return _taken(found, fetched.data, by, fetched.url)


def _taken(found: Extracted, data: bytes, by: User, fetched_from: str = "") -> Taken:
    original = Original(
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=found.media_type,
        fetched_from=fetched_from,
        taken_at=timezone.now(),
        taken_by=by,
    )
    return Taken(found, original)


def keep(original: Original) -> Original:
    """Store what waits for its capture; what has waited too long, or is too much, goes."""
    waiting = Original.objects.filter(document=None)
    waiting.filter(taken_at__lt=timezone.now() - KEPT_FOR).delete()
    original.save()
    own = waiting.filter(taken_by=original.taken_by).order_by("-taken_at", "-pk")
    waiting.filter(pk__in=list(own.values_list("pk", flat=True)[MOST_WAITING:])).delete()
    return original


def waiting(*, key: int | None, by: User) -> Original | None:
    """What ``by`` has read and not captured yet."""
    if key is None:
        return None
    return Original.objects.filter(pk=key, document=None, taken_by=by).first()

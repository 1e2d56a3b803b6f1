"""How much one client may ask: a token bucket a client, in the memory of each process.

No answer waits for a shared write. With several processes a client has the quota in each;
docs/decisions/ says why. The fields are those of draft-ietf-httpapi-ratelimit-headers:
``RateLimit-Policy: "reads";q=6000;w=60`` and ``RateLimit: "reads";r=5999;t=1``.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase

WINDOW = 60
"""Seconds in which an empty bucket fills."""
MOST_CLIENTS = 20_000
"""Buckets kept at most, the least recently used forgotten first."""


@dataclass(frozen=True)
class Left:
    """What a client may still ask, and the seconds until it may ask (again, or in full)."""

    policy: str
    quota: int
    remaining: int
    wait: int
    refused: bool

    def headers(self) -> dict[str, str]:
        """The fields that say so."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.wait}',
        }

    def write(self, response: HttpResponseBase) -> None:
        """Afterwards ``response`` says so in its header."""
        for name, value in self.headers().items():
            response.headers[name] = value


@dataclass
class Buckets:
    """The buckets of one policy: each holds ``quota`` and fills evenly within ``WINDOW``."""

    policy: str
    quota: int
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, client: str, cost: int, *, at: float | None = None) -> Left:
        """Take ``cost`` out of the client's bucket, or nothing where less is in it."""
        now = time.monotonic() if at is None else at
        with self._lock:
            level, since = self._levels.pop(client, (float(self.quota), now))
            level = min(self.quota, level + (now - since) * self.quota / WINDOW)
            cost = min(cost, self.quota)
            refused = level < cost
            level -= 0 if refused else cost
            self._levels[client] = (level, now)
            while len(self._levels) > MOST_CLIENTS:
                self._levels.popitem(last=False)
        missing = (cost if refused else self.quota) - level
        wait = math.ceil(missing * WINDOW / self.quota)
        return Left(self.policy, self.quota, int(level), wait, refused)

    def give_back(self, client: str, cost: int) -> None:
        """Undo a ``take``: what the client asked cost next to nothing."""
        with self._lock:
            if client in self._levels:
                level, since = self._levels[client]
                self._levels[client] = (min(self.quota, level + cost), since)


COST = "dixit.cost"
"""Where a request's environ says what it was counted as: whoever gives the answer again, before
Django, counts it again."""

_KEPT: dict[tuple[str, int], Buckets] = {}


def buckets(policy: str, quota: int) -> Buckets:
    """The buckets of a policy in this process."""
    return _KEPT.setdefault((policy, quota), Buckets(policy, quota))


def read(environ: Mapping[str, Any], cost: int) -> Left | None:
    """What the client has left of its reads, one of that cost taken; None where nobody counts."""
    if not settings.RATE_LIMIT:
        return None
    return buckets("reads", settings.RATE_LIMIT).take(client_of(environ), cost)


def give_back(environ: Mapping[str, Any], left: Left, cost: int) -> None:
    """Undo a ``read``: being told that nothing has changed is free."""
    buckets(left.policy, left.quota).give_back(client_of(environ), cost)


def client_of(environ: Mapping[str, Any]) -> str:
    """Who asks: the address, of IPv6 its /64, which one household or server has whole.

    Behind a proxy it is the last of X-Forwarded-For, the one that the proxy itself has seen.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        address = str(environ.get("HTTP_X_FORWARDED_FOR", address)).rpartition(",")[2].strip()
    if ":" not in address:
        return address[:64]
    try:
        return str(IPv6Network((IPv6Address(address), 64), strict=False))
    except (AddressValueError, ValueError):
        return address[:64]

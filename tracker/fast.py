"""Public answers from memory: one small WSGI layer before Django and its middleware.

A page under /en/ or /fr/ or an answer of the reading API depends on the ledger, the address and a
few headers alone. So the very bytes and headers that Django gave are given again, for as long as
the database whose answers they were still has the same head. A thread asks it twice a second, and
is woken by each publication; when it has not answered for two seconds, nothing comes from memory.
What the API counts is counted each time, and each answer says what is left.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import DatabaseError, connections

from claims.api import rates

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Stamp = tuple[int, int, date]

READER = "reader"
CHANNEL = "ledger"
"""What ``ledger_append`` and ``ledger_erase`` notify."""

ASK_EVERY = 0.5
TOO_OLD = 2.0
LARGEST = 2 * 1024 * 1024
ROOM = 64 * 1024 * 1024
"""Bytes of one answer, and of all in a process."""

PREFIXES = ("/en/", "/fr/", "/api/v1/")
COUNTS = "RateLimit"
"""What the names of headers begin with that tell of the client and not of what it asked for."""

DEPENDS_ON = (
    "REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT",
    "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH",
)  # fmt: skip
"""All that an answer from memory was asked with: the same request to the letter."""

ITS_OWN = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MODIFIED_SINCE")
"""Requests with one of these go to Django: whoever is logged in sees what was just published."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What Django answered, to the letter."""

    status: str
    headers: Headers
    body: bytes
    cost: int
    """What the API counts it as; 0 of a page."""


@dataclass
class Head:
    """How far the reader's own database has come, as of at most two seconds ago."""

    stamp: Stamp | None = None
    asked_at: float = 0.0
    changed: Callable[[], None] = field(default=lambda: None)
    _thread: threading.Thread | None = None
    _stopped: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> Stamp | None:
        """The last head seen; None where that was too long ago to be relied on."""
        if self._thread is None:
            self._begin()
        return self.stamp if time.monotonic() - self.asked_at < TOO_OLD else None

    def _begin(self) -> None:
        # At the first request and not before: workers are forked or spawned until then.
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._follow, name="head", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Afterwards the thread is gone and its connection closed."""
        self._stopped = True
        if self._thread is not None:
            self._thread.join()

    def _follow(self) -> None:
        while not self._stopped:
            try:
                self._watch()
            except Exception as error:
                log.warning("the ledger's head cannot be read: %s", str(error).partition("\n")[0])
            finally:
                connections[READER].close()
            time.sleep(ASK_EVERY)

    def _watch(self) -> None:
        connections[READER].ensure_connection()
        connection = connections[READER].connection
        self._listen()
        while not self._stopped:
            self._ask()
            for _woken in connection.notifies(timeout=ASK_EVERY, stop_after=1):
                pass

    def _listen(self) -> None:
        try:
            with connections[READER].cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
        except DatabaseError:
            log.info("this database wakes nobody (a replica?): its head is asked for instead")

    def _ask(self) -> None:
        with connections[READER].cursor() as cursor:
            # An erasure changes what pages show, and leaves the chain as it was; so does a new
            # day, on which a page is cited as seen.
            cursor.execute(
                "SELECT coalesce((SELECT max(seq) FROM ledger_revision), 0),"
                " (SELECT count(*) FROM ledger_erasure),"
                " (clock_timestamp() AT TIME ZONE 'UTC')::date"
            )
            stamp = cursor.fetchone()
        if stamp != self.stamp:
            self.stamp = stamp
            self.changed()
        self.asked_at = time.monotonic()


class Fast:
    """``application`` with its public pages kept in memory while the ledger stays as it is."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.kept: dict[tuple[Any, ...], tuple[Stamp, Answer]] = {}
        self.size = 0
        self.head = Head(changed=self.forget)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """What Django answers, or has answered to this very request of this very ledger."""
        if not may_be_kept(environ):
            return self.application(environ, start_response)
        stamp, key = self.head.now(), tuple(map(environ.get, DEPENDS_ON))
        found = self.kept.get(key)
        if found is not None and stamp is not None and found[0] == stamp:
            return self._again(environ, start_response, found[1])
        return self._asked(environ, start_response, key, stamp)

    def _again(
        self, environ: Environ, start_response: Callable[..., Any], answer: Answer
    ) -> Iterable[bytes]:
        """The answer as it was, counted anew; Django refuses a client that has nothing left."""
        headers = list(answer.headers)
        left = rates.read(environ, answer.cost) if answer.cost else None
        if left is not None:
            if left.refused:
                return self.application(environ, start_response)
            headers += left.headers().items()
            if answer.status.startswith("304"):
                rates.give_back(environ, left, answer.cost)
        start_response(answer.status, headers)
        return [answer.body]

    def _asked(
        self,
        environ: Environ,
        start_response: Callable[..., Any],
        key: tuple[Any, ...],
        stamp: Stamp | None,
    ) -> Iterable[bytes]:
        """Django's answer, kept where it may be. The head was read before it: what is kept can
        be newer than its stamp says, never older."""
        said: list[Any] = []

        def started(status: str, headers: Headers, *more: Any) -> Any:
            said[:] = [status, headers]
            return start_response(status, headers, *more)

        parts = self.application(environ, started)
        if not said or stamp is None or not worth_keeping(environ, said[0], dict(said[1])):
            return parts
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        headers = [header for header in said[1] if not header[0].startswith(COUNTS)]
        self._keep(key, stamp, Answer(said[0], headers, body, environ.get(rates.COST, 0)))
        return [body]

    def _keep(self, key: tuple[Any, ...], stamp: Stamp, answer: Answer) -> None:
        if self.size > ROOM:
            self.forget()
        self.size += len(answer.body) + 2000
        self.kept[key] = (stamp, answer)

    def forget(self) -> None:
        """Afterwards nothing is in memory."""
        self.kept = {}
        self.size = 0


def may_be_kept(environ: Environ) -> bool:
    """Whether nothing of the request but ``DEPENDS_ON`` can matter: a public address, asked for
    by nobody in particular."""
    return (
        environ["PATH_INFO"].startswith(PREFIXES)
        and environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not any(environ.get(name) for name in ITS_OWN)
    )


def worth_keeping(environ: Environ, status: str, headers: dict[str, str]) -> bool:
    """Whether an answer is public, no error, and of a known, small size: no stream. Of those to
    If-None-Match only 304s are kept: tags can be made up without end."""
    confirmed = bool(environ.get("HTTP_IF_NONE_MATCH"))
    return (
        status[:3] == ("304" if confirmed else "200")
        and headers.get("Cache-Control", "").startswith("public")
        and "ETag" in headers
        and "Set-Cookie" not in headers
        and (confirmed or int(headers.get("Content-Length", LARGEST + 1)) <= LARGEST)
    )

"""The only code that opens an address on somebody's word.

The name is resolved once and every answer is checked before one of them is connected to, so a name
cannot change its meaning in between; each redirect is a new address and is checked as one. There is
no proxy, no cookie, no second request for anything that a page names. Time and bytes are counted in
all, on the wire and unpacked. docs/decisions/ says why this is plain sockets.
"""

import io
import logging
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException, HTTPResponse
from typing import Final

import certifi

from sources.normalise import TextRefused, gettext_noop
from sources.public_addresses import is_public
from sources.web_address import AddressRefused, WebAddress, parse

SECONDS: Final = 10.0
MAX_BYTES: Final = 5_000_000
MAX_REDIRECTS: Final = 3
TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_PIECE: Final = 65_536
_AGENT: Final = "Dixit/1 (capture of one page for a newsroom's record)"

log = logging.getLogger(__name__)

Endpoint = tuple[str, int]
Resolve = Callable[[str, int], Sequence[Endpoint]]

# A resolver cannot be interrupted; it is waited for no longer than the fetch may take.
_resolvers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


class FetchRefused(TextRefused):
    """An address that was not fetched. The message is the same whatever the reason: anything else
    would tell its writer what is open inside the network."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "This address could not be fetched. Open it in a browser, then save the page as a "
                "file and capture that, or paste its text."
            ),
            code="not_fetched",
            field="url",
        )


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: the bytes as unpacked, their declared type with its parameters,
    and the address that gave them after redirects."""

    data: bytes
    media_type: str
    url: str


class _Refused(Exception):
    """Why, for the log alone."""


def resolved(host: str, port: int) -> list[Endpoint]:
    """Every numeric address of the host."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [
        (f"{to[0]}%{to[3]}" if len(to) == 4 and to[3] else str(to[0]), int(to[1]))
        for *_family, to in answers
    ]


@cache
def _verified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Fetcher:
    """Opens web addresses. What it is made with are its only doors: how names are resolved, which
    numeric addresses may be opened, which certificates are believed, and how long it may take."""

    def __init__(
        self,
        *,
        resolve: Resolve = resolved,
        allows: Callable[[str], bool] = is_public,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._resolve = resolve
        self._allows = allows
        self._tls = tls
        self._seconds = seconds

    def fetch(self, url: str) -> Fetched:
        """What the address answers with status 200, at most 5,000,000 bytes and of a known type.

        At most 3 redirects, and 10 seconds in all. Raises FetchRefused.
        """
        deadline = _Deadline(self._seconds)
        try:
            return self._followed(parse(url), deadline)
        except (AddressRefused, _Refused, OSError, HTTPException, zlib.error, ValueError) as error:
            log.info("not fetched: %s: %s", type(error).__name__, str(error)[:200].encode())
            raise FetchRefused from error

    def _followed(self, address: WebAddress, deadline: "_Deadline") -> Fetched:
        for _hop in range(MAX_REDIRECTS + 1):
            with self._connected(address, deadline) as wire, _asked(wire, address) as response:
                if response.status not in _REDIRECTS:
                    return _taken(response, address)
                # A server's own bytes: UTF-8 today, which the library reads as Latin-1.
                location = response.headers.get("Location", "").encode("latin-1").decode()
            address = address.joined(location)
        raise _Refused("too many redirects")

    def _connected(self, address: WebAddress, deadline: "_Deadline") -> "_Wire":
        """A connection to one of the host's addresses, all of which were allowed."""
        try:
            waiting = _resolvers.submit(self._resolve, address.host, address.port)
            endpoints = waiting.result(deadline.left())
        except TooLate as error:
            raise _Refused("the name was not resolved in time") from error
        if not endpoints or not all(self._allows(numeric) for numeric, _port in endpoints):
            raise _Refused("not a public address")
        for endpoint in endpoints[:-1]:
            try:
                return self._opened(endpoint, address, deadline)
            except OSError:
                continue
        return self._opened(endpoints[-1], address, deadline)

    def _opened(self, to: Endpoint, address: WebAddress, deadline: "_Deadline") -> "_Wire":
        family = socket.AF_INET6 if ":" in to[0] else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(deadline.left())
            connection.connect(to)
            if address.scheme == "https":
                context = self._tls or _verified()
                connection.settimeout(deadline.left())
                connection = context.wrap_socket(connection, server_hostname=address.host)
        except BaseException:
            connection.close()
            raise
        return _Wire(connection, deadline)


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left. Raises _Refused when none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise _Refused("too slow")
        return left


class _Wire(io.RawIOBase):
    """What comes from a connection, each piece within the deadline and all within the cap."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self._connection = connection
        self._deadline = deadline
        self._read = 0

    def send(self, data: bytes) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """As http.client asks a socket for its reading side."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(buffer)
        self._read += count
        if self._read > MAX_BYTES + _PIECE:  # the body and its head
            raise _Refused("too many bytes on the wire")
        return count

    def close(self) -> None:
        self._connection.close()
        super().close()


def _asked(wire: _Wire, address: WebAddress) -> HTTPResponse:
    """The response to a GET, its head read."""
    lines = [
        f"GET {address.target} HTTP/1.1",
        f"Host: {address.authority}",
        f"User-Agent: {_AGENT}",
        f"Accept: {', '.join(sorted(TYPES))}",
        "Accept-Encoding: gzip, deflate",
        "Connection: close",
    ]
    wire.send("\r\n".join([*lines, "", ""]).encode("ascii"))
    response = HTTPResponse(wire, method="GET")  # type: ignore[arg-type]
    response.begin()
    return response


def _taken(response: HTTPResponse, address: WebAddress) -> Fetched:
    media_type = response.headers.get("Content-Type", "")
    essence = media_type.partition(";")[0].strip().lower()
    if response.status != 200 or essence not in TYPES:
        raise _Refused(f"status {response.status}, type {essence}")
    if _all(response, "Transfer-Encoding") not in ("", "chunked"):
        raise _Refused("another transfer encoding")
    data = _unpacked(_body(response), _all(response, "Content-Encoding"))
    return Fetched(data, media_type, str(address))


def _all(response: HTTPResponse, field: str) -> str:
    """Every value of a header field as one list, in lower case."""
    return ", ".join(response.headers.get_all(field, [])).strip().lower()


def _body(response: HTTPResponse) -> bytes:
    pieces = bytearray()
    while piece := response.read(_PIECE):
        pieces += piece
        if len(pieces) > MAX_BYTES:
            raise _Refused("too many bytes")
    if response.length:
        raise _Refused("the answer was cut off")
    return bytes(pieces)


def _unpacked(data: bytes, coding: str) -> bytes:
    """The body without its content coding (RFC 9110, section 8.4), one coding at most."""
    if coding in ("", "identity"):
        return data
    if coding not in _PACKED:
        raise _Refused("another content coding")
    unpacker = zlib.decompressobj(_window(data, coding))
    opened = unpacker.decompress(data, MAX_BYTES + 1)
    if len(opened) > MAX_BYTES:
        raise _Refused("too many bytes unpacked")
    if not unpacker.eof or unpacker.unused_data:
        raise _Refused("not one whole packed body")
    return opened


def _window(data: bytes, coding: str) -> int:
    """What zlib needs to be told; "deflate" should have zlib's head and is often sent without."""
    if coding != "deflate":
        return 16 + zlib.MAX_WBITS
    headed = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return zlib.MAX_WBITS if headed else -zlib.MAX_WBITS

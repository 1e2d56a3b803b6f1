"""Servers of this machine in the place of the web, for what opens addresses.

They are reached through what a Fetcher is made with; nothing here replaces code of ours.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sources.fetch import Endpoint
from sources.public_addresses import is_public

HERE = "127.0.0.1"

Handler = Callable[[socket.socket, str], None]


@dataclass
class Server:
    """A server on this machine: what it was asked, and by how many connections."""

    port: int
    connections: int = 0
    requests: list[str] = field(default_factory=list)

    @property
    def endpoint(self) -> Endpoint:
        return HERE, self.port


@contextlib.contextmanager
def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that gives each connection, once its request's head is read, to ``handler``."""
    listening = socket.create_server((HERE, 0))
    server = Server(listening.getsockname()[1])

    def answer(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(20)
            talking = tls.wrap_socket(connection, server_side=True) if tls else connection
            with talking:
                head = b""
                while b"\r\n\r\n" not in head and (piece := talking.recv(65_536)):
                    head += piece
                server.requests.append(head.decode("latin-1"))
                handler(talking, head.split(b" ")[1].decode("latin-1"))

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _from = listening.accept()
                server.connections += 1
                threading.Thread(target=answer, args=[connection], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        listening.close()


def response(
    body: bytes = b"", *, status: str = "200 OK", type: str = "text/html", more: str = ""
) -> bytes:
    """A whole response; ``more`` is further header lines, each ended by CR LF."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def pages(answers: dict[str, bytes]) -> Handler:
    """A handler that sends the whole response of a path."""

    def handler(connection: socket.socket, path: str) -> None:
        missing = response(status="404 Not Found")
        connection.sendall(answers.get(path, missing))

    return handler


def leading(names: dict[str, list[Endpoint]]) -> Callable[[str, int], list[Endpoint]]:
    """A resolver that knows these names, and numeric addresses as themselves."""

    def resolve(host: str, port: int) -> list[Endpoint]:
        return names.get(host) or [(host, port)]

    return resolve


def here_or_public(address: str) -> bool:
    """The allow rule of tests: this machine's first loopback address besides the public ones."""
    return address == HERE or is_public(address)

"""The one running server of a data folder: who it is, and how others find and stop it."""

import errno
import fcntl
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tracker import processes


class InstanceError(Exception):
    """The server cannot run as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Running:
    """What a running server notes about itself, so that it is told from a reused number."""

    address: str
    pid: int
    birth: str
    started_database: bool = False
    web_pid: int = 0
    web_birth: str = ""

    def lives(self) -> bool:
        return processes.alive(self.pid, self.birth)


@dataclass(frozen=True)
class Instance:
    """The server of the data folder `folder`."""

    folder: Path

    @contextmanager
    def claim(self) -> Iterator[bool]:
        """True inside means: this process is the one server. False: there is another."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.folder.joinpath("serve.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def noted(self) -> Running | None:
        """The last note, of a living server or of one that was killed."""
        try:
            return Running(**json.loads(self._file.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def note(self, running: Running) -> None:
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(asdict(running)))
        part.replace(self._file)

    def forget(self) -> None:
        self._file.unlink(missing_ok=True)

    def stop(self, *, patience: float = 60) -> Running | None:
        """Afterwards no server of this folder runs; the one that ran or left something behind.

        Raises InstanceError when it does not end in time.
        """
        noted = self.noted()
        if noted is None:
            return None
        if not processes.end(noted.pid, noted.birth, patience=patience):
            raise InstanceError(
                f"The server, process {noted.pid}, has not stopped after {patience:.0f} s. "
                f"It may be finishing a long answer: try again, or `kill -9 {noted.pid}`."
            )
        end_web_server(noted)
        return noted

    @property
    def _file(self) -> Path:
        return self.folder / "serve.json"


def oneself(address: str) -> Running:
    pid = os.getpid()
    return Running(address=address, pid=pid, birth=processes.birth(pid) or "")


def with_web_server(running: Running, pid: int) -> Running:
    return replace(running, web_pid=pid, web_birth=processes.birth(pid) or "")


def end_web_server(running: Running) -> None:
    """Afterwards neither the web server nor any of its workers runs."""
    if not running.web_pid:
        return
    processes.end(running.web_pid, running.web_birth, patience=15)
    # It leads a group of its own, where workers may have outlived it.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(running.web_pid, signal.SIGKILL)


def require_port(host: str, port: int) -> None:
    """Raises InstanceError unless one may listen on the port now."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except socket.gaierror as error:
        raise InstanceError(f"The host {host} is unknown: {error.strerror}.") from error
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "is taken by another program" if taken else f"cannot be used: {error}"
        other = port + 1 if 1024 <= port < 65535 else 8001
        raise InstanceError(
            f"Port {port} of {host} {reason}. Choose another: --port {other}"
        ) from error

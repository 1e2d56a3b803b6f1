"""The embedded server: a real PostgreSQL that belongs to this project alone.

Connections are trusted: there is no TCP, and the socket lies in a folder that only the server's
own user may enter, so whoever can open it already owns the files of the database.
"""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from tracker import premises, processes
from tracker.premises import SUPERUSER
from tracker.programs import PostgresError, Programs, for_server, surroundings

PORT = "5432"
PATIENCE = 120.0
LOG_LIMIT = 20_000_000
# Bytes of a socket's path that the system accepts.
SOCKET_LIMIT = 103 if sys.platform == "darwin" else 107

# In a shell of its own: the server becomes nobody's child, so that it never is our zombie, and
# it holds none of our pipes. The shell answers with its number.
LAUNCH = 'umask 077; log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'

ALWAYS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}
SCRATCH = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}


def _is_some_server(shown: str) -> bool:
    program = Path(shown.partition(" ")[0]).name
    return program.removesuffix(":") in ("postgres", "postmaster")


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says."""

    pid: int
    sockets: Path | None
    phase: str


@dataclass(frozen=True)
class Server:
    """The server that lives in the folder `home`; `durable` is off for tests alone."""

    home: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log" / "server.log"

    @property
    def name(self) -> str:
        """In the title of each of the server's processes, by which strays are found."""
        return "dixit_" + hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]

    @property
    def sockets(self) -> Path:
        """The folder of the socket: where a running server put it, else where it will be."""
        noted = self._noted()
        if noted and noted.sockets and noted.sockets.is_dir():
            return noted.sockets
        near = self.home / "sockets"
        # A comma would divide the folder's name into two hosts.
        if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT and "," not in str(near):
            return near
        return premises.runtime_folder() / f"{self.name}_{os.geteuid()}"

    def conninfo(self, *, user: str = SUPERUSER, database: str = "postgres") -> str:
        return make_conninfo(host=str(self.sockets), port=PORT, user=user, dbname=database)

    def pid(self) -> int | None:
        """The number of the running server, or None."""
        noted = self._noted()
        return noted.pid if noted and self._is_ours(noted.pid) else None

    def running(self) -> bool:
        """Whether the server accepts connections."""
        noted = self._noted()
        return (
            noted is not None
            and noted.phase == "ready"
            and self._is_ours(noted.pid)
            and self.sockets.joinpath(f".s.PGSQL.{PORT}").exists()
        )

    def start(self) -> bool:
        """Afterwards the server accepts connections; True when this call started it.

        A first start creates the database files; a server that was killed is cleared away.
        Raises PostgresError when that cannot be, with the reason and the remedy.
        """
        if self.running():
            return False
        with self._lock():
            return self._start()

    def stop(self) -> bool:
        """Afterwards the server does not run; True when it ran. Open sessions are ended."""
        if not self.home.exists():
            return False
        with self._lock():
            ran = self._stop()
            self._clear_strays()
            return ran

    def _start(self) -> bool:
        if self._is_busy_starting() or self.running():
            return False
        self._stop()
        self._clear_strays()
        programs = for_server()
        if not self.data.exists():
            premises.create_database_files(self.data, programs, durable=self.durable)
        premises.check_version(self.data, programs)
        premises.make_own(self.log.parent)
        premises.make_own(self.sockets)
        self._clear_stale_note()
        self._launch(programs)
        return True

    def _is_busy_starting(self) -> bool:
        """Wait for a start that began elsewhere, recovery after a crash for example."""
        pid = self.pid()
        born = processes.birth(pid) if pid else None
        if pid is None or born is None:
            return False
        noted = self._noted()
        if noted is None or noted.phase not in ("starting", "standby"):
            return False
        return self._wait_until_ready(pid, born)

    def _stop(self) -> bool:
        pid = self.pid()
        born = processes.birth(pid) if pid else None
        if pid is None or born is None:
            return False
        fast, at_once = signal.SIGINT, signal.SIGQUIT
        if not processes.end(pid, born, sign=fast, patience=PATIENCE / 2):
            processes.end(pid, born, sign=at_once, patience=PATIENCE / 2)
        if processes.alive(pid, born):
            raise PostgresError(f"The database server, process {pid}, does not stop.")
        return True

    def _clear_strays(self) -> None:
        """End what a killed server left behind: its children may outlive it for a while."""
        strays = {pid: processes.birth(pid) for pid in processes.matching(self._is_part)}
        for pid, born in strays.items():
            if born and not processes.gone(pid, born, patience=2):
                processes.end(pid, born, sign=signal.SIGKILL, patience=10)

    def _noted(self) -> Postmaster | None:
        try:
            lines = self.data.joinpath("postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise PostgresError(
                f"The database in {self.data} belongs to another user. Run this as that user, or "
                "set DIXIT_DATA to a folder of your own."
            ) from error
        if not lines or not lines[0].strip("-").isdigit():
            return None
        lines += [""] * (8 - len(lines))
        return Postmaster(int(lines[0]), Path(lines[4]) if lines[4] else None, lines[7].strip())

    def _is_ours(self, pid: int) -> bool:
        return self._is_postmaster(processes.command(pid) or "")

    def _is_postmaster(self, shown: str) -> bool:
        # The second form is a server that somebody started on these data by hand.
        return f"cluster_name={self.name}" in shown or f"postgres -D {self.data}" in shown

    def _is_part(self, shown: str) -> bool:
        return self._is_postmaster(shown) or shown.startswith(f"postgres: {self.name}: ")

    def _clear_stale_note(self) -> None:
        """Remove the notes of a dead server whose number lives on, as a zombie or as another.

        PostgreSQL takes such a number for a living server and refuses to start.
        """
        noted = self._noted()
        if noted and _is_some_server(processes.command(noted.pid) or ""):
            raise PostgresError(
                f"{self.data}/postmaster.pid names process {noted.pid}, a PostgreSQL server "
                "that this project did not start. Stop it; if it serves other data, remove "
                "that file. Then try again."
            )
        self.sockets.joinpath(f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        self.data.joinpath("postmaster.pid").unlink(missing_ok=True)

    def _launch(self, programs: Programs) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        answer = subprocess.run(
            ["/bin/sh", "-c", LAUNCH, "sh", self.log, *self._command(programs)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            start_new_session=True,
            **surroundings(),
        ).stdout
        pid = int(answer)
        if not self._wait_until_ready(pid, processes.birth(pid)):
            raise PostgresError(
                f"The database server did not start. {self.log} ends with:\n{self._tail()}"
            )

    def _command(self, programs: Programs) -> list[str | Path]:
        wanted = ALWAYS | {
            "cluster_name": self.name,
            "unix_socket_directories": '"{}"'.format(str(self.sockets).replace('"', '""')),
        }
        wanted |= {} if self.durable else SCRATCH
        options = [word for key, value in wanted.items() for word in ("-c", f"{key}={value}")]
        return [programs.folder / "postgres", "-D", self.data, *options]

    def _wait_until_ready(self, pid: int, born: str | None) -> bool:
        """False when the process ended; raises PostgresError when it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while born and processes.alive(pid, born):
            if self.running():
                return True
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"The database server, process {pid}, is not ready after {PATIENCE:.0f} s. "
                    f"See {self.log}; it may still be recovering, then try again later."
                )
            time.sleep(0.02)
        return False

    def _tail(self) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-8:])

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One starts or stops at a time; the lock ends with its process, however that ends."""
        premises.make_home(self.home)
        with os.fdopen(os.open(self.home / "lock", os.O_CREAT | os.O_RDWR, 0o600), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

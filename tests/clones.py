"""Databases for tests: real ones, cloned from a template in tens of milliseconds, and dropped.

Nothing is rolled back, flushed or mirrored: commits, roles and deferred constraints are real.
"""

import fcntl
import io
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tracker import processes, roles
from tracker.postgres import Server

FOLDER = "DIXIT_TEST_FOLDER"
PREFIX = "dixit-tests-"
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name of its own
MARKS = f"{PREFIX}*/session.json"
ROOM = 2_000_000_000
TEMPLATE = "dixit_template"
SEEDED = "dixit_seeded"


def make_folder() -> Path:
    """The folder of one test session, shared by its workers through the environment."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=fastest_place()))
    folder.chmod(0o711)  # as root, the server's user passes through
    mark = {"pid": os.getpid(), "birth": processes.birth(os.getpid())}
    folder.joinpath("session.json").write_text(json.dumps(mark))
    os.environ[FOLDER] = str(folder)
    return folder


def remove_folder(folder: Path) -> None:
    Server(folder / "postgres", durable=False).stop()
    shutil.rmtree(folder)


def remove_abandoned() -> None:
    """Clear away what sessions left that were killed."""
    for mark in [*MEMORY.glob(MARKS), *Path(tempfile.gettempdir()).glob(MARKS)]:
        try:
            session = json.loads(mark.read_text())
            if not processes.alive(session["pid"], session["birth"]):
                remove_folder(mark.parent)
        except (OSError, ValueError):
            continue  # another user's, or just being made or removed


def fastest_place() -> Path | None:
    """In memory a clone takes 15 ms, on a disk up to twenty times that; None: the usual place."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


@dataclass
class Cluster:
    """The session's scratch server, started once, and its templates, each built once."""

    folder: Path
    worker: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def server(self) -> Server:
        return Server(self.folder / "postgres", durable=False)

    def start(self) -> None:
        """Afterwards the server runs and the template is ready."""
        self.server.start()
        with self.once("template") as first:
            if first:
                self._build_template()

    @contextmanager
    def clone(self, template: str = TEMPLATE) -> Iterator[str]:
        """A database of its own, with all three aliases pointed at it; dropped afterwards."""
        if template == SEEDED:
            with self.once("seeded") as first:
                if first:
                    self._build_seeded()
        name = f"t_{self.worker}_{next(self.numbers)}"
        self._copy(template, name)
        try:
            with self.pointed_at(name):
                yield name
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def pointed_at(self, name: str) -> Iterator[None]:
        """Inside, every connection of Django's leads to the database `name`."""
        before = {alias: (given["HOST"], given["NAME"]) for alias, given in _databases()}
        try:
            self._point({alias: (str(self.server.sockets), name) for alias in before})
            yield
        finally:
            self._point(before)

    def url(self, alias: str) -> str:
        """The address for another process, such as a live server."""
        given = settings.DATABASES[alias]
        return self.server.conninfo(user=given["USER"], database=given["NAME"])

    def _point(self, where: dict[str, tuple[str, str]]) -> None:
        # In place: new threads make their connections from these same dictionaries.
        for alias, given in _databases():
            connections[alias].close()
            given["HOST"], given["NAME"] = where[alias]

    def _copy(self, template: str, name: str) -> None:
        logins = roles.configured()
        # Twice as fast as the default way, where nothing waits for the disk.
        self._execute(
            f"CREATE DATABASE {name} OWNER {logins.owner.name}"
            f" TEMPLATE {template} STRATEGY FILE_COPY"
        )
        roles.fence(self._administrator(), database=name, logins=logins)

    def _build_template(self) -> None:
        address = self.server.conninfo()
        roles.provision(address, database=TEMPLATE, logins=roles.configured())
        with self.pointed_at(TEMPLATE):
            call_command("migrate", interactive=False, verbosity=0)

    def _build_seeded(self) -> None:
        self._copy(TEMPLATE, SEEDED)
        with self.pointed_at(SEEDED):
            call_command("seed", stdout=io.StringIO())

    @contextmanager
    def once(self, what: str) -> Iterator[bool]:
        """True for the first of all workers; the others wait until its block ends well."""
        done = self.folder / f"{what}.done"
        if done.exists():
            yield False
            return
        with self.folder.joinpath(f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield not done.exists()
            done.touch()

    def _execute(self, statement: str) -> None:
        self._administrator().execute(statement)

    _connection: psycopg.Connection | None = None

    def _administrator(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self.server.conninfo(), autocommit=True)
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _databases() -> list[tuple[str, dict]]:
    return list(settings.DATABASES.items())

"""Serve the site: database, web server, and somebody who watches over both."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker import database, instance
from tracker.instance import Instance, InstanceError, Running
from tracker.programs import PostgresError
from tracker.roles import RoleError
from tracker.routers import OWNER

LOOK_EVERY = 1.0
CORES = os.cpu_count() or 1
# A worker: each holds up to two connections, of the 100 that the database accepts.
THREADS = min(4, 2 * CORES)


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal; no `except Exception` may swallow it."""


class Command(BaseCommand):
    help = "Start the database and the site, and watch over both, until Ctrl-C or SIGTERM."
    requires_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
        parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
        parser.add_argument(
            "--workers", type=int, default=min(CORES, 4), help="default: %(default)s"
        )
        parser.add_argument("--demo", action="store_true", help="first load the seeds")
        parser.add_argument("--stop", action="store_true", help="stop the running server instead")

    def handle(self, *args: Any, **options: Any) -> None:
        here = Instance(Path(settings.DATA))
        try:
            if options["stop"]:
                self._stop(here)
            else:
                self._start(here, options)
        except (InstanceError, PostgresError, RoleError) as error:
            raise CommandError(str(error)) from error

    def _stop(self, here: Instance) -> None:
        stopped = here.stop()
        with here.claim() as claimed:
            if claimed and stopped:
                # Only a server that was killed has left this to be done.
                _stop_database(stopped)
                here.forget()
        self._say("Stopped." if stopped else "Nothing is running.")

    def _start(self, here: Instance, options: dict[str, Any]) -> None:
        if options["demo"] and not settings.DEBUG:
            raise CommandError("--demo needs DIXIT_DEBUG=1: its logins are no good for others.")
        with here.claim() as claimed:
            if claimed:
                self._serve(here, options)
            elif running := here.noted():
                self._say(f"Dixit is running already: {running.address}/")
            else:
                raise CommandError("Another server is just starting or stopping: try again.")

    def _serve(self, here: Instance, options: dict[str, Any]) -> None:
        before = here.stop()
        instance.require_port(options["host"], options["port"])
        running = instance.oneself(_address(options["host"], options["port"]))
        _stop_on_signals()
        ours = before is not None and before.started_database
        if settings.EMBEDDED and (ours or not database.server().running()):
            running = replace(running, started_database=True)
        here.note(running)
        try:
            logins = self._prepare(options)
            self._watch(here, running, options, logins)
        except Stopped:
            self._say("\nStopping.")
        finally:
            _ignore_signals()
            instance.end_web_server(here.noted() or running)
            _stop_database(running)
            here.forget()

    def _prepare(self, options: dict[str, Any]) -> str:
        """Afterwards everything that the site needs is there; what the seeds said about logins."""
        database.start()
        if OWNER in settings.DATABASES:
            database.provision()
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        said = io.StringIO()
        if options["demo"]:
            call_command("seed", stdout=said)
        return said.getvalue()

    def _watch(
        self, here: Instance, running: Running, options: dict[str, Any], logins: str
    ) -> None:
        """Runs until stopped; raises InstanceError when the web server ends by itself."""
        web = _launch(running.address, options)
        running = instance.with_web_server(running, web.pid)
        here.note(running)
        _wait_for(options["host"], options["port"], web)
        self._say(_welcome(running.address, logins))
        while web.poll() is None:
            time.sleep(LOOK_EVERY)
            self._look_after_database()
        raise InstanceError(f"The web server ended by itself, with code {web.returncode}.")

    def _look_after_database(self) -> None:
        if not settings.EMBEDDED or database.server().running():
            return
        self._say("The database has stopped. Starting it again.")
        try:
            database.server().start()
            self._say("The database runs again.")
        except PostgresError as error:
            self.stderr.write(str(error))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _address(host: str, port: int) -> str:
    if "DIXIT_ORIGIN" in os.environ:
        return str(settings.ORIGIN)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _launch(address: str, options: dict[str, Any]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", options["host"], "--port", str(options["port"])]
    command += ["--workers", str(options["workers"]), "--respawn-failed-workers"]
    command += ["--blocking-threads", str(THREADS), "--workers-kill-timeout", "10"]
    command += ["--log-level", "warning", "tracker.wsgi:application"]
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DIXIT_ORIGIN": address},
        # A group of its own: Ctrl-C reaches this process alone, which then stops the others.
        start_new_session=True,
    )


def _wait_for(host: str, port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while web.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise InstanceError("The web server did not start; its reason stands above.")


def _welcome(address: str, logins: str) -> str:
    lines = ["", "Dixit is running.", f"  Site       {address}/", f"  Workspace  {address}/admin/"]
    lines += [f"  {line}" for line in logins.splitlines() if line.strip()]
    return "\n".join([*lines, "Stop it with Ctrl-C, or from elsewhere with `python3 dev.py stop`."])


def _stop_database(running: Running) -> None:
    if running.started_database and settings.EMBEDDED:
        database.server().stop()


def _stop_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _raise_stopped)


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    _ignore_signals()
    raise Stopped


def _ignore_signals() -> None:
    """While everything is being stopped, a second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)

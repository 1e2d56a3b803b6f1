"""The real server under test, and the browser that visits it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clones import Cluster

PROJECT = Path(__file__).resolve().parent.parent
CHROMIUM_ARGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


@dataclass(frozen=True)
class Site:
    """A running server: its address, the environment it got, and what it has said so far."""

    url: str
    environment: dict[str, str]
    log: Path


@contextmanager
def serve(
    cluster: Cluster, application: str = "tracker.wsgi:application", **more: str
) -> Iterator[Site]:
    """Serve the database that `cluster` points at, as in production, in a process of its own.

    `more` is what its environment holds besides.
    """
    port = free_port()
    environment = _environment(cluster, f"http://127.0.0.1:{port}") | more
    _collect_static(cluster, environment)
    site = Site(environment["DIXIT_ORIGIN"], environment, cluster.folder / f"site-{port}.log")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    with site.log.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--blocking-threads", "4", application],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(site, port, process)
        yield site
    finally:
        process.terminate()
        process.wait(20)


def chromium() -> str:
    """The path of the system's Chromium; skips the test, or fails it, when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    reason = "no Chromium on this machine: apt-get install --no-install-recommends chromium"
    if os.environ.get("DIXIT_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(cluster: Cluster, origin: str) -> dict[str, str]:
    return {
        **os.environ,
        "DIXIT_DEBUG": "0",
        "DIXIT_ORIGIN": origin,
        "DIXIT_DATA": str(cluster.folder / "site"),
        "DATABASE_URL": cluster.url("default"),
        "READER_URL": cluster.url("reader"),
        "MIGRATE_URL": cluster.url("owner"),
    }


def _collect_static(cluster: Cluster, environment: dict[str, str]) -> None:
    with cluster.once("static") as first:
        if first:
            command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
            subprocess.run(command, cwd=PROJECT, env=environment, check=True)


def _wait_for(site: Site, port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{site.log.read_text()}")

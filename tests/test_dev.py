"""The commands of a fresh machine, as real processes: `serve` and what `dev.py` adds to it."""

import ast
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clones import fastest_place
from tests.sites import free_port
from tracker import processes
from tracker.postgres import Server

PROJECT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]


@dataclass
class Serving:
    """`manage.py serve` in a data folder of its own."""

    folder: Path
    port: int
    process: "subprocess.Popen[str] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DIXIT_DATA": str(self.folder), "DIXIT_DEBUG": "1"}

    @property
    def database(self) -> Server:
        return Server(self.folder / "postgres")

    def start(self) -> str:
        """Serve, and wait until it says so; what it said."""
        self.process = subprocess.Popen(
            [*MANAGE, "serve", "--port", str(self.port), "--workers", "1"],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        said = ""
        while "Stop it with" not in said:
            line = self.process.stdout.readline()
            if not line:
                pytest.fail(f"serve ended with {self.process.wait()}: {said}")
            said += line
        return said

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*MANAGE, *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    def status_of_workspace(self) -> int:
        """Asks for a page that looks a session up, and so needs the database."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/admin/login/",
            headers={"Cookie": f"sessionid={'x' * 32}"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code

    def end(self, number: int) -> int:
        assert self.process
        self.process.send_signal(number)
        code = self.process.wait(60)
        assert self.process.stdout
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    """A folder to serve from; each test starts and ends its server."""
    folder = Path(tempfile.mkdtemp(prefix="dixit-serve-", dir=fastest_place()))
    folder.chmod(0o711)
    serving = Serving(folder, free_port())
    yield serving
    serving.run("serve", "--stop")
    serving.database.stop()
    if serving.process and serving.process.poll() is None:  # after a failed test
        serving.end(signal.SIGKILL)
    shutil.rmtree(folder)


def test_serve_from_nothing_to_stopped(serving: Serving) -> None:
    said = serving.start()

    assert f"http://127.0.0.1:{serving.port}/admin/" in said
    assert serving.status_of_workspace() == 200
    again = serving.run("serve")
    assert (again.returncode, again.stdout) == (
        0,
        f"Dixit is running already: http://127.0.0.1:{serving.port}/\n",
    )
    assert serving.end(signal.SIGTERM) == 0
    assert serving.database.pid() is None
    assert port_is_free(serving.port)


def test_serve_brings_a_killed_database_back_within_ten_seconds(serving: Serving) -> None:
    serving.start()
    pid = serving.database.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()

    seen = {serving.status_of_workspace()}
    while serving.status_of_workspace() != 200:
        assert time.monotonic() - killed < 10
        time.sleep(0.1)

    assert seen <= {200, 503}
    assert serving.database.pid() not in (None, pid)
    assert serving.end(signal.SIGINT) == 0
    assert serving.database.pid() is None


def test_stop_from_elsewhere_stops_all(serving: Serving) -> None:
    serving.start()

    stopped = serving.run("serve", "--stop")

    assert (stopped.returncode, stopped.stdout) == (0, "Stopped.\n")
    assert serving.end(0) == 0
    assert serving.database.pid() is None
    assert serving.run("serve", "--stop").stdout == "Nothing is running.\n"


def test_serve_after_it_was_killed_clears_up_and_serves(serving: Serving) -> None:
    serving.start()
    web = json.loads(serving.folder.joinpath("serve.json").read_text())["web_pid"]
    serving.end(signal.SIGKILL)
    assert processes.birth(web) is not None

    serving.start()

    assert processes.birth(web) is None
    assert serving.status_of_workspace() == 200
    serving.end(signal.SIGTERM)
    assert serving.database.pid() is None


def test_database_that_ran_before_still_runs_afterwards(serving: Serving) -> None:
    serving.run("db", "start")
    serving.start()

    serving.end(signal.SIGTERM)

    assert serving.database.running() is True
    serving.run("db", "stop")


def test_taken_port_is_said_with_the_remedy(serving: Serving) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refused = serving.run("serve", "--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken" in refused.stderr
    assert "--port" in refused.stderr
    assert serving.database.pid() is None


def test_demo_is_refused_in_production(serving: Serving) -> None:
    production = {
        **serving.environment,
        "DIXIT_DEBUG": "0",
        "DIXIT_ORIGIN": "https://claims.example.org",
    }

    refused = subprocess.run(
        [*MANAGE, "serve", "--demo"],
        cwd=PROJECT,
        env=production,
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert "--demo needs DIXIT_DEBUG=1" in refused.stderr


def test_keys_of_debug_mode_are_their_owners_alone(serving: Serving) -> None:
    environment = {**serving.environment}
    del environment["DIXIT_SECRET_KEY"]
    subprocess.run([*MANAGE, "check"], cwd=PROJECT, env=environment, check=True)

    for name in ("secret_key", "signing_key"):
        assert serving.folder.joinpath(name).stat().st_mode & 0o777 == 0o600


def test_help_and_mistakes_start_no_database(serving: Serving) -> None:
    for asked in (["help", "migrate"], ["migrate", "--help"], ["check"], ["version"]):
        assert serving.run(*asked).returncode == 0
    assert serving.run("migrate", "--nonsense").returncode == 2

    assert serving.database.pid() is None


def test_dev_can_be_read_by_an_old_python() -> None:
    ast.parse(PROJECT.joinpath("dev.py").read_text(), feature_version=(3, 8))


def test_dev_stop_in_a_fresh_clone_has_nothing_to_do(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "dev.py", tmp_path)

    said = subprocess.run(
        [sys.executable, "dev.py", "stop"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert said.stdout == "Nothing is running.\n"


def test_dev_refuses_an_unknown_argument() -> None:
    refused = subprocess.run(
        [sys.executable, "dev.py", "up", "--prot", "1"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 2


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0

"""The embedded server against everything that has been seen to go wrong with one."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from tests.clones import fastest_place
from tracker import processes, programs
from tracker.postgres import SOCKET_LIMIT, Server
from tracker.programs import PostgresError

PROJECT = Path(__file__).resolve().parent.parent
START = (
    "import sys; from pathlib import Path; from tracker.postgres import Server;"
    "print(Server(Path(sys.argv[1]), durable=False).start())"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's user may pass through, which pytest's own is not for root."""
    path = Path(tempfile.mkdtemp(prefix="dixit-postgres-", dir=fastest_place()))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder / "postgres", durable=False)
    yield server
    server.stop()


def ask(server: Server, query: str) -> object:
    with closing(psycopg.connect(server.conninfo(), autocommit=True)) as connection:
        found = connection.execute(query)
        return found.fetchone()[0] if found.description else None


def kill(pid: int | None) -> None:
    assert pid
    processes.end(pid, processes.birth(pid) or "", sign=signal.SIGKILL, patience=5)


def test_start_creates_a_database_with_checksums_in_utf8(server: Server) -> None:
    assert server.start() is True

    assert ask(server, "SELECT current_setting('data_checksums')") == "on"
    assert ask(server, "SELECT current_setting('server_encoding')") == "UTF8"
    assert ask(server, "SELECT lower('ÉÇŁ')") == "éçł"


def test_start_again_is_quick_and_changes_nothing(server: Server) -> None:
    server.start()
    pid = server.pid()

    began = time.monotonic()

    assert server.start() is False
    assert server.pid() == pid
    assert time.monotonic() - began < 0.2


def test_stop_ends_it_once(server: Server) -> None:
    server.start()

    assert server.stop() is True
    assert server.running() is False
    assert server.stop() is False


def test_stop_without_a_server_creates_nothing(folder: Path) -> None:
    assert Server(folder / "never").stop() is False
    assert not folder.joinpath("never").exists()


def test_server_listens_on_no_network(server: Server) -> None:
    server.start()

    assert ask(server, "SELECT current_setting('listen_addresses')") == ""


def test_socket_is_open_to_its_user_alone(server: Server) -> None:
    server.start()

    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_fsync_is_off_for_tests_alone(folder: Path, server: Server) -> None:
    durable = Server(folder / "durable")
    server.start()
    durable.start()

    assert ask(server, "SELECT current_setting('fsync')") == "off"
    assert ask(durable, "SELECT current_setting('fsync')") == "on"
    durable.stop()


def test_start_after_the_postmaster_was_killed_keeps_what_was_committed(server: Server) -> None:
    server.start()
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    kill(server.pid())

    assert server.running() is False
    assert server.start() is True
    assert ask(server, "SELECT number FROM kept") == 7


def test_start_after_every_process_was_killed(server: Server) -> None:
    server.start()
    pid = server.pid()
    children = processes.matching(lambda shown: shown.startswith(f"postgres: {server.name}: "))
    assert children

    for child in [pid, *children]:
        kill(child)

    assert server.start() is True
    assert ask(server, "SELECT 1") == 1


def test_start_ends_a_child_that_outlived_its_postmaster(server: Server) -> None:
    server.start()
    connection = psycopg.connect(server.conninfo(), autocommit=True)
    busy = connection.info.backend_pid
    # Counting without a pause, it never looks whether the postmaster lives.
    counting = threading.Thread(target=count_for_ever, args=[connection])
    counting.start()
    time.sleep(0.2)

    kill(server.pid())
    time.sleep(0.2)

    assert processes.birth(busy) is not None
    assert server.start() is True
    assert processes.birth(busy) is None
    counting.join()
    connection.close()


def count_for_ever(connection: psycopg.Connection) -> None:
    with suppress(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 100000000000)")


def test_zombie_counts_as_dead(server: Server) -> None:
    server.start()
    server.stop()
    by_hand = start_by_hand(server)
    assert server.running() is True

    by_hand.kill()
    time.sleep(0.2)

    assert os.kill(by_hand.pid, 0) is None  # a zombie: its number is still taken
    assert server.running() is False
    assert server.start() is True
    by_hand.wait()


def test_server_started_by_hand_on_the_same_data_is_used(server: Server) -> None:
    server.start()
    server.stop()
    by_hand = start_by_hand(server)

    assert server.start() is False
    assert server.stop() is True
    by_hand.wait()


def start_by_hand(server: Server) -> "subprocess.Popen[bytes]":
    """A child of this very process, so that it stays a zombie until it is waited for."""
    substitute = programs.account()
    process = subprocess.Popen(
        [
            programs.for_server().folder / "postgres",
            *("-D", server.data),
            *("-c", f"unix_socket_directories={server.sockets}", "-c", "listen_addresses="),
        ],
        cwd="/",
        stderr=subprocess.DEVNULL,
        **(substitute.as_options() if substitute else {}),
    )
    while not server.running():
        time.sleep(0.02)
    return process


def test_reused_number_is_not_taken_for_the_server(server: Server) -> None:
    server.start()
    server.stop()
    server.data.joinpath("postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")

    assert server.running() is False
    assert server.start() is True


def test_another_postgres_under_the_noted_number_is_left_alone(
    folder: Path, server: Server
) -> None:
    other = Server(folder / "other", durable=False)
    other.start()
    server.start()
    server.stop()
    server.data.joinpath("postmaster.pid").write_text(f"{other.pid()}\n{server.data}\n")

    with pytest.raises(PostgresError, match="this project did not start"):
        server.start()

    assert other.running() is True
    other.stop()
    assert server.start() is True


def test_data_of_another_major_version_is_refused_with_the_remedy(server: Server) -> None:
    server.start()
    server.stop()
    server.data.joinpath("PG_VERSION").write_text("14\n")

    with pytest.raises(PostgresError, match=r"made by PostgreSQL 14.*DIXIT_PG_BIN"):
        server.start()


def test_folder_without_a_database_is_refused(server: Server) -> None:
    server.data.mkdir(parents=True)
    server.home.chmod(0o711)

    with pytest.raises(PostgresError, match="does not hold a PostgreSQL database"):
        server.start()


def test_leftovers_of_an_interrupted_creation_are_cleared(server: Server) -> None:
    leftover = server.home / "new-interrupted"
    leftover.mkdir(parents=True)
    server.home.chmod(0o711)

    assert server.start() is True
    assert not leftover.exists()


def test_two_starts_at_once_make_one_server(server: Server) -> None:
    # Captured pipes would never close if the server inherited them.
    both = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(server.home)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60) for process in both]

    assert sorted(answers) == [("False\n", ""), ("True\n", "")]
    postmasters = processes.matching(lambda shown: f"cluster_name={server.name}" in shown)
    assert postmasters == [server.pid()]


def test_long_path_gets_a_short_socket_folder(folder: Path) -> None:
    server = Server(folder / ("long" * 30) / "postgres", durable=False)

    server.start()

    assert len(os.fsencode(server.sockets / ".s.PGSQL.5432")) <= SOCKET_LIMIT
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    assert ask(server, "SELECT 1") == 1
    server.stop()
    server.sockets.rmdir()


def test_socket_folder_that_others_may_enter_is_refused(folder: Path) -> None:
    server = Server(folder / ("long" * 30) / "postgres", durable=False)
    server.sockets.mkdir()
    server.sockets.chmod(0o755)

    with pytest.raises(PostgresError, match="not a folder of the database's user alone"):
        server.start()

    server.sockets.rmdir()


def test_path_with_spaces_quotes_and_dollars(folder: Path) -> None:
    server = Server(folder / "a b'c\"d$e,f", durable=False)

    server.start()

    assert ask(server, "SELECT 1") == 1
    server.stop()


def test_folder_of_ordinary_path_that_cannot_be_made_is_explained() -> None:
    server = Server(Path("/proc/dixit"))

    with pytest.raises(PostgresError, match="Set DIXIT_DATA"):
        server.start()


def test_wrong_folder_of_programs_is_explained(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIXIT_PG_BIN", "/usr/share")

    with pytest.raises(PostgresError, match="DIXIT_PG_BIN names /usr/share"):
        server.start()


def test_server_ignores_the_callers_own_postgres_settings(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/nonexistent")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGOPTIONS", "--nonsense=1")

    assert server.start() is True
    monkeypatch.delenv("PGOPTIONS")
    assert ask(server, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_runs_the_server_as_another_user(server: Server) -> None:
    server.start()

    user = programs.account()
    assert user is not None
    assert server.data.stat().st_uid == user.uid
    assert server.home.stat().st_uid == 0
    assert ask(server, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_is_told_when_the_other_user_cannot_reach_the_folder(folder: Path) -> None:
    folder.chmod(0o700)
    server = Server(folder / "postgres")

    with pytest.raises(PostgresError, match="cannot enter"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every other test as such")
def test_ordinary_user_runs_the_server_as_themselves(folder: Path) -> None:
    nobody = programs.Account("nobody", 65534, 65534)
    os.chown(folder, nobody.uid, nobody.gid)
    command = [sys.executable, "-c", START, str(folder / "postgres")]
    try:
        answer = subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, check=True, **nobody.as_options()
        ).stdout
    except PermissionError:
        pytest.skip("this Python lies where an ordinary user cannot reach it")
    server = Server(folder / "postgres", durable=False)

    assert answer == "True\n"
    assert server.data.stat().st_uid == nobody.uid
    os.kill(server.pid() or 0, signal.SIGINT)
    while server.pid():
        time.sleep(0.05)

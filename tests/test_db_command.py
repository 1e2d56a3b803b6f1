"""`manage.py db`, as a process, on the embedded server and on one of somebody else's."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth import get_user_model

from tests.clones import Cluster, fastest_place
from tracker.postgres import Server

PROJECT = Path(__file__).resolve().parent.parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def manage(environment: dict[str, str]) -> Run:
    def run(*arguments: object, answer: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=PROJECT,
            env={**os.environ, **environment},
            input=answer,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="dixit-db-", dir=fastest_place()))
    path.chmod(0o711)
    yield path
    Server(path / "postgres").stop()
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def embedded(folder: Path) -> Run:
    """`manage.py` with an embedded server of its own."""
    return manage({"DIXIT_DATA": str(folder), "DIXIT_DEBUG": "1"})


@pytest.fixture
def external(cluster: Cluster, db: str) -> Run:
    """`manage.py` with the three addresses of the present clone."""
    return manage(
        {
            "DATABASE_URL": cluster.url("default"),
            "READER_URL": cluster.url("reader"),
            "MIGRATE_URL": cluster.url("owner"),
        }
    )


def test_embedded_server_from_nothing_to_stopped(embedded: Run) -> None:
    assert embedded("db", "status").returncode == 1

    assert embedded("db", "start").returncode == 0
    status = embedded("db", "status", "--json")
    assert status.returncode == 0
    assert json.loads(status.stdout)["running"] is True

    assert embedded("db", "stop").stdout == "The database was stopped.\n"
    assert embedded("db", "stop").stdout == "The database was not running.\n"


def test_url_alone_is_on_stdout_and_connects(embedded: Run) -> None:
    embedded("db", "start")

    for role in ("owner", "app", "reader"):
        address = embedded("db", "url", "--role", role).stdout.strip()
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (f"dixit_{role}",)

    assert embedded("db", "url").stdout == embedded("db", "url", "--role", "owner").stdout


def test_provision_twice_says_the_same(embedded: Run) -> None:
    first = embedded("db", "provision")
    second = embedded("db", "provision")

    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout


def test_command_that_finds_no_tables_names_the_remedy(embedded: Run, folder: Path) -> None:
    run = manage({"DIXIT_DATA": str(folder / "empty"), "DIXIT_DEBUG": "1"})

    refused = run("clearsessions")

    Server(folder / "empty" / "postgres").stop()
    assert refused.returncode == 1
    assert "manage.py db provision" in refused.stderr


def test_usage_error_is_2(embedded: Run) -> None:
    assert embedded("db").returncode == 2
    assert embedded("db", "nonsense").returncode == 2
    assert embedded("db", "url", "--role", "nobody").returncode == 2


def test_backup_comes_back_whole_with_its_grants(
    external: Run, cluster: Cluster, tmp_path: Path
) -> None:
    get_user_model().objects.create_user("editor-é")
    file = tmp_path / "all.dump"
    assert external("db", "backup", file).returncode == 0
    get_user_model().objects.all().delete()

    refused = external("db", "restore", file)
    restored = external("db", "restore", "--force", "--no-input", "--json", file)

    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["rows"]["auth_user"] == 1
    assert get_user_model().objects.get().username == "editor-é"
    with pytest.raises(Exception, match="permission denied"):
        get_user_model().objects.using("reader").count()


def test_backup_is_its_owners_alone_and_replaces_nothing(external: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.dump"

    external("db", "backup", file)
    refused = external("db", "backup", file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert external("db", "backup", "--force", file).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["all.dump"]


def test_restore_check_counts_rows_and_touches_nothing(external: Run, tmp_path: Path) -> None:
    get_user_model().objects.create_user("editor")
    file = tmp_path / "all.dump"
    external("db", "backup", file)
    get_user_model().objects.create_user("later")

    checked = external("db", "restore", "--check", "--json", file)

    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["rows"]["auth_user"] == 1
    assert get_user_model().objects.count() == 2


def test_restore_by_force_asks_first(external: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.dump"
    external("db", "backup", file)
    get_user_model().objects.create_user("later")

    refused = external("db", "restore", "--force", file, answer="yes\n")

    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize("damage", ["nothing", "cut", "other"])
def test_damaged_file_is_refused_before_anything_is_removed(
    external: Run, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "all.dump"
    external("db", "backup", file)
    whole = file.read_bytes()
    file.write_bytes({"nothing": b"", "cut": whole[: len(whole) // 2], "other": b"no" * 99}[damage])
    get_user_model().objects.create_user("kept")

    refused = external("db", "restore", "--force", "--no-input", file)

    assert refused.returncode == 1
    assert "pg_restore failed" in refused.stderr
    assert get_user_model().objects.count() == 1


def test_external_server_is_not_started_or_stopped(external: Run) -> None:
    for verb in ("start", "stop"):
        refused = external("db", verb)
        assert refused.returncode == 1
        assert "DATABASE_URL is set" in refused.stderr
    assert external("db", "status").returncode == 0


def test_external_server_that_is_away_is_said(cluster: Cluster) -> None:
    nowhere = "postgresql://app@/dixit?host=/nonexistent"
    run = manage({"DATABASE_URL": nowhere, "READER_URL": nowhere, "MIGRATE_URL": nowhere})

    status, migrate = run("db", "status"), run("migrate")

    assert status.returncode == 1
    assert "does not answer" in status.stdout
    assert migrate.returncode == 1
    assert "Traceback" not in migrate.stderr


def test_migrate_without_the_owners_address_names_it(cluster: Cluster, db: str) -> None:
    run = manage({"DATABASE_URL": cluster.url("default"), "READER_URL": cluster.url("reader")})

    refused = run("migrate")

    assert refused.returncode == 1
    assert "MIGRATE_URL is not set" in refused.stderr

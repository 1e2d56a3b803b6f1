"""Whether a process is still the one it was: a number alone proves nothing, numbers are reused.

A zombie counts as dead. Only what any user may read is used (never /proc/N/cwd): root in a
container often may not look further into another user's process.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def birth(pid: int) -> str | None:
    """When process `pid` started, as an opaque mark; None when it is dead or a zombie."""
    if not _has_proc():
        return _ps(pid, "lstart")
    try:
        text = PROC.joinpath(str(pid), "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The program's name, in parentheses, may itself hold spaces and parentheses.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in "ZXx" else fields[19]


def command(pid: int) -> str | None:
    """The command line (or the title) of process `pid`; None when it is dead or a zombie."""
    if not _has_proc():
        return _ps(pid, "command")
    try:
        words = PROC.joinpath(str(pid), "cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return os.fsdecode(b" ".join(words)).strip() or None


def matching(wanted: Callable[[str], bool]) -> list[int]:
    """The living processes whose command line is `wanted`."""
    return [pid for pid in _numbers() if wanted(command(pid) or "")]


def alive(pid: int, born: str) -> bool:
    """Whether `pid` still is the process that had the mark `born`."""
    return birth(pid) == born


def end(pid: int, born: str, *, patience: float, sign: int = signal.SIGTERM) -> bool:
    """Send the signal and wait at most `patience` seconds; True means that the process is gone."""
    if alive(pid, born):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return True
    return gone(pid, born, patience=patience)


def gone(pid: int, born: str, *, patience: float) -> bool:
    """Wait at most `patience` seconds; True when the process is gone."""
    deadline = time.monotonic() + patience
    while alive(pid, born):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _has_proc() -> bool:
    return PROC.joinpath("self", "stat").exists()


def _numbers() -> list[int]:
    if _has_proc():
        return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [int(word) for word in _run_ps("-axo", "pid=").split()]


def _ps(pid: int, column: str) -> str | None:
    state, _, rest = _run_ps("-o", f"stat=,{column}=", "-p", str(pid)).strip().partition(" ")
    return None if state.startswith("Z") else rest.strip() or None


def _run_ps(*asked: str) -> str:
    return subprocess.run(
        ["/bin/ps", *asked],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    ).stdout

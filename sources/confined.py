"""Hostile bytes are read in a child process: a deadline, limits of memory and time, no secrets.

The parent's side is `ask`, the child's `answer`. A page or a document can cost a refusal that way,
and not the server.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

DEADLINE_SECONDS: Final = 10
MEMORY_BYTES: Final = 1 << 30
PROCESSOR_SECONDS: Final = 10

_ROOT: Final = Path(__file__).resolve().parent.parent
# The child gets no secret of ours: only what Python needs to start and to speak UTF-8.
_ENVIRONMENT: Final = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}


class Failed(Exception):
    """The child could not read the bytes."""


class TooSlow(Failed):
    """The child did not answer in time."""


def ask(module: str, data: bytes) -> Mapping[str, Any]:
    """What `python -m module` makes of the bytes, as its JSON. Raises Failed, or TooSlow."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", module],
            input=data,
            capture_output=True,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=DEADLINE_SECONDS,
            check=True,
        )
        found: Mapping[str, Any] = json.loads(child.stdout)
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    except (subprocess.CalledProcessError, ValueError) as error:
        raise Failed from error
    return found


def answer(read: Callable[[bytes], Mapping[str, Any]]) -> int:
    """The child's whole work: limit itself, read standard input, write what `read` finds in it."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS refuses a limit on address space; the deadline of the parent still holds there.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
    return 0

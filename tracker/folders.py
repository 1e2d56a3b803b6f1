"""Where this project keeps what it writes: worked out from the environment, never created here."""

import hashlib
import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path("/var/lib/dixit")


def data_folder() -> Path:
    """The folder of the embedded database, the keys of debug mode and the running server's state.

    As root it lies outside the project, because PostgreSQL then runs as another user, who often
    cannot enter root's folders.
    """
    if named := os.environ.get("DIXIT_DATA"):
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return SHARED / hashlib.sha256(os.fsencode(PROJECT)).hexdigest()[:12]
    return PROJECT / "var"

"""The two secrets of debug mode: made once, kept in the data folder, readable by their owner alone.

Elsewhere both come from the environment and are never made up.
"""

import base64
import os
import secrets
from pathlib import Path

SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file
SIGNING_KEY = "signing_key"


def ensure(folder: Path) -> None:
    """Afterwards both files exist in `folder`; those that existed are unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_once(folder / SECRET_KEY, secrets.token_urlsafe(50))
    _write_once(folder / SIGNING_KEY, base64.b64encode(secrets.token_bytes(32)).decode())


def _write_once(path: Path, text: str) -> None:
    if path.exists():
        return
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
    try:
        # Unlike a rename, a link never replaces the key that another process made meanwhile.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()

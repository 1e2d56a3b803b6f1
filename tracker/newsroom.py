"""What the newsroom says of itself, from the folder that DIXIT_POLICIES names."""

import re
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KINDS = ("masthead", "ownership", "ethics", "coverage")
LONGEST = 20_000
_FILE = re.compile(rf"({'|'.join(KINDS)})\.([a-z]{{2}})\.txt")


def policies(folder: str) -> Mapping[tuple[str, str], str]:
    """The text of each policy in each language, as (``ownership``, ``fr``); none for no folder.

    Raises ImproperlyConfigured for a folder that is not there, and for a file in it that is no
    policy, not UTF-8, empty or longer than 20,000 characters.
    """
    if not folder:
        return {}
    if not Path(folder).is_dir():
        raise ImproperlyConfigured(f"DIXIT_POLICIES is {folder!r}, which is no folder.")
    files = sorted(Path(folder).iterdir())
    return dict(_policy(file) for file in files if not file.name.startswith("."))


def _policy(file: Path) -> tuple[tuple[str, str], str]:
    named = _FILE.fullmatch(file.name)
    if named is None:
        raise ImproperlyConfigured(
            f"DIXIT_POLICIES holds {file.name}, which is no policy. Name it one of "
            f"{', '.join(KINDS)}, then its language: ownership.fr.txt."
        )
    try:
        text = file.read_bytes().decode().replace("\r\n", "\n").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(text) > LONGEST or "\0" in text:
        raise ImproperlyConfigured(
            f"DIXIT_POLICIES: {file.name} must be text in UTF-8, of 1 to {LONGEST} characters."
        )
    return (named[1], named[2]), text

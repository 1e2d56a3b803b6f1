"""Which rules made a proposal: a fingerprint of this package's code and lexicons."""

from functools import cache
from hashlib import sha256
from pathlib import Path

TOOL = "dixit-rules"


@cache
def version() -> str:
    """Twelve hexadecimal digits that change when a rule or a lexicon line does."""
    folder = Path(__file__).parent
    files = [file for file in folder.rglob("*") if file.suffix in (".py", ".tsv", ".toml")]
    digest = sha256()
    for file in sorted(files):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]

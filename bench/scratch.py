"""The scratch server under var/bench, and what Django must know before it is set up on it."""

import hashlib
import os
from pathlib import Path
from typing import Final

import django
import psycopg

from bench import corpus
from tracker.postgres import Server

PROJECT: Final = Path(__file__).resolve().parent.parent
HOME: Final = PROJECT / "var" / "bench"
SIZES: Final = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "300k": 300_000, "1m": 1_000_000}
MADE_FROM: Final = ("claims/ledger/*.sql",)
ORIGIN: Final = "https://claims.example.org"
ROLES: Final = {
    "DATABASE_URL": "dixit_app", "READER_URL": "dixit_reader", "MIGRATE_URL": "dixit_owner",
}  # fmt: skip


def server() -> Server:
    """The scratch server: fsync on, as in earnest."""
    HOME.mkdir(parents=True, exist_ok=True)
    return Server(HOME / "postgres")


def name(size: str) -> str:
    """The database's name: its size, and a fingerprint of what it is made from."""
    digest = hashlib.sha256(str(corpus.VERSION).encode())
    for pattern in MADE_FROM:
        for file in sorted(PROJECT.glob(pattern)):
            digest.update(file.read_bytes())
    return f"bench_{size}_{digest.hexdigest()[:8]}"


def environment(size: str) -> dict[str, str]:
    """What a process of the site must be given to work on the database."""
    addresses = {
        variable: server().conninfo(user=user, database=name(size))
        for variable, user in ROLES.items()
    }
    return {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DIXIT_DEBUG": "0",
        "DIXIT_DATA": str(HOME / "site"),
        "DIXIT_SECRET_KEY": "for benches alone: 0123456789abcdefghijklmnopqrstuvwxyz-0123",
        "DIXIT_SIGNING_KEY": "Zm9yIHRlc3RzIGFsb25lOiB0aGlydHktdHdvIGJ5dGU=",
        "DIXIT_ORIGIN": ORIGIN,
        **addresses,
    }


def begin(size: str) -> None:
    """Afterwards the server runs and Django is set up on the database of that size."""
    os.environ.update(environment(size))
    server().start()
    django.setup()
    with psycopg.connect(server().conninfo(), autocommit=True) as admin:
        for setting, value in (("max_wal_size", "8GB"), ("checkpoint_timeout", "30min")):
            admin.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
        admin.execute("SELECT pg_reload_conf()")

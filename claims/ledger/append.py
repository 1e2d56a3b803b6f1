"""Appending to the ledger: canonical text, salt, public id, and the one call that writes."""

import secrets
from typing import Any

import orjson
from django.db import connection

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, lower case: no i, l, o or u."""

ID_LENGTH = 8

LOCK = 7143
"""The advisory lock under which ``ledger_append`` appends: nothing else that writes the ledger or
its index tables may fall between."""


def canonical(record: dict[str, Any]) -> str:
    """The RFC 8785 form of ``record``.

    Keys must be ASCII and numbers integers: then sorting by bytes is RFC 8785's sorting by
    UTF-16 units, and orjson's escapes are its escapes. Raises TypeError for a float.
    """
    _refuse_floats(record)
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a record holds no floats")
    for inner in value.values() if isinstance(value, dict) else ():
        _refuse_floats(inner)
    for inner in value if isinstance(value, list) else ():
        _refuse_floats(inner)


def draw_id() -> str:
    """A public id of 8 random characters (40 bits); the ledger's keys keep it unique."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


def append(kind: str, record: dict[str, Any], *, pk: int, submission: int | None) -> int:
    """Append ``record`` as the next revision of its id; returns its seq.

    ``submission`` is the approved submission that names this version of the editorial row
    ``pk``; None only for the tombstone of a withdrawn claim. Raises IntegrityError with rule
    ``ledger_takes_only_what_was_approved`` otherwise. Must run inside a transaction: the
    ledger's lock is held until it ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_append(%s, %s, %s, %s, %s, %s)",
            [kind, record["id"], canonical(record), secrets.token_hex(16), pk, submission],
        )
        return int(cursor.fetchone()[0])

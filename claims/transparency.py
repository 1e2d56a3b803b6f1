"""The signed head of the ledger: what readers keep outside to see a tail cut off later.

An Ed25519 signature (RFC 8032) over the RFC 8785 form of the head. The same head and key give
the same bytes.
"""

import base64
import binascii
from datetime import datetime
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from claims.ledger import canonical, moment

ALGORITHM = "Ed25519"
NOTHING_YET = {"seq": 0, "sha256": "0" * 64, "published_at": None}
HOW_TO_VERIFY = (
    "Decode `signature` and `public_key` from base64. The signed bytes are the RFC 8785 form of "
    "`head`: keys sorted, no spaces, UTF-8. Keep this document: a ledger that no longer holds "
    "`head.sha256` at `head.seq` has been cut or rewritten (manage.py verify --head FILE)."
)


class Head(Protocol):
    """The last revision of the chain."""

    @property
    def seq(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def published_at(self) -> datetime: ...


def described(head: Head | None) -> dict[str, Any]:
    """The head as it is signed; of an empty ledger, seq 0 and the hash before the first."""
    if head is None:
        return dict(NOTHING_YET)
    return {"seq": head.seq, "sha256": head.sha256, "published_at": moment(head.published_at)}


def sign(head: Head | None, *, key: bytes | None = None) -> dict[str, Any]:
    """The document that ``/transparency`` serves; ``key`` is a 32-byte seed, ours by default."""
    private = Ed25519PrivateKey.from_private_bytes(key or settings.SIGNING_KEY)
    said = described(head)
    return {
        "head": said,
        "algorithm": ALGORITHM,
        "public_key": _base64(private.public_key().public_bytes_raw()),
        "signature": _base64(private.sign(canonical(said).encode())),
        "how_to_verify": HOW_TO_VERIFY,
    }


def check(document: Any, *, public_key: str | None = None) -> bool:
    """Whether the document's signature over its head holds; never raises.

    The key is the document's own unless ``public_key`` (base64) is given, which it must then be:
    only a key known beforehand shows who signed.
    """
    try:
        own, signature, head = (document[k] for k in ("public_key", "signature", "head"))
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(own, validate=True))
        key.verify(base64.b64decode(signature, validate=True), canonical(head).encode())
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
        binascii.Error,
        InvalidSignature,
    ):
        return False
    expected = own if public_key is None else public_key
    return document.get("algorithm") == ALGORITHM and bool(own == expected)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

"""The verbs of API tokens: make one, find whose it is, revoke it."""

import hashlib
import re
import secrets
import string
import zlib
from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from claims.models import Token
from claims.workflow.acts import acting, store

PREFIX = "dixit_"
"""By which scanners of secrets know a token that was published by mistake."""
ALPHABET = string.digits + string.ascii_letters
RANDOM, CHECK = 32, 6
SPELLING = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{RANDOM + CHECK}}}")
HINT = len(PREFIX) + 4
LONGEST_DAYS = 366
USE_IS_NOTED_EVERY = timedelta(minutes=1)


def make_token(
    *, user: User, name: str, scopes: Sequence[str], days: int, by: User
) -> tuple[Token, str]:
    """A new token of ``user`` for at most 366 days, and its key, which nothing can show again."""
    key = _draw()
    now = timezone.now()
    with acting(by, "make a token"):
        token = Token(
            name=name,
            user=user,
            digest=digest_of(key),
            hint=key[:HINT],
            scopes=sorted(set(scopes)),
            created_at=now,
            expires_at=now + timedelta(days=min(days, LONGEST_DAYS)),
        )
        store(token)
    return token, key


def token_of(key: str) -> Token | None:
    """The valid token with this key, its use noted; None for any other text.

    It is found by the hash of what was sent, so the time taken tells nothing of other keys.
    """
    if not SPELLING.fullmatch(key) or key[-CHECK:] != _check(key[:-CHECK]):
        return None
    token = Token.objects.valid().select_related("user").filter(digest=digest_of(key)).first()
    if token is not None:
        now = timezone.now()
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
        Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token


def revoke_token(*, token: Token, by: User) -> None:
    """Afterwards the token opens nothing; revoking it again changes nothing."""
    with acting(by, "revoke a token"):
        rows = Token.objects.filter(pk=token.pk, revoked_at=None)
        rows.update(revoked_at=timezone.now(), revoked_by=by)
    token.refresh_from_db()


def digest_of(key: str) -> str:
    """What is stored of a key: 190 bits of chance need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def _draw() -> str:
    body = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + _check(body)


def _check(body: str) -> str:
    """The CRC-32 of the text before it in six digits of base 62: scanners need not ask."""
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(CHECK):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits

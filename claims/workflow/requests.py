"""Readers' requests for a correction: received without an account, ended once by an editor."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import keeping
from claims.ledger.append import ALPHABET
from claims.models import Claim, CorrectionRequest, RequestTrace
from sources.refusal import Refused, explained

REFERENCE_LENGTH = 16
"""80 bits: nobody finds another's request by trying."""
MOST_AN_HOUR = 5
HOUR = timedelta(hours=1)


class TooManyRequests(Refused):
    """One address has sent as many requests as it may in an hour."""


def receive(
    *,
    text: str,
    address: str,
    language: str,
    claim: str = "",
    source: str = "",
    name: str = "",
    email: str = "",
) -> CorrectionRequest:
    """Keep what a reader says is wrong; ``claim`` is the public id of the claim, if it is one.

    ``address`` is only counted by: see ``RequestTrace``. Raises TooManyRequests, and Refused for
    an empty text, a text that holds NUL, or a claim that is not public; then nothing is stored.
    """
    forget_requests()
    with explained(), transaction.atomic():
        _count(address)
        return CorrectionRequest.objects.create(
            reference="".join(secrets.choice(ALPHABET) for _n in range(REFERENCE_LENGTH)),
            claim=_published(claim) if claim else None,
            text=text.strip(),
            source=source.strip(),
            name=name.strip(),
            email=email.strip(),
            language=language,
            received_at=timezone.now(),
        )


def _published(public_id: str) -> Claim:
    claim = Claim.objects.filter(public_id=public_id).first()
    if claim is None:
        raise Refused(_("There is no such published claim."), field="claim")
    return claim


def _count(address: str) -> None:
    """Count one request of the address, one sender at a time."""
    now = timezone.now()
    token = trace(address, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])
    sent = RequestTrace.objects.filter(token=token, sent_at__gte=now - HOUR).count()
    if sent >= MOST_AN_HOUR:
        raise TooManyRequests(
            _("Many requests have come from your address: please send this again in an hour.")
        )
    RequestTrace.objects.create(token=token, sent_at=now)


def trace(address: str, now: datetime) -> str:
    """What an address is counted under on a day: without the secret key it leads back to none."""
    said = f"{now:%Y-%m-%d} {address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def answer_request(*, request: CorrectionRequest, reply: str, by: User) -> None:
    """Afterwards the request is answered, with the words that its sender sees. Raises Refused for
    one that was ended before, or without words."""
    _end(request, reply, answered_at=timezone.now(), answered_by=by)


def decline_request(*, request: CorrectionRequest, reply: str, by: User) -> None:
    """The same, saying why nothing will be changed."""
    _end(request, reply, declined_at=timezone.now(), declined_by=by)


def forget_requests(*, at: datetime | None = None) -> int:
    """Afterwards nothing is left of the requests whose time is over at ``at`` (now), nor of older
    traces; how many requests these were. Nobody's verb: it is done whenever a request comes, and
    by ``manage.py forget``."""
    now = at or timezone.now()
    RequestTrace.objects.filter(sent_at__lt=now - keeping.TRACE).delete()
    gone, _by_model = CorrectionRequest.objects.overdue(now).delete()
    return gone


def _end(request: CorrectionRequest, reply: str, **facts: object) -> None:
    with explained(), transaction.atomic():
        waiting = CorrectionRequest.objects.waiting().filter(pk=request.pk)
        if not waiting.update(reply=reply.strip(), **facts):
            raise Refused(_("Somebody ended this request before."), rule="request_is_ended")

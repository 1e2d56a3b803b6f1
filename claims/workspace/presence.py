"""Who else is reading a document now. Nobody is kept out: this only says that they are there."""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Presence
from sources.models import Document

LASTING: Final = timedelta(minutes=5)


def seen(document: Document, user: User) -> list[dict[str, Any]]:
    """Note that ``user`` is here; the others of the last minutes, with how many minutes ago."""
    now = timezone.now()
    Presence.objects.update_or_create(document=document, user=user, defaults={"seen_at": now})
    others = Presence.objects.filter(document=document, seen_at__gt=now - LASTING)
    return [
        {
            "name": row.user.first_name or row.user.get_username(),
            "minutes": int((now - row.seen_at).total_seconds() // 60),
        }
        for row in others.exclude(user=user).select_related("user").order_by("-seen_at")
    ]

"""Finding the source that a name means, and the names near to one that is not there."""

from difflib import get_close_matches
from typing import Final

from django.contrib.auth.models import User
from django.contrib.postgres.lookups import Unaccent
from django.db.models.functions import Lower
from pghistory import context

from sources.models import Source
from sources.refusal import explained
from sources.web_address import AddressRefused, parse

NEAR: Final = 3
OFFERED: Final = 1_000


def named(name: str) -> Source | None:
    """The source of that name: as written, else without regard to case and accents."""
    name = " ".join(name.split())
    alike = Source.objects.filter(name__unaccent__iexact=name).order_by("pk")
    return next((source for source in alike if source.name == name), alike.first())


def near(name: str) -> list[str]:
    """At most three names of sources that ``name`` may be a slip of."""
    folded = {known.casefold(): known for known in names()}
    return [folded[n] for n in get_close_matches(name.casefold(), folded, n=NEAR, cutoff=0.6)]


def names() -> list[str]:
    """The names of the sources, in order; the first thousand."""
    ordered = Source.objects.order_by(Lower(Unaccent("name")), "pk")
    return list(ordered.values_list("name", flat=True)[:OFFERED])


def make(*, name: str, by: User) -> Source:
    """A new source of that name. Raises Refused."""
    source = Source(name=" ".join(name.split()))
    with explained(), context(user=by.pk, username=by.get_username(), reason="capture"):
        source.full_clean()
        source.save()
    return source


def at(url: str) -> Source | None:
    """The source whose home page is at the host of ``url``, "www." apart."""
    host = _host(url)
    homes = Source.objects.exclude(homepage="").order_by("pk")[:OFFERED]
    return next((source for source in homes if host and _host(source.homepage) == host), None)


def _host(url: str) -> str:
    try:
        return parse(url).host.removeprefix("www.")
    except AddressRefused:
        return ""

"""What an editor chooses from while recording: actors told apart, and claims that resemble."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import ngettext

from claims import workflow
from claims.admin.actors import matching
from claims.models import Actor, Attribution, Claim, in_words

MOST: Final = 8
MOST_CLAIMS: Final = 4
MOST_SAYINGS: Final = 3
SAYINGS: Final = Attribution.objects.select_related("speaker").order_by("-pk")


def actors(words: str) -> list[Actor]:
    """Standing actors that bear all these words, with the number of their claims as ``said``."""
    rows: QuerySet[Any] = Actor.objects.filter(merged_into=None)
    found = matching(rows, words, "names", "descriptions")
    counted = found.annotate(said=Count("attributions__claim", distinct=True))
    return list(counted.order_by("-said", "pk")[:MOST])


def option(actor: Actor) -> dict[str, Any]:
    """An actor of ``actors`` as the browser offers it: name, and what tells homonyms apart."""
    said: int = actor.said  # type: ignore[attr-defined]
    count = ngettext("%(count)d claim", "%(count)d claims", said) % {"count": said}
    return {
        "pk": str(actor.pk),
        "name": str(actor),
        "note": " · ".join(
            filter(None, [in_words(actor.descriptions), str(actor.get_kind_display()), count])
        ),
    }


@dataclass(frozen=True)
class Resembling:
    """A claim worded much like the words, with who else says what about it."""

    claim: Claim
    sayings: list[Attribution]


def similar(words: str) -> list[Resembling]:
    """Standing claims that say nearly this, the nearest first, with their attributions."""
    near = [found.claim for found in workflow.similar_claims(texts=[words], limit=MOST_CLAIMS)]
    prefetch_related_objects(near, Prefetch("attributions", queryset=SAYINGS))
    return [Resembling(claim, list(claim.attributions.all())[:MOST_SAYINGS]) for claim in near]

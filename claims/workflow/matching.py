"""Who a name may mean, and which claims say nearly the same: asked before anything is made anew."""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from claims.models import Actor, Claim
from claims.workflow.acts import acting, store
from sources.refusal import Refused

NEAR = 0.45
"""How much of a wording another one must share (pg_trgm's word similarity, 0 to 1)."""

NAMES = ArrayField(TextField())


class Folded(Func):
    """Words as names are compared: without case, accents, hyphens or spare white space."""

    function = "folded"
    output_field: ClassVar[Any] = TextField()


class Wordings(Func):
    """Every wording of a claim, folded, as one text."""

    function = "wordings"
    output_field: ClassVar[Any] = TextField()


def actors_named(name: str) -> "QuerySet[Actor]":
    """The standing actors of exactly this name or alias, without regard to case and accents."""
    aliases = Cast("aliases", ArrayField(TextField()))
    keys = Func(F("names"), aliases, function="actor_keys", output_field=NAMES)
    named: Any = Actor.objects.filter(merged_into=None).alias(_keys=keys)
    found: QuerySet[Actor] = named.filter(_keys__contains=[Folded(Value(name))]).order_by("pk")
    return found


def the_one_called(name: str, *, field: str) -> Actor | None:
    """The one actor of this name, or None.

    Raises Refused at ``field`` where several bear it: nobody guesses between homonyms.
    """
    found = list(actors_named(name)[:2])
    if len(found) > 1:
        message = _("Several actors are called “%s”: choose which one is meant.")
        raise Refused(message % name, field=field, rule="name_is_of_one_actor")
    return found[0] if found else None


def actor_called(name: str, *, by: User, kind: str, language: str, field: str) -> Actor:
    """The one actor of this name, or a new draft. Raises Refused as ``the_one_called`` does."""
    with acting(by), connection.cursor() as cursor:
        # One maker of a name at a time: the second finds what the first has made.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(folded(%s), 1))", [name])
        if known := the_one_called(name, field=field):
            return known
        actor = Actor(kind=kind, names={language: name})
        store(actor)
    return actor


class Near(NamedTuple):
    """A claim, and how much of its wording the words asked for share (0 to 1)."""

    claim: Claim
    likeness: float


def similar_claims(
    *, texts: Iterable[str], limit: int = 5, without: Iterable[int] = ()
) -> list[Near]:
    """Standing claims, draft or public, worded much like one of ``texts``; the nearest first.

    Merged and withdrawn claims are left out, and those whose keys ``without`` holds.
    """
    standing = Claim.objects.filter(merged_into=None, withdrawal=None).exclude(pk__in=without)
    found: dict[int, Near] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(NEAR)]
        )
        for words in filter(str.strip, texts):
            said: Any = Folded(Value(words))
            wordings = Wordings(F("texts"))
            near = standing.alias(_said=wordings).filter(_said__trigram_word_similar=said)
            rows = near.annotate(likeness=TrigramWordSimilarity(said, wordings))
            for claim in rows.order_by("-likeness", "-pk")[:limit]:
                known = found.get(claim.pk)
                if known is None or known.likeness < claim.likeness:
                    found[claim.pk] = Near(claim, claim.likeness)
    return sorted(found.values(), key=lambda near: (-near.likeness, -near.claim.pk))[:limit]

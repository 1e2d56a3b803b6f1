"""How sure each field is, per mille: what share was right on the annotated articles.

Measured by `python -m bench.attribution`, which prints the shares by band; a form seen seldom is
put a band lower than its share.
"""

from collections.abc import Iterable
from typing import Final

from claims.suggest.draft import Draft
from claims.suggest.mentions import Identity

# By the frame that found the content.
_CONTENT: Final = {
    "that": 950,
    "quote": 950,
    "colon": 930,
    "incise": 930,
    "postposed": 900,
    "bare clause": 900,
    "labelled": 900,
    "question": 900,
    "infinitive": 850,
    "preposition": 850,
    "attribute": 850,
    "hearsay": 800,
    "nominal": 780,
    "whether": 780,
    "declined": 760,
    "passive": 750,
    "aside": 750,
    "according": 720,
    "why": 700,
    "noun": 650,
    "relative": 650,
    "bare words": 600,
    "absolute": 600,
    "taken up": 570,
    "clause without que": 400,
}
# Where the content is found, the rest of the reading is right more often than its end is.
_SAFE: Final = 40
_FIRST_PERSON: Final = 500
_NAMING: Final = {"named": 860, "office": 780, "group": 550, "unnamed_described": 780}


def sureness(draft: Draft, who: Identity, fields: Iterable[str]) -> dict[str, int]:
    """The confidence of each of the fields."""
    content = _CONTENT[draft.frame]
    base = min(970, content + _SAFE)
    if draft.is_first_person:
        content = base = _FIRST_PERSON
    special = {
        "content": content,
        "speaker": base if draft.subject else min(base, 800),
        "speaker_name": who.confidence,
        "naming": min(base, who.confidence + 50, _NAMING.get(who.actor.naming, 900)),
        "role": min(who.confidence, 600) if who.actor.role else min(who.confidence, 850),
        "on_behalf_of": 700 if who.actor.behalf else 950,
        "via": 600 if draft.hops else 950,
        "said_on": 800,
        "evidence_in_text": 750,
    }
    return {name: special.get(name, base) for name in fields}

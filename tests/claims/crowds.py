"""Topics with as many attributions as a picture must bear, published by the real verbs."""

from datetime import date, timedelta

from claims import workflow
from claims.models import Actor, Claim, Topic
from tests import make

STANCES = (
    "asserts", "denies", "doubts", "accuses", "claims_responsibility", "warns", "asks",
    "declines_to_comment", "relays", "retracts", "corrects",
)  # fmt: skip
EVIDENCE = ("not_assessed", "not_mentioned", "invoked", "shown", "not_expected")
PEOPLE = (
    "Ana Díaz", "Ministry of Public Works and Regional Transport", "Сергей Иванов", "سامي حداد",
    "Engineers’ union", "Norpress", "Élodie Lefèvre", "Tunde Okafor", "王小明", "Prime Minister",
)  # fmt: skip
CLAIMS = (
    "The old bridge is safe", "The ministry had warned of cracks in the northern pillars in May",
    "Two bolts were missing", "The report will be public before the summer",
    "The lorries were too heavy",
)  # fmt: skip


def topic(attributions: int, *, name: str, claims: int, speakers: int, every: int = 1) -> Topic:
    """A published topic with so many attributions spread over claims, speakers and days, one in
    seven undated, one in nine known to the month, one in eleven with reserve."""
    made = make.topic(name)
    people = [_person(number, name) for number in range(speakers)]
    drafts = [_draft(number, name, made) for number in range(claims)]
    for number in range(attributions):
        _attribute(drafts[number % claims], people[number * 7 % speakers], number, every)
    for draft in drafts:
        workflow.assess(
            claim=draft, status="unverified", reasons={"en": "So far."}, by=make.editor()
        )
        make.publish(draft)
    made.refresh_from_db()
    return made


def _person(number: int, name: str) -> Actor:
    own = PEOPLE[number % len(PEOPLE)]
    return make.actor(f"{own} {number}" if number >= len(PEOPLE) else own)


def _draft(number: int, name: str, topic: Topic) -> Claim:
    text = f"{CLAIMS[number % len(CLAIMS)]} ({name} {number + 1})"
    return make.draft_claim(text, topics=[topic], attributed=False)


def _attribute(claim: Claim, speaker: Actor, number: int, every: int) -> None:
    day = date(2024, 2, 26) + timedelta(days=number * every)
    said_on = "" if number % 7 == 3 else f"{day:%Y-%m}" if number % 9 == 4 else day.isoformat()
    make.attribute(
        claim,
        speaker=speaker,
        said=f"it is so, number {number}",
        stance=STANCES[number % len(STANCES)],
        evidence_in_text=EVIDENCE[number % len(EVIDENCE)],
        reported_as="conditional" if number % 11 == 5 else "stated",
        said_on=said_on,
    )

"""What tests begin with: users, sources, actors, topics, and claims as drafts or published.

Everything is made by the real verbs, on whichever database the test's fixture points at.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import Permission, User

from claims import workflow
from claims.models import Actor, Attribution, Claim, Submission, Topic
from sources.capture import Facts, capture
from sources.models import Document, Publishable, Source

BEFORE = "The ferry leaves at noon."
AFTER = "Nobody was hurt."


def user(name: str, full_name: str = "") -> User:
    """The user of that name, without a password."""
    first, _, last = full_name.partition(" ")
    found, _ = User.objects.get_or_create(
        username=name, defaults={"first_name": first, "last_name": last}
    )
    return found


def permissions(*codenames: str) -> list[Permission]:
    """The permissions of those names."""
    return list(Permission.objects.filter(codename__in=codenames))


def editor() -> User:
    """Who records, assesses and submits."""
    return user("editor", "Edith Editor")


def reviewer() -> User:
    """The second person: reviews and publishes."""
    return user("reviewer", "Rhea Reviewer")


def source(name: str = "Island Gazette", **facts: Any) -> Source:
    """The source of that name; a draft when it is new."""
    with workflow.acting(editor()):
        found, _ = Source.objects.get_or_create(name=name, defaults=facts)
    return found


def actor(name: str = "Anna Berg", *, fr: str = "", kind: str = "person", **facts: Any) -> Actor:
    """The actor with that English name; a draft when it is new."""
    if known := Actor.objects.filter(names__en=name, merged_into=None).first():
        return known
    names = {"en": name, "fr": fr} if fr else {"en": name}
    with workflow.acting(editor()):
        return Actor.objects.create(kind=kind, names=names, **facts)


def topic(name: str = "The ferry", **facts: Any) -> Topic:
    """The topic with that English name; a draft when it is new."""
    if known := Topic.objects.filter(names__en=name).first():
        return known
    with workflow.acting(editor()):
        return Topic.objects.create(names={"en": name}, **facts)


def document(text: str, *, by: Source | None = None, **facts: Any) -> Document:
    """``text`` captured from a source, with its sentences."""
    given = {"title": text[:60], "language": "en", **facts}
    return capture(text=text, source=by or source(), by=editor(), facts=Facts(**given)).document


def draft_claim(
    text: str = "The ferry is safe",
    *,
    texts: dict[str, str] | None = None,
    topics: Iterable[Topic] = (),
    status: str = "not_assessed",
    attributed: bool = True,
    kind: str = "factual",
    notes: str = "",
    **attribution: Any,
) -> Claim:
    """A claim ready to be submitted; ``attribution`` goes to ``attribute``."""
    claim = workflow.record(
        texts=texts or {"en": text}, by=editor(), topics=topics, kind=kind, notes=notes
    )
    if attributed:
        attribute(claim, **attribution)
    reasons = {} if status == "not_assessed" else {"en": f"It is {status}."}
    workflow.assess(claim=claim, status=status, reasons=reasons, by=editor())
    claim.refresh_from_db()
    return claim


def attribute(
    claim: Claim,
    *,
    speaker: Actor | None = None,
    description: str = "",
    said: str = "",
    cue: str = "said",
    where: Document | None = None,
    by: Source | None = None,
    via: Sequence[Actor | str] = (),
    stance: str = "asserts",
    manner: str = "indirect",
    none_given: bool = False,
    **facts: Any,
) -> Attribution:
    """That a speaker (Anna Berg, unless one or a ``description`` is given) ``said`` the claim.

    The text is written for it, unless ``where`` is a document that holds these very words.
    """
    said = said or next(iter(claim.texts.values()))
    who = None if description else (speaker or actor())
    name = description or next(iter(who.names.values()) if who else iter([""]))
    sentence = f"{name} {cue} that {said}" + (" without any proof." if none_given else ".")
    where = where or document(f"{BEFORE} {sentence} {AFTER}", by=by)
    start = where.text.index(sentence)

    def span(words: str) -> tuple[int, int]:
        at = where.text.index(words, start)
        return at, at + len(words)

    if description:
        facts = {
            "naming": "unnamed_described", "description": description,
            "anonymity_reason": "none given", **facts,
        }  # fmt: skip
    if none_given:
        facts["evidence_in_text"] = "none_given"
    return workflow.attribute(
        claim=claim,
        document=where,
        content=span(said),
        cue=span(cue),
        mention=span(name),
        evidence=span("without any proof") if none_given else None,
        via=via,
        stance=stance,
        manner=manner,
        by=editor(),
        speaker=who,
        **facts,
    )


def submitted(subject: Publishable, *, note: str = "") -> Submission:
    """The present version of ``subject``, approved by the second person."""
    subject.refresh_from_db()
    correction = {"en": note} if note else None
    submission = workflow.submit(subject=subject, by=editor(), correction=correction)
    return workflow.review(submission=submission, by=reviewer(), approve=True)


def publish_approved(submission: Submission) -> list[int]:
    """Approve and publish what was submitted; the seqs appended."""
    approved = workflow.review(submission=submission, by=reviewer(), approve=True)
    return workflow.publish(submission=approved, by=reviewer())


def publish(subject: Publishable, *, note: str = "") -> list[int]:
    """Submit, approve and publish ``subject``; the seqs appended. ``note`` makes a correction."""
    seqs = workflow.publish(submission=submitted(subject, note=note), by=reviewer())
    subject.refresh_from_db()
    return seqs


def published_claim(text: str = "The ferry is safe", **given: Any) -> Claim:
    """A claim as ``draft_claim`` makes it, published with everything that it names."""
    claim = draft_claim(text, **given)
    publish(claim)
    return claim


def corrected_claim(text: str = "The ferry is safe", **given: Any) -> Claim:
    """A published claim of two revisions."""
    claim = published_claim(text, **given)
    reword(claim, f"{text} indeed")
    return claim


def reword(claim: Claim, text: str, *, note: str = "The wording was wrong.") -> None:
    """Publish a new wording of ``claim`` as a correction."""
    claim.refresh_from_db()
    workflow.amend(
        claim, by=editor(), version=claim.version, changes={"texts": {"en": text}}, reason=note
    )
    publish(claim, note=note)


def withdrawn_claim(
    text: str = "The ferry is safe", *, texts_stay: bool = False, **given: Any
) -> Claim:
    """A published claim, withdrawn."""
    claim = published_claim(text, **given)
    workflow.withdraw(
        claim=claim, reasons={"en": "It was a mistake."}, by=editor(), texts_stay=texts_stay
    )
    return claim

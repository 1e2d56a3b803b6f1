"""The verbs by which people of the desk share work: assign, comment, gather, submit together."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import record as public_record
from claims.models import Actor, Assignment, Claim, ClaimTopic, Comment, Topic
from claims.workflow.acts import Together, acting, composed, locked
from claims.workflow.reviewing import submit
from sources.models import Document, Publishable
from sources.refusal import Refused

MOST_TOGETHER = 500
"""How many claims one act may change: what a person can still look through."""


def assign(*, subject: Claim | Document, assignee: User | None, by: User) -> Assignment | None:
    """``assignee`` has the subject in hand from now on; nobody has, where it is None.

    Moves no version and voids no approval. The one who had it keeps that in the history.
    """
    with acting(by, "assign"):
        kind = public_record.kind_of(subject)
        locked(subject, None)
        now, current = timezone.now(), Assignment.objects.current().filter(**{kind: subject})
        held = current.select_related("assignee").first()
        if held is not None and held.assignee == assignee:
            return held
        current.update(ended_at=now, ended_by=by)
        if assignee is None:
            return None
        made = Assignment(assignee=assignee, assigned_at=now, assigned_by=by, **{kind: subject})
        made.full_clean()
        made.save()
    return made


def comment(*, subject: Publishable, text: str, by: User) -> Comment:
    """A private remark on a record of any kind. Raises Refused for an empty one."""
    with acting(by, "comment"):
        words = composed(text.replace("\r\n", "\n").strip(), "text")
        made = Comment(
            kind=public_record.kind_of(subject), record=subject.pk, text=words,
            written_at=timezone.now(), written_by=by,
        )  # fmt: skip
        made.full_clean()
        made.save()
    return made


def unmerge(*, row: Actor | Claim, by: User, reason: str = "") -> None:
    """Take back a merge that readers have not seen. What a merged claim gave away stays there."""
    with acting(by, reason or "unmerge"):
        current = locked(row, None)
        if current.merged_into is None:
            raise Refused(_("It is not merged."), field="merged_into", rule="merge_is_there")
        if current.is_public and current.public_version == current.version:
            raise Refused(
                _("Readers are led to the other already: that is not taken back."),
                field="merged_into",
                rule="merge_is_not_public",
            )
        current.merged_into = None
        current.save(update_fields=["merged_into"])


def assign_all(*, claims: Iterable[Claim], assignee: User | None, by: User) -> Together[Claim]:
    """Assign each claim, in one act."""
    told = Together[Claim]()
    with acting(by, "assign"):
        for claim in few(claims):
            assign(subject=claim, assignee=assignee, by=by)
            told.done.append(claim)
    return told


def gather(*, claims: Iterable[Claim], topic: Topic, by: User) -> Together[Claim]:
    """Add the topic to each claim that lacks it, in one act."""
    told = Together[Claim]()
    with acting(by, "topic"):
        chosen = few(claims)
        rows = ClaimTopic.objects.filter(topic=topic, claim__in=chosen)
        having = set(rows.values_list("claim_id", flat=True))
        for claim in chosen:
            if claim.pk in having:
                told.left.append((claim, [_("It has this topic already.")]))
            else:
                locked(claim, None)
                ClaimTopic.objects.create(claim=claim, topic=topic)
                told.done.append(claim)
    return told


def submit_all(*, claims: Iterable[Claim], by: User) -> Together[Claim]:
    """Submit each claim that is ready; those that are not say why and stay drafts."""
    told = Together[Claim]()
    with acting(by, "submit"):
        for claim in few(claims):
            try:
                with transaction.atomic():
                    submit(subject=claim, by=by)
            except Refused as refusal:
                told.left.append((claim, [message for _f, _r, message in refusal.errors]))
            else:
                told.done.append(claim)
    return told


def few(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, oldest first. Raises Refused when they are more than one act may change."""
    chosen = sorted(claims, key=lambda claim: claim.pk)
    if len(chosen) > MOST_TOGETHER:
        message = _("These are %(number)d claims: narrow the filter to at most %(most)d.")
        raise Refused(
            message % {"number": len(chosen), "most": MOST_TOGETHER},
            field="filter",
            rule="few_enough_to_look_through",
        )
    return chosen

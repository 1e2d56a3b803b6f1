"""Two people at once: one winner each time, nothing lost, nothing silently overwritten."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.contrib.auth.models import User
from django.db import connections

from claims import ledger, workflow
from claims.ledger.verify import Tally, verify
from claims.models import Actor, Claim, Submission, Topic
from sources.refusal import Refused, Stale

ROUNDS = 200


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """The results of the jobs, started together in threads of their own; exceptions are results."""
    barrier, results = Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_savers_have_one_winner_each_time(db: str) -> None:
    users = [User.objects.create_user(name) for name in ("anna", "boris")]
    claim = workflow.record(texts={"en": "Nobody has changed this."}, by=users[0])
    version = claim.version

    for number in range(ROUNDS):
        texts = [{"en": f"{user.username} wrote this in round {number}."} for user in users]
        results = at_once(
            *(
                lambda user=user, words=words, held=version: workflow.amend(
                    claim, by=user, version=held, changes={"texts": words}
                )
                for user, words in zip(users, texts, strict=True)
            )
        )
        winners = [r for r in results if isinstance(r, Claim)]
        losers = [r for r in results if isinstance(r, Stale)]

        assert (len(winners), len(losers)) == (1, 1)
        stored = Claim.objects.get(pk=claim.pk)
        assert stored.texts == winners[0].texts
        # The loser is handed what stands now, beside the version that was held.
        assert isinstance(losers[0].current, Claim)
        assert (losers[0].current.texts, losers[0].given) == (stored.texts, version)
        version = stored.version

    assert version == 1 + ROUNDS


def test_one_submission_is_published_once(seeded: str) -> None:
    editor, reviewer = User.objects.get(username="editor"), User.objects.get(username="reviewer")
    with workflow.acting(editor):
        topic = Topic.objects.create(names={"en": "A topic"})
    submission = workflow.submit(subject=topic, by=editor)
    workflow.review(submission=submission, by=reviewer, approve=True)
    before = ledger.stamp()

    results = at_once(*[lambda: workflow.publish(submission=submission, by=editor)] * 5)

    assert [type(r) for r in results if isinstance(r, Exception)] == [Refused] * 4
    assert [r for r in results if isinstance(r, list)] == [[before + 1]]


def test_many_publishers_leave_one_unbroken_chain(seeded: str) -> None:
    editor, reviewer = User.objects.get(username="editor"), User.objects.get(username="reviewer")
    approved: list[Submission] = []
    for number in range(20):
        with workflow.acting(editor):
            topic = Topic.objects.create(names={"en": f"Topic {number}"})
        sent = workflow.submit(subject=topic, by=editor)
        approved.append(workflow.review(submission=sent, by=reviewer, approve=True))
    before = ledger.stamp()

    results = at_once(*(lambda s=s: workflow.publish(submission=s, by=editor) for s in approved))

    assert sorted(seq for seqs in results for seq in seqs) == list(range(before + 1, before + 21))
    assert list(verify(Tally(), using="default")) == []


def test_an_edit_during_review_voids_the_approval(seeded: str) -> None:
    editor, reviewer = User.objects.get(username="editor"), User.objects.get(username="reviewer")
    actor = Actor.objects.filter(public_id__isnull=False).order_by("pk").first()
    assert actor is not None
    workflow.amend(actor, by=editor, version=actor.version, changes={"aliases": ["first"]})
    submission = workflow.submit(subject=actor, by=editor)
    workflow.review(submission=submission, by=reviewer, approve=True)
    actor.refresh_from_db()
    workflow.amend(actor, by=editor, version=actor.version, changes={"aliases": ["second"]})

    results = at_once(lambda: workflow.publish(submission=submission, by=editor))

    assert [type(r) for r in results] == [Stale]

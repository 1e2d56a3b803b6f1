"""The desk's first page, its lists, and what people of the desk share: assignments, comments."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import desk, workflow
from claims.models import Actor, Assignment, Claim, Comment, CorrectionRequest, ReportingCue
from sources.capture import Facts, capture
from sources.models import Document
from sources.refusal import Refused
from tests import make

TEXT = (
    "The mayor, Anna Berg, said on Monday that the ferry was safe, according to Reuters. "
    "A police officer denied that anybody was hurt. Ole Dahl warned that it would sink."
)


def role(user: User, *names: str) -> User:
    """The user with these roles."""
    user.groups.set(Group.objects.filter(name__in=names))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def editor(db: str) -> User:
    return role(make.editor(), "editor")


@pytest.fixture
def reviewer(db: str) -> User:
    return role(make.reviewer(), "reviewer")


@pytest.fixture
def browser(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def document(editor: User) -> Document:
    found = make.document(TEXT, published_on="2024-03-26", url="https://g.example/a")
    workflow.suggest(document=found, by=editor)
    return found


def titles(name: str, person: User) -> list[str]:
    return [item.title for item in desk.page_of(desk.SECTIONS[name], person).items]


def rule_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    field, rule, _message = refused.value.errors[0]
    return field, rule


def test_my_drafts_are_those_i_began_and_readers_do_not_see(editor: User, reviewer: User) -> None:
    make.draft_claim("A draft")
    changed = make.published_claim("A public claim")
    make.published_claim("Another public claim")
    workflow.amend(changed, by=editor, version=changed.version, changes={"notes": "Look again."})
    workflow.record(texts={"en": "Somebody else's"}, by=reviewer)

    assert titles("drafts", editor) == ["A public claim", "A draft"]
    assert titles("drafts", reviewer) == ["Somebody else's"]


def test_readers_who_wait_for_a_reply_stand_on_the_desk(editor: User, reviewer: User) -> None:
    claim = make.published_claim("The ferry is safe")
    for text, about in (("First.", claim.public_id or ""), ("Second.", "")):
        workflow.receive(text=text, claim=about, address="192.0.2.1", language="en")
    first, second = desk.page_of(desk.SECTIONS["requests"], editor).items
    rows = CorrectionRequest.objects.order_by("pk")

    assert (first.title, first.facts) == ("First.", (rows[0].reference, "The ferry is safe"))
    assert (second.title, second.facts) == ("Second.", (rows[1].reference, "no claim named"))
    assert first.url == f"/admin/claims/correctionrequest/{rows[0].pk}/change/"
    names = {who: [page.section.name for page in desk.landing(who)] for who in (editor, reviewer)}
    assert ["requests" in names[who] for who in (editor, reviewer)] == [True, False]

    workflow.answer_request(request=rows[0], reply="Mended.", by=editor)
    assert titles("requests", editor) == ["Second."]


def test_a_public_record_offers_no_deletion(browser: Client) -> None:
    offered = {}
    for row in (make.actor("A draft"), make.published_claim().attributions.get().speaker):
        page = browser.get(f"/admin/claims/actor/{row.pk}/change/").content.decode()
        offered[row.is_public] = "deletelink" in page

    assert offered == {False: True, True: False}


def test_what_waits_for_my_review_is_what_i_took_no_part_in(editor: User, reviewer: User) -> None:
    first, second = make.draft_claim("First"), make.draft_claim("Second")
    workflow.amend(second, by=reviewer, version=second.version, changes={"notes": "Mine too."})
    for claim in (first, second):
        workflow.submit(subject=claim, by=editor)

    assert titles("review", reviewer) == ["First"]
    assert titles("review", editor) == []


def test_what_came_back_goes_when_it_is_put_forward_again(editor: User, reviewer: User) -> None:
    claim = make.draft_claim("Not ready")
    sent = workflow.submit(subject=claim, by=editor)
    workflow.review(submission=sent, by=reviewer, approve=False, reasons="Add the chain.")

    (item,) = desk.page_of(desk.SECTIONS["back"], editor).items
    assert (item.title, item.note) == ("Not ready", "Add the chain.")

    workflow.submit(subject=claim, by=editor)
    assert titles("back", editor) == []


def test_what_is_approved_waits_to_be_published(editor: User, reviewer: User) -> None:
    claim = make.draft_claim("Ready")
    submission = make.submitted(claim)
    assert titles("publish", editor) == ["Ready"]

    workflow.publish(submission=submission, by=editor)

    assert (titles("publish", editor), titles("published", editor)) == ([], ["Ready"])


def test_a_cited_text_that_changed_is_listed(editor: User, document: Document) -> None:
    workflow.accept(suggestion=document.suggestions.in_order()[0], by=editor)
    capture(
        text=TEXT + " It was corrected.", source=document.source, by=editor,
        facts=Facts(title="A later text", language="en", url=document.url),
    )  # fmt: skip

    assert titles("changed", editor) == [str(document)]


def test_pages_of_a_list_meet_without_gap_or_overlap(editor: User) -> None:
    for number in range(7):
        workflow.record(texts={"en": f"Claim {number}"}, by=editor)
    section = desk.SECTIONS["drafts"]

    seen, beyond = [], None
    while True:
        page = desk.page_of(section, editor, beyond=beyond, most=3)
        seen += [item.title for item in page.items]
        beyond = page.further
        if beyond is None:
            break

    assert seen == [f"Claim {number}" for number in reversed(range(7))]


def test_assigning_has_a_history_and_voids_nothing(editor: User, reviewer: User) -> None:
    claim = make.draft_claim("In hand")
    submission = make.submitted(claim)
    before = Claim.objects.get(pk=claim.pk).version

    workflow.assign(subject=claim, assignee=editor, by=reviewer)
    workflow.assign(subject=claim, assignee=reviewer, by=editor)
    workflow.assign(subject=claim, assignee=reviewer, by=editor)

    rows = Assignment.objects.order_by("pk")
    assert [(r.assignee, r.assigned_by, r.ended_by) for r in rows] == [
        (editor, reviewer, editor), (reviewer, editor, None),
    ]  # fmt: skip
    assert titles("assigned", reviewer) == ["In hand"]
    assert Claim.objects.get(pk=claim.pk).version == before
    assert workflow.publish(submission=submission, by=editor)

    workflow.assign(subject=claim, assignee=None, by=editor)
    assert titles("assigned", reviewer) == []


def test_a_comment_stays_and_makes_nobody_a_contributor(editor: User, reviewer: User) -> None:
    claim = make.draft_claim("Spoken of")
    workflow.comment(subject=claim, text="  Is it so?\r\nI doubt it. ", by=reviewer)
    row = Comment.objects.get()

    assert (row.kind, row.record, row.text) == ("claim", claim.pk, "Is it so?\nI doubt it.")
    for change in (
        lambda: Comment.objects.update(text="Something else"),
        lambda: Comment.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
    sent = workflow.submit(subject=claim, by=editor)
    assert workflow.review(submission=sent, by=reviewer, approve=True).approved


def test_an_empty_comment_is_refused(editor: User) -> None:
    with pytest.raises(Refused) as refused:
        workflow.comment(subject=make.draft_claim(), text=" \n ", by=editor)

    assert rule_of(refused) == ("text", "invalid")


def test_comments_are_shown_where_it_is_reviewed(
    browser: Client, editor: User, reviewer: User
) -> None:
    claim = make.draft_claim("Spoken of")
    sent = workflow.submit(subject=claim, by=editor)

    answer = browser.post(f"/admin/desk/comment/claim/{claim.pk}/", {"text": "Look <here>."})

    assert (answer.status_code, answer["Location"]) == (
        302, f"/admin/claims/submission/{sent.pk}/change/",
    )  # fmt: skip
    for address in (answer["Location"], f"/admin/claims/claim/{claim.pk}/change/"):
        assert "Look &lt;here&gt;." in browser.get(address).content.decode()


def test_a_merge_that_nobody_saw_is_taken_back(editor: User) -> None:
    first, second = make.actor("Anna Berg"), make.actor("A. Berg")
    workflow.merge(row=second, into=first, by=editor, version=second.version, reason="The same.")

    workflow.unmerge(row=second, by=editor)

    assert Actor.objects.get(pk=second.pk).merged_into is None
    with pytest.raises(Refused) as refused:
        workflow.unmerge(row=second, by=editor)
    assert rule_of(refused) == ("merged_into", "merge_is_there")


def test_a_merge_that_readers_follow_is_not_taken_back(editor: User) -> None:
    first, second = make.actor("Anna Berg"), make.actor("A. Berg")
    for speaker in (first, second):
        make.published_claim(f"Said by {speaker}", speaker=speaker)
    second.refresh_from_db()
    workflow.merge(row=second, into=first, by=editor, version=second.version, reason="The same.")
    make.publish(second)

    with pytest.raises(Refused) as refused:
        workflow.unmerge(row=second, by=editor)

    assert rule_of(refused) == ("merged_into", "merge_is_not_public")


def test_merging_shows_what_names_the_actor_and_can_be_undone(
    browser: Client, editor: User
) -> None:
    first, second = make.actor("Anna Berg"), make.actor("A. Berg")
    make.draft_claim("It is safe", speaker=second)
    there = f"/admin/claims/actor/{second.pk}/merge/"
    assert "attributions: 1 · steps of chains: 0" in browser.get(there).content.decode()

    browser.post(there, {"into": first.pk, "reason": "The same.", "version": second.version})
    assert Actor.objects.get(pk=second.pk).merged_into == first

    event = second.events.order_by("-pgh_id").first()
    undo = f"/admin/desk/undo/{event.pgh_context['act']}/"
    assert "A. Berg" in browser.get(undo).content.decode()
    assert browser.post(undo).status_code == 302
    assert Actor.objects.get(pk=second.pk).merged_into is None


def test_only_its_doer_sees_an_act(browser: Client, reviewer: User) -> None:
    with workflow.acting(reviewer) as act:
        workflow.record(texts={"en": "Not yours"}, by=reviewer)

    assert browser.get(f"/admin/desk/undo/{act}/").status_code == 404
    assert browser.post(f"/admin/desk/undo/{act}/").status_code == 404
    assert Claim.objects.count() == 1


def test_the_checklist_says_what_is_missing_and_where(editor: User, reviewer: User) -> None:
    claim = workflow.record(texts={"en": "Nobody said it"}, by=editor)

    def told() -> dict[str, list[str]]:
        claim.refresh_from_db()
        return {line.name: line.missing for line in workflow.checklist(claim)}

    assert told() == {
        "anchors": [], "chain": [], "stance": [],
        "status": ["Sign an evidence status, if only: not assessed."],
        "record": ["Record who said it, in which sentence."],
        "second": [
            "Not yet: submit it, and have somebody review it who wrote no part of it."
        ],
    }  # fmt: skip

    make.attribute(claim)
    workflow.assess(claim=claim, status="not_assessed", by=editor)
    sent = make.submitted(claim)
    assert [line.passed for line in workflow.checklist(claim, sent)] == [True] * 5

    claim.refresh_from_db()
    workflow.amend(claim, by=editor, version=claim.version, changes={"notes": "Look again."})
    claim.refresh_from_db()
    last = workflow.checklist(claim, sent)[-1]
    assert (last.missing, last.row) == (["It was edited since: submit it again."], claim)


def test_an_anchor_that_takes_in_white_space_is_not_exact(editor: User) -> None:
    claim = make.draft_claim("The ferry is safe")
    attribution = claim.attributions.get()
    workflow.amend(
        attribution, by=editor, version=attribution.version,
        changes={"content_start": attribution.content_start - 1},
    )  # fmt: skip

    first = workflow.checklist(claim)[0]

    assert (first.name, first.passed, first.row) == ("anchors", False, attribution)


def test_the_button_waits_for_the_checklist(browser: Client, editor: User, reviewer: User) -> None:
    claim = workflow.record(texts={"en": "Not ready"}, by=editor)
    there = f"/admin/claims/submission/submit/claim/{claim.pk}/"
    assert 'value="Submit for review" disabled' in browser.get(there).content.decode()

    make.attribute(claim)
    workflow.assess(claim=claim, status="not_assessed", by=editor)
    assert 'value="Submit for review">' in browser.get(there).content.decode()

    sent = make.submitted(claim)
    page = f"/admin/claims/submission/{sent.pk}/change/"
    assert 'name="_publish" value="Publish">' in browser.get(page).content.decode()
    workflow.amend(claim, by=editor, version=claim.version, changes={"notes": "Look again."})
    assert 'name="_publish" value="Publish" disabled' in browser.get(page).content.decode()


def bulk(browser: Client, query: str, **data: Any) -> Any:
    return browser.post(f"/admin/claims/claim/bulk/?{query}", data)


def test_together_is_counted_tried_out_and_then_done(browser: Client, editor: User) -> None:
    ready, draft = make.draft_claim("The ferry is safe"), make.draft_claim("The ferry sank")
    make.draft_claim("Taxes rise")
    with workflow.acting(editor):
        draft.assessments.all().delete()
    shown = browser.get("/admin/claims/claim/bulk/?q=ferry").content.decode()
    assert "2 claims are shown by this filter." in shown

    tried = bulk(browser, "q=ferry", act="submit", _try="1")
    assert tried.context["tried"].done == [ready]
    assert tried.context["tried"].left == [
        (draft, ["Sign an evidence status, if only: not assessed."])
    ]
    assert not ready.submissions.exists()

    done = bulk(browser, "q=ferry", act="submit", _do="1", seen=tried.context["fingerprint"])
    assert (done.status_code, done["Location"]) == (302, "/admin/claims/claim/?q=ferry")
    assert (ready.submissions.count(), draft.submissions.count()) == (1, 0)


def test_together_is_refused_when_the_claims_changed_meanwhile(
    browser: Client, editor: User
) -> None:
    claim, topic = make.draft_claim("The ferry is safe"), make.topic()
    seen = bulk(browser, "q=ferry", act="topic", topic=topic.pk, _try="1").context["fingerprint"]
    make.draft_claim("The ferry is late")

    answer = bulk(browser, "q=ferry", act="topic", topic=topic.pk, _do="1", seen=seen)

    assert answer.status_code == 409
    assert not claim.topics.exists()


def test_a_topic_for_many_is_one_act_with_its_way_back(browser: Client, editor: User) -> None:
    claims, topic = [make.draft_claim(f"The ferry {n}") for n in range(3)], make.topic()
    seen = bulk(browser, "", act="topic", topic=topic.pk, _try="1").context["fingerprint"]

    done = bulk(browser, "", act="topic", topic=topic.pk, _do="1", seen=seen)
    assert [list(claim.topics.all()) for claim in claims] == [[topic]] * 3

    browser.post(done["Location"])
    assert [claim.topics.count() for claim in claims] == [0, 0, 0]


def test_many_are_assigned_together(browser: Client, editor: User, reviewer: User) -> None:
    claims = [make.draft_claim(f"The ferry {n}") for n in range(2)]
    seen = bulk(browser, "", act="assign", assignee=reviewer.pk, _try="1").context["fingerprint"]

    bulk(browser, "", act="assign", assignee=reviewer.pk, _do="1", seen=seen)

    assert titles("assigned", reviewer) == [str(claim) for claim in reversed(claims)]


def test_together_asks_for_the_topic(browser: Client, editor: User) -> None:
    make.draft_claim()

    answer = bulk(browser, "", act="topic", _try="1")

    assert answer.context["form"].errors == {"topic": ["Choose the topic."]}


def test_completeness_counts_sentences(document: Document, editor: User) -> None:
    said, denied, _warned = document.suggestions.in_order()

    def told() -> tuple[int, int, int, int, int | None]:
        (entry,), more = desk.completeness()
        assert not more
        return entry.recorded, entry.dismissed, entry.open, entry.pending, entry.share

    assert told() == (0, 0, 3, 3, 0)
    workflow.accept(suggestion=said, by=editor)
    workflow.dismiss(suggestion=denied, by=editor, reason="Not said.")
    assert told() == (1, 1, 1, 1, 66)

    workflow.discard(row=document.attributions.get(), by=editor)
    assert told() == (0, 1, 2, 1, 33)  # “according to” stands open in the first sentence


def test_a_language_without_rules_is_said_to_have_none(browser: Client) -> None:
    other = make.document("Anna sagte, die Fähre sei sicher.", language="de")

    assert "no rules for this language (de)" in browser.get("/admin/").content.decode()
    answer = browser.post(f"/admin/desk/completeness/{other.pk}/", {"_suggest": "1"}, follow=True)
    assert "There are no rules for this language: nothing is proposed." in (answer.content.decode())


def test_reporting_words_are_dismissed_with_a_reason(browser: Client, document: Document) -> None:
    there = f"/admin/desk/completeness/{document.pk}/"
    cue = ReportingCue.objects.open().order_by("start").last()

    empty = browser.post(there, {"cue": cue.pk, "reason": " "})
    assert "Say why nothing is recorded here." in empty.content.decode()
    assert ReportingCue.objects.open().filter(pk=cue.pk).exists()

    done = browser.post(there, {"cue": cue.pk, "reason": "Nobody in particular."})
    assert done.status_code == 302
    assert not ReportingCue.objects.open().filter(pk=cue.pk).exists()


def test_precision_is_told_by_field(document: Document, editor: User, browser: Client) -> None:
    said, denied, _warned = document.suggestions.in_order()
    (before,) = desk.precision()
    assert (before.decided, before.share, before.fields) == (0, None, [])
    assert "none decided yet" in browser.get("/admin/desk/precision/").content.decode()

    workflow.accept(suggestion=said, by=editor, stance="warns")
    workflow.dismiss(suggestion=denied, by=editor, reason="Not said.")

    (entry,) = desk.precision()
    assert (entry.language, entry.pending, entry.unchanged, entry.edited, entry.dismissed) == (
        "en", 1, 0, 1, 1,
    )  # fmt: skip
    assert entry.share == 50
    kept = {str(field.label): (field.kept, field.accepted) for field in entry.fields}
    assert (kept["stance"], kept["speaker"]) == ((0, 1), (1, 1))


def test_pages_of_lists_that_do_not_exist_are_not_found(browser: Client, reviewer: User) -> None:
    assert browser.get("/admin/desk/nothing/").status_code == 404
    assert browser.get("/admin/desk/review/").status_code == 404  # an editor reviews nothing
    assert browser.get("/admin/desk/completeness/999999/").status_code == 404
    assert browser.get("/admin/desk/comment/reader/1/").status_code == 404
    assert browser.get("/admin/desk/assign/actor/1/").status_code == 404


def scene(numbers: range, editor: User, reviewer: User) -> None:
    """As many more of everything that the lists of an editor who reviews too show."""
    for n in numbers:
        text = make.document(f"{TEXT} Number {n}.", url=f"https://g.example/{n}")
        workflow.suggest(document=text, by=editor)
        claim = workflow.accept(suggestion=text.suggestions.in_order()[0], by=editor).claim
        workflow.assign(subject=claim, assignee=editor, by=reviewer)
        capture(
            text=f"{TEXT} Corrected, number {n}.", source=text.source, by=reviewer,
            facts=Facts(title="A later text", language="en", url=text.url),
        )  # fmt: skip
        for name in ("Sent back", "Approved"):
            sent = workflow.submit(subject=brief(f"{name} {n}", editor), by=editor)
            workflow.review(submission=sent, by=reviewer, approve=name == "Approved", reasons="?")
        theirs = workflow.submit(subject=brief(f"Theirs {n}", reviewer), by=reviewer)
        workflow.comment(subject=theirs.subject, text=f"Comment {n}", by=reviewer)
        ready = workflow.submit(subject=make.topic(f"Topic {n}"), by=editor)
        workflow.review(submission=ready, by=reviewer, approve=True)
        workflow.publish(submission=ready, by=editor)
        workflow.receive(text="It is wrong.", address=f"192.0.2.{n}", language="en")
        workflow.make_token(name=f"Program {n}", scopes=["read"], days=30, user=editor, by=editor)


def brief(text: str, by: User) -> Actor:
    """A draft of the least that can be submitted."""
    return workflow.introduce(Actor(kind="person", names={"en": text}), by=by)


LISTS = {
    "/admin/": 15, "/admin/desk/drafts/": 5, "/admin/desk/assigned/": 5, "/admin/desk/review/": 6,
    "/admin/desk/back/": 5, "/admin/desk/publish/": 5, "/admin/desk/published/": 5,
    "/admin/desk/changed/": 5, "/admin/desk/requests/": 5, "/admin/desk/completeness/": 6,
    "/admin/desk/precision/": 6,
    "/admin/claims/submission/": 9, "/admin/claims/claim/bulk/": 10,
    "/admin/claims/correctionrequest/": 6, "/admin/tokens/": 6, "/admin/sources/document/": 7,
}  # fmt: skip
"""How many queries each list makes, of one row or of thirty."""


def test_lists_ask_as_much_for_thirty_rows_as_for_one(
    browser: Client, editor: User, reviewer: User
) -> None:
    editor = role(editor, "editor", "reviewer")
    scene(range(1), editor, reviewer)
    first = {address: asked(browser, address) for address in LISTS}
    scene(range(1, 30), editor, reviewer)

    assert first == LISTS
    assert {address: asked(browser, address) for address in LISTS} == LISTS
    shown = {name: len(desk.page_of(s, editor, most=50).items) for name, s in desk.SECTIONS.items()}
    assert set(shown.values()) == {30}


def test_the_words_of_a_text_ask_as_much_for_thirty_as_for_one(browser: Client) -> None:
    counts = []
    for sentences in (1, 30):
        text = make.document("Anna Berg said that it rains. " * sentences)
        workflow.suggest(document=text, by=make.editor())
        counts.append(asked(browser, f"/admin/desk/completeness/{text.pk}/"))

    assert counts == [7, 7]


def asked(browser: Client, address: str) -> int:
    """How many queries the page makes."""
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)

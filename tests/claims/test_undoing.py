"""Undo puts back exactly what an act changed, or refuses and says why."""

import json
from typing import Any

import pytest

from claims import workflow
from claims.models import Actor, Attribution, Claim, ClaimTopic, Evidence, Hop, Suggestion
from sources.models import Document, Sentence
from sources.refusal import Refused
from tests import make

TABLES = (Claim, Actor, Attribution, Hop, ClaimTopic, Evidence, Suggestion)
TEXT = (
    "The mayor, Anna Berg, said on Monday that the ferry was safe, according to Reuters. "
    "A police officer denied that anybody was hurt. Ole Dahl warned that it would sink."
)


def dump() -> str:
    """Every row by its primary key, as JSON, but for versions: they only grow."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in TABLES:
        found = model._default_manager.order_by("pk").values()
        # A suggestion moves to the sentence that now holds it: those have new numbers.
        moving = {"version"} | ({"sentence_id"} if model is Suggestion else set())
        rows[model.__name__] = [{k: v for k, v in r.items() if k not in moving} for r in found]
    spans = Sentence.objects.standing().in_order().values_list("start", "end", "kind")
    return json.dumps([rows, list(spans)], default=str)


def rule_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.errors[0][1]


@pytest.fixture
def document(db: str) -> Document:
    found = make.document(TEXT, published_on="2024-03-26")
    workflow.suggest(document=found, by=make.editor())
    return found


def test_twenty_steps_of_every_sort_are_undone_one_by_one(document: Document) -> None:
    states, acts = [], []
    for step in steps(document):
        states.append(dump())
        with workflow.acting(make.editor()) as act:
            step()
        acts.append(act)
        assert dump() != states[-1]
    assert len(acts) == 20

    while acts:
        workflow.undo(act=acts.pop(), by=make.editor())
        assert dump() == states.pop()


def steps(document: Document) -> Any:
    """Twenty acts of an editor, each on what the ones before have left."""
    editor = make.editor()
    first, second, third = document.suggestions.in_order()

    def sentence(number: int) -> Sentence:
        return list(document.sentences.standing().in_order())[number]

    def said(row: Suggestion) -> Attribution:
        return Attribution.objects.get(suggestion=row)

    yield lambda: workflow.accept(suggestion=first, by=editor)
    yield lambda: workflow.dismiss(suggestion=second, by=editor, reason="Not said.")
    yield lambda: workflow.reopen(suggestion=second, by=editor)
    yield lambda: workflow.accept(suggestion=second, by=editor, stance="doubts")
    yield lambda: edit(said(first), stance="warns", notes="Look at it again.")
    yield lambda: edit(said(first), stance="asserts")
    yield lambda: workflow.discard(row=said(second), by=editor)
    yield lambda: workflow.exclude(sentences=[sentence(2)], by=editor)
    yield lambda: workflow.include(sentences=[sentence(2)], by=editor)
    yield lambda: workflow.join(sentences=[sentence(0), sentence(1)], by=editor)
    yield lambda: workflow.split(sentence=sentence(0), at=[TEXT.index(" A police")], by=editor)
    yield lambda: workflow.accept(suggestion=third, by=editor, claim=said(first).claim)
    yield lambda: edit(said(third).claim, texts={"en": "The ferry is safe", "fr": "Le bac est sûr"})
    yield lambda: edit(said(third).speaker, names={"en": "Ole Dahl", "nb": "Ole Dahl"})
    yield lambda: record_by_hand(document)
    yield lambda: workflow.discard(row=said(third), by=editor)
    yield lambda: workflow.reopen(suggestion=first, by=editor)
    yield lambda: workflow.accept_all(suggestions=[first], by=editor, at_least=0)
    yield lambda: rechain(said(first))
    yield lambda: workflow.discard(row=said(first), by=editor)


def edit(row: Any, **changes: Any) -> None:
    row.refresh_from_db()
    workflow.amend(row, by=make.editor(), version=row.version, changes=changes)


def rechain(attribution: Attribution) -> None:
    with workflow.acting(make.editor()):
        workflow.chain(attribution, ["an official", make.actor("Clara")])


def record_by_hand(document: Document) -> None:
    """A claim with a topic, a chain and evidence, as one act."""
    claim = workflow.record(texts={"en": "It sank"}, topics=[make.topic()], by=make.editor())
    at = document.text.index("it would sink")
    workflow.attribute(
        claim=claim, document=document, content=(at, at + 13), stance="warns", manner="indirect",
        speaker=make.actor("Ole"), via=["a sailor"], by=make.editor(),
    )  # fmt: skip
    workflow.add_evidence(
        claim=claim, bearing="supports", document=document, span=(at, at + 13), by=make.editor()
    )


def test_undo_is_an_act_that_is_undone_in_turn(document: Document) -> None:
    with workflow.acting(make.editor()) as act:
        workflow.accept(suggestion=document.suggestions.in_order()[0], by=make.editor())
    done = dump()

    undoing = workflow.undo(act=act, by=make.editor())
    workflow.undo(act=undoing, by=make.editor())

    assert dump() == done


def test_what_others_use_by_now_stays(document: Document) -> None:
    with workflow.acting(make.editor()) as act:
        made = workflow.accept(suggestion=document.suggestions.in_order()[0], by=make.editor())
    other = make.draft_claim("It is late", speaker=made.speaker)

    workflow.undo(act=act, by=make.editor())

    assert other.attributions.get().speaker == made.speaker
    assert not Claim.objects.filter(pk=made.claim_id).exists()


def test_what_somebody_changed_since_is_not_undone(document: Document) -> None:
    with workflow.acting(make.editor()) as act:
        made = workflow.accept(suggestion=document.suggestions.in_order()[0], by=make.editor())
    workflow.amend(
        made, by=make.reviewer(), version=made.version, changes={"notes": "I looked at it."}
    )
    before = dump()

    with pytest.raises(Refused) as refused:
        workflow.undo(act=act, by=make.editor())

    assert rule_of(refused) == "act_is_the_last_change"
    assert dump() == before


def test_only_the_doer_undoes_an_act(document: Document) -> None:
    with workflow.acting(make.editor()) as act:
        workflow.accept(suggestion=document.suggestions.in_order()[0], by=make.editor())

    with pytest.raises(Refused) as refused:
        workflow.undo(act=act, by=make.reviewer())

    assert rule_of(refused) == "act_is_undone_by_its_doer"


def test_what_readers_have_seen_is_not_undone(document: Document) -> None:
    with workflow.acting(make.editor()) as act:
        made = workflow.accept(suggestion=document.suggestions.in_order()[0], by=make.editor())
    workflow.assess(claim=made.claim, status="not_assessed", by=make.editor())
    make.publish(made.claim)

    with pytest.raises(Refused) as refused:
        workflow.undo(act=act, by=make.editor())

    assert rule_of(refused) == "published_row_is_kept"


def test_a_signature_is_not_undone(db: str) -> None:
    claim = make.draft_claim()
    with workflow.acting(make.editor()) as act:
        workflow.assess(
            claim=claim, status="unverified", reasons={"en": "We asked."}, by=make.editor()
        )

    with pytest.raises(Refused) as refused:
        workflow.undo(act=act, by=make.editor())

    assert rule_of(refused) == "act_can_be_undone"


def test_an_unknown_act_is_refused(db: str) -> None:
    with pytest.raises(Refused) as refused:
        workflow.undo(act="6f1c2f0e-7a3c-4a2b-9f5e-0d6b1f7a9c11", by=make.editor())

    assert refused.value.errors == [("act", "act_changed_something", "There is nothing to undo.")]


@pytest.mark.parametrize("kind", ["attribution", "claim", "actor"])
def test_a_draft_in_use_or_public_is_not_discarded(kind: str, db: str) -> None:
    claim = make.draft_claim()
    make.publish(claim)
    attribution = claim.attributions.get()
    row: Any = {"attribution": attribution, "claim": claim, "actor": attribution.speaker}[kind]

    with pytest.raises(Refused) as refused:
        workflow.discard(row=row, by=make.editor())

    assert rule_of(refused) == "published_row_is_kept"


def test_an_actor_that_is_named_is_not_discarded(db: str) -> None:
    claim = make.draft_claim()
    speaker = claim.attributions.get().speaker
    assert speaker is not None

    with pytest.raises(Refused) as refused:
        workflow.discard(row=speaker, by=make.editor())

    assert rule_of(refused) == "named_rows_are_kept"


def test_nested_verbs_belong_to_one_act_and_its_reason(document: Document) -> None:
    with workflow.acting(make.editor(), "from the workspace") as act:
        made = workflow.accept(suggestion=document.suggestions.in_order()[0], by=make.editor())

    events = [made.events.first(), made.claim.events.first(), made.speaker.events.first()]
    assert [(e.pgh_context["act"], e.pgh_context["reason"]) for e in events] == [
        (act, "from the workspace")
    ] * 3

"""Joining, splitting, setting apart: rows are retired and new ones stand in their place."""

import string
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources import sentences
from sources.models import Document, Sentence
from sources.refusal import Refused
from tests import make

TEXT = "One is here. Two is here. Three is here.\nFour is here. Five is here."


@pytest.fixture
def document(db: str) -> Document:
    return make.document(TEXT)


def standing(document: Document) -> list[Sentence]:
    return list(document.sentences.standing().in_order())


def shown(document: Document) -> list[tuple[int, str]]:
    return [(s.number, document.slice(s.start, s.end)) for s in standing(document)]


def rule_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    field, rule, _message = refused.value.errors[0]
    return field, rule


def test_join_stands_in_the_place_of_its_sentences(document: Document) -> None:
    one, two, *_rest = standing(document)

    made = sentences.join(sentences=[two, one], by=make.editor(), reason="One thought.")

    assert shown(document)[:2] == [(6, "One is here. Two is here."), (3, "Three is here.")]
    assert (made.paragraph, made.kind, made.created_by) == (0, "body", make.editor())
    one.refresh_from_db()
    assert (one.retired_by, one.retired_reason) == (make.editor(), "One thought.")


def test_split_leaves_white_space_to_neither_side(document: Document) -> None:
    one = standing(document)[0]

    made = sentences.split(sentence=one, at=[3, 7], by=make.editor())

    assert [(s.number, document.slice(s.start, s.end)) for s in made] == [
        (6, "One"), (7, "is"), (8, "here."),
    ]  # fmt: skip


def test_excluded_sentences_are_not_article_text_until_included(document: Document) -> None:
    last = standing(document)[-1]

    (apart,) = sentences.exclude(sentences=[last], by=make.editor())
    (again,) = sentences.exclude(sentences=[apart], by=make.editor())
    assert (apart.kind, apart.number, again) == ("boilerplate", 6, apart)

    (back,) = sentences.include(sentences=[apart], by=make.editor())
    assert (back.kind, back.number, back.start, back.end) == ("body", 7, last.start, last.end)


def test_numbers_are_never_reused(document: Document) -> None:
    one, two, *_rest = standing(document)
    joined = sentences.join(sentences=[one, two], by=make.editor())
    sentences.split(sentence=joined, at=[12], by=make.editor())

    assert [number for number, _text in shown(document)] == [7, 8, 3, 4, 5]
    assert document.sentences.count() == 8


def test_each_act_moves_the_documents_version(document: Document) -> None:
    before = document.version

    sentences.exclude(sentences=standing(document)[:1], by=make.editor())

    document.refresh_from_db()
    assert document.version > before


@pytest.mark.parametrize(
    ("places", "rule"),
    [((0,), "join_is_of_several"), ((0, 2), "join_is_of_neighbours"), ((), "sentence_stands")],
)
def test_only_neighbours_are_joined(places: tuple[int, ...], rule: str, document: Document) -> None:
    rows = standing(document)

    with pytest.raises(Refused) as refused:
        sentences.join(sentences=[rows[place] for place in places], by=make.editor())

    assert rule_of(refused) == ("sentences", rule)
    assert shown(document) == [(s.number, document.slice(s.start, s.end)) for s in rows]


def test_article_text_is_not_joined_to_other_text(document: Document) -> None:
    first, second, *_rest = standing(document)
    (apart,) = sentences.exclude(sentences=[second], by=make.editor())

    with pytest.raises(Refused) as refused:
        sentences.join(sentences=[first, apart], by=make.editor())

    assert rule_of(refused) == ("sentences", "join_is_of_one_kind")


def test_sentences_of_two_documents_are_not_joined(document: Document) -> None:
    other = make.document("Another text. It goes on.")

    with pytest.raises(Refused) as refused:
        sentences.join(sentences=[standing(document)[0], standing(other)[0]], by=make.editor())

    assert rule_of(refused) == ("sentences", "sentence_stands")


@pytest.mark.parametrize(
    ("at", "rule"),
    [
        ([], "split_is_inside_the_sentence"), ([0], "split_is_inside_the_sentence"),
        ([12], "split_is_inside_the_sentence"), ([500], "split_is_inside_the_sentence"),
        ([3, 4], "split_leaves_words_on_both_sides"),
    ],
)  # fmt: skip
def test_split_needs_words_on_both_sides(at: list[int], rule: str, document: Document) -> None:
    with pytest.raises(Refused) as refused:
        sentences.split(sentence=standing(document)[0], at=at, by=make.editor())

    assert rule_of(refused) == ("at", rule)


def test_a_retired_sentence_is_not_mended(document: Document) -> None:
    one = standing(document)[0]
    sentences.exclude(sentences=[one], by=make.editor())

    for mend in (
        lambda: sentences.split(sentence=one, at=[3], by=make.editor()),
        lambda: sentences.include(sentences=[one], by=make.editor()),
    ):
        with pytest.raises(Refused) as refused:
            mend()
        assert rule_of(refused) == ("sentences", "sentence_stands")


ACTS = st.lists(
    st.tuples(st.sampled_from(["join", "split", "exclude", "include"]), st.integers(0, 60)),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS, words=st.lists(st.text(string.ascii_letters + "é😀", min_size=1), min_size=2))
def test_whatever_is_mended_the_text_stays_covered_in_order(
    db: str, acts: list[tuple[str, int]], words: list[str]
) -> None:
    document = make.document(". ".join(words) + ".")

    for verb, place in acts:
        mend(document, verb, place)

    rows = standing(document)
    assert all(one.end <= two.start for one, two in pairwise(rows))
    covered = "".join(document.slice(s.start, s.end) for s in rows)
    assert covered.replace(" ", "") == document.text.replace(" ", "")
    numbers = list(document.sentences.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))


def mend(document: Document, verb: str, place: int) -> None:
    """The verb somewhere in the text, where it can be done."""
    rows = standing(document)
    at = place % len(rows)
    with suppress(Refused):
        if verb == "join":
            sentences.join(sentences=rows[at : at + 2], by=make.editor())
        elif verb == "split":
            sentences.split(sentence=rows[at], at=[rows[at].start + place % 7], by=make.editor())
        else:
            getattr(sentences, verb)(sentences=[rows[at]], by=make.editor())

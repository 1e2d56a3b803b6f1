"""Normalisation v1: what it keeps, what it folds, what it refuses."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.normalise import MAX_CHARACTERS, VERSION, TextRefused, normalise

WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
SPACES = re.compile(f"[{WHITE_SPACE}]+")
MARKS = "\u0301\u0323\u0308\u0327\u0344\u0f73\u0f75"

texts = st.text(
    st.one_of(
        st.sampled_from(WHITE_SPACE + MARKS + "aeé«».\u200f\u202e\U0001f469\u200d"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    )
).filter(lambda text: SPACES.sub("", text) != "")


def test_version_is_one():
    assert VERSION == 1


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("une\r\ndeux\rtrois", "une\ndeux\ntrois"),
        ("a\t\v\f\x85\u2028\u2029b", "a b"),
        ("« oui\u202f» et\u00a0non", "« oui » et non"),
        ("  bord \n à \n\n\n\n bord  ", "bord\nà\n\nbord"),
        ("e\u0301te\u0301", "été"),
        ("un\u200fdeux\u202etrois\u200d", "un\u200fdeux\u202etrois\u200d"),
        ("a\x1cb\x1fc", "a\x1cb\x1fc"),
        ("\u2000\u0301", "\u0301"),
    ],
)
def test_normalise_folds_spaces_and_keeps_the_rest(given_text, kept):
    assert normalise(given_text) == kept


@given(texts)
def test_normalise_changes_nothing_the_second_time(text):
    once = normalise(text)

    assert normalise(once) == once


@given(texts)
def test_normalise_leaves_the_promised_form(text):
    result = normalise(text)

    assert unicodedata.is_normalized("NFC", result)
    assert set(WHITE_SPACE) & set(result) <= {" ", "\n"}
    assert re.findall(r" \n|\n |  |\n{3}|^[ \n]|[ \n]\Z", result) == []


@given(texts)
def test_normalise_preserves_every_other_character_up_to_equivalence(text):
    before = SPACES.sub("", unicodedata.normalize("NFC", text))
    after = SPACES.sub("", normalise(text))

    assert unicodedata.normalize("NFD", after) == unicodedata.normalize("NFD", before)


@given(st.text(st.sampled_from(MARKS + "aé"), min_size=1, max_size=200))
def test_normalise_orders_long_runs_of_marks_as_unicode_does(text):
    assert normalise(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\0b", "nul"),
        ("a\ud800b", "surrogate"),
        ("a\udfff", "surrogate"),
        ("", "empty"),
        (" \u00a0\r\n\u3000", "empty"),
        ("a" * (MAX_CHARACTERS + 1), "too_long"),
        ("\u0344" * (MAX_CHARACTERS // 2 + 1), "too_long"),
    ],
)
def test_normalise_refuses_by_name(text, code):
    with pytest.raises(TextRefused) as refused:
        normalise(text)

    assert (refused.value.code, refused.value.field) == (code, "text")


def test_normalise_names_the_position_and_the_remedy():
    with pytest.raises(TextRefused) as refused:
        normalise("ab\0")

    assert str(refused.value) == (
        "The text holds a NUL character (U+0000) at position 2. Remove it, or check that the file "
        "is text."
    )


def test_normalise_takes_the_longest_text_it_allows():
    text = "\u0301\u0323" * (MAX_CHARACTERS // 2 - 1) + "aa"

    assert len(normalise(text)) == MAX_CHARACTERS

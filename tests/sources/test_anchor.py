"""Quotes that survive: description, re-anchoring, deep links, UTF-16."""

import re
from pathlib import Path
from unicodedata import combining, normalize
from urllib.parse import unquote

import pytest
import regex
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sources.anchor import (
    Match,
    Quote,
    describe,
    find,
    from_utf16,
    text_fragment,
    to_utf16,
)
from sources.segment import sentences

FOUNDING = Path(__file__).resolve().parents[2] / "../shared/reference/founding_article.txt"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAGS = "\U0001f1eb\U0001f1f7\U0001f1fa\U0001f1e6"

alphabet = st.sampled_from([*"aAbé .,-&\n«»’", "mot", "Mot ", FAMILY, FLAGS, "x\u0301", "السلام"])
texts = st.lists(alphabet, min_size=1, max_size=60).map("".join)


@st.composite
def stretches(draw):
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def test_describe_takes_thirty_two_characters_on_each_side():
    text = "a" * 40 + "citation" + "b" * 40

    assert describe(text, 40, 48) == Quote("citation", "a" * 32, "b" * 32, 40, 48)


def test_describe_never_cuts_a_cluster_of_the_context():
    text = f"{FAMILY} x {FAMILY}"

    assert describe(text, 6, 7, context=3) == Quote("x", " ", " ", 6, 7)
    assert describe(text, 6, 7, context=6) == Quote("x", f"{FAMILY} ", f" {FAMILY}", 6, 7)


def test_describe_counts_flags_in_pairs():
    assert describe(f"a{FLAGS}b", 5, 6, context=3) == Quote("b", FLAGS[2:], "", 5, 6)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 9)])
def test_describe_refuses_a_stretch_outside_the_text(start, end):
    with pytest.raises(ValueError, match=f"No stretch from {start} to {end} in a text of 8"):
        describe("huit car", start, end)


@given(stretches(), st.integers(0, 40))
def test_describe_gives_slices_that_meet(stretch, context):
    text, start, end = stretch

    quote = describe(text, start, end, context=context)

    assert quote.exact == text[start:end]
    assert text[: quote.start].endswith(quote.prefix)
    assert text[quote.end :].startswith(quote.suffix)
    assert max(len(quote.prefix), len(quote.suffix)) <= context


@given(stretches())
def test_describe_begins_and_ends_the_context_between_clusters(stretch):
    text, start, end = stretch
    edges = {0} | {found.end() for found in regex.finditer(r"\X", text)}

    quote = describe(text, start, end, context=5)

    assert not quote.prefix or start - len(quote.prefix) in edges
    assert not quote.suffix or end + len(quote.suffix) in edges


@given(stretches())
def test_find_gives_back_the_described_stretch(stretch):
    text, start, end = stretch

    assert find(text, describe(text, start, end)) == Match("exact", start, end, 1.0)


@given(stretches(), st.text("zZ ", min_size=1, max_size=9))
def test_find_follows_words_that_moved(stretch, added):
    text, start, end = stretch
    quote = describe(text, start, end)

    found = find(added + text, quote)

    assert (added + text)[found.start : found.end] == quote.exact
    assert found.state != "gone"


def test_find_prefers_the_place_with_the_same_surroundings():
    quote = describe("Il dit oui. Elle dit oui.", 21, 24)

    assert find("Note. Il dit oui. Elle dit oui.", quote) == Match("moved", 27, 30, 1.0)


def test_find_admits_that_two_places_are_equally_good():
    assert find("oui, oui", Quote("oui", "", "", 3, 6)) == Match("ambiguous", 5, 8, 1.0)


def test_find_scores_what_is_left_of_the_surroundings():
    quote = Quote("oui", "Il dit ", ", puis", 7, 10)

    assert find("Elle dit oui, mais", quote) == Match("moved", 9, 12, 10 / 16)


def test_find_says_that_the_words_are_gone():
    assert find("Rien.", Quote("oui", "Il dit ", ".", 7, 10)) == Match("gone", None, None, 0.0)


@given(texts)
def test_utf16_offsets_go_there_and_back(text):
    for offset in range(len(text) + 1):
        units = len(text[:offset].encode("utf-16-le")) // 2
        assert to_utf16(text, offset) == units
        assert from_utf16(text, units) == offset


def test_utf16_counts_an_emoji_twice():
    assert to_utf16("a😀b", 2) == 3


@pytest.mark.parametrize("units", [2, -1, 5])
def test_from_utf16_refuses_what_is_no_place_in_the_text(units):
    with pytest.raises(ValueError, match="UTF-16 offset"):
        from_utf16("a😀b", units)


def test_to_utf16_refuses_an_offset_outside_the_text():
    with pytest.raises(ValueError, match="No offset 4 in a text of 3"):
        to_utf16("a😀b", 4)


@pytest.mark.parametrize(
    ("text", "start", "end", "fragment"),
    [
        ("Oui, c'est-à-dire R&D. Non.", 0, 22, "Oui%2C%20c%27est%2D%C3%A0%2Ddire%20R%26D."),
        ("ha ha ha", 3, 5, "ha-,ha,-ha"),
        ("Un mot. Un autre mot.", 17, 20, "autre-,mot"),
        ("abc defgh ij", 5, 7, "defgh"),
        ("Il dit oui. Elle dit oui.", 12, 25, "Elle%20dit%20oui."),
        ("un deux trois quatre cinq six sept", 0, 34, "un%20deux%20trois,cinq%20six%20sept"),
        ("un deux\ntrois", 0, 13, ""),
    ],
)
def test_text_fragment_says_it_in_the_fewest_words(text, start, end, fragment):
    assert text_fragment(text, start, end) == (f":~:text={fragment}" if fragment else "")


def test_text_fragment_lengthens_a_start_that_stands_elsewhere():
    text = "Il a dit que oui hier. Il a dit que non à la presse de Paris lundi."

    assert text_fragment(text, 23, 67) == (":~:text=Il%20a%20dit%20que%20non,de%20Paris%20lundi.")


TWICE = "Il a dit que la guerre finirait bientôt."


def test_text_fragment_takes_a_prefix_and_a_suffix_where_a_stretch_stands_twice():
    text = f"Lundi soir, {TWICE} Puis rien. Mardi soir, {TWICE} Et voilà."

    assert text_fragment(text, 12, 52) == (
        ":~:text=Lundi%20soir%2C-,Il%20a%20dit%20que,la%20guerre%20finirait%20bient%C3%B4t.,-Puis"
    )


def test_text_fragment_takes_the_context_from_the_lines_beside():
    text = f"Lundi\n{TWICE}\nMardi\n{TWICE}\nEt voilà."

    assert text_fragment(text, 6, 46) == (
        ":~:text=Lundi-,Il%20a%20dit%20que,la%20guerre%20finirait%20bient%C3%B4t.,-Mardi"
    )


def test_text_fragment_of_a_long_stretch_among_its_likes_is_empty():
    assert text_fragment("\n".join([TWICE] * 4), 41, 81) == ""


def test_text_fragment_of_white_space_is_empty():
    assert text_fragment("a b", 1, 2) == ""


def test_text_fragment_refuses_a_stretch_outside_the_text():
    with pytest.raises(ValueError, match="No stretch from 1 to 9 in a text of 3"):
        text_fragment("a b", 1, 9)


def test_text_fragment_is_empty_when_nothing_tells_places_apart():
    assert text_fragment("encore\n\nencore\n\nencore\n\nencore", 8, 14) == ""


def fold(text):
    """Text as browsers compare it, blocks kept as lines."""
    return "".join(c for c in normalize("NFD", text.casefold()) if not combining(c))


def resolutions(text, fragment):
    """Every stretch of the folded text that a fragment may lead to, by the specification."""
    prefix, start, end, suffix = parts(fragment)
    folded = fold(text)
    first = spot(prefix, r"\s*") + f"(?P<at>{spot(start)})"
    last = spot(suffix and "") + (rf"\s*{spot(suffix)}" if suffix else "")
    if not end:
        return [m.span("at") for m in re.finditer(f"(?={first}{last})", folded)]
    heads = [m.span("at") for m in re.finditer(f"(?={first})", folded)]
    tails = [m.span("at") for m in re.finditer(f"(?=(?P<at>{spot(end)}){last})", folded)]
    return [(head[0], tail[1]) for head in heads for tail in tails if tail[0] >= head[1]]


def spot(term, after=""):
    """A term as an expression whose spaces stand for any white space."""
    return r"\s+".join(map(re.escape, fold(term).split())) + after if term else ""


def parts(fragment):
    """The prefix, start, end and suffix of a directive, decoded; "" for those it lacks."""
    terms = fragment.removeprefix(":~:text=").split(",")
    prefix = unquote(terms.pop(0)[:-1]) if terms[0].endswith("-") else ""
    suffix = unquote(terms.pop()[1:]) if terms[-1].startswith("-") else ""
    start, *rest = map(unquote, terms)
    return prefix, start, rest[0] if rest else "", suffix


@example((".a. a", 1, 2))
@given(stretches())
def test_text_fragment_leads_to_one_place_that_holds_the_stretch(stretch):
    text, start, end = stretch

    fragment = text_fragment(text, start, end)

    assume(fragment)
    ((low, high),) = resolutions(text, fragment)
    inside = fold(text[start:end]).strip()
    assert inside in fold(text)[low:high]


@pytest.mark.skipif(not FOUNDING.exists(), reason="the founding article is not beside the project")
def test_text_fragment_finds_every_sentence_of_the_founding_article():
    text = FOUNDING.read_text(encoding="utf-8")

    for span in sentences(text, "fr"):
        fragment = text_fragment(text, span.start, span.end)
        ((low, high),) = resolutions(text, fragment)
        assert fold(text)[low:high] == fold(text[span.start : span.end])

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.suggest import LANGUAGES, Proposal, Span, propose

PIECES = (
    "Le ministre a dit que la route est fermée. ",
    "« Rien n'est sûr », a-t-il ajouté, ",
    "selon l'AFP ",
    "said the minister, ",
    "“We left,” she told Reuters. ",
    "« ",
    "» ",
    '"',
    "l’a annoncé ",
    "that ",
    "que ",
    "\n",
    "😀 ",
    "e\u0301te\u0301 ",
    "قال ",
    "...",
    "(",
    ")",
    "- ",
    "Il ",
    "déclare ",
    "claims responsibility for ",
)


def spans(proposal: Proposal) -> list[Span]:
    found = [proposal.cue, *proposal.content, *(hop.span for hop in proposal.via)]
    found += [why.span for why in proposal.why.values() if why.span]
    found += [proposal.speaker] if proposal.speaker else []
    found += [proposal.said_on.span] if proposal.said_on else []
    return found + ([proposal.evidence_in_text.span] if proposal.evidence_in_text else [])


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=25), language=st.sampled_from(LANGUAGES))
def test_spans_lie_in_the_text_and_proposals_point_at_each_other(
    pieces: list[str], language: str
) -> None:
    text = "".join(pieces)

    proposals = propose(text, language, None)

    for at, proposal in enumerate(proposals):
        assert all(0 <= start < end <= len(text) for start, end in spans(proposal))
        assert proposal.content
        assert proposal.nested_in is None or 0 <= proposal.nested_in < len(proposals)
        assert proposal.nested_in != at
        assert set(proposal.confidence) == set(proposal.why)
        assert all(0 <= sure <= 1000 for sure in proposal.confidence.values())


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=300), language=st.sampled_from(LANGUAGES))
def test_any_text_is_read_without_error(text: str, language: str) -> None:
    for proposal in propose(text, language, None):
        assert all(0 <= start < end <= len(text) for start, end in spans(proposal))


@pytest.mark.parametrize(
    "piece",
    [
        "« Il a dit que ",
        ", a dit le ministre",
        "selon lui, ",
        "a" * 12,
        "😀 dit que ",
        "e\u0301te\u0301 a dit qu'il ",
        "قال الوزير ",
        "(said he ",
        "dit-il, ",
        '" ',
    ],
)
def test_work_is_in_proportion_to_the_text(piece: str) -> None:
    calls(piece, "fr")  # what is read once and kept

    assert calls(piece * 400, "fr") < 2.3 * calls(piece * 200, "fr")


@pytest.mark.parametrize(
    "piece",
    ["his claim that the ", ", which she denies", "the paper said, citing two sources, that "],
)
def test_work_is_in_proportion_to_english_text(piece: str) -> None:
    calls(piece, "en")

    assert calls(piece * 400, "en") < 2.3 * calls(piece * 200, "en")


def calls(text: str, language: str) -> int:
    """How many functions reading the text enters, built-in ones included: no clock is asked."""
    entered = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal entered
        entered += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        propose(text, language, None)
    finally:
        sys.setprofile(None)
    return entered


@pytest.mark.parametrize(
    "text",
    [
        "Il a dit que la route est fermée et " * 1_000,
        "« Il a dit que " * 1_000,
        "😀 “We left,” she told Reuters. " * 500,
    ],
)
def test_spans_of_a_huge_line_are_exact(text: str) -> None:
    proposals = propose(text, "fr" if "dit" in text else "en", None)

    assert proposals
    assert all(0 <= a < b <= len(text) for p in proposals for a, b in spans(p))
    assert {text[slice(*p.cue)] for p in proposals} <= {"a dit", "told", "est fermée"}

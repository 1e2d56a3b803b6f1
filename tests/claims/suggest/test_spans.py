import time

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
    ["« Il a dit que ", ", a dit le ministre", "selon lui, ", "a" * 12, "😀 dit que ", "(said he "],
)
def test_work_is_in_proportion_to_the_text(piece: str) -> None:
    propose("Il a dit que oui.", "fr", None)

    once, thrice = seconds(piece * 600), seconds(piece * 1_800)

    assert thrice < 0.2 + 6 * once


def seconds(text: str) -> float:
    start = time.process_time()
    propose(text, "fr", None)
    return time.process_time() - start

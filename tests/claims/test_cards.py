"""The card that goes with links: status in words and shape, any wording, no empty boxes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import cards
from claims.vocabulary import EvidenceStatus


def card(**changed: Any) -> cards.Card:
    given = {
        "proposition": "The bridge is safe", "code": "contested", "status": "Contested",
        "voices": ["Ana: asserts"], "note": "", "principle": "P", "site": "claims.example.org",
        "unreadable": "In a script that cannot be set.",
    }  # fmt: skip
    return cards.Card(**{**given, **changed})


def test_every_status_has_a_shape_of_its_own_on_the_card() -> None:
    drawn = {cards.draw(card(code=code, status="")) for code in EvidenceStatus.values}

    assert len(drawn) == len(EvidenceStatus.values)


def test_a_script_without_a_font_is_said_and_not_drawn_as_boxes() -> None:
    assert cards.draw(card(proposition="橋は安全です")) == cards.draw(
        card(proposition="In a script that cannot be set.")
    )
    assert cards.font_for("Мост и γέφυρα, and a bridge: 50 % 👷") == cards.SERIF
    assert cards.font_for("الجسر آمن تماما") == cards.NASKH
    assert cards.font_for("الجسر bridge") is None
    assert cards.font_for("橋") is None


@given(st.text(max_size=600))
def test_no_text_is_too_much_for_a_card(text: str) -> None:
    assert cards.font_for(text) in (cards.SERIF, cards.NASKH, None)
    assert cards._clean(text) == " ".join(cards._clean(text).split())


@pytest.mark.parametrize("text", ["", "W" * 3000, "a " * 2000, "\n\t", "👷" * 50, "é" * 400])
def test_odd_wordings_still_give_a_card(text: str) -> None:
    assert cards.draw(card(proposition=text, voices=[text, text]))[:4] == b"\x89PNG"

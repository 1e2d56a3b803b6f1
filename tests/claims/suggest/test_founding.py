"""The founding article: all of its attributions, and nothing beside them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims.suggest import Proposal, propose

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
SHARED = Path(__file__).resolve().parents[4] / "shared/reference"


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    path = next(SEEDS.rglob("founding_annotations.json"), SHARED / "founding_annotations.json")
    if not path.exists():
        pytest.skip("the reference annotations are not here")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def proposals(gold: dict[str, Any]) -> list[Proposal]:
    text = "\n".join(_paragraphs(gold["sentences"]))
    return propose(text, "fr", date(2024, 3, 26))


def _paragraphs(sentences: list[dict[str, Any]]) -> list[str]:
    lines: dict[int, list[str]] = {}
    for sentence in sentences:
        lines.setdefault(sentence["paragraph"], []).append(sentence["text"])
    return [" ".join(line) for line in lines.values()]


def test_cues_speakers_and_content_are_those_of_the_reference(
    gold: dict[str, Any], proposals: list[Proposal]
) -> None:
    expected = [
        (tuple(item["cue"]["span"]), item["speaker"]["span"], [item["content_span"]])
        for item in sorted(gold["attributions"], key=lambda item: item["cue"]["span"])
    ]

    assert [
        (tuple(p.cue), list(p.speaker) if p.speaker else None, [list(s) for s in p.content])
        for p in proposals
    ] == expected


def test_stances_chain_evidence_and_nesting_are_those_of_the_reference(
    gold: dict[str, Any], proposals: list[Proposal]
) -> None:
    items = sorted(gold["attributions"], key=lambda item: item["cue"]["span"])
    order = {item["id"]: at for at, item in enumerate(items)}

    assert [
        (p.stance, [hop.name for hop in p.via], p.reported_as, p.nested_in) for p in proposals
    ] == [
        (
            item["stance"],
            item["reporter_chain"],
            item.get("factuality", "stated"),
            order.get(item.get("nested_in", "")),
        )
        for item in items
    ]
    assert [tuple(p.evidence_in_text.span) for p in proposals if p.evidence_in_text] == [
        (item["evidence_note"]["start"], item["evidence_note"]["end"])
        for item in items
        if item["evidence_note"]
    ]

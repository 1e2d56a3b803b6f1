"""Sentences of every kind of reported speech, with what is proposed for each.

A sentence stands on a line of its own; each indented line under it is one proposal: speaker, cue,
content (its stretches parted by “…”), then the stance and, where they are not the usual ones, the
report's reserve and polarity. A sentence with nothing under it reports nothing.
"""

from datetime import date
from pathlib import Path

import pytest

from claims.suggest import LANGUAGES, Proposal, propose

FOLDER = Path(__file__).parent / "sentences"
DAY = date(2024, 3, 25)


def blocks(language: str) -> list[tuple[str, str, list[str]]]:
    found: list[tuple[str, str, list[str]]] = []
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            found[-1][2].append(line.strip())
        else:
            found.append((language, line, []))
    return found


def shown(text: str, proposal: Proposal) -> str:
    speaker = text[slice(*proposal.speaker)] if proposal.speaker else "-"
    words = " … ".join(text[slice(*span)] for span in proposal.content)
    codes = [proposal.stance]
    codes += [proposal.reported_as] if proposal.reported_as != "stated" else []
    codes += [proposal.polarity] if proposal.polarity != "positive" else []
    return f"{speaker} | {text[slice(*proposal.cue)]} | {words} | {' '.join(codes)}"


SENTENCES = [block for language in LANGUAGES for block in blocks(language)]


@pytest.mark.parametrize(("language", "text", "expected"), SENTENCES)
def test_sentence_is_read(language: str, text: str, expected: list[str]) -> None:
    assert [shown(text, proposal) for proposal in propose(text, language, DAY)] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice(language: str) -> None:
    texts = [text for _, text, _ in blocks(language)]

    assert sorted(texts) == sorted(set(texts))

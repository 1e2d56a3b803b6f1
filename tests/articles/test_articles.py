"""The annotated articles hold together: spans, codes, and every form of reported speech covered.

They are data for the engines that find sentences and attributions; README.md says how to read them.
"""

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from claims.vocabulary import UNNAMED, EvidenceInText, Manner, Naming, Polarity, ReportedAs, Stance

HERE: Final = Path(__file__).parent
ARTICLES: Final = sorted(HERE.glob("??/*.json"))
LANGUAGES: Final = ("en", "fr")

FORMS: Final = frozenset(
    [
        "accusation",
        "according_to",
        "answer",
        "calendar_date",
        "chain_of_three",
        "chain_of_two",
        "correction",
        "denial",
        "denied_report",
        "doubt",
        "evidence_invoked",
        "evidence_none_given",
        "evidence_shown",
        "hedging",
        "hypothetical",
        "indirect_clause",
        "infinitive",
        "inversion",
        "justification",
        "mixed_quote",
        "negation",
        "nested",
        "nominal_content",
        "participle",
        "pick_up",
        "postposed_clause",
        "promise",
        "pronoun",
        "question",
        "questioned",
        "quote_after",
        "quote_around",
        "quote_before",
        "quote_over_sentences",
        "refusal_to_comment",
        "relative_date",
        "responsibility",
        "retraction",
        "role",
        "scare_quotes",
        "spokesperson",
        "unnamed_with_reason",
        "unnamed_without_reason",
        "warning",
        "weekday",
    ]
)
"""Forms that both languages have."""

FORMS_OF: Final = {"en": FORMS | {"bare_clause"}, "fr": FORMS}

TRAPS: Final = frozenset(
    [
        "author_biography",
        "date_not_of_speech",
        "own_voice",
        "photo_caption",
        "plain_passage",
        "verb_not_reporting",
    ]
)
SILENT: Final = frozenset({"author_biography", "own_voice", "photo_caption", "plain_passage"})
"""Traps whose words belong to no attribution at all; within the others only a cue is barred."""

STANCE_OF: Final = {
    "accusation": Stance.ACCUSES,
    "correction": Stance.CORRECTS,
    "doubt": Stance.DOUBTS,
    "denial": Stance.DENIES,
    "justification": Stance.JUSTIFIES,
    "promise": Stance.PROMISES,
    "question": Stance.ASKS,
    "refusal_to_comment": Stance.DECLINES_TO_COMMENT,
    "responsibility": Stance.CLAIMS_RESPONSIBILITY,
    "retraction": Stance.RETRACTS,
    "warning": Stance.WARNS,
}
REPORTED_AS_OF: Final = {
    "hedging": ReportedAs.CONDITIONAL,
    "questioned": ReportedAs.QUESTIONED,
    "hypothetical": ReportedAs.HYPOTHETICAL,
    "denied_report": ReportedAs.DENIED,
}
EVIDENCE_OF: Final = {
    "evidence_none_given": EvidenceInText.NONE_GIVEN,
    "evidence_invoked": EvidenceInText.INVOKED,
    "evidence_shown": EvidenceInText.SHOWN,
}
DATES: Final = frozenset({"calendar_date", "relative_date", "weekday"})

KEYS: Final = [
    "sentence",
    "speaker",
    "speaker_name",
    "naming",
    "role",
    "on_behalf_of",
    "anonymity_reason",
    "cue",
    "cue_lemma",
    "content",
    "manner",
    "stance",
    "polarity",
    "reported_as",
    "via",
    "said_on",
    "evidence_in_text",
    "nested_in",
    "forms",
]
EDTF: Final = re.compile(r"\d{4}-\d\d(?:-\d\d(?:/\d{4}-\d\d-\d\d)?)?")
BLANKS: Final = re.compile(r"[^\S \n]|  | \n|\n |\n\n|^\s|\s$")

Span = dict[str, Any]


def read(path: Path) -> tuple[str, dict[str, Any]]:
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    return text, json.loads(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def spans_of(attribution: dict[str, Any]) -> list[Span]:
    optional = (attribution[key] for key in ("speaker", "anonymity_reason", "evidence_in_text"))
    return [attribution["cue"], *attribution["content"], *(span for span in optional if span)]


def overlap(one: Span, other: Span) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


@pytest.fixture(params=ARTICLES, ids=name)
def article(request: pytest.FixtureRequest) -> tuple[Path, str, dict[str, Any]]:
    path: Path = request.param
    return path, *read(path)


def test_articles_are_fifteen_a_language_in_three_groups() -> None:
    articles = [read(path)[1] for path in ARTICLES]

    assert Counter((a["language"], a["group"]) for a in articles) == {
        (language, group): number
        for language in LANGUAGES
        for group, number in (("blind", 6), ("open", 6), ("fresh", 3))
    }


def test_article_text_is_normalised(article: tuple[Path, str, dict[str, Any]]) -> None:
    path, text, document = article

    assert unicodedata.normalize("NFC", text) == text
    assert BLANKS.findall(text) == []
    assert 150 <= len(text.split()) <= 350
    assert document["language"] == path.parent.name
    assert date.fromisoformat(document["published_on"])


def test_article_sentences_cover_the_text(article: tuple[Path, str, dict[str, Any]]) -> None:
    _, text, document = article
    spans = document["sentence_spans"]

    assert len(spans) == document["sentences"]
    assert (spans[0][0], spans[-1][1]) == (0, len(text))
    assert [text[end:start] for (_, end), (start, _) in pairwise(spans) if start != end + 1] == []
    assert [text[end] for (_, end), _ in pairwise(spans) if text[end] not in " \n"] == []


def test_article_spans_equal_their_words(article: tuple[Path, str, dict[str, Any]]) -> None:
    _, text, document = article
    spans = [span for a in document["attributions"] for span in spans_of(a)]

    for span in spans + document["negatives"]:
        assert text[span["start"] : span["end"]] == span["text"] != ""
        assert span["text"].strip() == span["text"]


def test_article_content_leaves_out_the_final_stop(
    article: tuple[Path, str, dict[str, Any]],
) -> None:
    _, _, document = article

    for attribution in document["attributions"]:
        for span in attribution["content"]:
            assert span["text"][0] not in ",;:.", span
            assert span["text"][-1] not in ",.;:?!…", span


def test_article_attributions_use_the_vocabulary(
    article: tuple[Path, str, dict[str, Any]],
) -> None:
    _, _, document = article

    for attribution in document["attributions"]:
        assert list(attribution) == KEYS
        assert attribution["naming"] in Naming.values
        assert attribution["manner"] in Manner.values
        assert attribution["stance"] in Stance.values
        assert attribution["polarity"] in Polarity.values
        assert attribution["reported_as"] in ReportedAs.values
        assert attribution["cue_lemma"]
        assert attribution["content"]
        assert all(attribution["via"])
        assert attribution["said_on"] is None or EDTF.fullmatch(attribution["said_on"])
        if attribution["evidence_in_text"]:
            assert attribution["evidence_in_text"]["code"] in EVIDENCE_OF.values()


def test_article_attributions_sit_in_their_sentence(
    article: tuple[Path, str, dict[str, Any]],
) -> None:
    _, _, document = article

    for attribution in document["attributions"]:
        start, end = document["sentence_spans"][attribution["sentence"]]
        inside = [attribution["cue"], *filter(None, [attribution["speaker"]])]
        assert [s for s in inside if not start <= s["start"] < s["end"] <= end] == []
        assert attribution["content"] == sorted(attribution["content"], key=lambda s: s["start"])
        assert not any(overlap(attribution["cue"], s) for s in attribution["content"])


def test_article_attributions_are_in_order_one_a_cue(
    article: tuple[Path, str, dict[str, Any]],
) -> None:
    _, _, document = article
    starts = [attribution["cue"]["start"] for attribution in document["attributions"]]

    assert starts == sorted(set(starts))


def test_article_nested_attributions_lie_in_the_content_of_theirs(
    article: tuple[Path, str, dict[str, Any]],
) -> None:
    _, _, document = article
    attributions = document["attributions"]

    for attribution in attributions:
        if attribution["nested_in"] is not None:
            outer = attributions[attribution["nested_in"]]
            assert outer is not attribution
            assert any(
                s["start"] <= attribution["cue"]["start"] < attribution["cue"]["end"] <= s["end"]
                for s in outer["content"]
            )


def test_article_unnamed_sources_have_no_actor(article: tuple[Path, str, dict[str, Any]]) -> None:
    _, _, document = article

    for attribution in document["attributions"]:
        unnamed = attribution["naming"] in UNNAMED
        assert (attribution["speaker_name"] is None) == unnamed
        assert attribution["anonymity_reason"] is None or unnamed
        assert attribution["speaker"] or attribution["naming"] == Naming.UNNAMED_UNDESCRIBED


def test_article_forms_agree_with_the_fields(article: tuple[Path, str, dict[str, Any]]) -> None:
    _, _, document = article

    for attribution in document["attributions"]:
        forms = set(attribution["forms"])
        assert forms <= FORMS_OF[document["language"]]
        assert len(forms) == len(attribution["forms"]) > 0
        for form in forms & STANCE_OF.keys():
            assert attribution["stance"] == STANCE_OF[form]
        for form, reported_as in REPORTED_AS_OF.items():
            assert (form in forms) == (attribution["reported_as"] == reported_as)
        evidence = attribution["evidence_in_text"]
        for form, code in EVIDENCE_OF.items():
            assert (form in forms) == (evidence is not None and evidence["code"] == code)
        assert ("nested" in forms) == (attribution["nested_in"] is not None)
        assert ("chain_of_two" in forms) == (len(attribution["via"]) == 1)
        assert ("chain_of_three" in forms) == (len(attribution["via"]) > 1)
        assert ("spokesperson" in forms) == (attribution["on_behalf_of"] is not None)
        assert bool(forms & DATES) == (attribution["said_on"] is not None)
        assert ("unnamed_with_reason" in forms) == (attribution["anonymity_reason"] is not None)
        assert attribution["polarity"] == Polarity.POSITIVE or "negation" in forms
        mixed = bool(forms & {"mixed_quote", "scare_quotes"})
        assert mixed == (attribution["manner"] == Manner.MIXED)


def test_article_traps_hold_no_cue(article: tuple[Path, str, dict[str, Any]]) -> None:
    _, _, document = article

    for trap in document["negatives"]:
        assert trap["form"] in TRAPS
        assert trap["why"]
        for attribution in document["attributions"]:
            cues = [attribution["cue"]]
            barred = spans_of(attribution) if trap["form"] in SILENT else cues
            assert not any(overlap(trap, span) for span in barred), (trap, attribution)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_covered_twice(language: str) -> None:
    articles = [read(path)[1] for path in ARTICLES if path.parent.name == language]
    forms = Counter(f for article in articles for a in article["attributions"] for f in a["forms"])
    traps = Counter(trap["form"] for article in articles for trap in article["negatives"])

    assert [form for form in sorted(FORMS_OF[language]) if forms[form] < 2] == []
    assert [trap for trap in sorted(TRAPS) if traps[trap] < 2] == []


@pytest.mark.parametrize("group", ["blind", "open"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_covered_in_each_half(language: str, group: str) -> None:
    articles = [read(path)[1] for path in ARTICLES if path.parent.name == language]
    covered = {
        form
        for article in articles
        if article["group"] == group
        for attribution in article["attributions"]
        for form in attribution["forms"]
    }

    assert sorted(FORMS_OF[language] - covered) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stance_occurs(language: str) -> None:
    articles = [read(path)[1] for path in ARTICLES if path.parent.name == language]

    assert {a["stance"] for article in articles for a in article["attributions"]} == set(
        Stance.values
    )

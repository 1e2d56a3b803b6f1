"""The forms of attribution, one short text each: who, cue, words, stance."""

from datetime import date

import pytest

from claims.suggest import Proposal, propose
from claims.vocabulary import Manner, Naming, ReportedAs

MONDAY = date(2024, 3, 25)


def told(text: str, language: str) -> list[tuple[str | None, str, list[str], str]]:
    return [
        (
            p.speaker and text[slice(*p.speaker)],
            text[slice(*p.cue)],
            [text[slice(*span)] for span in p.content],
            p.stance,
        )
        for p in propose(text, language, MONDAY)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "fr",
            "La ministre Anne Roy a déclaré mardi que le pont rouvrirait.",
            [("La ministre Anne Roy", "a déclaré", ["le pont rouvrirait"], "asserts")],
        ),
        (
            "fr",
            "« Rien n'est joué », a-t-elle dit.",
            [("elle", "a-t-elle dit", ["« Rien n'est joué »"], "asserts")],
        ),
        (
            "fr",
            "La digue a cédé, a indiqué le préfet Jean Morin lors d'une réunion.",
            [("le préfet Jean Morin", "a indiqué", ["La digue a cédé"], "asserts")],
        ),
        (
            "fr",
            "Selon la gendarmerie, deux routes sont coupées.",
            [("la gendarmerie", "Selon", ["deux routes sont coupées"], "asserts")],
        ),
        (
            "fr",
            "Le juge a parlé, affirmant que la plainte était recevable.",
            [("Le juge", "affirmant", ["la plainte était recevable"], "asserts")],
        ),
        (
            "fr",
            "Le vin sera taxé. Le ministre l'a annoncé lundi.",
            [("Le ministre", "a annoncé", ["Le vin sera taxé"], "asserts")],
        ),
        (
            "fr",
            "À la question de savoir si la grève durerait, le délégué a refusé de répondre.",
            [
                (None, "À la question de savoir", ["la grève durerait"], "asks"),
                ("le délégué", "a refusé de répondre", ["répondre"], "declines_to_comment"),
            ],
        ),
        (
            "en",
            "Officials said on Monday the road was closed.",
            [("Officials", "said", ["the road was closed"], "asserts")],
        ),
        (
            "en",
            "“The road is closed,” Mayor Ann Lee told Reuters.",
            [("Mayor Ann Lee", "told", ["“The road is closed,”"], "asserts")],
        ),
        (
            "en",
            "“I left,” he said. “Nobody saw me.”",
            [("he", "said", ["“I left,”", "“Nobody saw me.”"], "asserts")],
        ),
        (
            "en",
            "According to the police, two roads are closed.",
            [("the police", "According to", ["two roads are closed"], "asserts")],
        ),
        (
            "en",
            "The minister declined to comment on the report.",
            [("The minister", "declined to comment", ["the report"], "declines_to_comment")],
        ),
        (
            "en",
            "A buyer is said to have visited the ground.",
            [(None, "is said", ["A buyer", "have visited the ground"], "asserts")],
        ),
    ],
)
def test_form_is_read(language: str, text: str, expected: list[object]) -> None:
    assert told(text, language) == expected


def only(text: str, language: str) -> Proposal:
    (proposal,) = propose(text, language, MONDAY)
    return proposal


@pytest.mark.parametrize(
    ("text", "language", "reported_as"),
    [
        ("Le maire aurait dit que le parc fermerait.", "fr", "conditional"),
        ("Le maire n'a pas dit que le parc fermerait.", "fr", "denied"),
        ("Le maire a-t-il promis que le parc fermerait ?", "fr", "questioned"),
        ("Did the mayor say that the park would close?", "en", "questioned"),
        ("The mayor reportedly said that the park would close.", "en", "conditional"),
    ],
)
def test_reserve_is_kept(text: str, language: str, reported_as: str) -> None:
    assert reported_as in ReportedAs.values
    assert only(text, language).reported_as == reported_as


def test_chain_runs_from_the_speaker_outward() -> None:
    proposal = only("Le maire a mis en garde contre la crue, selon l'AFP.", "fr")

    assert [hop.name for hop in proposal.via] == ["AFP"]


def test_weekday_is_resolved_against_publication_and_marked() -> None:
    said_on = only("La ministre a dit vendredi que le pont rouvrirait.", "fr").said_on

    assert said_on is not None
    assert (said_on.edtf, said_on.deduced) == ("2024-03-22", True)


def test_day_of_the_event_is_not_the_day_it_was_said() -> None:
    assert only("Le groupe a revendiqué l'attentat de vendredi.", "fr").said_on is None


def test_pronoun_takes_up_the_last_speaker() -> None:
    text = "La ministre Anne Roy a dit que oui. Elle a ajouté que le pont rouvrirait."

    assert [p.speaker_name for p in propose(text, "fr", None)] == ["Anne Roy", "Anne Roy"]


def test_body_is_not_taken_for_the_holder_of_an_office() -> None:
    text = "Le président français Luc Roy a dit que oui. Le gouvernement français a dit que non."

    assert [p.speaker_name for p in propose(text, "fr", None)] == [
        "Luc Roy",
        "gouvernement français",
    ]


def test_unnamed_source_is_described_and_has_no_name() -> None:
    proposal = only("Une source policière a affirmé que l'arme était fausse.", "fr")

    assert (proposal.naming, proposal.speaker_name) == (Naming.UNNAMED_DESCRIBED, None)


def test_spokesman_speaks_for_somebody() -> None:
    proposal = only("Le porte-parole du ministère, Luc Petit, a dit que oui.", "fr")

    assert (proposal.speaker_name, proposal.on_behalf_of) == ("Luc Petit", "ministère")


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("« Oui », a dit la juge.", "direct"),
        ("La juge a dit que c'était « possible ».", "mixed"),
        ("La juge a dit que c'était possible.", "indirect"),
    ],
)
def test_manner_follows_the_quotation_marks(text: str, manner: str) -> None:
    assert manner in Manner.values
    assert only(text, "fr").manner == manner


def test_inner_attribution_names_the_outer_one() -> None:
    text = "Le journal écrit que le préfet a dit que la route était fermée."

    outer, inner = propose(text, "fr", None)

    assert (outer.nested_in, inner.nested_in) == (None, 0)


@pytest.mark.parametrize("text", ["La taille varie selon l'âge.", "Le vent souffle du nord."])
def test_what_nobody_says_gives_nothing(text: str) -> None:
    assert propose(text, "fr", None) == []


def test_other_languages_get_none() -> None:
    assert propose("Der Minister sagte, dass er kommt.", "de", None) == []

"""Sentences: spans that hold by construction, and the rules one by one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.normalise import normalise
from sources.segment import Span, sentences

REFERENCE = Path(__file__).resolve().parents[2] / "../shared/reference"

pieces = st.sampled_from(
    [
        *" \n\n.!?…»«”“\"'’)([]-–—:;,",
        ". ",
        " » ",
        "...",
        "..",
        "M.",
        "Dr. ",
        "J.-C.",
        "U.S. ",
        "3.5",
        "Le ",
        "le ",
        "mot",
        " i ",
        "Fin.Le ",
        "é",
        "é",
        "😀",
        "\xa0",
        "\u202f",
        "\u200f",
        "السلام؟ ",
        "你好。",
        "www.exemple.fr",
        "[…]",
        "12. ",
        "\r\n",
        "\t",
    ]
)
texts = st.lists(pieces, max_size=40).map("".join)
languages = st.sampled_from(["fr", "en", "ar", "und", "en-GB", "zh-Hans"])


def cut(text, language="fr"):
    return [text[span.start : span.end] for span in sentences(text, language)]


@given(texts, languages)
def test_spans_are_ordered_disjoint_and_cover_every_visible_character(text, language):
    spans = sentences(text, language)

    covered = [at for span in spans for at in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert {at for at, char in enumerate(text) if not char.isspace()} <= set(covered)


@given(texts, languages)
def test_spans_have_no_space_at_their_ends_and_stay_on_one_line(text, language):
    for span in sentences(text, language):
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip() != ""
        assert "\n" not in sentence


@given(texts, languages)
def test_paragraphs_are_the_lines_that_hold_something(text, language):
    lines = [line.strip() for line in text.split("\n") if line.strip()]

    spans = sentences(text, language)

    numbers = [span.paragraph for span in spans]
    assert numbers == sorted(numbers)
    assert sorted(set(numbers)) == list(range(len(lines)))
    assert all(text[span.start : span.end] in lines[span.paragraph] for span in spans)


@given(texts, texts)
def test_a_line_is_cut_the_same_whatever_the_other_lines_hold(one, other):
    alone = cut(f"{one}\n")

    assert cut(f"{one}\n{other}")[: len(alone)] == alone


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Il part. | Elle reste."),
        ("fr", "Vraiment ?! | Oui… | Non... | Bon."),
        ("fr", "La France.. | Dans le même temps, rien."),
        ("fr", "« Non. » | Il est parti."),
        ("fr", "« Non ! », a-t-il crié. | Puis rien."),
        ("fr", "Aucun « contact ». | Il reste « isolé » . | Fin."),
        ("fr", "Il a dit : « Oui. | Non. » | Et voilà."),
        ("fr", "« Il parle sans fin. | Elle écoute. | Ils partent."),
        ("fr", "M. Le Drian et Mme Colonna ont vu le Dr Martin. | MM. Dupont et Durand aussi."),
        ("fr", "En 52 av. J.-C. il gagne. | En 500 av. J.-C. Rome est petite."),
        ("fr", "Né le 5 janv. 2024 au n° 12. | Voir p. 3 et art. 5. | L. 642-3 dit le reste."),
        ("fr", "Il vaut 3.500,50 euros. | Hausse de 3 %. | C'était en 2004. | Le 1er mai aussi."),
        ("fr", "L'O.N.U. refuse. | Il parle de l'O.N.U. | Il part."),
        ("fr", "Voir www.Exemple.fr et https://a.fr/B.Html. | Écrire à a.B@c.fr. | Fin."),
        ("fr", "Il parle de la guerre et de. Macron. | Fin."),
        ("fr", "L'hôtel de Crocus. de manière indépendante. | Fin."),
        ("fr", "Il a ajouté que M.Concernant la Russie, rien. | Fin."),
        ("fr", "C'est la fin.|Le reste suit. | Il y va ?|Oui."),
        ("fr", "En 2004.|La suite. | L'AFP.|Dans le texte."),
        ("fr", "Il conclut « oui ».|Le reste suit.|« Non »."),
        ("fr", 'Il dit "Non."| "Oui", répond-elle.'),
        ("fr", 'Il dit : " Non. " | Elle part. | " Oui " dit-il.'),
        ("fr", "Il reste 42 matchs. | (...) Il part. | Il dit (...). | Fin (!) de tout."),
        ("fr", "[…] Il part. | Il dit […] que non."),
        ("fr", "Du pain, etc. | Les autres. | Du pain, etc., rien."),
        ("fr", "– Bonjour. | – Salut !"),
        ("fr", "1. Premier point. | 2. Deuxième point."),
        ("en", "Mr. Smith, Jr. said no. | Lt. Col. Jones met Sen. Hill."),
        ("en", "The U.S. President left the U.S. | The rest stayed in Washington D.C. | He works."),
        ("en", "At 5 p.m. Monday he left. | At 6 p.m. | He came on Jan. 5, 1990."),
        ("en", '"Is it?" he asked. | "Yes!" she said. | He said "No." | Then he left.'),
        ("en", "“I am here.” | “You are not.” | They left."),
        ("en", "(This is a note.) | Then more. | (And so on.)"),
        ("en", "J. K. Rowling wrote. | He got a B. | Then he left. | See No. 10. | It is big."),
        ("en", "They were sure that it didn't. | Today's event shows it."),
        ("en", "P.S. I love it. | Bush met St.John Philby. | I want an ASP.NET job."),
        ("en", "are you there? | why would i be? | i am not looking forward to it. | it is late."),
        ("en", "the man. went home because it was late."),
        ("ar", "قال إن الحرب انتهت. | هل هذا صحيح؟ | نعم۔ | لا."),
        ("zh", "他说。|你好！|真的？|是的"),
        ("hi", "यह एक वाक्य है। | यह दूसरा है।"),
        ("es", "¿Qué pasa? | ¡Nada! | Bien."),
        ("de", "Dr. Müller sagte es, z.B. heute. | Das ist gut! | 😀 Nein."),
        ("ru", "Он сказал. | Г. Иванов ушёл."),
        ("", "One. | Two."),
    ],
)
def test_sentences_end_where_the_bars_stand(language, text):
    plain = text.replace(" | ", " ").replace("|", "")

    assert cut(plain, language) == [piece.strip() for piece in text.split("|")]


@pytest.mark.parametrize("unit", ["Он сказал это. ", "« Слово. ", "你好。", "😀. "])
def test_a_line_longer_than_a_window_is_cut_as_a_short_one(unit):
    """What is handed to sentencex in windows comes back as if it had been handed over whole."""
    short, long = cut(unit * 200, "ru"), cut(unit * 20_000, "ru")

    assert len(short) == 200
    assert (set(long), len(long)) == (set(short), 20_000)


def test_a_sentence_longer_than_a_window_stays_whole_up_to_forty_thousand_characters():
    longest, longer = "слово " * 6_000 + "раз. ", "слово " * 8_000

    assert [len(sentence) for sentence in cut(longest + "Два.", "ru")] == [36_004, 4]
    assert [len(sentence) for sentence in cut(longer, "ru")] == [40_000, 7_999]


def test_a_tail_of_fragments_is_told_only_in_languages_with_a_lexicon():
    body = "Der Präsident sprach am Montag über die Lage in Moskau.\n"

    spans = sentences(body + "Denker. Leser. Kaffeetrinker. Reisender.", "de")

    assert {span.kind for span in spans} == {"body"}


def test_sentences_of_nothing_is_nothing():
    assert sentences(" \n\t", "fr") == []


BODY = "Le président a parlé lundi de la situation à Moscou.\nIl a refusé de répondre.\n"


@pytest.mark.parametrize(
    ("tail", "kind"),
    [
        ("Fanatique de musique. Penseur. Accro au café. Créateur.", "boilerplate"),
        ("« Lecteur assidu. Amateur de thé. Voyageur.", "boilerplate"),
        ("Avid reader. Proud coffee fan. Web lover. Typical writer.", "boilerplate"),
        ("Lecteur assidu.\nAmateur de thé.\nVoyageur.\nCycliste.", "boilerplate"),
        ("Lecteur assidu. Amateur de thé. Voyageur.", "body"),
        ("« Lecteur assidu. Amateur de thé. Voyageur. »", "body"),
        ("Le Kremlin dément. La France attend. Les autres aussi. Un jour peut-être.", "body"),
        ("Il pleut. Elle sort. Ils partent. On verra.", "body"),
        ("Une phrase entière clôt ce texte, avec plus de mots que n’en a un fragment.", "body"),
        ("Or : 12. Argent : 14. Bronze : 9. Total : 35.", "body"),
    ],
)
def test_a_tail_of_verbless_fragments_is_no_article_text(tail, kind):
    spans = sentences(BODY + tail, "fr")

    assert [span.kind for span in spans if span.start < len(BODY)] == ["body", "body"]
    assert {span.kind for span in spans if span.start >= len(BODY)} == {kind}


def test_fragments_alone_are_an_article():
    kinds = [span.kind for span in sentences("Pluie. Vent. Neige. Froid. Nuit.", "fr")]

    assert kinds == ["body"] * 5


def test_fragments_inside_the_text_are_the_text():
    kinds = {span.kind for span in sentences("Pluie. Vent. Neige. Froid.\n" + BODY, "fr")}

    assert kinds == {"body"}


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is not beside the project")
def test_the_founding_article_gives_exactly_the_reference_spans():
    article = (REFERENCE / "founding_article.txt").read_text(encoding="utf-8")
    held = json.loads((REFERENCE / "founding_annotations.json").read_text(encoding="utf-8"))

    text = normalise(article)

    assert text == article.rstrip("\n")
    assert sentences(text, "fr") == [
        Span(one["start"], one["end"], one["paragraph"], one["kind"]) for one in held["sentences"]
    ]


@pytest.mark.parametrize(
    "unit",
    [
        *(". ", "a. ", '."', '. " a', ". » ", "« Mot. ", "M. ", "mot.Le", '.")', "i. ", "1."),
        *("! » ", "a\r. ", " " * 50 + "\n", "(((", "\U0001f600. ", "a\u0301. ", "؟ "),
    ],
)
def test_hostile_repetition_is_cut_the_same_at_any_length(unit):
    short, long = sentences(unit * 500, "en"), sentences(unit * 50_000, "en")

    assert long[: len(short) - 3] == short[:-3] or len(long) == len(short) == 1

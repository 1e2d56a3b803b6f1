"""Language tags in one spelling, and a guess that admits when it is none."""

import pytest

from sources.languages import LanguageRefused, canonical, detect


@pytest.mark.parametrize(
    ("tag", "form"),
    [
        ("fr", "fr"),
        ("FR_ca", "fr-CA"),
        ("iw", "he"),
        ("en-latn", "en"),
        (" pt-br ", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("sr-Latn", "sr-Latn"),
        ("und", "und"),
        ("mul", "mul"),
    ],
)
def test_canonical_gives_the_one_spelling(tag, form):
    assert canonical(tag) == form


@pytest.mark.parametrize(
    "tag",
    [
        *("", "x-default", "xx", "zz", "english", "français", "x-private", "--", "fr-", "٣", "\0"),
        "a" * 23_000,
    ],
)
def test_canonical_refuses_what_is_no_language(tag):
    with pytest.raises(LanguageRefused) as refused:
        canonical(tag)

    assert refused.value.code == "language"
    assert str(refused.value).endswith("such as fr, en, ar or pt-BR; und means undetermined.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le président a annoncé lundi une mesure de précaution.", "fr"),
        ("The president announced a precautionary measure on Monday.", "en"),
        ("قال الرئيس يوم الاثنين إن الحكومة اتخذت إجراءات جديدة لحماية المواطنين.", "ar"),
        ("Le président", "und"),
        ("Hello", "und"),
        ("Vladimir Poutine", "und"),
        ("1234567890 1234567890", "und"),
        ("", "und"),
    ],
)
def test_detect_names_a_language_only_when_it_is_clear(text, language):
    assert detect(text) == language

import pytest

from claims.suggest import LANGUAGES, propose
from claims.suggest.conjugation import rows
from claims.suggest.grammar import Verb, grammar
from claims.vocabulary import EvidenceInText, Polarity, Stance

VERBS = [(language, verb) for language in LANGUAGES for verb in grammar(language).verbs]
NOTES = [
    (language, code, example)
    for language in LANGUAGES
    for code, _, example in rows(f"{language}.evidence.tsv")
]


@pytest.mark.parametrize(
    ("language", "verb"), VERBS, ids=[f"{language}-{verb.lemma}" for language, verb in VERBS]
)
def test_each_verb_is_exercised_by_its_own_example(language: str, verb: Verb) -> None:
    proposals = propose(verb.example, language, None)

    assert (verb.lemma, verb.stance) in {
        (lemma, p.stance)
        for p in proposals
        for lemma in (p.cue_lemma, p.cue_lemma.removeprefix("ne "), _bare(p.cue_lemma))
    }


def _bare(lemma: str) -> str:
    """A lemma without the verb that governs it and without its negation."""
    for governor in ("ne pas ", "not ", "refuser de ", "decline to ", "refuse to ", "vouloir "):
        lemma = lemma.removeprefix(governor)
    return lemma.removeprefix("souhaiter ")


@pytest.mark.parametrize(("language", "verb"), VERBS)
def test_a_verb_uses_the_public_vocabularies(language: str, verb: Verb) -> None:
    assert verb.stance in Stance.values
    assert verb.polarity in Polarity.values


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_verb_stands_twice(language: str) -> None:
    lemmas = [row[0] for row in rows(f"{language}.verbs.tsv")]

    assert sorted(lemmas) == sorted(set(lemmas))


@pytest.mark.parametrize(("language", "code", "example"), NOTES)
def test_each_evidence_phrase_is_exercised_by_its_own_example(
    language: str, code: str, example: str
) -> None:
    noted = [
        p.evidence_in_text.code for p in propose(example, language, None) if p.evidence_in_text
    ]

    assert code in EvidenceInText.values
    assert code in noted


NOUNS = [
    (language, lemma, stance, example)
    for language in LANGUAGES
    for lemma, stance, example in rows(f"{language}.nouns.tsv")
]


@pytest.mark.parametrize(("language", "lemma", "stance", "example"), NOUNS)
def test_each_noun_is_exercised_by_its_own_example(
    language: str, lemma: str, stance: str, example: str
) -> None:
    assert stance in Stance.values
    assert (lemma, stance) in [(p.cue_lemma, p.stance) for p in propose(example, language, None)]

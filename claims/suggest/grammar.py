"""One language as the rules see it: its word classes, its verbs and their forms."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from claims.suggest.conjugation import FOLDER, agreeing, forms, rows, third

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Verb:
    """One line of a verb lexicon: what the verb does and which complements it takes."""

    lemma: str
    stance: str
    frames: frozenset[str]
    quotes: bool
    polarity: str
    example: str
    reflexive: bool
    head: str
    tail: tuple[str, ...]
    copula: bool = False


PLAIN: Final = Verb(
    lemma="",
    stance="asserts",
    frames=frozenset(),
    quotes=True,
    polarity="positive",
    example="",
    reflexive=False,
    head="",
    tail=(),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a form: a verb of the lexicon and the kind of form it is."""

    verb: Verb
    kind: str


@dataclass(frozen=True, slots=True)
class Governor:
    """A verb that takes a reporting verb in the infinitive: `tenir à`, `refuser de`."""

    lemma: str
    link: str
    declines: bool
    withholds: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything the rules know of one language."""

    language: Language
    tags: dict[str, str]
    verbal: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]
    nouns: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    starters: dict[str, frozenset[str]]
    lemmas: dict[tuple[str, ...], str]
    readings: dict[str, tuple[Reading, ...]]
    governors: dict[str, tuple[tuple[Governor, str], ...]]
    verbs: tuple[Verb, ...]
    thirds: frozenset[str]
    common_nouns: frozenset[str]
    reporting_nouns: dict[str, tuple[str, str]]
    kinds: dict[str, frozenset[str]]


_TAGS: Final = (
    ("adverb", "A"),
    ("time", "T"),
    ("verb", "V"),
    ("auxiliary", "X"),
    ("negation", "N"),
    ("coordinator", "C"),
    ("preposition", "P"),
    ("clitic", "L"),
    ("determiner", "D"),
    ("complementiser", "Q"),
    ("relative", "R"),
    ("subject", "S"),
)
_COMMON: Final = ("person", "body", "text", "unnamed", "collective", "title", "blame")
# Clitics that belong to the lemma but stand before the verb; the last may follow a reflexive.
_CLITICS: Final = ("se ", "s'", "en ", "ni ")


@cache
def grammar(language: Language) -> Grammar:
    """The grammar of `language`, read once."""
    data = tomllib.loads((FOLDER / f"{language}.grammar.toml").read_text(encoding="utf-8"))
    tags: dict[str, str] = {}
    for name, tag in _TAGS:
        tags.update(dict.fromkeys(data["classes"][name].split(), tag))
    verbs = tuple(_verb(row) for row in rows(f"{language}.verbs.tsv"))
    phrases = {name: _phrases(lines) for name, lines in data["phrases"].items()}
    nouns = {name: frozenset(words.split()) for name, words in data["nouns"].items()}
    plain = data["words"]["plain_verbs"].split()
    return Grammar(
        language=language,
        tags=tags,
        verbal={name: frozenset(words.split()) for name, words in data["verbal"].items()},
        words={name: frozenset(words.split()) for name, words in data["words"].items()},
        nouns=nouns,
        phrases=phrases,
        starters={name: frozenset(words[0] for words in lines) for name, lines in phrases.items()},
        lemmas=_lemmas(data["phrases"]["questions"]),
        readings=_readings(verbs, language),
        governors=_governors(data["verbal"]["governors"], language),
        verbs=verbs,
        thirds=frozenset(third(verb) for verb in plain),
        reporting_nouns=_reporting_nouns(language),
        kinds=_kinds(data["nouns"]["kinds"]),
        common_nouns=frozenset().union(*(nouns[name] for name in _COMMON)),
    )


def _kinds(lines: str) -> dict[str, frozenset[str]]:
    """Word -> the roles that it may stand for; each line is `words: roles`."""
    pairs = [line.partition(":") for line in lines.splitlines()]
    return {word: frozenset(roles.split()) for words, _, roles in pairs for word in words.split()}


def _reporting_nouns(language: Language) -> dict[str, tuple[str, str]]:
    """Form -> lemma and stance of the nouns that report; the plural adds an s."""
    found = {}
    for lemma, stance, _ in rows(f"{language}.nouns.tsv"):
        found[lemma] = found[f"{lemma}s"] = (lemma, stance)
    return found


def _phrases(lines: str) -> tuple[tuple[str, ...], ...]:
    """The words of each line, the longest phrase first."""
    found = [tuple(line.partition("\t")[0].split()) for line in lines.splitlines()]
    return tuple(sorted(found, key=len, reverse=True))


def _lemmas(lines: str) -> dict[tuple[str, ...], str]:
    pairs = [line.partition("\t") for line in lines.splitlines()]
    return {tuple(words.split()): lemma for words, _, lemma in pairs}


def _verb(row: list[str]) -> Verb:
    lemma, stance, frames, quotes, polarity, example = row
    bare = lemma
    for clitic in _CLITICS:
        bare = bare.removeprefix(clitic)
    if is_copula := "copula" in frames.split():
        bare = bare.partition(" ")[2]
    head, *tail = bare.replace("'", "' ").split()
    return Verb(
        lemma=lemma,
        stance=stance,
        frames=frozenset(frames.split()),
        quotes=quotes == "yes",
        polarity=polarity,
        example=example,
        reflexive=lemma.startswith(("se ", "s'")),
        head=head,
        tail=tuple(tail),
        copula=is_copula,
    )


def _readings(verbs: tuple[Verb, ...], language: Language) -> dict[str, tuple[Reading, ...]]:
    """Form -> its readings, the most specific verb first, a participle before a finite form."""
    found: dict[str, list[Reading]] = {}
    for verb in sorted(verbs, key=lambda verb: (-len(verb.tail), not verb.reflexive)):
        made = agreeing(verb.head, language) if verb.copula else forms(verb.head, language)
        for form in made:
            reading = Reading(verb, form.kind)
            if reading not in found.setdefault(form.text, []):
                found[form.text].append(reading)
    if language == "fr":
        for readings in found.values():
            readings.sort(key=lambda reading: (-len(reading.verb.tail), reading.kind != "part"))
    return {form: tuple(readings) for form, readings in found.items()}


def _governors(table: str, language: Language) -> dict[str, tuple[tuple[Governor, str], ...]]:
    found: dict[str, list[tuple[Governor, str]]] = {}
    for line in table.splitlines():
        name, _, effect = line.partition("\t")
        words = name.removeprefix("se ").split()
        governor = Governor(
            words[0], " ".join(words[1:]), effect == "declines", effect == "withholds"
        )
        for form in forms(words[0], language):
            found.setdefault(form.text, []).append((governor, form.kind))
    return {form: tuple(pairs) for form, pairs in found.items()}

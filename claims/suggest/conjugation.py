"""Forms of reporting verbs, made from their lemmas by tables of endings."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent / "lexicon"


class Form(NamedTuple):
    """A form and what it is: fin, cond, part (past participle), ger or inf."""

    text: str
    kind: str


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a table of the lexicon, cut at tabs, without its comments."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def forms(lemma: str, language: str) -> list[Form]:
    """Every form of one verb, given by the first word of its lemma without its reflexive."""
    return list(_french(lemma) if language == "fr" else _english(lemma))


def agreeing(adjective: str, language: str) -> list[Form]:
    """The forms of an adjective that stands after `être` or `be`, read as participles are."""
    endings = ("", "e", "s", "es") if language == "fr" else ("",)
    return [Form(adjective + end, "part") for end in endings]


@cache
def _patterns(name: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows(name)}


_IMPERFECT: Final = ("ais", "ait", "ions", "iez", "aient")
_CONDITIONAL: Final = ("ais", "ait", "ions", "iez", "aient")
_FUTURE: Final = ("ai", "a", "ons", "ez", "ont")


def _french(lemma: str) -> Iterator[Form]:
    table = _patterns("fr.conjugation.tsv")
    suffix = next(lemma[at:] for at in range(len(lemma)) if lemma[at:] in table)
    base = lemma.removesuffix(suffix)
    first, third, we, they, future, past, pasts, participle = (base + e for e in table[suffix])
    stem = we.removesuffix("ons")
    soft = stem.removesuffix("e") if suffix == "ger" else stem.replace("ç", "c")
    yield from (Form(form, "fin") for form in (first, third, we, they, past, pasts))
    yield from (Form(_vowel(stem, soft, end), "fin") for end in _IMPERFECT)
    yield from (Form(future + end, "fin") for end in _FUTURE)
    yield from (Form(future + end, "cond") for end in _CONDITIONAL)
    yield from (Form(soft + "ez", "fin"), Form(they.removesuffix("nt"), "fin"))
    yield from (Form(participle + end, "part") for end in ("", "e", "s", "es"))
    yield from (Form(stem + "ant", "ger"), Form(lemma, "inf"))


def _vowel(stem: str, soft: str, ending: str) -> str:
    return (stem if ending[0] == "a" else soft) + ending


def _english(lemma: str) -> Iterator[Form]:
    table = _patterns("en.conjugation.tsv")
    past, participle, gerund = table.get(lemma) or _regular(lemma)
    yield from (Form(form, "fin") for form in (lemma, third(lemma), past))
    yield from (Form(participle, "part"), Form(gerund, "ger"), Form(lemma, "inf"))


def third(lemma: str) -> str:
    """The English form that goes with he, she, it."""
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "o")) else "s")


def _regular(lemma: str) -> tuple[str, str, str]:
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith("e"):
        return lemma + "d", lemma + "d", lemma.removesuffix("e") + "ing"
    return lemma + "ed", lemma + "ed", lemma + "ing"

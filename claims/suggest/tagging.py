"""The class of each word of a sentence, by its form and its neighbours."""

from functools import lru_cache
from typing import Final

from simplemma import is_known, lemmatize

from claims.suggest.grammar import Grammar
from claims.suggest.tokens import Token

# Word classes, one letter each: A adverb, C coordinator, D determiner, G genitive, J noun or
# adjective, L clitic, M name, N negation, P preposition, Q complementiser, R relative, S subject
# pronoun, T time, V finite verb, X auxiliary, # number; marks stand for themselves.
NOMINAL: Final = frozenset("JM#")
_MARKS: Final = {
    "“": "«",
    "”": "»",
    "„": "«",
    "–": "-",
    "—": "-",
    "--": "-",
    "…": ".",
    "[": "(",
    "]": ")",
}
# After these a capital is that of a sentence, as it is on the first word.
_OPENERS: Final = frozenset('«“„"‘:•*')
_FRENCH_FINITE: Final = ("aient", "èrent", "eront", "iront", "rait", "ions")
_FRENCH_LEMMA: Final = ("er", "ir", "re")
_FRENCH_NOMINAL: Final = (
    *("é", "és", "ée", "ées", "ant", "ants", "ante", "antes", "er", "ir", "re", "i", "is", "ie"),
    *("ies", "u", "us", "ue", "ues", "ise", "ises", "ite", "ites", "erte", "ertes"),
)


def classes(found: list[Token], grammar: Grammar) -> list[str]:
    """The class of each token, from left to right, each seeing what stands before it."""
    tags = [
        _tag(token, grammar, first=not at or found[at - 1].text in _OPENERS)
        for at, token in enumerate(found)
    ]
    _name_first(found, tags, grammar)
    for at in range(len(found)):
        tags[at] = _in_context(found, tags, at, grammar)
    _join_phrases(found, tags, grammar)
    return tags


def _name_first(found: list[Token], tags: list[str], grammar: Grammar) -> None:
    """A capital that opens the sentence as subject of a verb, without article: a name.

    `Johnson insisted`: only names, plurals and a few nouns (`Police say`) stand there bare.
    """
    at = next((k for k, token in enumerate(found) if token.text[0].isalnum()), 0)
    if at + 1 >= len(found) or tags[at] != "J" or not found[at].capital:
        return
    low, after = found[at].low, found[at + 1].low
    is_verbal = tags[at + 1] in ("V", "X", "N", "L") or any(
        reading.kind in ("fin", "cond") for reading in grammar.readings.get(after, ())
    )
    is_known_noun = low in grammar.common_nouns or low.endswith(("s", "ly", "ment", "x"))
    if is_verbal and not is_known_noun:
        tags[at] = "M"


def _join_phrases(found: list[Token], tags: list[str], grammar: Grammar) -> None:
    """Adverbs of several words: `pour sa part`, `once again`."""
    starters = grammar.starters["adverbs"]
    for at, token in enumerate(found):
        if token.low not in starters:
            continue
        for words in grammar.phrases["adverbs"]:
            near = found[at : at + len(words)]
            if len(near) == len(words) and all(
                token.low == word for token, word in zip(near, words, strict=True)
            ):
                tags[at : at + len(words)] = "A" * len(words)
                break


def _tag(token: Token, grammar: Grammar, *, first: bool) -> str:
    char = token.text[0]
    if not char.isalnum() and token.low not in grammar.tags:
        return _MARKS.get(token.text, char)
    if char.isdigit():
        return "J" if token.text[-1].isalpha() and "-" in token.text else "#"
    if (tag := grammar.tags.get(token.low)) and not _is_name_like(token, tag, first=first):
        return tag
    if token.capital:
        is_title = token.text in grammar.nouns["honorific"]
        return "M" if is_title or not first or _is_name(token.low, grammar.language) else "J"
    return "V" if _finite(token.low, grammar.language) else "J"


def _is_name_like(token: Token, tag: str, *, first: bool) -> bool:
    """Whether a capital makes a name of a word of the closed classes: May, Or, Will."""
    return token.capital and not first and tag in "XCANL" and len(token.text) > 1


def _in_context(found: list[Token], tags: list[str], at: int, grammar: Grammar) -> str:
    tag, low = tags[at], found[at].low
    after = tags[at + 1] if at + 1 < len(found) else ""
    before = tags[at - 1] if at else ""
    if (
        at
        and found[at].capital
        and _is_part_of_name(found[at], tag, before, found[at - 1], grammar)
    ):
        return "M"
    is_inside = before == "M" and at + 1 < len(found) and found[at + 1].capital
    if tag in "XJ" and is_inside and low in grammar.words["particles"]:
        return "M"
    if tag == "N" and before == "D" and low not in ("ne", "n'"):
        return "J"
    if tag == "T" and before == "M" and found[at].capital and grammar.language == "fr":
        return "M"
    if tag == "T" and at and found[at - 1].low in ("de", "d'", "of"):
        return "J"
    if grammar.language == "fr":
        follower = found[at + 1].low if after else ""
        if low in ("nous", "vous") and low in (follower, found[at - 1].low if at else ""):
            return "S" if low == follower else "L"
        return _french(tag, low, before, after, follower, grammar)
    previous = found[at - 1].low if at else ""
    follower = found[at + 1].low if after else ""
    return _english(tag, low, before, after, previous, follower, grammar)


def _is_part_of_name(
    token: Token, tag: str, before: str, previous: Token, grammar: Grammar
) -> bool:
    """`Tribuna del Sur`, `Me Delorme`: words of the closed classes that names hold."""
    is_particle = token.low in grammar.words["particles"]
    is_inside = before == "M" and not previous.text.endswith(".") and (tag == "P" or is_particle)
    is_title = tag == "D" and previous.text[-1].isalnum() and grammar.language == "fr"
    return is_inside or is_title or token.text in grammar.nouns["honorific"]


def _english(
    tag: str, low: str, before: str, after: str, previous: str, follower: str, grammar: Grammar
) -> str:
    if low == "'s" and before in NOMINAL:
        return "G"
    if low == "'" and before in NOMINAL and previous.endswith("s") and after == "J":
        return "G"
    if low == "neither" and after in ("J", "M") and follower not in grammar.readings:
        return "D"
    if (
        low in ("this", "these", "those")
        and before != "P"
        and (after in ("V", "X") or follower in grammar.thirds)
    ):
        return "S"
    if tag == "V" and (before in ("D", "G", "P") or (after == "M" and low.endswith("ed"))):
        return "J"
    is_noun = low in grammar.nouns["not_adverbs"]
    if tag == "J" and low.endswith("ly") and len(low) > 4 and not is_noun:
        return "A"
    if tag == "J" and low in grammar.thirds:
        return "V" if before in ("S", "R", "J", "M", "A", ")", "»", "#", "L") else tag
    noun_like = grammar.words["noun_like_verbs"]
    if tag == "J" and low.removesuffix("s") in noun_like and before in ("S", "R"):
        return "V"
    if tag == "J" and (low in grammar.words["plain_verbs"] or low in noun_like):
        is_plural = before in ("J", "M") and (
            previous.endswith("s") or previous in grammar.words["plurals"]
        )
        return "V" if before in ("S", "R") or (is_plural and after not in ("J", "M")) else tag
    return tag


def _french(tag: str, low: str, before: str, after: str, follower: str, grammar: Grammar) -> str:
    is_led = before in ("S", "N") and tag == "J"
    if is_led and any(r.kind in ("fin", "cond") for r in grammar.readings.get(low, ())):
        return "V"
    if tag == "D" and low in grammar.words["alone"] and after in ("V", "X", "N", "L"):
        return "S"
    if low == "s'":
        return "Q" if follower in ("il", "ils") else "L"
    if low in ("l'", "le", "la", "les", "leur", "en") and after == "X" and before != "P":
        return "L"
    if low in ("le", "la", "les", "l'", "leur") and before == "N" and after not in ("J", "M"):
        return "L"
    if low == "d'" and follower == "autres":
        return "D"
    if low in ("me", "m'", "te", "t'", "se", "y", "lui"):
        return "L"
    if low in ("nous", "vous"):
        agrees = follower.endswith(("ons", "mes") if low == "nous" else ("ez", "tes"))
        return "S" if (agrees and before != "S") or after in ("L", "N") else "L"
    if low == "aucun" or (tag == "V" and before in ("D", "P") and low != "a"):
        return "D" if low == "aucun" else "J"
    if tag == "J" and low.endswith("ment") and len(low) > 6 and before not in ("D", "P"):
        return "A"
    return tag


@lru_cache(maxsize=50_000)
def _is_name(low: str, language: str) -> bool:
    """Whether a word is no common word: unknown, or known with a capital only."""
    return not is_known(low, lang=language) or lemmatize(low, lang=language)[:1].isupper()


@lru_cache(maxsize=50_000)
def _finite(low: str, language: str) -> bool:
    """Whether a word looks like a finite verb and like nothing else."""
    if language == "en":
        return low.endswith("ed") and len(low) > 4
    if low.endswith(_FRENCH_FINITE):
        return True
    if low.endswith(_FRENCH_NOMINAL) or len(low) > 30:
        return False
    lemma = lemmatize(low, lang="fr")
    if lemma == low or not lemma.endswith(_FRENCH_LEMMA) or low[:2] != lemma[:2]:
        return False
    endings = ("e", "ent", "a", "ons", "ez") if lemma.endswith("er") else ("t", "ent", "d")
    return low.endswith(endings)

"""A sentence made ready for the rules: its tokens, their word classes, its quotations."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from simplemma import is_known, lemmatize

from claims.suggest.grammar import Grammar
from claims.suggest.proposal import Span
from claims.suggest.quotes import Quote
from claims.suggest.tokens import Token, tokens

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
_FRENCH_FINITE: Final = ("aient", "èrent", "eront", "iront", "rait", "ions")
_FRENCH_LEMMA: Final = ("er", "ir", "re")
_FRENCH_NOMINAL: Final = (
    *("é", "és", "ée", "ées", "ant", "ants", "ante", "antes", "er", "ir", "re", "i", "is", "ie"),
    *("ies", "u", "us", "ue", "ues", "ise", "ises", "ite", "ites", "erte", "ertes"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: `tags[i]` is the class of `tokens[i]`; quotations as ranges of tokens."""

    index: int
    span: Span
    tokens: list[Token]
    tags: list[str]
    grammar: Grammar
    quotes: list[Quote] = field(default_factory=list)
    opening: dict[int, Quote] = field(default_factory=dict)
    closing: dict[int, Quote] = field(default_factory=dict)

    def low(self, at: int) -> str:
        """The lower-case text of token `at`; "" beyond either end."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def tag(self, at: int) -> str:
        """The class of token `at`; "" beyond either end."""
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    def is_word(self, at: int, name: str) -> bool:
        """Whether token `at` is one of the grammar's words of this name."""
        return self.low(at) in self.grammar.words[name]

    def is_noun(self, at: int, name: str) -> bool:
        """Whether token `at` is one of the grammar's nouns of this name."""
        nouns = self.grammar.nouns[name]
        return self.low(at) in nouns or (self.tag(at) == "M" and self.tokens[at].text in nouns)

    def phrase(self, at: int, name: str) -> tuple[str, ...]:
        """The longest of the grammar's phrases of this name that starts at token `at`, or ()."""
        if self.low(at) not in self.grammar.starters[name]:
            return ()
        for words in self.grammar.phrases[name]:
            if all(self.low(at + k) == word for k, word in enumerate(words)):
                return words
        return ()

    def cover(self, first: int, end: int) -> Span:
        """The stretch of text from token `first` up to token `end`, exclusive."""
        return Span(self.tokens[first].start, self.tokens[end - 1].end)

    def at(self, position: int) -> int:
        """The first token that starts at `position` or after it."""
        return bisect_right(self.tokens, position - 1, key=lambda token: token.start)

    def quote_around(self, at: int) -> Quote | None:
        """The quotation that token `at` stands in, its marks not counted."""
        place = self.tokens[at].start
        index = bisect_right(self.quotes, place, key=lambda quote: quote.start) - 1
        if index < 0:
            return None
        quote = self.quotes[index]
        inside = place < quote.end - quote.closed
        return quote if inside else None


def line(text: str, index: int, span: Span, grammar: Grammar, quotes: Sequence[Quote]) -> Line:
    """The sentence at `span`, its tokens tagged by their form and their neighbours."""
    found = list(tokens(text, span.start, span.end, grammar.language))
    tags = [_tag(token, grammar, first=not at) for at, token in enumerate(found)]
    for at in range(len(found)):
        tags[at] = _in_context(found, tags, at, grammar)
    opening = {quote.start: quote for quote in quotes}
    closing = {quote.end: quote for quote in quotes}
    return Line(index, span, found, tags, grammar, list(quotes), opening, closing)


def _tag(token: Token, grammar: Grammar, *, first: bool) -> str:
    char = token.text[0]
    if not char.isalnum() and token.low not in grammar.tags:
        return _MARKS.get(token.text, char)
    if char.isdigit():
        return "#"
    if (tag := grammar.tags.get(token.low)) and not _is_name_like(token, tag, first=first):
        return tag
    if token.capital:
        return "M" if not first or not _known(token.low, grammar.language) else "J"
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
    if tag == "N" and before == "D" and low not in ("ne", "n'"):
        return "J"
    if tag == "T" and at and found[at - 1].low in ("de", "d'", "of"):
        return "J"
    if grammar.language == "fr":
        follower = found[at + 1].low if after else ""
        if low in ("nous", "vous") and low in (follower, found[at - 1].low if at else ""):
            return "S" if low == follower else "L"
        return _french(tag, low, before, after, follower)
    if low == "'s" and before in NOMINAL:
        return "G"
    if tag == "V" and (before in ("D", "G", "P") or (after == "M" and low.endswith("ed"))):
        return "J"
    return "A" if tag == "J" and low.endswith("ly") and len(low) > 4 else tag


def _is_part_of_name(
    token: Token, tag: str, before: str, previous: Token, grammar: Grammar
) -> bool:
    """`Tribuna del Sur`, `Me Delorme`: words of the closed classes that names hold."""
    is_inside = tag == "P" and before == "M" and not previous.text.endswith(".")
    return is_inside or token.text in grammar.nouns["honorific"]


def _french(tag: str, low: str, before: str, after: str, follower: str) -> str:
    if low == "s'":
        return "Q" if follower in ("il", "ils") else "L"
    if low in ("l'", "le", "la", "les", "leur", "en") and after == "X" and before != "P":
        return "L"
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
def _known(low: str, language: str) -> bool:
    return is_known(low, lang=language)


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

"""A sentence made ready for the rules: its tokens, their word classes, its quotations."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.suggest.grammar import Grammar
from claims.suggest.proposal import Span
from claims.suggest.quotes import Quote
from claims.suggest.tagging import classes
from claims.suggest.tokens import Token, tokens


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
    tags = classes(found, grammar)
    opening = {quote.start: quote for quote in quotes}
    closing = {quote.end: quote for quote in quotes}
    return Line(index, span, found, tags, grammar, list(quotes), opening, closing)

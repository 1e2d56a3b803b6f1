"""Links that make a browser scroll to a quote (URL fragment text directives). Pure.

The whole text is seldom public, so uniqueness cannot be checked here: the words before and
after the quote always go with it, which makes a second match very unlikely.
"""

from typing import Any
from urllib.parse import quote as percent_encoded

CONTEXT_WORDS = 4
RANGE_WORDS = 6
LONGEST_TERM = 150


def directive(quote: dict[str, Any]) -> str:
    """``#:~:text=…`` for a quote of a record: prefix, start (and end), suffix."""
    words = quote["exact"].split()
    if len(quote["exact"]) <= LONGEST_TERM and "\n" not in quote["exact"]:
        terms = [_term(words)]
    else:
        terms = [_term(words[:RANGE_WORDS]), _term(words[-RANGE_WORDS:])]
    before = _whole_words(quote["prefix"].rpartition("\n")[2], first_is_cut=True)[-CONTEXT_WORDS:]
    after = _whole_words(quote["suffix"].partition("\n")[0], first_is_cut=False)[:CONTEXT_WORDS]
    if before:
        terms.insert(0, _term(before) + "-")
    if after:
        terms.append("-" + _term(after))
    return "#:~:text=" + ",".join(terms)


def _whole_words(context: str, *, first_is_cut: bool) -> list[str]:
    """The words of a context that was cut at a number of characters, less the one cut."""
    words = context.split()
    if len(context) < 32:
        return words
    return words[1:] if first_is_cut else words[:-1]


def _term(words: list[str]) -> str:
    """A comma, hyphen or ampersand within a term would be read as syntax."""
    return percent_encoded(" ".join(words), safe="").replace("-", "%2D")

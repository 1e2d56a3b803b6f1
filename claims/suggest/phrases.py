"""Noun phrases: where one that ends here starts, where one that starts here ends."""

import re
from typing import Final, NamedTuple

from claims.suggest.line import Line
from claims.suggest.tagging import NOMINAL

WINDOW: Final = 80


# Few words in -re are verbs: histoire, notaire and maître are none.
_IN_RE: Final = re.compile(
    r"^(?:re|inter|pré|contre|mé|mau)?dire$|^(?:re|sous)?traire$|^(?:re|dé|satis|par)?faire$"
    r"|^(?:re|é)?lire$|crire$|croire$|^boire$|mettre$|[^g]endre$|ondre$|erdre$|^être$"
    r"|(?:conn|p|pp|rp|^n|ren)aître$|uivre$|vivre$|battre$|uire$|^(?:sou)?rire$"
    r"|^(?:dé|com)?plaire$|^taire$|[^o]indre$|rompre$|vaincre$|clure$|soudre$"
)
_PHRASE: Final = frozenset("DJMG#PAC'()&/%")


class Phrase(NamedTuple):
    """A noun phrase: tokens `first` to `end`, exclusive, and how it was found."""

    first: int
    end: int
    how: str


def back_to(line: Line, at: int, sign: str) -> int:
    stop = max(-1, at - WINDOW)
    while at > stop and line.tag(at) != sign:
        at -= 1
    return at if at > stop else -1


def noun_phrase_ending(line: Line, last: int) -> Phrase | None:
    """The noun phrase that ends at token `last`, without what merely stands before it."""
    start = _phrase_start(line, last)
    if (
        line.tag(start - 1) in ("V", "X", "R")
        and (relative := relative_before(line, start - 1)) > 0
    ):
        before = noun_phrase_ending(line, relative - 1)
        return before and before._replace(how="before its relative clause")
    opener, start = start, _trim(line, _past_predicate(line, start, last), last)
    is_reduced = line.tag(opener - 1) == "V" and line.low(opener - 1).endswith("ed")
    if start > last and is_reduced and line.tag(opener - 2) in NOMINAL:
        before = noun_phrase_ending(line, opener - 2)
        return before and before._replace(how="before its participle")
    if start > last or line.tag(last) in ("P", "C"):
        return None
    return Phrase(start, last + 1, "noun phrase before the verb")


def _past_predicate(line: Line, start: int, last: int) -> int:
    """`est élu et le maire`: after a verb, only what the coordinator opens can be a subject."""
    if line.tag(start - 1) not in ("X", "V", "N", "L"):
        return start
    for at in range(last - 1, start, -1):
        if line.tag(at) == "C" and line.tag(at + 1) in ("D", "M"):
            return at + 1
    return start


def relative_before(line: Line, at: int) -> int:
    """The relative pronoun whose clause, without a comma, ends at token `at`; -1 if none."""
    for place in range(at, max(-1, at - 15), -1):
        if line.tag(place) in (",", ";", ":", "Q", "»", "«"):
            return -1
        if line.is_word(place, "relative_subject"):
            return place
    return -1


def _short_quote(line: Line, close: int) -> int:
    """Where the quoted words that end at `close` open, if they are part of a phrase; else -1."""
    for place in range(close - 1, max(-1, close - 7), -1):
        if line.tags[place] in ("«", '"'):
            return place if line.tag(place - 1) in ("D", "J", "P", "G") else -1
        if line.tags[place] in (",", ".", "!", "?", "X", "V", "S", ";"):
            return -1
    return -1


def _phrase_start(line: Line, last: int) -> int:
    at, stop = last, max(-1, last - WINDOW)
    while at > stop:
        tag = line.tag(at)
        if tag in ("»", '"'):
            opener = _short_quote(line, at)
            if opener < 0:
                break
            at = opener
        elif tag == ")":
            opener = back_to(line, at - 1, "(")
            if opener < 0 or (at < last and at - opener > 4):
                break
            at = opener
        elif tag not in _PHRASE or tag in ("«", "("):
            break
        at -= 1
    return at + 1


def _trim(line: Line, start: int, last: int) -> int:
    """Skip adverbs, dates and prepositional phrases that come before the noun phrase."""
    at = start
    while at <= last and line.tag(at) in ("A", "C", "T", "N", "'", '"', "«"):
        at += 1
    if line.is_word(at, "clausal"):
        return _last_break(line, at + 1, last)
    if line.tag(at) == "P":
        return _after_preposition(line, at, last)
    return _last_break(line, at, last)


def _after_preposition(line: Line, at: int, last: int) -> int:
    """Where a new phrase starts after a prepositional one; past `last` if nowhere."""
    for place in range(last, at + 1, -1):
        if _opens(line, place) and line.tag(place - 1) not in ("P", "D", "C", "G"):
            names = line.tag(place) == "M" and line.tag(place - 1) == "M"
            if not names:
                return place
    return last + 1


def _opens(line: Line, at: int) -> bool:
    return line.tag(at) == "D" or line.tag(at) == "M"


def _last_break(line: Line, start: int, last: int) -> int:
    """The last determiner that follows a noun directly: two phrases stand side by side."""
    for place in range(last, start, -1):
        before = line.tag(place - 1)
        if line.low(place - 1).endswith("ant") and line.grammar.language == "fr":
            continue
        is_time = line.is_word(place + 1, "periods")
        if line.tag(place) == "D" and before in ("J", "M", "#", "T") and not is_time:
            is_linked = line.low(place) in line.grammar.words["linking"]
            if not is_linked:
                return place
    return start


def noun_phrase_from(line: Line, first: int) -> int:
    """Where the noun phrase that starts at `first` ends; `first` if there is none."""
    at, end = first, first
    limit = min(len(line.tokens), first + WINDOW)
    while at < limit:
        tag = line.tag(at)
        if line.low(at) in ("last", "next", "this") and line.is_word(at + 1, "periods"):
            break
        if tag in NOMINAL:
            at, end = at + 1, at + 1
        elif tag in ("D", "G", "&", "'", "’") or (tag == "A" and _may_hold(line, at, first, end)):
            if tag == "D" and end > first and not _continues(line, at):
                break
            at += 1
        elif (tag == "«" and at > first and (close := _closing(line, at, limit))) or (
            tag == "(" and (close := _closing_bracket(line, at, limit))
        ):
            at, end = close + 1, close + 1
        elif at > first and (_links(line, at, first) or _is_adjective(line, at)):
            at += 1
        else:
            break
    return end


def _may_hold(line: Line, at: int, first: int, end: int) -> bool:
    """Whether an adverb opens the phrase, or qualifies an adjective in it: `encore provisoire`."""
    is_french = line.grammar.language == "fr" and line.tag(at + 1) == "J" and at == end
    return end == first or (is_french and line.low(at).islower() and line.tag(at - 1) == "J")


def is_infinitive_word(line: Line, at: int) -> bool:
    """Whether a French word after a preposition is an infinitive, as far as its form tells."""
    low = line.low(at)
    if line.grammar.language != "fr" or line.tag(at) != "J":
        return False
    is_noun = low.endswith("ier") or low in line.grammar.nouns["not_infinitives"]
    is_perfect = low in line.grammar.verbal["perfect_infinitive"]
    return is_perfect or (has_infinitive_form(low) and not is_noun)


def has_infinitive_form(low: str) -> bool:
    """Whether a French word is an infinitive where only an infinitive or a noun can stand."""
    return low.endswith(("er", "ir")) or _IN_RE.search(low) is not None


def _is_adjective(line: Line, at: int) -> bool:
    """Whether a form in -ed stands inside a phrase: `unlimited data customer`."""
    is_english = line.low(at).endswith("ed") and line.grammar.language == "en"
    return (
        line.tag(at) == "V"
        and is_english
        and line.tag(at + 1) in ("J", "M")
        and line.tag(at - 1) in ("D", "M", "J")
    )


def _continues(line: Line, at: int) -> bool:
    """Whether a determiner inside a phrase follows a link, or is one itself."""
    return line.tag(at - 1) in ("P", "C", "D") or line.low(at) in line.grammar.words["linking"]


def _links(line: Line, at: int, first: int) -> bool:
    """Whether a preposition or a coordinator joins two parts of one noun phrase."""
    low, words = line.low(at), line.grammar.words
    after = line.tag(at + 1)
    is_verbal = is_infinitive_word(line, at + 1)
    if is_verbal or (low == "of" and line.low(at + 1).endswith("ing")):
        return False
    if low in words["linking"]:
        return after in NOMINAL or after == "D"
    if low in words["inner"] and after not in ("T",):
        is_role = any(line.is_noun(k, "title") for k in range(max(first, at - 6), at))
        return is_role and not any(line.is_noun(k, "venue") for k in (at + 1, at + 2))
    return low in ("et", "and") and after in ("M", "D") and line.tag(at - 1) in NOMINAL


def _closing(line: Line, at: int, limit: int) -> int:
    return next((k for k in range(at + 1, min(limit, at + 12)) if line.tag(k) == "»"), 0)


def _closing_bracket(line: Line, at: int, limit: int) -> int:
    return next((k for k in range(at + 1, min(limit, at + 40)) if line.tag(k) == ")"), 0)

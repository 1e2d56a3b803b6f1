"""Links that a browser opens on one sentence of a page (WICG URL Fragment Text Directives)."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final
from urllib.parse import quote as percent_encode

import regex

_FEW_WORDS: Final = 3
_MOST_WORDS: Final = 20
_CHUNK: Final = re.compile(r"\S+")
_BOUNDARY: Final = regex.compile(r"(?w)\b")
Span = tuple[int, int]


def text_fragment(text: str, start: int, end: int, *, within: tuple[int, int] | None = None) -> str:
    """The fragment directive `:~:text=…` that leads to this stretch and to no other.

    It follows WICG URL Fragment Text Directives: `[prefix-,]start[,end][,-suffix]`, whole words,
    terms inside one block (a line of the text), and `,`, `-` and `&` percent-encoded within a
    term. Browsers compare without case and without accents, so uniqueness is judged that way.
    A stretch that begins or ends inside a word is widened to the whole word. Words from outside
    `within` (the whole text, if not given) are never spelled out. The result is "" when the text
    offers no unique way to say it. Raises ValueError as `describe` does.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"No stretch from {start} to {end} in a text of {len(text)} characters.")
    start, end = _whole_words(text, start, end)
    chunks = [chunk.span() for chunk in _CHUNK.finditer(text, start, end)]
    if not chunks:
        return ""
    low, high = within or (0, len(text))
    reach = min(low, start), max(high, end)
    terms = _range(text, chunks, reach) or _whole(text, chunks[0][0], chunks[-1][1], reach)
    return f":~:text={terms}" if terms else ""


def _whole_words(text: str, start: int, end: int) -> Span:
    while _inside_a_word(text, start):
        start -= 1
    while _inside_a_word(text, end):
        end += 1
    return start, end


def _inside_a_word(text: str, at: int) -> bool:
    """Whether a browser may see no word boundary here: none by UAX #29, which joins what an
    apostrophe elides ("l’Ukraine"), or letters on both sides, where dictionaries decide."""
    if not 0 < at < len(text):
        return False
    if _is_of_a_word(text[at - 1]) and _is_of_a_word(text[at]):
        return True
    return _BOUNDARY.match(text, at) is None


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _range(text: str, chunks: list[Span], reach: Span) -> str:
    """`[prefix-,]start,end[,-suffix]` for a stretch of more than six words, or ""."""
    if len(chunks) <= 2 * _FEW_WORDS:
        return ""
    start, end = chunks[0][0], chunks[-1][1]
    half = len(chunks) // 2
    first_line = _line_end(text, start)
    last_line = _line_start(text, end)
    ends = [stop for _, stop in chunks[:half] if stop <= first_line]
    starts = [at for at, _ in reversed(chunks[half:]) if at >= last_line]
    head = _head(text, start, ends[_FEW_WORDS - 1 : _MOST_WORDS] or ends[-1:], reach)
    tail = _tail(text, end, starts[_FEW_WORDS - 1 : _MOST_WORDS] or starts[-1:], reach)
    return f"{head},{tail}" if head and tail else ""


def _head(text: str, start: int, ends: list[int], reach: Span) -> str:
    """The shortest unique beginning of the stretch, with a prefix where it needs one."""
    for end in ends:
        if _is_unique(text, start, end):
            return _term(text, start, end)
    for before in _before(text, start, reach):
        if _is_unique(text, before, start, ends[-1]):
            return f"{_term(text, before, start)}-,{_term(text, start, ends[-1])}"
    return ""


def _tail(text: str, end: int, starts: list[int], reach: Span) -> str:
    """The shortest unique end of the stretch, with a suffix where it needs one."""
    for start in starts:
        if _is_unique(text, start, end):
            return _term(text, start, end)
    for after in _after(text, end, reach):
        if _is_unique(text, starts[-1], end, after):
            return f"{_term(text, starts[-1], end)},-{_term(text, end, after)}"
    return ""


def _whole(text: str, start: int, end: int, reach: Span) -> str:
    """`[prefix-,]start[,-suffix]` with the whole stretch as its start, or ""."""
    if _line_end(text, start) < end:
        return ""
    if _is_unique(text, start, end):
        return _term(text, start, end)
    befores, afters = list(_before(text, start, reach)), list(_after(text, end, reach))
    for number in range(max(len(befores), len(afters))):
        before = befores[: number + 1][-1] if befores else start
        after = afters[: number + 1][-1] if afters else end
        for low, high in ((before, end), (start, after), (before, after)):
            if _is_unique(text, low, start, end, high):
                return _surrounded(text, low, start, end, high)
    return ""


def _surrounded(text: str, low: int, start: int, end: int, high: int) -> str:
    prefix = f"{_term(text, low, start)}-," if low < start else ""
    suffix = f",-{_term(text, end, high)}" if end < high else ""
    return f"{prefix}{_term(text, start, end)}{suffix}"


def _before(text: str, start: int, reach: Span) -> Iterator[int]:
    """Where one, two, three… words before `start` begin, on the nearest line that has any."""
    ink = len(text[:start].rstrip())
    line = max(_line_start(text, ink), reach[0])
    starts = [chunk.start() for chunk in _CHUNK.finditer(text, line, ink)]
    return islice(reversed(starts), _MOST_WORDS)


def _after(text: str, end: int, reach: Span) -> Iterator[int]:
    """Where one, two, three… words after `end` end, on the nearest line that has any."""
    rest = text[end:].lstrip()
    ink = len(text) - len(rest)
    line = min(_line_end(text, ink), reach[1])
    stops = (chunk.end() for chunk in _CHUNK.finditer(text, ink, line))
    return islice(stops, _MOST_WORDS)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return found if found >= 0 else len(text)


def _is_unique(text: str, *cuts: int) -> bool:
    """Whether the pieces between the cuts follow each other in one place only; between two
    pieces a browser takes white space or none."""
    pieces = [_fold(text[low:high]) for low, high in pairwise(cuts)]
    words = [piece for piece in pieces if piece]
    found = _places(_folded(text), words) if words else iter(())
    return len(list(islice(found, 2))) == 1


def _places(folded: str, words: list[str]) -> Iterator[int]:
    """Where the pieces follow each other, with a space or nothing between."""
    whole = re.compile(" ?".join(map(re.escape, words)))
    at = folded.find(words[0])
    while at >= 0:
        if whole.match(folded, at):
            yield at
        at = folded.find(words[0], at + 1)


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    """`text` as browsers compare it: without case and accents, white space as single spaces."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _term(text: str, start: int, end: int) -> str:
    words = " ".join(text[start:end].split())
    return percent_encode(words, safe="").replace("-", "%2D")

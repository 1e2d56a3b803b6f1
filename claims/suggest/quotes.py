"""The quotations of a text: where each opens and closes, found in one pass."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from claims.suggest.proposal import Span


class Quote(NamedTuple):
    """An outermost quotation with its marks; `closed` is false where the mark is missing."""

    start: int
    end: int
    closed: bool


_MARK: Final = re.compile(r"[«»“”„\"\n]|(?<!\w)[‘'](?=\w)|(?<=[\w.,!?…])[’'](?!\w)")
_OPENERS: Final = {"«": "»", "“": "”", "„": "”", "‘": "’"}
_CLOSERS: Final = frozenset("»”")
_SINGLE: Final = frozenset("‘'’")


def quotations(text: str, sentences: Sequence[Span]) -> list[Quote]:
    """The outermost quotations of `text`, in order, each within one line.

    A mark that is never closed holds to the end of its sentence; one that closes what nothing
    opened holds from the start of its sentence.
    """
    return _Reader(text, sentences).read()


class _Reader:
    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self.text = text
        self.sentences = sentences
        self.starts = [span.start for span in sentences]
        self.found: list[Quote] = []
        self.opened = -1
        self.closer = ""
        self.depth = 0

    def read(self) -> list[Quote]:
        for mark in _MARK.finditer(self.text):
            sign, at = mark[0], mark.start()
            if sign == "\n":
                self._abandon()
            elif self.opened < 0:
                self._open(sign, at)
            else:
                self._inside(sign, at)
        self._abandon()
        return self.found

    def _open(self, sign: str, at: int) -> None:
        if sign in _OPENERS:
            self.opened, self.closer = at, _OPENERS[sign]
        elif sign == '"' and not self._closes(at):
            self.opened, self.closer = at, '"'
        elif sign == "'" and not self.text[at - 1 : at].isalnum() and self._is_closed(at):
            self.opened, self.closer = at, "'"
        elif sign == '"' or sign in _CLOSERS:
            self._orphan(at)

    def _inside(self, sign: str, at: int) -> None:
        if (
            sign == self.closer
            or sign == '"' == self.closer
            or (sign == "”" and self.closer == "»")
        ):
            self._close(at)
        elif sign in "«“" and self.closer == _OPENERS[sign] and self._is_new(at):
            self._abandon()
            self._open(sign, at)
        elif sign in "«“" and self.closer == _OPENERS[sign]:
            self.depth += 1

    def _close(self, at: int) -> None:
        if self.closer in _SINGLE and self.text[at - 1 : at].isalpha() and self.closer == "'":
            return
        if self.depth:
            self.depth -= 1
            return
        self.found.append(Quote(self.opened, at + 1, closed=True))
        self.opened = -1

    def _closes(self, at: int) -> bool:
        """Whether a straight mark with nothing open before it can only be a closing one."""
        before, after = self.text[at - 1 : at], self.text[at + 1 : at + 2]
        if after.isspace() or not after:
            return True
        return bool(before.strip()) and before not in "([«-–—'’" and not after.isalnum()

    def _is_closed(self, at: int) -> bool:
        """Whether a straight single mark is answered, after a stop or a comma, soon enough."""
        return (
            re.search(r"[,.!?…]'(?!\w)", self.text[at : at + 1000].partition("\n")[0]) is not None
        )

    def _is_new(self, at: int) -> bool:
        """Whether a mark opens a quotation of its own: a sentence starts with it."""
        return at in self._starts_near(at)

    def _starts_near(self, at: int) -> tuple[int, ...]:
        index = bisect_right(self.starts, at) - 1
        return (self.starts[index],) if index >= 0 else ()

    def _abandon(self) -> None:
        if self.opened >= 0 and self.closer not in _SINGLE:
            index = bisect_right(self.starts, self.opened) - 1
            end = self.sentences[index].end if index >= 0 else self.opened + 1
            if end > self.opened + 1:
                self.found.append(Quote(self.opened, end, closed=False))
        self.opened, self.depth = -1, 0

    def _orphan(self, at: int) -> None:
        for start in self._starts_near(at):
            if not self.found or self.found[-1].end <= start:
                self.found.append(Quote(start, at + 1, closed=False))

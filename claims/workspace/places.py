"""From the words and the span that a browser sends to a span of the text, in code points."""

import re
from typing import Final

from claims.forms import Place, Words
from claims.workspace.spans import Ambiguous, NotFound, Span, locate, same

__all__ = ["Ambiguous", "NotFound", "Place", "Span", "placed", "span_of", "spelled"]

_SPAN: Final = re.compile(r"(\d{1,8})-(\d{1,8})", re.ASCII)


def span_of(written: str) -> Span | None:
    """``"70-101"`` as a span; None for anything else."""
    found = _SPAN.fullmatch(written)
    return (int(found[1]), int(found[2])) if found else None


def spelled(span: Span | None) -> str:
    """The reverse of ``span_of``."""
    return "" if span is None else f"{span[0]}-{span[1]}"


def placed(text: str, window: Span, words: str, span: Span | None) -> Span | None:
    """Where ``words`` stand: at ``span`` if these are its words, else at the only place inside
    ``window``. None for no words. Raises NotFound or Ambiguous."""
    if not words:
        return None
    if span is not None and span[0] < span[1] and same(text[slice(*span)], words):
        return span
    return locate(text, window, Words(words))

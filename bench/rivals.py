"""Known segmenters behind one signature, for the benches; those not installed are None."""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import Any, Final

Spans = list[tuple[int, int]]
Cutter = Callable[[str, str], Spans]
Splitter = Callable[[str, str], Iterable[str]]


def rivals() -> dict[str, Cutter | None]:
    """Every rival by name."""
    return {name: rival(name) for name in _SPLITTERS}


def rival(name: str) -> Cutter | None:
    """A rival as a function of our shape; None when it is not installed."""
    if importlib.util.find_spec(name) is None:
        return None
    split = _SPLITTERS[name](importlib.import_module(name))
    return lambda text, language: located(text, split(text, language))


def _sentencex(module: Any) -> Splitter:
    return lambda text, language: module.segment(language, text)


def _razdel(module: Any) -> Splitter:
    return lambda text, _: [found.text for found in module.sentenize(text)]


def _pysbd(module: Any) -> Splitter:
    @cache
    def maker(language: str) -> Any:
        return module.Segmenter(language=language, clean=False)

    return lambda text, language: maker(language).segment(text)


def _splitter(module: Any) -> Splitter:
    @cache
    def maker(language: str) -> Any:
        return module.SentenceSplitter(language=language)

    return lambda text, language: maker(language).split(text)


def _syntok(_: ModuleType) -> Splitter:
    process = importlib.import_module("syntok.segmenter").process

    def split(text: str, _: str) -> Iterator[str]:
        for paragraph in process(text):
            for tokens in paragraph:
                yield text[tokens[0].offset : tokens[-1].offset + len(tokens[-1].value)]

    return split


_SPLITTERS: Final[dict[str, Callable[[ModuleType], Splitter]]] = {
    "sentencex": _sentencex,
    "pysbd": _pysbd,
    "syntok": _syntok,
    "razdel": _razdel,
    "sentence_splitter": _splitter,
}


def located(text: str, pieces: Iterable[str]) -> Spans:
    """The spans of a rival's strings, searched in order; a string it altered is left out."""
    spans: Spans = []
    at = 0
    for piece in map(str.strip, pieces):
        found = text.find(piece, at)
        if piece and found >= 0:
            at = found + len(piece)
            spans.append((found, at))
    return spans

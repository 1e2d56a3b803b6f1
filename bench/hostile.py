"""Texts that would hurt a careless engine, and how its time grows with them.

`python -m bench.hostile` reads each text once and twice as long, and prints both times and
their ratio: 2 where the work is in proportion to the text.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from claims.suggest import propose

ARTICLES: Final = Path(__file__).resolve().parents[1] / "tests/articles"


def texts() -> Iterator[tuple[str, str, str]]:
    """A name, a language, and a text to be read once and twice."""
    for language in ("fr", "en"):
        held = [path.read_text("utf-8") for path in sorted((ARTICLES / language).glob("*.txt"))]
        article = "\n".join(held) + "\n"
        yield f"1 million characters, {language}", language, article * (1_000_000 // len(article))
    yield "one line of 200,000 characters", "fr", "Il a dit que la route est fermée et " * 5_556
    yield "10,000 unclosed quotes", "fr", "« Il a dit que " * 10_000
    yield "straight quotes", "en", '" he said ' * 5_000
    yield "selon, selon", "fr", "selon lui, " * 4_000
    yield "claims of claims", "en", "his claim that the " * 3_000
    yield "cited by the cited", "en", "the paper said, citing two sources, that " * 3_000
    yield "emoji", "fr", "😀 dit que " * 6_000
    yield "combining accents", "fr", "e\u0301te\u0301 a dit qu'il " * 3_000
    yield "Arabic", "fr", "قال الوزير " * 10_000


def seconds(text: str, language: str) -> float:
    """Processor time of one reading."""
    start = time.process_time()
    propose(text, language, None)
    return time.process_time() - start


def main() -> None:
    """Print the table."""
    print(f"{'':<34}{'characters':>12}{'once, s':>10}{'twice, s':>10}{'ratio':>8}")
    for name, language, text in texts():
        once, twice = seconds(text, language), seconds(text * 2, language)
        print(f"{name:<34}{len(text):>12}{once:>10.2f}{twice:>10.2f}{twice / once:>8.2f}")


if __name__ == "__main__":
    main()

"""How well and how fast texts are cut into sentences, beside five known segmenters.

`python -m bench.language [--data DIR] [--reference DIR] [--all]` prints precision, recall and F1
of whole sentences (both ends right) and F1 of their ends alone. The data folder holds JSON files
of `{"lang", "paragraphs": [{"text", "sentences": [[start, end], …]}]}` in code points. News mode
keeps the paragraphs whose sentences all end with a mark; `--all` measures the others too. Rivals
that are not installed are named as such.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.noise import NOISE, Paragraph, noisy
from bench.rivals import Cutter, Spans, rivals
from sources.segment import sentences

DATA: Final = Path(__file__).resolve().parents[1] / "../shared/data/ud_segmentation/dev"
REFERENCE: Final = Path(__file__).resolve().parents[1] / "../shared/reference"


@dataclass(slots=True)
class Score:
    """Counts of right, expected and given things."""

    right: int = 0
    expected: int = 0
    given: int = 0

    def add(self, expected: set[Any], given: set[Any]) -> None:
        """Count one paragraph."""
        self.right += len(expected & given)
        self.expected += len(expected)
        self.given += len(given)

    @property
    def precision(self) -> float:
        """Per cent of the given that is right."""
        return 100 * self.right / max(1, self.given)

    @property
    def recall(self) -> float:
        """Per cent of the expected that was given."""
        return 100 * self.right / max(1, self.expected)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 200 * self.right / max(1, self.expected + self.given)


_PUNCTUATED: Final = re.compile(r"[.!?…][»”\"')\]’\s]*\Z")


HOSTILE: Final = {
    "one word": "a",
    "full stops": ".",
    "spaced stops": ". ",
    "initials": "A. ",
    "lower case after stops": "a. ",
    "quotes after stops": '."',
    "spaced quotes": '. " a',
    "unclosed guillemets": "« Mot. ",
    "brackets": ".(",
    "glued": "mot.Le",
    "titles": "Mr. ",
    "blank lines": " " * 99 + "\n",
    "no spaces at all": "mot,",
}


def load(path: Path) -> list[Paragraph]:
    """The paragraphs of one set."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return [
        Paragraph(item["text"], held["lang"], [(start, end) for start, end in item["sentences"]])
        for item in held["paragraphs"]
    ]


def news(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """Those whose sentences all end with a mark."""
    return [p for p in paragraphs if all(map(_PUNCTUATED.search, p.pieces))]


def ours(text: str, language: str) -> Spans:
    """Dixit's own answer."""
    return [(span.start, span.end) for span in sentences(text, language)]


def measure(cut: Cutter, paragraphs: Iterable[Paragraph]) -> tuple[Score, Score]:
    """The scores of whole sentences and of their ends."""
    whole, ends = Score(), Score()
    for paragraph in paragraphs:
        given = cut(paragraph.text, paragraph.language)
        whole.add(set(paragraph.spans), set(given))
        ends.add({end for _, end in paragraph.spans}, {end for _, end in given})
    return whole, ends


def row(cutter: str, name: str, mode: str, cut: Cutter, paragraphs: list[Paragraph]) -> None:
    """Print one line of the table."""
    whole, ends = measure(cut, paragraphs)
    print(
        f"{cutter:18}{name:12}{mode:12}{whole.expected:6}{whole.given:7}"
        f"{whole.precision:8.2f}{whole.recall:8.2f}{whole.f1:8.2f}{ends.f1:8.2f}"
    )


def speed(cut: Cutter, paragraphs: list[Paragraph], size: int) -> float:
    """Characters a second on `size` characters of the sets, best of three rounds."""
    once = "\n".join(paragraph.text for paragraph in paragraphs)
    text = (once + "\n") * (size // len(once) + 1)
    rounds = []
    for _ in range(3):
        begun = time.perf_counter()
        cut(text[:size], paragraphs[0].language)
        rounds.append(time.perf_counter() - begun)
    return size / min(rounds)


def main() -> int:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--reference", type=Path, default=REFERENCE)
    options.add_argument("--all", action="store_true", help="unpunctuated paragraphs too")
    chosen = options.parse_args()
    files = sorted(chosen.data.glob("*.json"))
    if not files:
        print(f"No sets in {chosen.data}. Give their folder with --data.", file=sys.stderr)
        return 2
    sets = {file.stem: load(file) for file in files}
    cutters: dict[str, Cutter | None] = {"dixit": ours} | rivals()
    print_scores(sets, cutters, every=chosen.all)
    print_reference(chosen.reference)
    print_speed(sets, cutters)
    print_growth()
    return 0


def print_scores(
    sets: dict[str, list[Paragraph]], cutters: dict[str, Cutter | None], *, every: bool
) -> None:
    """The table of scores: ours on every kind of noise, rivals on clean text and on all of it."""
    print(f"{'segmenter':18}{'set':12}{'mode':12}{'gold':>6}{'given':>7}", end="")
    print(f"{'P':>8}{'R':>8}{'F1':>8}{'ends':>8}")
    groups = {
        f"{language} together": [
            paragraph
            for paragraphs in sets.values()
            for paragraph in paragraphs
            if paragraph.language == language
        ]
        for language in sorted({p.language for held in sets.values() for p in held})
    }
    for cutter, cut in cutters.items():
        if cut is None:
            print(f"{cutter:18}not installed")
            continue
        for name, paragraphs in (sets | groups).items():
            kept = news(paragraphs)
            row(cutter, name, "news", cut, kept)
            if every:
                row(cutter, name, "every", cut, paragraphs)
            for kind in NOISE if cutter == "dixit" else ("all",):
                dice = random.Random(kind)  # noqa: S311 - noise that is the same on every run
                row(cutter, name, kind, cut, [noisy(p, kind, dice) for p in kept])


def print_reference(folder: Path) -> None:
    """Whether the founding article gives exactly the reference sentences, their kinds included."""
    article = folder / "founding_article.txt"
    if not article.exists():
        print("\nfounding article: not there")
        return
    held = json.loads((folder / "founding_annotations.json").read_text(encoding="utf-8"))
    expected = [
        (one["start"], one["end"], one["paragraph"], one["kind"]) for one in held["sentences"]
    ]
    given = {tuple(span) for span in sentences(article.read_text(encoding="utf-8"), "fr")}
    right = sum(one in given for one in expected)
    print(f"\nfounding article: {right} of {len(expected)}, {len(given) - right} invented")


def print_growth() -> None:
    """How the time grows when a hostile text doubles: about 2 when it is linear."""
    print(f"\n{'hostile text of 500,000':26}{'characters/s':>14}{'doubled':>9}")
    for name, unit in HOSTILE.items():
        text = unit * (500_000 // len(unit))
        times = [timed(text * times) for times in (1, 2)]
        print(f"{name:26}{len(text) / times[0]:14,.0f}{times[1] / times[0]:9.2f}")


def timed(text: str) -> float:
    """Seconds that our answer takes, best of three."""
    rounds = []
    for _ in range(3):
        begun = time.perf_counter()
        sentences(text, "en")
        rounds.append(time.perf_counter() - begun)
    return min(rounds)


def print_speed(sets: dict[str, list[Paragraph]], cutters: dict[str, Cutter | None]) -> None:
    """Characters a second by segmenter and set; the slow rivals get a shorter text."""
    print(f"\n{'segmenter':18}{'set':12}{'characters/s':>14}")
    for cutter, cut in cutters.items():
        for name, paragraphs in sets.items():
            if cut is not None:
                size = 2_000_000 if cutter == "dixit" else 20_000
                print(f"{cutter:18}{name:12}{speed(cut, paragraphs, size):14,.0f}")


if __name__ == "__main__":
    sys.exit(main())

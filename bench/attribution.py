"""How many attributions are found, and found right.

`python -m bench.attribution [--data DIR] [--misses]` prints tables of precision, recall and F1:
the founding article (every field), the development sets (speaker's head, cue, content with an
overlap of 0.8; every third record is held out and shown apart), and our annotated articles,
those annotated before the rules existed apart from the others.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.annotated import BANDS, Article, articles, founding, read
from bench.scores import HEAD, OVERLAP, Score, overlap, same_head
from claims.suggest import LANGUAGES, Proposal, propose

ROOT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = ROOT / "../shared"
ARTICLES: Final = ROOT / "tests/articles"


@dataclass(slots=True)
class Development:
    """One set, scored: records found whole, field by field, and what was given beside them."""

    whole: Score = field(default_factory=Score)
    cue: Score = field(default_factory=Score)
    speaker: Score = field(default_factory=Score)
    content: Score = field(default_factory=Score)
    false_alarms: int = 0
    beside: int = 0
    misses: list[str] = field(default_factory=list)


def records(language: str, data: Path) -> list[dict[str, Any]]:
    """The records of one development set."""
    found: list[dict[str, Any]] = json.loads((data / f"{language}.json").read_text("utf-8"))[
        "records"
    ]
    return found


def develop(chosen: Sequence[dict[str, Any]], language: str) -> Development:
    """Score the records; what is given on a sentence counts against all of its records."""
    score = Development()
    by_text: dict[str, list[dict[str, Any]]] = {}
    for record in chosen:
        by_text.setdefault(record["text"], []).append(record)
    for text, golds in by_text.items():
        _develop_text(text, golds, propose(text, language, None), score)
    return score


def _develop_text(
    text: str, golds: list[dict[str, Any]], given: list[Proposal], score: Development
) -> None:
    wanted = [gold for gold in golds if gold["attributive"]]
    cues = {tuple(gold["cue"]["span"]): gold for gold in golds}
    score.false_alarms += sum(
        1 for p in given if tuple(p.cue) in cues and not cues[tuple(p.cue)]["attributive"]
    )
    score.beside += sum(1 for p in given if tuple(p.cue) not in cues)
    on_cue = sum(1 for p in given if tuple(p.cue) in cues)
    for gold in wanted:
        found = next((p for p in given if tuple(p.cue) == tuple(gold["cue"]["span"])), None)
        verdict = _verdict(text, gold, found)
        for name, is_right in verdict.items():
            part: Score = getattr(score, name)
            part.right += is_right
            part.expected += 1
        if not verdict["whole"]:
            score.misses.append(_miss(text, gold, found, verdict, given))
    for name in ("whole", "cue", "speaker", "content"):
        getattr(score, name).given += on_cue


def _verdict(text: str, gold: dict[str, Any], found: Proposal | None) -> dict[str, bool]:
    if found is None:
        return {"whole": False, "cue": False, "speaker": False, "content": False}
    is_speaker = same_head(text, found.speaker, tuple(gold["speaker"]["span"]))
    is_content = overlap(found.content, [gold["content"]["span"]]) >= OVERLAP
    return {
        "whole": is_speaker and is_content,
        "cue": True,
        "speaker": is_speaker,
        "content": is_content,
    }


def _miss(
    text: str,
    gold: dict[str, Any],
    found: Proposal | None,
    verdict: dict[str, bool],
    given: list[Proposal],
) -> str:
    wrong = ", ".join(
        name for name, is_right in verdict.items() if not is_right and name != "whole"
    )
    got = ""
    if found:
        words = " | ".join(text[slice(*span)] for span in found.content)
        got = f"\n    got  {found.speaker and text[slice(*found.speaker)]} ~ {words}"
    elif given:
        got = f"\n    cues {[text[slice(*p.cue)] for p in given]}"
    return (
        f"[{gold['form']}] {wrong}: {text}\n"
        f"    gold {gold['speaker']['text']} ~ {gold['cue']['text']}"
        f" ~ {gold['content']['text']}{got}"
    )


def print_development(data: Path, *, misses: bool) -> None:
    """The tables of the development sets."""
    for language in LANGUAGES:
        found = records(language, data)
        held = {record["text"] for at, record in enumerate(found) if at % 3 == 2}
        groups = {
            "all": found,
            "looked at": [record for record in found if record["text"] not in held],
            "held out": [record for record in found if record["text"] in held],
        }
        print(f"\nDevelopment set, {language}\n{HEAD}")
        for name, chosen in groups.items():
            score = develop(chosen, language)
            print(score.whole.row(f"{name}: whole"))
            if name == "all":
                for part in ("cue", "speaker", "content"):
                    print(getattr(score, part).row(f"  {part}"))
            print(
                f"  negatives taken {score.false_alarms}, beside the annotated cues {score.beside}"
            )
            if misses and name == "looked at":
                print("\n".join(score.misses))


def print_reading(name: str, texts: Sequence[Article], *, misses: bool) -> None:
    """The tables of annotated texts."""
    if not texts:
        return
    score = read(texts)
    print(f"\n{name} ({len(texts)} texts)\n{HEAD}")
    print(score.whole.row("whole: speaker, cue, content"))
    print(score.cue.row("cue"))
    fields = ", ".join(
        f"{name} {part.right}/{part.expected}" for name, part in score.fields.items()
    )
    print(f"  of those found: {fields}")
    if misses:
        print("\n".join(score.misses))


def print_bands(texts: Sequence[Article]) -> None:
    """How many of the values of each field are right, by the confidence they came with."""
    bands = read(texts).bands
    print(
        f"\nRight by confidence, per mille\n{'':<20}" + "".join(f"{f'>= {b}':>14}" for b in BANDS)
    )
    for name, parts in bands.items():
        cells = [parts.get(band) for band in BANDS]
        shown = [f"{part.right}/{part.expected}" if part else "" for part in cells]
        print(f"{name:<20}" + "".join(f"{cell:>14}" for cell in shown))


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data/ud_attrib/dev")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    print_reading("Founding article", [founding(SHARED / "reference")], misses=options.misses)
    print_development(options.data, misses=options.misses)
    ours = list(articles(ARTICLES))
    for language in LANGUAGES:
        for group in ("blind", "open", "fresh"):
            chosen = [a for a in ours if a.language == language and a.group == group]
            name = f"Articles, {language}, {group}"
            print_reading(name, chosen, misses=options.misses and group == "open")
    print_bands(ours)


if __name__ == "__main__":
    main()

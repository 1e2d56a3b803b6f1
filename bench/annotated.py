"""Texts with their right answer: the founding article and ours, scored field by field."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from bench.scores import OVERLAP, Score, overlap, same_head
from claims.suggest import Proposal, propose


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its right answer, in the shape of tests/articles."""

    name: str
    text: str
    language: str
    published_on: date | None
    group: str
    attributions: list[dict[str, Any]]


def articles(folder: Path) -> Iterator[Article]:
    """The annotated articles of a folder."""
    for path in sorted(folder.glob("*/*.json")):
        held = json.loads(path.read_text("utf-8"))
        day = date.fromisoformat(held["published_on"]) if held.get("published_on") else None
        yield Article(
            f"{path.parent.name}/{path.stem}",
            path.with_suffix(".txt").read_text("utf-8"),
            held["language"],
            day,
            held["group"],
            held["attributions"],
        )


_STANCES: Final = {"no_evidence_given": "none_given", "evidence_asserted_not_shown": "invoked"}


def founding(folder: Path) -> Article:
    """The founding article in the same shape."""
    held = json.loads((folder / "founding_annotations.json").read_text("utf-8"))
    text = (folder / "founding_article.txt").read_text("utf-8")
    order = {item["id"]: at for at, item in enumerate(held["attributions"])}
    return Article(
        "founding",
        text,
        "fr",
        date(2024, 3, 26),
        group="founding",
        attributions=[_converted(item, order) for item in held["attributions"]],
    )


def _converted(item: dict[str, Any], order: dict[str, int]) -> dict[str, Any]:
    note = item["evidence_note"]
    span = item["speaker"]["span"]
    return {
        "sentence": item["sentence_index"],
        "speaker": {"start": span[0], "end": span[1]} if span else None,
        "speaker_name": item["speaker"]["canonical"],
        "cue": {"start": item["cue"]["span"][0], "end": item["cue"]["span"][1]},
        "cue_lemma": item["cue"]["lemma"],
        "content": [{"start": item["content_span"][0], "end": item["content_span"][1]}],
        "manner": item["quote_type"],
        "stance": item["stance"],
        "reported_as": item.get("factuality", "stated"),
        "via": item["reporter_chain"],
        "evidence_in_text": note and {"code": _STANCES[note["kind"]], **note},
        "nested_in": order.get(item.get("nested_in", "")),
    }


def _span(held: dict[str, Any] | None) -> tuple[int, int] | None:
    return (held["start"], held["end"]) if held else None


Check = Callable[[Article, dict[str, Any], Proposal, dict[int, int]], bool]


def _same(name: str) -> Check:
    return lambda article, gold, p, order: getattr(p, name) == gold[name]


def _same_words(name: str) -> Check:
    """Equal but for case: whether a title keeps the capital of its sentence is no finding."""
    return lambda article, gold, p, order: _folded(getattr(p, name)) == _folded(gold[name])


def _folded(words: str | None) -> str | None:
    return words and words.casefold()


def _evidence(article: Article, gold: dict[str, Any], p: Proposal, order: dict[int, int]) -> bool:
    wanted, given = gold["evidence_in_text"], p.evidence_in_text
    if not wanted or not given:
        return not wanted and not given
    return (
        wanted["code"] == given.code and overlap([given.span], [_span(wanted) or (0, 0)]) >= OVERLAP
    )


def _content(article: Article, gold: dict[str, Any], p: Proposal, order: dict[int, int]) -> bool:
    return overlap(p.content, [(item["start"], item["end"]) for item in gold["content"]]) >= OVERLAP


def _via(article: Article, gold: dict[str, Any], p: Proposal, order: dict[int, int]) -> bool:
    wanted = [
        hop if isinstance(hop, str) else hop.get("name") or hop.get("text") for hop in gold["via"]
    ]
    return bool(wanted == [hop.name for hop in p.via])


def _nested(article: Article, gold: dict[str, Any], p: Proposal, order: dict[int, int]) -> bool:
    wanted = gold["nested_in"]
    if wanted is None or p.nested_in is None:
        return wanted is None and p.nested_in is None
    return bool(order.get(p.nested_in) == wanted)


def _day(article: Article, gold: dict[str, Any], p: Proposal, order: dict[int, int]) -> bool:
    return bool((p.said_on.edtf if p.said_on else None) == gold["said_on"])


def _speaker(article: Article, gold: dict[str, Any], p: Proposal, order: dict[int, int]) -> bool:
    return same_head(article.text, p.speaker, _span(gold["speaker"]))


CHECKS: Final[dict[str, Check]] = {
    "speaker": _speaker,
    "content": _content,
    **{name: _same_words(name) for name in ("speaker_name", "role", "on_behalf_of")},
    **{
        name: _same(name)
        for name in (
            "naming",
            "cue_lemma",
            "manner",
            "stance",
            "polarity",
            "reported_as",
        )
    },
    "via": _via,
    "said_on": _day,
    "evidence_in_text": _evidence,
    "nested_in": _nested,
}


@dataclass(slots=True)
class Reading:
    """Annotated texts, scored: whole (speaker, cue, content), with stance, and field by field."""

    whole: Score = field(default_factory=Score)
    cue: Score = field(default_factory=Score)
    fields: dict[str, Score] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    bands: dict[str, dict[int, Score]] = field(default_factory=dict)


def read(texts: Sequence[Article]) -> Reading:
    """Score the proposals for each text against its annotations."""
    score = Reading()
    for article in texts:
        _read_one(article, propose(article.text, article.language, article.published_on), score)
    return score


def _read_one(article: Article, given: list[Proposal], score: Reading) -> None:
    by_cue = {tuple(p.cue): p for p in given}
    golds = [(gold, by_cue.get(_span(gold["cue"]) or (0, 0))) for gold in article.attributions]
    order = {given.index(p): at for at, (_, p) in enumerate(golds) if p}
    for gold, found in golds:
        score.cue.right += found is not None
        verdict = {
            name: bool(found and check(article, gold, found, order))
            for name, check in CHECKS.items()
            if name in gold
        }
        if found:
            _band(found, verdict, score)
            for name, is_right in verdict.items():
                part = score.fields.setdefault(name, Score())
                part.right += is_right
                part.expected += 1
                part.given += 1
        score.whole.right += verdict["speaker"] and verdict["content"]
        wrong = [name for name, is_right in verdict.items() if not is_right]
        if wrong:
            score.misses.append(_article_miss(article, gold, found, wrong))
    right = {tuple(_span(gold["cue"]) or ()) for gold in article.attributions}
    for p in given:
        if tuple(p.cue) not in right:
            words = " | ".join(article.text[slice(*span)] for span in p.content)
            speaker = p.speaker and article.text[slice(*p.speaker)]
            score.misses.append(
                f"{article.name} INVENTED {speaker} ~ {article.text[slice(*p.cue)]} ~ {words}"
            )
    for part in (score.cue, score.whole):
        part.expected += len(golds)
        part.given += len(given)


BANDS: Final = (900, 800, 600, 0)


def _band(found: Proposal, verdict: dict[str, bool], score: Reading) -> None:
    """Count each field as right or not in the band of its confidence."""
    for name, is_right in verdict.items():
        sure = found.confidence.get(name)
        if sure is not None:
            band = next(least for least in BANDS if sure >= least)
            part = score.bands.setdefault(name, {}).setdefault(band, Score())
            part.right += is_right
            part.expected += 1


def _article_miss(
    article: Article, gold: dict[str, Any], found: Proposal | None, wrong: list[str]
) -> str:
    place = _span(gold["cue"]) or (0, 0)
    cue = article.text[slice(*place)]
    if found is None:
        around = article.text[max(0, place[0] - 120) : place[1] + 120].replace("\n", " ¶ ")
        return f"{article.name} MISSED {cue}: …{around}…"
    pairs = []
    for name in wrong:
        got: Any = getattr(found, name)
        if name in ("speaker", "content"):
            spans = [got] if name == "speaker" and got else got or []
            got = [article.text[slice(*span)] for span in spans]
        elif name == "via":
            got = [hop.name for hop in got]
        elif name == "evidence_in_text" and got:
            got = (got.code, article.text[slice(*got.span)])
        pairs.append(f"\n    {name}: gold {gold[name]!r} got {got!r}")
    return f"{article.name} {cue}:{''.join(pairs)}"

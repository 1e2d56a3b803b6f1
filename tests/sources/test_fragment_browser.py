"""Text fragments in a real browser: each opens the page on the very words, and nowhere else."""

import html
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from sources.anchor import text_fragment
from sources.normalise import normalise

SEEDS = Path(__file__).parents[2] / "seeds"
ARTICLES = Path(__file__).parents[1] / "articles"
ORIGIN = "http://texts.example"
# Each word on a line of its own, far from the next: where the page is scrolled to says which.
STYLE = "p { width: 1px; line-height: 300px; margin: 0 } main { padding-block: 2000px }"
SPOT = """([from, to]) => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  let left = from, node
  while ((node = walker.nextNode()) && left >= node.length) left -= node.length
  const range = document.createRange()
  range.setStart(node, left)
  range.setEnd(node, left + 1)
  const box = range.getBoundingClientRect()
  return [window.scrollY, (box.top + box.bottom) / 2, innerHeight]
}"""
Span = tuple[int, int]


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[tuple[Page, dict[str, str]]]:
    """A page and the texts that its site serves, by path."""
    texts: dict[str, str] = {}

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("#")[0]
        route.fulfill(content_type="text/html; charset=utf-8", body=as_page(texts[path]))

    context = browser.new_context(viewport={"width": 600, "height": 500})
    context.route(f"{ORIGIN}/**", serve)
    yield context.new_page(), texts
    context.close()


def as_page(text: str) -> str:
    """The text as its publisher might set it: a block a line, the rest of each line as it is."""
    blocks = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n"))
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{blocks}</main>"


def lands(page: Page, texts: dict[str, str], text: str, span: Span, fragment: str) -> bool:
    """Whether the browser, led by ``fragment``, stands at the first letter of the span."""
    path = f"/{len(texts)}"
    texts[path] = text
    page.goto(f"{ORIGIN}{path}#{fragment}")
    in_utf16 = text[: span[0]].replace("\n", "").encode("utf-16-le")
    scrolled, middle, height = page.evaluate(SPOT, [len(in_utf16) // 2, 0])
    return bool(scrolled > 0 and 0 <= middle <= height)


def seeds() -> list[str]:
    files = [*sorted(SEEDS.glob("*/article.txt")), *sorted(ARTICLES.glob("*/*.txt"))]
    return [normalise(file.read_text(encoding="utf-8")) for file in files]


def test_links_into_stored_texts_land_on_their_words(
    pages: tuple[Page, dict[str, str]],
) -> None:
    """Of each article four stretches: a sentence, a few words, a word, and half of one."""
    page, served = pages
    chance = random.Random(8)  # noqa: S311 - the same choice each time
    missed, tried = [], 0
    for text in seeds():
        starts = [at for at in range(1, len(text) - 60) if text[at - 1] in " ’'«“\n"]
        for length in (60, 25, 6, 3):
            start = chance.choice(starts)
            span = start, start + length
            fragment = text_fragment(text, *span)
            if fragment and text[start].strip():
                tried += 1
                if not lands(page, served, text, span, fragment):
                    missed.append((text[slice(*span)], fragment))

    assert missed == []
    assert tried > 90


PIECES = {
    "fr": ["l’Ukraine", "qu’il", "a dit,", "non", "« oui »", "M. Roux", "porte-parole", "à Paris"],
    "en": ["he said", "that “no”", "U.S.", "3,5 & more", "state-run", "it", "It's", "Été"],
    "ar": ["قال", "الوزير،", "إنّ", "الجسر", "آمنٌ", "تماماً؟", "لا", "نعم"],
    "hi": ["मंत्री", "ने कहा", "कि", "पुल", "सुरक्षित", "है।", "नहीं", "हाँ"],
    "zh": ["部长说，", "大桥", "是安全的。", "他", "否认", "了。", "记者问：", "“是吗？”"],
    "odd": [
        "👩\u200d🚒",
        "e\u0301te\u0301",
        "ﬁn",
        "İstanbul",
        "straße",
        "#:~:text=",
        "100%",
        "a,b-c&d",
    ],
}


@pytest.mark.parametrize("language", PIECES)
def test_links_into_texts_full_of_repetitions_land_or_are_not_made(
    pages: tuple[Page, dict[str, str]], language: str
) -> None:
    """Few words in many orders, so that nearly every stretch stands in several places."""
    page, served = pages
    chance = random.Random(language)  # noqa: S311 - the same choice each time
    missed, tried = [], 0
    for _round in range(12):
        lines = [chance.choices(PIECES[language], k=chance.randint(2, 14)) for _line in range(12)]
        text = normalise("\n".join(" ".join(line) for line in [*lines, *lines[:3]]))
        starts = [at for at in range(1, len(text) - 40) if text[at - 1] in " ’'\n"]
        for length in (30, 12, 5):
            start = chance.choice(starts)
            span = start, len(text[: start + length].rstrip())
            fragment = text_fragment(text, *span)
            if fragment:
                tried += 1
                if not lands(page, served, text, span, fragment):
                    missed.append((text[slice(*span)], fragment))

    assert missed == []
    assert tried > 10

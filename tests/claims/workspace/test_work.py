"""Recording the founding article: by keys alone, by touch alone, by names alone, by hand."""

import gzip
import re

import pytest
from playwright.sync_api import Browser, Page

from claims.models import Attribution
from sources.models import Document
from tests.claims.workspace.desks import (
    ARABIC,
    FOUNDING,
    Keys,
    captured,
    capturing,
    desk,
    founding,
    of_page,
    recorded,
)
from tests.sites import Site

KEY, DECISION, READING = 0.28, 1.35, 4.0
"""Seconds of the keystroke-level model: a key, a decision, reading a sentence."""

EMOJI = "Le ministre Jean Dupont a déclaré que 👩🏽‍🔬 le pont 🇫🇷 est sûr. Il pleut 👷🏽."
AGENCY = "Agence France-Presse"
ACCENTS = "Ju\u0302lia\u0300 Q\u0323u\u0308x a déclaré que le cafe\u0301 ñ\u0303 est ouvert."


def exact(of: Document) -> list[str]:
    return [row.exact() for row in of.attributions.order_by("pk")]


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_founding_article_from_paste_to_drafts_by_keyboard_alone(
    live: Site, browser: Browser, locale: str
) -> None:
    """The paste is one key; the date is asked for once; then one key a suggestion."""
    outlet = locale[-2:]
    with capturing(live, browser, outlet, locale=locale) as page:
        keys = Keys(page)
        keys.paste(FOUNDING)
        keys.press("Tab")
        keys.write(outlet)
        keys.press("Enter")
        page.wait_for_selector("#id_published_on:focus")
        keys.write("2024-03-25")
        keys.press("Enter")
        article = of_page(page)
        captured_with = keys.count
        keys.press(*"a" * 18)
        recorded(page, 18)

        assert article.attributions.count() == 18
        assert article.suggestions.pending().count() == 0
        assert (captured_with, keys.count) == (16, 34)
        sentences = article.sentences.standing().count()
        assert keys.count * (KEY + DECISION) + sentences * READING < 5 * 60


def test_founding_article_by_touch_alone(live: Site, browser: Browser) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    with capturing(live, browser, "Touch", **phone) as page:
        for field, words in (
            ("text", FOUNDING), ("outlet", "Touch"), ("published_on", "2024-03-25"),
        ):  # fmt: skip
            page.locator(f"#id_{field}").tap()
            page.keyboard.insert_text(words)
        page.locator(".submit-row [type=submit]").tap()
        article = of_page(page)
        for _ in range(18):
            page.locator(".ws-main").tap()
        recorded(page, 18)

        assert article.attributions.count() == 18
        boxes = [page.locator(name).bounding_box() for name in (".ws-main", ".ws-narrow")]
        assert [box is not None and box["height"] >= 44 for box in boxes] == [True, True]


def test_founding_article_by_screen_reader_names_alone(live: Site, browser: Browser) -> None:
    with capturing(live, browser, "Names") as page:
        page.get_by_role("textbox", name="Text", exact=True).fill(FOUNDING)
        page.get_by_role("combobox", name="Outlet").fill("Names")
        page.get_by_role("textbox", name="Published on").fill("2024-03-25")
        page.get_by_role("button", name="Capture").click()
        article = of_page(page)
        page.get_by_role("button", name="Sentence 8, one suggestion waits.").click()
        heading = page.get_by_role("heading", name="Suggestion")
        assert heading.is_visible()
        assert page.get_by_role("combobox", name="Who").input_value() == "Vladimir Poutine"
        page.get_by_role("radio", name="Evidence shown").check()
        page.get_by_role("textbox", name="Words about evidence").fill("aucune preuve")
        page.get_by_role("button", name="Accept", exact=True).click()
        recorded(page, 1)
        for number in range(2, 19):
            page.get_by_role("button", name="Accept", exact=True).click()
            recorded(page, number)

        assert page.locator("#ws-status[role=status]").inner_text() == "Saved as a draft."
        changed = article.attributions.get(evidence_in_text="shown")
        assert changed.exact("evidence") == "aucune preuve"
        assert changed.suggestion.state == "edited"


def test_a_record_by_hand_takes_ten_keys(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        keys = Keys(page)
        keys.press("a")
        recorded(page, 1)
        page.get_by_role("button", name="Sentence 14").focus()
        page.get_by_role("button", name="Sentence 14").click()
        page.get_by_role("button", name="New record").click()
        keys.count = 0
        keys.write("Macr")
        page.wait_for_selector("[role=option]")
        keys.press("Enter", "Control+Enter")
        recorded(page, 2)

        assert keys.count == 6
        assert str(Attribution.objects.order_by("-pk")[0].speaker) == "Emmanuel Macron"


def test_the_same_speaker_takes_two_keys(live: Site, browser: Browser) -> None:
    article = founding(suggested=False)
    with desk(live, browser, article) as page:
        keys = Keys(page)
        keys.press("c")
        keys.write("AFP")
        page.wait_for_selector("[role=option]")
        keys.press("Enter", "Control+Enter")
        recorded(page, 1)
        keys.press("s", "Control+Enter")
        recorded(page, 2)

        assert [str(row.speaker) for row in article.attributions.order_by("pk")] == [AGENCY] * 2
        assert [row.sentence.number for row in article.attributions.order_by("pk")] == [1, 2]


def test_the_whole_record_is_one_request(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        posts: list[str] = []
        page.on(
            "request", lambda asked: posts.append(asked.method) if asked.method == "POST" else 0
        )
        page.keyboard.press("2")
        page.keyboard.press("Control+Enter")
        recorded(page, 1)

        assert posts == ["POST"]


@pytest.mark.parametrize(("text", "language"), [(EMOJI, "fr"), (ACCENTS, "fr"), (ARABIC, "ar")])
def test_words_chosen_in_the_browser_are_the_server_s_slice(
    live: Site, browser: Browser, text: str, language: str
) -> None:
    """Each word of the text in turn, by its field; then spans trimmed by keys."""
    article = captured(text, language=language, suggested=False)
    with desk(live, browser, article) as page:
        shown = [trimmed(page, presses) for presses in range(4)]
        saved = exact(article)

        assert saved == shown
        assert [article.text.find(words) >= 0 for words in saved] == [True] * 4


def trimmed(page: Page, presses: int) -> str:
    """Record the first sentence without its last words; what the page says was marked."""
    page.locator(".ws-sentence").first.click()
    page.get_by_role("button", name="New record").click()
    page.get_by_role("combobox", name="Who").fill("Somebody")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    right_to_left = page.locator(".ws-sentence").first.evaluate(
        "p => getComputedStyle(p).direction"
    )
    back = "ArrowRight" if right_to_left == "rtl" else "ArrowLeft"
    for _ in range(presses):
        page.keyboard.press(f"Shift+{back}")
    page.keyboard.press(f"Alt+{'ArrowLeft' if right_to_left == 'rtl' else 'ArrowRight'}")
    marked = page.locator("#f-content").input_value()
    before = int(page.locator("#ws-saved").inner_text())
    page.keyboard.press("Control+Enter")
    recorded(page, before + 1)
    return marked


def test_sizes(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        bodies: dict[str, bytes] = {}
        page.on("response", lambda got: bodies.update({got.url: got.body()}))
        page.reload()
        page.wait_for_selector(".ws.live")
        page.wait_for_load_state("networkidle")

    packed = {url: len(gzip.compress(body)) for url, body in bodies.items()}
    ours = {url: size for url, size in packed.items() if re.search(r"claims/workspace/.*js$", url)}
    assert len(ours) == 11
    assert sum(ours.values()) <= 20_000
    assert sum(packed.values()) <= 120_000

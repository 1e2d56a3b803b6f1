"""Every state of the workspace: open to everybody (axe), and doing what its keys say."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sources.models import Document
from tests.claims.workspace.desks import (
    ARABIC,
    Keys,
    address,
    captured,
    desk,
    founding,
    log_in,
    recorded,
    violations,
)
from tests.sites import Site

LOOKS = [
    {"locale": "en-GB", "color_scheme": "light"},
    {"locale": "fr-FR", "color_scheme": "dark", "viewport": {"width": 1024, "height": 800}},
    {"locale": "fr-FR", "color_scheme": "light", "viewport": {"width": 390, "height": 800}},
    {"locale": "en-GB", "color_scheme": "dark", "viewport": {"width": 390, "height": 800}},
]


def states(page: Page) -> Iterator[str]:
    """Bring the page from one state to the next, and name it."""
    yield "suggestion"
    page.keyboard.press("c")
    page.keyboard.type("Mac")
    yield "editing"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    recorded(page, 1)
    yield "saved"
    page.evaluate("() => document.querySelector('.ws-chip').click()")
    page.evaluate("""() => {
      const notes = document.getElementById('f-notes');
      document.querySelector('.ws-record [name=version]').value = '0';
      notes.value = 'mine';
      notes.dispatchEvent(new Event('input', {bubbles: true}));
    }""")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".ws-conflict")
    yield "conflict"
    page.evaluate("() => { document.querySelector('.ws-folded').open = true; }")
    yield "folded"
    page.locator("[data-act=accept_shown]").click()
    yield "together"
    page.keyboard.press("Escape")
    page.locator(".ws-sentence[tabindex='0']").focus()
    page.keyboard.press("?")
    yield "keys"


@pytest.mark.parametrize("look", LOOKS)
def test_states_are_open_to_everybody(live: Site, browser: Browser, look: dict[str, Any]) -> None:
    article = founding()
    with desk(live, browser, article, **look) as page:
        found = {name: violations(page) for name in states(page)}
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")

    assert {name: said for name, said in found.items() if said} == {}
    names = ["suggestion", "editing", "saved", "conflict", "folded", "together", "keys"]
    assert list(found) == names
    assert wide <= 0


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_text_without_suggestions(
    live: Site, browser: Browser, look: dict[str, Any], language: str
) -> None:
    """From right to left, and one that reports nothing."""
    text = ARABIC if language == "ar" else "It rained. The bridge stayed shut."
    article = captured(text, language=language)
    with desk(live, browser, article, **look) as page:
        assert violations(page) == []
        direction = page.locator(".ws-sentence").first.evaluate(
            "sentence => getComputedStyle(sentence).direction"
        )

    assert direction == ("rtl" if language == "ar" else "ltr")


def current(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.id"))


def test_keys_move_and_mark(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        keys, content = Keys(page), page.locator("#f-content")
        keys.press("j", "j", "k")
        assert current(page) == "t2"
        keys.press("n", "n")
        assert current(page) == "t4"
        keys.press("p")
        assert current(page) == "t3"
        words = content.input_value()
        keys.press("Shift+ArrowLeft", "Alt+ArrowRight")
        assert content.input_value() == " ".join(words.split(" ")[1:-1])
        keys.press("Shift+ArrowRight", "Alt+ArrowLeft")
        assert content.input_value() == words
        keys.press("J")
        assert content.input_value().endswith("crédibles et fiables.")
        keys.press("4", "w")
        assert page.locator("[name=evidence_in_text]:checked").input_value() == "shown"
        assert page.locator("[name=manner]:checked").input_value() == "mixed"
        keys.press("Enter")
        assert current(page) == "f-speaker"
        keys.press("Escape", "/")
        assert current(page) == "ws-find"
        keys.write("poutine")
        keys.press("Enter")
        assert page.locator("#ws-status").inner_text() == "1 of 2 found"


def test_keys_do_nothing_in_fields_nor_outside_the_text(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        page.locator("#f-claim_text").focus()
        page.keyboard.type("ajxu")
        page.locator("[data-act=help]").focus()
        page.keyboard.press("a")
        page.keyboard.press("x")

        assert page.locator("#f-claim_text").input_value().startswith("ajxu")
        assert page.locator("#ws-saved").inner_text() == "0"


def test_keys_of_the_profile(live: Site, browser: Browser) -> None:
    """Set there, they hold here; switched off, none does, and every button still works."""
    article = founding()
    with desk(live, browser, article, "Noé") as page:
        page.goto(f"{live.url}/admin/profile/")
        page.fill("[name=key_accept]", "z")
        page.click(".submit-row .default")
        page.goto(address(live, article))
        page.wait_for_selector(".ws.live")
        page.keyboard.press("a")
        page.keyboard.press("z")
        recorded(page, 1)
        page.goto(f"{live.url}/admin/profile/")
        page.uncheck("[name=keys_on]")
        page.click(".submit-row .default")
        page.goto(address(live, article))
        page.wait_for_selector(".ws.live")
        page.keyboard.press("z")
        page.get_by_role("button", name="Accept", exact=True).click()
        recorded(page, 2)

        assert article.attributions.count() == 2


def test_accepting_all_that_is_on_the_screen_and_sure(live: Site, browser: Browser) -> None:
    """Counted and listed first; what is left is named; one step of undo takes it back."""
    article = founding()
    with desk(live, browser, article, viewport={"width": 1440, "height": 4000}) as page:
        page.get_by_role("button", name="Accept all shown").click()
        asked = page.get_by_role("dialog", name="Accept 7 suggestions?")
        listed = asked.get_by_role("listitem").evaluate_all("all => all.map(li => li.value)")
        assert listed == [7, 9, 10, 11, 12, 13, 14]
        assert asked.locator(".ws-left").inner_text() == (
            "Left for you to look at, by sentence: 1, 2, 3, 4, 5, 6, 8, 9, 12"
        )
        page.keyboard.press("Escape")
        assert not article.attributions.exists()
        page.get_by_role("button", name="Accept all shown").click()
        page.keyboard.press("Enter")
        recorded(page, 7)
        assert page.locator("#ws-status").inner_text() == "7 suggestions accepted."
        page.keyboard.press("u")
        recorded(page, 0)

        assert not article.attributions.exists()


def test_nothing_off_the_screen_is_accepted(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article, viewport={"width": 1440, "height": 600}) as page:
        page.locator("#s7").scroll_into_view_if_needed()
        in_sight = page.locator(".ws-sentence").evaluate_all(
            "all => all.filter(p => p.getBoundingClientRect().bottom > 0"
            " && p.getBoundingClientRect().top < innerHeight).map(p => Number(p.id.slice(1)))"
        )
        page.get_by_role("button", name="Accept all shown").evaluate("b => b.click()")
        page.keyboard.press("Enter")
        page.wait_for_selector("#ws-status:has-text('accepted.')")

        done = {row.sentence.number for row in article.attributions.all()}
        assert done == {7, 9, 10, 11, 12, 13, 14} & set(in_sight)


def test_filter_by_speaker(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        page.get_by_role("combobox", name="Only what one speaker says").select_option(
            "Vladimir Poutine"
        )

        assert page.locator(".ws-line:visible").evaluate_all("all => all.map(li => li.id)") == [
            "s8"
        ]


def test_without_a_script(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article, java_script_enabled=False) as page:
        page.locator("#s8").get_by_role("button", name="Accept", exact=True).click()
        page.locator("#s12").get_by_role("button", name="Dismiss").first.click()
        page.get_by_role("link", name="Record in sentence 14").click()
        page.get_by_role("textbox", name="Who").fill("Dmitri Peskov")
        page.locator("#k-speaker").select_option("person")
        page.get_by_role("textbox", name="What was said").fill(
            "une telle coopération n'existe plus"
        )
        page.locator(".ws-foot").get_by_role("button", name="Save").click()
        page.locator("#s14 .ws-chip").wait_for()
        page.get_by_role("button", name="Undo").click()

        assert page.locator(".ws-message").inner_text() == "Undone."
        assert [row.exact() for row in article.attributions.all()] == [
            "la responsabilité de l’Ukraine"
        ]


def test_nothing_of_it_for_readers(live: Site, browser: Browser) -> None:
    article: Document = founding()
    profile = browser.new_context()
    log_in(profile, live, "Rhéa", "reader")
    page = profile.new_page()
    answer = page.goto(address(live, article))
    profile.close()

    assert answer is not None
    assert answer.status == 404

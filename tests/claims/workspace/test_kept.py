"""Nothing is lost: closed tabs, ended sessions, a server that is away, two people on one record."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page

from claims.models import Actor, Attribution, Claim, Hop, Suggestion
from sources.models import Document
from tests.claims.workspace.desks import address, desk, founding, recorded
from tests.sites import Site

TYPED = "Un attentat 👩🏽‍🔬, raconté en détail"


def type_note(page: Page, words: str = TYPED) -> None:
    """Open the suggestion that waits, and write a claim of one's own."""
    page.locator("#f-claim_text").fill(words)
    page.wait_for_selector(".ws-unsaved:visible")


def test_a_tab_closed_while_typing(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        type_note(page)
        page.wait_for_timeout(400)
        page.close(run_before_unload=False)
        again = page.context.new_page()
        again.goto(address(live, article))
        again.wait_for_selector(".ws.live")

        assert again.locator("#f-claim_text").input_value() == TYPED
        assert again.locator("#ws-status").inner_text() == "Unsaved text was kept for sentence 1."
        again.keyboard.press("a")
        recorded(again, 1)
        assert Claim.objects.get(attributions__document=article).texts == {"fr": TYPED}
        again.reload()
        assert again.locator(".ws-unsaved").is_hidden()


def test_a_session_that_ended(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        type_note(page)
        Session.objects.all().delete()
        page.locator(".ws-sentence").first.focus()
        page.keyboard.press("a")
        page.wait_for_selector("#ws-alert:visible")

        assert page.locator("#ws-alert").inner_text().startswith("You are logged out.")
        assert page.locator("#f-claim_text").input_value() == TYPED
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Log in").click()
        log_in_by_form(opened.value)
        page.get_by_role("button", name="Try again").click()
        recorded(page, 1)
        assert Claim.objects.get(attributions__document=article).texts == {"fr": TYPED}


def log_in_by_form(page: Page) -> None:
    user = User.objects.get(username="Léa")
    user.set_password("correct horse battery")
    user.save()
    page.fill("#id_username", "Léa")
    page.fill("#id_password", "correct horse battery")
    page.click("[type=submit]")
    page.wait_for_selector(".ws.live")


def test_a_server_that_is_away(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        type_note(page)
        page.context.set_offline(True)
        page.locator(".ws-sentence").first.focus()
        page.keyboard.press("a")
        page.wait_for_selector("#ws-alert:visible")

        assert page.locator("#ws-alert").inner_text().startswith("The server does not answer.")
        assert page.locator("#f-claim_text").input_value() == TYPED
        page.context.set_offline(False)
        page.get_by_role("button", name="Try again").click()
        recorded(page, 1)
        assert Claim.objects.get(attributions__document=article).texts == {"fr": TYPED}


def test_accepted_while_the_server_was_away(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as page:
        page.context.set_offline(True)
        for _ in range(3):
            page.keyboard.press("a")
        page.wait_for_selector("#ws-alert:visible")
        page.context.set_offline(False)
        page.get_by_role("button", name="Try again").click()
        recorded(page, 3)

        assert article.attributions.count() == 3


def test_two_people_on_one_record(live: Site, browser: Browser) -> None:
    article = founding()
    with desk(live, browser, article) as lea:
        lea.keyboard.press("a")
        recorded(lea, 1)
        with desk(live, browser, article, "Marc") as marc:
            marc.wait_for_selector("#ws-presence:text-is('Léa is also here')")
            for page, note in ((lea, "of Léa"), (marc, "of Marc")):
                page.locator(".ws-chip").first.click()
                page.locator(".ws-more summary").click()
                page.get_by_role("textbox", name="Private notes").fill(note)
            lea.keyboard.press("Control+Enter")
            lea.wait_for_selector("#ws-status:text('Saved as a draft.')")
            marc.keyboard.press("Control+Enter")
            marc.wait_for_selector(".ws-conflict")

            assert marc.locator(".ws-conflict legend").all_inner_texts() == ["private notes"]
            assert Attribution.objects.get(document=article).notes == "of Léa"
            marc.get_by_role("radio", name="theirs of Léa").check()
            theirs = marc.get_by_role("textbox", name="Private notes").input_value()
            marc.get_by_role("button", name="Keep all of mine").click()
            mine = marc.get_by_role("textbox", name="Private notes").input_value()
            assert (theirs, mine) == ("of Léa", "of Marc")
            marc.get_by_role("button", name="Save").click()
            marc.wait_for_selector("#ws-status:text('Saved as a draft.')")

        assert Attribution.objects.get(document=article).notes == "of Marc"


def test_undoing_twenty_steps(live: Site, browser: Browser) -> None:
    """Accepting, dismissing, editing, deleting, joining and folding, each taken back in turn."""
    article = founding()
    with desk(live, browser, article) as page:
        states = [everything(article)]
        for step in steps():
            step(page)
            states.append(everything(article))
        back = []
        for _ in range(len(states) - 1):
            before = everything(article)
            page.locator(".ws-sentence[tabindex='0']").focus()
            page.keyboard.press("u")
            wait_until_changed(page, article, before)
            back.append(everything(article))

    assert len(states) == 21
    assert back == states[-2::-1]


def steps() -> list[Any]:
    """Twenty steps; each returns when the page shows that it was done."""

    def accept(page: Page) -> None:
        number = int(page.locator("#ws-saved").inner_text())
        page.keyboard.press("a")
        recorded(page, number + 1)

    def said(page: Page, words: str) -> None:
        page.wait_for_selector(f"#ws-status:text('{words}')")

    def dismiss(page: Page) -> None:
        page.keyboard.press("n")
        page.keyboard.press("x")
        said(page, "Dismissed.")

    def edit(page: Page) -> None:
        page.locator(".ws-chip").first.click()
        page.keyboard.press("4")
        page.keyboard.press("Control+Enter")
        said(page, "Saved as a draft.")

    def delete(page: Page) -> None:
        page.locator(".ws-chip").first.click()
        page.get_by_role("button", name="Delete").click()
        said(page, "Deleted. It can be undone.")

    def join(page: Page) -> None:
        page.locator("#s12 .ws-sentence").click()
        page.keyboard.press("m")
        said(page, "Joined.")

    def fold(page: Page) -> None:
        page.locator("#s10 .ws-sentence").click()
        page.keyboard.press("b")
        said(page, "Marked as not article text.")

    return [
        *[accept] * 7,
        edit,
        *[accept] * 3,
        delete,
        dismiss,
        *[accept] * 3,
        join,
        fold,
        edit,
        delete,
    ]


TABLES = (Attribution, Claim, Actor, Hop, Suggestion)


def everything(article: Document) -> dict[str, Any]:
    """What the desk holds of the document, without counts of changes and numbers of sentences."""
    dump: dict[str, Any] = {}
    for table in TABLES:
        rows = table.objects.order_by("pk").values()
        dump[table.__name__] = [
            {k: v for k, v in row.items() if k not in ("version", "sentence_id")} for row in rows
        ]
    spans = article.sentences.standing().in_order().values_list("start", "end", "kind")
    return dump | {"sentences": list(spans)}


def wait_until_changed(page: Page, article: Document, before: dict[str, Any]) -> None:
    for _ in range(100):
        if everything(article) != before:
            return
        page.wait_for_timeout(50)

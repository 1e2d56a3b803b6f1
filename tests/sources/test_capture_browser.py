"""Capture as an editor does it: by paste, by file, by address; by keyboard; without a script."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Browser, Page

from sources.models import Document
from tests import sites
from tests.axe import overflows, violations
from tests.clones import Cluster
from tests.files import pdf
from tests.sites import Site
from tests.sources.test_capture import ARTICLE, PAGE
from tests.web import pages, response, serving

PASSWORD = "correct horse battery"  # noqa: S105 - of users of a database that is dropped


@pytest.fixture(scope="module")
def desk(cluster: Cluster, seeded_module: str) -> Iterator[Site]:
    """The real server, for which paper.example is a server of this machine's."""
    with serving(pages({"/ferry": response(PAGE)})) as paper:
        user = User.objects.create_user("contributor", password=PASSWORD)
        user.groups.set([Group.objects.get(name="contributor")])
        application = "tests.web_site:application"
        with sites.serve(cluster, application, DIXIT_TEST_PAPER=str(paper.port)) as site:
            yield site


@pytest.fixture
def lea(desk: Site, browser: Browser) -> Iterator[Page]:
    yield from opened(desk, browser)


def opened(desk: Site, browser: Browser, **profile: object) -> Iterator[Page]:
    """A contributor's browser on the capture page."""
    context = browser.new_context(locale="en-GB", **profile)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{desk.url}/admin/login/?next=/admin/sources/document/add/")
    page.fill("#id_username", "contributor")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/document/add/")  # loaded, its script with it: what is dropped is heard
    yield page
    context.close()


def document(page: Page) -> Document:
    """The one that was just captured, whose workspace the page shows."""
    page.wait_for_url("**/workspace/")
    return Document.objects.get(pk=page.url.split("/")[-3])


def test_a_paste_takes_three_actions_by_keyboard_alone(lea: Page) -> None:
    lea.focus("#id_text")
    lea.keyboard.insert_text(f"{ARTICLE}By keyboard.")
    lea.keyboard.press("Tab")
    lea.keyboard.insert_text("Island Gazette")
    lea.keyboard.press("Enter")
    lea.wait_for_selector("#id_new_outlet")
    assert lea.input_value("#id_language") == "en"
    lea.focus("#id_new_outlet")
    lea.keyboard.press("Space")
    lea.focus("#id_published_on")
    lea.keyboard.insert_text("25 March 2024")
    lea.keyboard.press("Enter")
    found = document(lea)
    assert (found.source.name, found.published_on) == ("Island Gazette", "2024-03-25")


def test_an_address_pasted_as_text_is_fetched_and_shown(lea: Page) -> None:
    lea.focus("#id_text")
    lea.evaluate(
        """() => { const carried = new DataTransfer();
        carried.setData("text/plain", "http://paper.example/ferry");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste",
          { clipboardData: carried, bubbles: true, cancelable: true })); }"""
    )
    assert lea.input_value("#id_url") == "http://paper.example/ferry"
    lea.keyboard.press("Enter")
    lea.wait_for_selector("[name=original][value]:not([value=''])", state="attached")
    assert lea.input_value("#id_title") == "The ferry is safe"
    lea.click(".submit-row [type=submit]")
    found = document(lea)
    assert (found.url, found.byline) == ("http://paper.example/ferry", "Ida Holm")
    assert found.original.fetched_from == "http://paper.example/ferry"


def test_a_dropped_file_is_read_at_once(lea: Page) -> None:
    data = list(pdf([f"{ARTICLE}Dropped."]))
    lea.evaluate(
        f"""() => {{ const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array({json.dumps(data)})], "a.pdf"));
        document.body.dispatchEvent(new DragEvent("drop",
          {{ dataTransfer: carried, bubbles: true, cancelable: true }})); }}"""
    )
    lea.wait_for_selector("[name=original][value]:not([value=''])", state="attached")
    assert lea.input_value("#id_text").endswith("Dropped.")
    assert not Document.objects.filter(text__endswith="Dropped.").exists()


def test_a_refusal_keeps_everything_typed(lea: Page) -> None:
    lea.fill("#id_url", "http://127.0.0.1/")
    lea.fill("#id_title", "Typed")
    lea.click(".submit-row [type=submit]")
    assert "could not be fetched" in lea.inner_text(".errorlist")
    typed = [lea.input_value("#id_url"), lea.input_value("#id_title")]
    assert typed == ["http://127.0.0.1/", "Typed"]


def test_without_a_script_a_file_is_captured(desk: Site, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text(f"{ARTICLE}Without a script.")
    for page in opened(desk, browser, java_script_enabled=False):
        page.set_input_files("#id_file", file)
        page.fill("#id_outlet", "Plain Paper")
        page.fill("#id_published_on", "2024-03")
        page.click(".submit-row [type=submit]")
        assert page.input_value("#id_text").endswith("Without a script.")
        page.click(".submit-row [type=submit]")
        assert document(page).published_on == "2024-03"


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "fr")])
def test_every_state_is_for_everybody(
    desk: Site, browser: Browser, scheme: str, locale: str, width: int
) -> None:
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    for page in opened(desk, browser, **look):
        page.context.set_extra_http_headers({"Accept-Language": locale})
        page.goto(page.url)
        states = [violations(page)]
        page.fill("#id_text", ARTICLE)
        page.fill("#id_outlet", "Nowhere")
        page.click(".submit-row [type=submit]")
        page.wait_for_selector(".errornote")
        states.append(violations(page))
        page.fill("#id_text", "")
        page.set_input_files("#id_file", {"name": "a", "mimeType": "", "buffer": PAGE})
        page.click(".submit-row [type=submit]")
        page.wait_for_selector(".capture-note")
        states.append(violations(page))
        assert states == [[], [], []]
        assert not overflows(page)

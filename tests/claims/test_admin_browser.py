"""The whole of the desk in a browser: from a pasted text to the ledger, by two people."""

import json
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, ConsoleMessage, Page

from claims import ledger
from claims.models import Attribution, Claim
from tests.sites import Site

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OURS = {"include": ["#content-main"], "exclude": ["th.original", ".select2-selection__rendered"]}
"""What the desk's templates make. What is left out is the stock admin's, or its select2's."""

TEXT = """\
The harbour master, Anna Berg 👷🏽, said on Monday that the ferry is safe. She gave no proof of it.

The union’s spokesman denied that the ferry is safe."""

PASSWORD = "correct horse battery"  # noqa: S105 - of users of a database that is dropped


def violations(page: Page) -> list[str]:
    """What axe finds on our part of the page, as `rule: element`."""
    page.evaluate(AXE)
    # Without its own loading of style sheets, which mistakes the place of an @import.
    options = {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False}
    call = f"axe.run({json.dumps(OURS)}, {json.dumps(options)})"
    found = page.evaluate(f"() => {call}.then(r => r.violations)")
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.fixture
def people(live: Site, browser: Browser) -> Iterator[dict[str, Page]]:
    """Two people of the desk, each logged in with a browser profile of their own."""
    pages = {}
    for name, scheme in (("lea", "light"), ("rhea", "dark")):
        if not User.objects.filter(username=name).exists():
            User.objects.create_superuser(name, password=PASSWORD)
        context = browser.new_context(
            locale="en-GB", color_scheme=scheme, viewport={"width": 1280, "height": 900}
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"{live.url}/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")
        pages[name] = page
    yield pages
    for page in pages.values():
        page.context.close()


def choose(page: Page, field: str, term: str, result: str = "") -> None:
    """Type into an autocomplete and take the result."""
    page.click(f"#id_{field} + .select2")
    page.fill(".select2-search__field", term)
    page.click(f".select2-results__option:has-text('{result or term}')")


def test_from_a_pasted_text_to_the_ledger(live: Site, people: dict[str, Page]) -> None:
    lea, rhea = people["lea"], people["rhea"]
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        # Without an address it is axe's own script, which styles what it measures.
        if message.type == "error" and message.location["url"]:
            complaints.append(f"{message.location['url']}: {message.text}")

    for page in (lea, rhea):
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    seen: dict[str, list[str]] = {}

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state()
        seen[name] = violations(page)

    lea.goto(f"{live.url}/admin/sources/source/add/")
    lea.fill("#id_name", "Harbour Post")
    lea.click("[name=_save]")
    lea.goto(f"{live.url}/admin/sources/document/add/")
    look(lea, "capture")
    lea.fill("#id_text", TEXT)
    lea.fill("#id_outlet", "Harbour Post")
    lea.fill("#id_published_on", "25 March 2024")
    lea.click(".submit-row [type=submit]")
    look(lea, "reading")
    reading = lea.url

    lea.goto(f"{live.url}/admin/claims/actor/add/")
    look(lea, "actor")
    lea.select_option("#id_kind", "person")
    lea.fill("#id_names_en", "Anna Berg")
    lea.fill("#id_descriptions_en", "harbour master")
    lea.click("[name=_save]")

    lea.goto(f"{reading}?open=new-1")
    lea.wait_for_selector(".ws.live")
    for name, words in (
        ("content", "ferry is safe"), ("cue", "said"), ("claim_text", "The ferry is safe"),
    ):  # fmt: skip
        lea.fill(f"#f-{name}", words)
    lea.fill("#f-speaker", "berg anna")
    lea.click("[role=option]:has-text('Anna Berg harbour master · person')")
    lea.select_option("#f-stance", "asserts")
    lea.check("[name=manner][value=indirect]")
    look(lea, "attribution")
    lea.click(".ws-main")
    lea.wait_for_selector(".ws-chip")
    look(lea, "reading with an attribution")
    attribution = Attribution.objects.get(claim__texts__en="The ferry is safe")
    assert attribution.exact() == "ferry is safe"
    assert attribution.content_start == TEXT.index("ferry is safe")

    claim = f"{live.url}/admin/claims/claim/{attribution.claim_id}"
    lea.goto(f"{claim}/assess/")
    look(lea, "assess")
    lea.check("[value=unverified]")
    lea.fill("#id_reasons_en", "Nobody has looked at the ferry.")
    lea.click(".submit-row [type=submit]")
    look(lea, "claim")
    lea.click(".object-tools .desk-main")
    look(lea, "submit")
    lea.click(".submit-row [type=submit]")

    rhea.goto(f"{live.url}/admin/claims/submission/")
    look(rhea, "queue")
    rhea.click("#waiting-heading ~ ul a:has-text('The ferry is safe')")
    look(rhea, "review")
    rhea.click("[name=_approve]")
    rhea.click("[name=_publish]")
    look(rhea, "published")
    entry = ledger.current("claim", Claim.objects.get(pk=attribution.claim_id).public_id or "")
    assert entry is not None
    assert entry.record["attributions"][0]["quote"]["exact"] == "ferry is safe"

    for page in (lea, rhea):
        page.goto(f"{claim}/change/")
    rhea.fill("#id_texts_en", "The ferry was safe")
    rhea.fill("#id_reason", "It sank.")
    rhea.click("[name=_continue]")
    assert complaints == []
    lea.fill("#id_texts_en", "The ferry is not safe")
    lea.fill("#id_reason", "It sank yesterday.")
    lea.click("[name=_save]")
    look(lea, "conflict")
    assert lea.input_value("#id_texts_en") == "The ferry is not safe"
    assert lea.locator(".theirs").all_inner_texts() == ["en: The ferry was safe"]
    assert [text[-15:] for text in complaints] == [" 409 (Conflict)"]
    complaints.clear()
    lea.goto(f"{claim}/history/")
    look(lea, "history")

    assert {name: found for name, found in seen.items() if found} == {}
    assert complaints == []

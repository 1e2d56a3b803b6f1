"""The desk's own pages in a browser: no fault that axe finds, nothing wider than a phone."""

from typing import Any, Literal

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page

from claims import workflow
from claims.models import Actor, Claim
from sources.capture import Facts, capture
from sources.models import Source
from tests.claims.test_admin_browser import PASSWORD, violations
from tests.sites import Site

TEXT = (
    "The mayor, Anna Berg, said on Monday that the ferry was safe, according to Reuters. "
    "A police officer denied that anybody was hurt. Ole Dahl warned that it would sink."
)


@pytest.fixture(scope="module")
def addresses(live: Site) -> dict[str, str]:
    """Each of the desk's pages with something on it, made by real verbs; by name."""
    lea = User.objects.create_superuser("desk lea", password=PASSWORD)
    editor = User.objects.get(username="editor")
    source = Source.objects.order_by("pk")[0]
    document = capture(
        text=TEXT, source=source, by=editor,
        facts=Facts(title="The ferry", language="en", published_on="2024-03-26"),
    ).document  # fmt: skip
    workflow.suggest(document=document, by=editor)
    said, denied, _warned = document.suggestions.in_order()
    made = workflow.accept(suggestion=said, by=editor)
    workflow.dismiss(suggestion=denied, by=editor, reason="Not said.")
    workflow.comment(subject=made.claim, text="Is it the same ferry?", by=lea)
    workflow.assign(subject=made.claim, assignee=lea, by=editor)
    with workflow.acting(lea) as act:
        draft = workflow.record(texts={"en": "Something else"}, by=lea)
    workflow.assess(claim=made.claim, status="not_assessed", by=editor)
    sent = workflow.submit(subject=made.claim, by=editor)
    return {
        "landing": "/admin/",
        "section": "/admin/desk/review/",
        "completeness": "/admin/desk/completeness/",
        "cues": f"/admin/desk/completeness/{document.pk}/",
        "precision": "/admin/desk/precision/",
        "submit": f"/admin/claims/submission/submit/claim/{draft.pk}/",
        "review": f"/admin/claims/submission/{sent.pk}/change/",
        "together": "/admin/claims/claim/bulk/?q=ferry",
        "assign": f"/admin/desk/assign/claim/{made.claim_id}/",
        "comment": f"/admin/desk/comment/claim/{made.claim_id}/",
        "undo": f"/admin/desk/undo/{act}/",
        "merge": f"/admin/claims/actor/{Actor.objects.order_by('-pk')[0].pk}/merge/",
        "claim": f"/admin/claims/claim/{Claim.objects.get(pk=made.claim_id).pk}/change/",
    }


def signed_in(browser: Browser, live: Site, **options: Any) -> Page:
    """A page of a person of the desk, in a browser profile of its own."""
    page = browser.new_context(**options).new_page()
    page.goto(f"{live.url}/admin/login/")
    page.fill("#id_username", "desk lea")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    return page


@pytest.mark.parametrize(
    ("scheme", "locale", "width"), [("light", "en-GB", 1280), ("dark", "fr-FR", 390)]
)
def test_the_desks_pages_have_no_fault(
    scheme: Literal["light", "dark"], locale: str, width: int, live: Site,
    addresses: dict[str, str], browser: Browser,
) -> None:  # fmt: skip
    viewport = {"width": width, "height": 800}
    page = signed_in(browser, live, color_scheme=scheme, locale=locale, viewport=viewport)
    found: dict[str, list[str]] = {}
    wide: list[str] = []
    for name, address in addresses.items():
        page.goto(f"{live.url}{address}")
        found[name] = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)

    page.context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert wide == []


def test_reporting_words_are_dismissed_without_a_script(
    live: Site, addresses: dict[str, str], browser: Browser
) -> None:
    page = signed_in(browser, live, java_script_enabled=False)
    page.goto(f"{live.url}{addresses['cues']}")
    before = page.locator(".desk-cues > li").count()

    page.locator(".desk-cues input[type=text]").first.fill("Nobody in particular.")
    page.locator(".desk-cues button").first.click()

    assert page.locator(".desk-cues > li").count() == before - 1
    page.context.close()

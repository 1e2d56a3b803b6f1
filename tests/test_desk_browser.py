"""The stock admin's pages as the desk shows them: for everybody, in both looks and languages."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page

from tests.axe import overflows, violations
from tests.sites import Site

PASSWORD = "correct horse battery"  # noqa: S105 - of a user of a database that is dropped
LOOKS = [("light", "en", 1440), ("dark", "fr", 390)]
PAGES = (
    *("", "claims/", "sources/source/", "sources/source/add/", "sources/source/1/change/"),
    *("sources/document/", "sources/document/1/change/", "sources/document/1/discard/"),
    *("claims/actor/", "claims/actor/add/", "claims/actor/1/change/", "claims/actor/1/merge/"),
    *("claims/topic/", "claims/topic/1/change/", "claims/topic/1/delete/", "claims/attribution/"),
    *("claims/claim/", "claims/claim/add/", "claims/claim/1/change/", "claims/claim/1/assess/"),
    *("claims/claim/1/history/", "claims/claim/1/withdraw/", "claims/evidence/add/"),
    *("claims/claimrelation/add/", "claims/reply/add/", "claims/submission/"),
    *("claims/submission/1/change/", "profile/", "password_change/", "auth/user/"),
    *("auth/user/add/", "auth/user/1/change/", "auth/user/1/password/"),
)


@pytest.fixture(scope="module")
def root(live: Site) -> str:
    User.objects.create_superuser("root", password=PASSWORD)
    return live.url


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A browser that prefers a look, a language and a width."""
    scheme, locale, width = request.param
    context = browser.new_context(
        color_scheme=scheme, locale=locale, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def test_every_page_is_for_everybody(root: str, page: Page) -> None:
    seen: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page.wait_for_load_state("load")
        seen[name] = violations(page) + (["scrolls sideways"] if overflows(page) else [])

    page.goto(f"{root}/admin/login/")
    look("login")
    page.fill("#id_username", "root")
    page.fill("#id_password", "wrong")
    page.click("[type=submit]")
    look("refused login")
    page.fill("#id_username", "root")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    for path in PAGES:
        page.goto(f"{root}/admin/{path}")
        look(path)
    page.goto(f"{root}/admin/claims/actor/add/")
    page.click(".submit-row [type=submit]")
    look("refused form")
    page.goto(f"{root}/admin/")
    page.click("#logout-form button")
    look("logged out")
    assert {name: found for name, found in seen.items() if found} == {}
    assert len(seen) == len(PAGES) + 4

"""An editor at the workspace in a browser: logged in, with a document, counting what is pressed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import axe_playwright_python
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Browser, Page

from claims import workflow
from sources.models import Document
from tests import make
from tests.sites import PROJECT, Site

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUNDING = (PROJECT / "seeds" / "founding" / "article.txt").read_text()
ARABIC = "قال الوزير أحمد إن الجسر آمن. نفى المعارض ذلك."
SERIAL = count(1)


def founding(*, suggested: bool = True) -> Document:
    """The founding article, captured anew from a source of its own."""
    return captured(FOUNDING, language="fr", suggested=suggested, published_on="2024-03-25")


def captured(text: str, *, language: str, suggested: bool = True, **facts: Any) -> Document:
    """A text of a source of its own, read for suggestions unless told otherwise."""
    paper = make.source(f"Paper {next(SERIAL)}")
    document = make.document(text, by=paper, language=language, title="An article", **facts)
    if suggested:
        workflow.suggest(document=document, by=make.editor())
    return document


def person(name: str, role: str = "editor") -> User:
    """Somebody of the desk."""
    user, _created = User.objects.get_or_create(username=name, defaults={"first_name": name})
    user.groups.set([Group.objects.get(name=role)])
    return user


@contextmanager
def opened(site: Site, browser: Browser, there: str, name: str, **context: Any) -> Iterator[Page]:
    """A page of the desk, open, in a browser profile of this person's own."""
    given = {"locale": "en-GB", "viewport": {"width": 1440, "height": 900}, **context}
    profile = browser.new_context(**given)
    log_in(profile, site, name)
    page = profile.new_page()
    page.set_default_timeout(20_000)
    page.goto(there)
    yield page
    profile.close()


@contextmanager
def desk(
    site: Site, browser: Browser, document: Document, name: str = "Léa", **context: Any
) -> Iterator[Page]:
    """The workspace of a document, open."""
    with opened(site, browser, address(site, document), name, **context) as page:
        if context.get("java_script_enabled", True):
            page.wait_for_selector(".ws.live")
        yield page


@contextmanager
def capturing(site: Site, browser: Browser, outlet: str, **context: Any) -> Iterator[Page]:
    """The capture page, open; the register knows the outlet."""
    make.source(outlet)
    with opened(site, browser, f"{site.url}/admin/sources/document/add/", "Léa", **context) as page:
        yield page


def of_page(page: Page) -> Document:
    """The document that was just captured, whose workspace the page shows."""
    page.wait_for_selector(".ws.live")
    return Document.objects.get(pk=page.url.split("/")[-3])


def log_in(profile: Any, site: Site, name: str, role: str = "editor") -> None:
    """Give a browser profile the cookie of a session."""
    client = Client()
    client.force_login(person(name, role))
    cookie = client.cookies["sessionid"].value
    profile.add_cookies([{"name": "sessionid", "value": cookie, "url": site.url}])


def address(site: Site, document: Document) -> str:
    return f"{site.url}/admin/sources/document/{document.pk}/workspace/"


class Keys:
    """A keyboard that counts: a paste is one key, like any other."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def write(self, words: str) -> None:
        """Key by key."""
        self.press(*words)

    def paste(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.count += 1


def recorded(page: Page, number: int) -> None:
    """Wait until the page says that so many are recorded."""
    page.wait_for_selector(f"#ws-saved:text-is('{number}')")


def violations(page: Page) -> list[str]:
    """What axe finds in the workspace, as `rule: element`."""
    page.evaluate(AXE)
    options = {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False}
    call = f"axe.run({json.dumps({'include': ['#content']})}, {json.dumps(options)})"
    found = page.evaluate(f"() => {call}.then(r => r.violations)")
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

"""The frame and the request form in a real browser: no barrier, narrow, valid, without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.plugin import DjangoDbBlocker

from claims import workflow
from tests import sites
from tests.claims import scenes
from tests.claims.scenes import World
from tests.claims.test_pages_browser import checked, violations
from tests.clones import Cluster
from tests.sites import Site

NAMES = ("embed", "corrected", "withdrawn", "form", "received", "replied")


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


@pytest.fixture(scope="module")
def places(world: World) -> dict[str, str]:
    """The pages, less their language."""
    waiting = workflow.receive(text="It was Tuesday.", address="192.0.2.1", language="en")
    ended = workflow.receive(
        text="It was Monday.", address="192.0.2.1", language="en", claim=world.safe.public_id or ""
    )
    workflow.decline_request(request=ended, reply="It was.\n\nIt is in the text.", by=world.editor)
    return {
        "embed": f"claims/{world.bolts.public_id}/embed/",
        "corrected": f"claims/{world.safe.public_id}/embed/",
        "withdrawn": f"claims/{world.withdrawn.public_id}/embed/",
        "form": f"requests/?claim={world.safe.public_id}",
        "received": f"requests/{waiting.reference}/",
        "replied": f"requests/{ended.reference}/",
    }


@pytest.fixture(scope="module")
def site(cluster: Cluster, world: World) -> Iterator[Site]:
    with sites.serve(cluster) as site:
        yield site


@pytest.mark.parametrize("light", ["light", "dark"])
def test_no_barrier_and_no_sideways_scroll(
    browser: Browser, site: Site, places: dict[str, str], light: str
) -> None:
    found = []
    for language in ("en", "fr"):
        for name in NAMES:
            context = browser.new_context(
                color_scheme=light,  # type: ignore[arg-type]
                viewport={"width": 320, "height": 640},
            )
            page = context.new_page()
            page.goto(f"{site.url}/{language}/{places[name]}")
            found += [f"{language} {name} {v}" for v in violations(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
            context.close()
    assert found == []


def test_a_reader_without_script_sends_a_request_and_finds_it_again(
    browser: Browser, site: Site, places: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/en/{places['form']}")
    page.get_by_label("What is wrong, and what would be right?").fill("It was Wednesday.")
    page.get_by_role("button", name="Send").click()
    assert "That was very quick" in page.inner_text("[role=alert]")
    page.wait_for_timeout(4100)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/requests/*/")
    reference = page.inner_text("code")
    assert page.inner_text("h1") == "We have received your request"
    page.goto(f"{site.url}/fr/requests/")
    page.get_by_label("Sa référence").fill(reference.upper())
    page.get_by_role("button", name="Afficher").click()
    assert page.inner_text("h1") == "Nous avons reçu votre demande"
    context.close()


def test_every_one_of_them_is_valid_html(
    world: World, client: Client, places: dict[str, str], tmp_path: Path
) -> None:
    for language in ("en", "fr"):
        for name in NAMES:
            answer = client.get(f"/{language}/{places[name]}")
            (tmp_path / f"{name}-{language}.html").write_bytes(answer.content)
        refused = client.post(f"/{language}/requests/", {"text": "", "email": "x"})
        (tmp_path / f"refused-{language}.html").write_bytes(refused.content)

    assert checked(tmp_path) == []

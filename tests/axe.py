"""What axe-core finds on a page, by the rules that the project holds itself to."""

import json
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False}


def violations(page: Page) -> list[str]:
    """Every violation on the whole page, as `rule: element`."""
    page.evaluate(AXE)
    found = page.evaluate(f"() => axe.run(document, {json.dumps(OPTIONS)}).then(r => r.violations)")
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def overflows(page: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide > 0

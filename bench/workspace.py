"""How fast the workspace answers an editor: a key until it is painted, a save until it is answered.

`python -m bench.workspace [--times N]` serves a scratch database as in production, opens the
founding article (N times over in one document, 1 by default) in the system's Chromium, and accepts
what is suggested, one key each. A save is one request: the record, its claim and its actors.
"""

import argparse
import os
import statistics
import sys
from typing import Any

from tests import clones, conftest, sites

import django  # isort: skip - conftest has set what the settings read

django.setup()

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.claims.workspace.desks import FOUNDING, captured, desk, recorded  # noqa: E402
from tests.clones import Cluster  # noqa: E402

WATCH = """() => {
  window.painted = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name === "keydown") window.painted.push(entry.duration);
    }
  }).observe({ type: "event", durationThreshold: 16 });
}"""
SAVES = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.initiatorType === "fetch" && entry.name === location.href)
  .map((entry) => entry.duration)"""
BARS = {"save": 300, "key to paint": 100}


def measure(page: Page, keys: int) -> dict[str, list[float]]:
    """Milliseconds of each kind; a key painted within 16 ms counts as 16."""
    page.evaluate(WATCH)
    page.evaluate("() => performance.setResourceTimingBufferSize(10000)")
    for number in range(1, keys + 1):
        page.keyboard.press("a")
        recorded(page, number)
    painted = page.evaluate("() => window.painted")
    return {
        "save": page.evaluate(SAVES),
        "key to paint": painted + [16.0] * (keys - len(painted)),
    }


def table(found: dict[str, list[float]]) -> list[str]:
    """A line for each kind: median, 95th percentile, most, and the bar."""
    lines = [f"{'milliseconds':<14}{'n':>5}{'median':>9}{'p95':>9}{'most':>9}{'bar (p95)':>11}"]
    for name, values in found.items():
        p95 = statistics.quantiles(values, n=20)[-1]
        median = statistics.median(values)
        lines.append(
            f"{name:<14}{len(values):>5}{median:>9.0f}{p95:>9.0f}{max(values):>9.0f}{BARS[name]:>11}"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=1, help="the article so many times over")
    options = parser.parse_args()
    # Playwright keeps an event loop in this thread, for which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    cluster = Cluster(clones.make_folder(), "bench")
    cluster.start()
    try:
        with cluster.clone(), sites.serve(cluster) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=sites.chromium(), args=sites.CHROMIUM_ARGS
            )
            text = "\n\n".join([FOUNDING] * options.times)
            article: Any = captured(text, language="fr", published_on="2024-03-25")
            keys = article.suggestions.count()
            with desk(site, browser, article) as page:
                print(*table(measure(page, keys)), sep="\n", file=sys.stdout)
            browser.close()
    finally:
        cluster.close()
        clones.remove_folder(cluster.folder)


if __name__ == "__main__":
    main()

__all__ = ["conftest"]

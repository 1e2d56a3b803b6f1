"""Sitemaps and robots.txt: what stands, every part once, nothing of what was taken back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.plugin import DjangoDbBlocker

from tests import make
from tests.claims import scenes
from tests.clones import Cluster

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[scenes.World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


XSD = etree.XMLSchema(file=str(Path(__file__).with_name("sitemap.xsd")))
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    tree = etree.fromstring(response.content)
    XSD.assertValid(tree)
    return [loc.text for loc in tree.iter(f"{SITEMAP}loc")]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<loc>http://a.example/x</loc>", "<loc>http://a</loc>"),
        ("<loc>http://a.example/x</loc>", ""),
        ("<lastmod>2026-11-27T10:00:00+00:00</lastmod>", "<lastmod>2026-11</lastmod>"),
        ('hreflang="x-default"', 'hreflang="x_default"'),
        ('rel="alternate"', 'rel="next"'),
    ],
)
def test_the_schema_misses_nothing_that_a_sitemap_must_have(right: str, wrong: str) -> None:
    text = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml"><url><loc>http://a.example/x</loc>'
        "<lastmod>2026-11-27T10:00:00+00:00</lastmod>"
        '<xhtml:link rel="alternate" hreflang="x-default" href="http://a.example/x"/>'
        "</url></urlset>"
    )

    assert XSD.validate(etree.fromstring(text))
    assert right in text
    assert not XSD.validate(etree.fromstring(text.replace(right, wrong)))


def test_the_sitemap_lists_what_stands_and_nothing_else(
    world: scenes.World, client: Client
) -> None:
    [part] = locations(client, "/sitemap.xml")
    found = locations(client, part.removeprefix(ORIGIN))
    page = client.get(part.removeprefix(ORIGIN)).content
    records = etree.fromstring(page).xpath(
        "//s:url[s:lastmod]", namespaces={"s": SITEMAP.strip("{}")}
    )

    assert part == f"{ORIGIN}/sitemaps/0.xml"
    assert world.withdrawn.public_id not in str(found)
    assert len(found) == len(set(found)) == 2 * (4 + 5 + 5 + 3 + 2 + 1)
    for place in found:
        assert client.get(place.removeprefix(ORIGIN)).status_code == 200, place
    for url in records:
        last = datetime.fromisoformat(url.findtext(f"{SITEMAP}lastmod"))
        assert last.tzinfo is not None
        links = {
            a.get("hreflang"): a.get("href") for a in url.iter("{http://www.w3.org/1999/xhtml}link")
        }
        assert set(links) == {"en", "fr", "x-default"}
        assert url.findtext(f"{SITEMAP}loc") in links.values()


def test_parts_cover_the_ledger_and_skip_what_is_empty(
    db: str, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr("claims.sitemaps.STRETCH", 3)
    claims = [make.published_claim(f"Claim {n}") for n in range(4)]
    for claim in claims[1:3]:
        for n in range(3):
            make.reword(claim, f"Claim again {n}")
    parts = locations(client, "/sitemap.xml")
    found = [loc for part in parts for loc in locations(client, part.removeprefix(ORIGIN))]

    assert len(found) == len(set(found))
    for claim in claims:
        assert sum(claim.public_id in str(loc) for loc in found) == 2
    assert client.get("/sitemaps/99.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(db: str, client: Client) -> None:
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *", "Disallow: /admin/", "Disallow: /*/requests/", "",
        f"Sitemap: {ORIGIN}/sitemap.xml",
    ]  # fmt: skip
    assert "X-Robots-Tag" not in response.headers


def test_a_staging_site_asks_to_be_left_out(db: str, client: Client, settings: Settings) -> None:
    settings.STAGING = True

    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    for place in ("/robots.txt", "/en/", "/api/v1/claims", "/admin/login/"):
        assert client.get(place).headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemaps/0.xml"])
def test_the_number_of_queries_is_the_same_at_1_and_at_30(
    db: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    for number in (1, 29):
        for n in range(number):
            make.published_claim(f"Claim {number} {n}")
        for alias, count in (("reader", 2), ("default", 0)):
            with django_assert_num_queries(count, connection=connections[alias]):
                assert client.get(path).status_code == 200

"""The pictures on the pages: what is drawn, what is said aloud and what the tables say are one."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from lxml import etree, html
from pytest_django.plugin import DjangoDbBlocker

from tests.claims import crowds, scenes
from tests.claims.test_pictures import drawing, stands_for
from tests.clones import Cluster


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[scenes.World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


def spaced(text: str) -> str:
    """With every run of white space, French ones too, as one space."""
    return " ".join(text.split())


def page(client: Client, address: str) -> Any:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("place", ["topics/{topic}", "actors/{mayor}"])
def test_the_timeline_and_its_table_say_the_same(
    world: scenes.World, client: Client, place: str, language: str
) -> None:
    ids = {"topic": world.topic.public_id, "mayor": world.mayor.public_id}
    shown = page(client, f"/{language}/{place.format(**ids)}/")
    links = shown.cssselect("svg.timeline a")
    rows = shown.cssselect(".picture:has(svg.timeline) tbody tr")

    told = Counter(a.get("href") for a in links)
    listed = Counter(row.cssselect("a[href*='#a-']")[0].get("href") for row in rows)
    assert told == listed
    assert sum(listed.values()) == {"topics/{topic}": 10, "actors/{mayor}": 4}[place]
    by_row = {row.cssselect("a[href*='#a-']")[0].get("href"): row for row in rows}
    for a in links:
        cells = [spaced(c.text_content()) for c in by_row[a.get("href")].iter("th", "td")]
        when, _who, _stance, claim, evidence = cells
        assert a.get("aria-label") == a.findtext("title")
        for part in (when.removesuffix(" (deduced)").removesuffix(" (déduite)"), claim, evidence):
            assert part in spaced(a.get("aria-label"))


def test_the_matrix_and_its_table_say_the_same(world: scenes.World, client: Client) -> None:
    shown = page(client, f"/en/topics/{world.topic.public_id}/")
    drawn = [a.get("href") for a in shown.cssselect("svg.grid-of-stances a:has(rect)")]
    listed = [a.get("href") for a in shown.cssselect("table.matrix tbody td a")]

    assert Counter(drawn) == Counter(listed)
    assert len(listed) == 10
    signs = shown.xpath("//svg[contains(@class,'grid-of-stances')]//a[@aria-label and .//rect]")
    found = {
        a.get("aria-label").split(":")[0]: a.xpath(".//text[@class='sign']/tspan/text()")[0]
        for a in signs
    }
    assert found["Ministry of Works"] == "+"


def test_what_the_text_does_not_state_is_never_drawn_as_said(
    world: scenes.World, client: Client
) -> None:
    shown = page(client, f"/en/topics/{world.topic.public_id}/")
    names = [
        a.get("aria-label") for a in shown.cssselect("svg a") if "Ministry" in a.get("aria-label")
    ]

    assert names
    assert all(
        "questioned: the article does not say that this was said" in n
        for n in names
        if "cracks" in n
    )
    words = [" ".join(t.itertext()) for t in shown.cssselect("svg text.reserved")]
    assert "warns questioned" in words


def test_the_strip_and_its_table_say_the_same(world: scenes.World, client: Client) -> None:
    shown = page(client, f"/en/claims/{world.safe.public_id}/")
    drawn = [a.get("href").removeprefix("#") for a in shown.cssselect("svg.strip a")]
    rows = shown.cssselect(".picture:has(svg.strip) tbody tr")

    assert drawn == [row.get("id") for row in rows] == ["step-0", "correction-0"]
    assert [row.cssselect("td")[0].text_content() for row in rows] == [
        "Contested",
        "record corrected",
    ]


def test_each_shape_leads_to_the_page_that_shows_its_words(db: str, client: Client) -> None:
    topic = crowds.topic(22, name="Long", claims=1, speakers=2)
    shown = page(client, f"/en/topics/{topic.public_id}/")
    drawn = [a.get("href") for a in shown.cssselect("svg.timeline a[href^='/']")]
    listed = [a.get("href") for a in shown.cssselect("tr[id^='t-'] a[href*='#a-']")]
    pages = {place: page(client, place) for place in {href.partition("#")[0] for href in drawn}}

    assert sorted(
        query for _path, query in (place.split("/?") for place in pages if "?" in place)
    ) == ["from=21"]
    assert set(drawn) <= set(listed)
    assert len(listed) == 22
    for href in listed:
        place, _, anchor = href.partition("#")
        assert pages[place].get_element_by_id(anchor) is not None


def test_a_crowd_is_drawn_as_far_as_it_is_legible(db: str, client: Client) -> None:
    topic = crowds.topic(45, name="Crowd", claims=16, speakers=15)
    shown = page(client, f"/en/topics/{topic.public_id}/")
    drawn = drawing(etree.tostring(shown.cssselect("svg.timeline")[0]))

    rows = shown.cssselect(".picture:has(svg.timeline) tbody tr")
    assert stands_for(drawn) == len(rows) == 36
    assert "9 statements in 3 other lanes are left out." in shown.text_content()
    assert len(shown.cssselect("table.matrix tbody tr")) == 15
    assert len(shown.cssselect("table.matrix thead th")) == 16
    full = shown.cssselect(".picture:has(svg.timeline) figcaption a")[0].get("href")
    assert client.get(full).status_code == 200

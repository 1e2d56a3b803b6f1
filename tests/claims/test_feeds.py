"""Feeds: valid by the RFCs, permanent ids, corrections on top, withdrawals taken back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from django.db import connections
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from claims import ledger, transparency, workflow
from claims.feeds import atom
from tests import make
from tests.claims import scenes
from tests.clones import Cluster

NAMES = {"a": atom.ATOM, "at": atom.TOMBSTONES, "l": "http://127.0.0.1:8000/transparency"}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ORIGIN = "http://127.0.0.1:8000"
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT, "description": TEXT, "language": TEXT, "home_page_url": TEXT,
        "feed_url": TEXT, "next_url": TEXT, "authors": {"type": "array", "minItems": 1},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "content_html", "date_published", "date_modified"],
                "properties": {
                    "id": TEXT, "url": TEXT, "title": TEXT, "summary": TEXT, "content_html": TEXT,
                    "date_published": MOMENT, "date_modified": MOMENT, "language": TEXT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "patternProperties": {"^_": {"type": "object", "required": ["about"]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[scenes.World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


def feed(client: Client, address: str) -> Any:
    """A feed parsed; valid, or this fails."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = etree.fromstring(response.content)
    SCHEMA.assertValid(tree)
    return tree


def all_of(tree: Any, path: str) -> list[str]:
    return [str(found) for found in tree.xpath(path, namespaces=NAMES)]


def addresses(world: scenes.World) -> list[str]:
    return [
        "/feeds/claims.atom",
        "/feeds/corrections.atom",
        f"/feeds/actors/{world.mayor.public_id}.atom",
        f"/feeds/topics/{world.topic.public_id}.atom",
    ]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_feed_is_valid_and_says_who_and_where(
    world: scenes.World, client: Client, lang: str
) -> None:
    for path in addresses(world):
        address = f"{path}?lang={lang}"
        response = client.get(address, headers={"accept-language": "de"})
        tree = feed(client, address)
        read = feedparser.parse(response.content)

        assert read.bozo is False
        assert read.feed.author == "Dixit"
        assert read.version == "atom10"
        assert all_of(tree, "a:link[@rel='self']/@href") == [f"{ORIGIN}{address}"]
        assert all_of(tree, "@xml:lang") == [lang] == [response.headers["Content-Language"]]
        assert not response.cookies
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        for home in all_of(tree, "a:link[@rel='alternate']/@href | a:entry/a:link/@href"):
            # a withdrawal leads to the page that is left of the claim
            assert client.get(home.removeprefix(ORIGIN), follow=True).status_code in (200, 410)
        again = client.get(address, headers={"if-none-match": response.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_twin_says_the_same(world: scenes.World, client: Client) -> None:
    for path in addresses(world):
        tree = feed(client, path)
        twin = client.get(path.replace(".atom", ".json"))
        said = json.loads(twin.content)

        assert twin.headers["Content-Type"] == "application/feed+json; charset=utf-8"
        jsonschema.validate(said, JSON_FEED)
        assert [i["id"] for i in said["items"]] == all_of(tree, "a:entry/a:id/text()")
        assert [i["date_modified"] for i in said["items"]] == all_of(
            tree, "a:entry/a:updated/text()"
        )
        assert [d["id"] for d in said["_dixit"]["deleted"]] == all_of(tree, "at:deleted-entry/@ref")
        assert said["feed_url"] == f"{ORIGIN}{path.replace('.atom', '.json')}?lang=en"


def test_the_signed_head_is_in_the_feed(world: scenes.World, client: Client) -> None:
    head = feed(client, "/feeds/claims.atom").xpath("l:head", namespaces=NAMES)[0].attrib
    said = {name: head[name] for name in ("sha256", "published_at")} | {"seq": int(head["seq"])}

    assert said == transparency.described(ledger.head())
    assert transparency.check({**head, "head": said})


def test_the_latest_change_comes_first_and_a_withdrawal_is_a_tombstone(
    world: scenes.World, client: Client
) -> None:
    tree = feed(client, "/feeds/claims.atom")
    order = [world.reserved, world.bolts, world.cracks]
    ids = all_of(tree, "a:entry/a:id/text()")

    assert ids[:3] == [f"{ORIGIN}/en/claims/{c.public_id}/" for c in order]
    assert all_of(tree, "at:deleted-entry/@ref") == [
        f"{ORIGIN}/en/claims/{world.withdrawn.public_id}/"
    ]
    assert all_of(tree, "at:deleted-entry/at:comment/text()") == [
        "Withdrawn: It named the wrong person."
    ]
    assert b"UNSAYABLE" not in etree.tostring(tree)
    times = all_of(tree, "a:entry/a:updated/text()")
    assert times == sorted(times, reverse=True)


def test_a_withdrawn_claim_is_taken_back_from_the_feeds_it_was_in(
    world: scenes.World, client: Client
) -> None:
    own = f"{ORIGIN}/en/claims/{world.withdrawn.public_id}/"
    for path, expected in zip(addresses(world), ([own], [], [own], [own]), strict=True):
        assert all_of(feed(client, path), "at:deleted-entry/@ref") == expected
    other = feed(client, f"/feeds/actors/{world.union.public_id}.atom")
    assert all_of(other, "at:deleted-entry/@ref") == []


def test_a_correction_keeps_the_id_and_moves_the_date(db: str, client: Client) -> None:
    claim, other = make.published_claim("The ferry is safe"), make.published_claim("It is late")
    before = feed(client, "/feeds/claims.atom")
    make.reword(claim, "The ferry was safe", note="It sank since.")
    after = feed(client, "/feeds/claims.atom")
    own, its = (f"{ORIGIN}/en/claims/{c.public_id}/" for c in (claim, other))

    assert all_of(before, "a:entry/a:id/text()") == [its, own]
    assert all_of(after, "a:entry/a:id/text()") == [own, its]
    entry = "a:entry[a:id='%s']/a:{}/text()" % own  # noqa: UP031
    assert all_of(after, entry.format("title")) == ["The ferry was safe"]
    assert all_of(after, entry.format("published")) == all_of(before, entry.format("published"))
    assert all_of(after, entry.format("updated")) > all_of(before, entry.format("updated"))
    assert "It sank since." in all_of(after, entry.format("content"))[0]
    notes = feed(client, "/feeds/corrections.atom")
    assert all_of(notes, "a:entry/a:id/text()") == [f"{own}revisions/2/"]
    assert client.get(f"/en/claims/{claim.public_id}/revisions/2/").status_code == 200


def test_corrections_of_a_claim_withdrawn_since_say_only_that(db: str, client: Client) -> None:
    claim = make.published_claim("Something unsayable")
    make.reword(claim, "Something unsayable still")
    workflow.withdraw(claim=claim, reasons={"en": "A mistake."}, by=make.editor())
    tree = feed(client, "/feeds/corrections.atom")

    assert all_of(tree, "a:entry/a:title/text()") == [f"Claim {claim.public_id} has been withdrawn"]
    assert all_of(tree, "at:deleted-entry/at:comment/text()") == [
        "The claim has been withdrawn since."
    ]
    assert b"unsayable" not in etree.tostring(tree)


def test_pages_hold_every_claim_once(db: str, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("claims.feed_views.PAGE", 2)
    claims = [make.published_claim(f"Claim {n}") for n in range(5)]
    found, address = [], "/feeds/claims.atom?lang=en"
    first = f"{ORIGIN}{address}"
    for _page in range(10):
        tree = feed(client, address)
        found += all_of(tree, "a:entry/a:id/text()")
        assert all_of(tree, "a:link[@rel='first']/@href") == [first]
        if not (further := all_of(tree, "a:link[@rel='next']/@href")):
            break
        address = further[0].removeprefix(ORIGIN)

    assert found == [f"{ORIGIN}/en/claims/{c.public_id}/" for c in reversed(claims)]


def test_an_empty_feed_is_a_feed(db: str, client: Client) -> None:
    for name in ("claims", "corrections"):
        assert all_of(feed(client, f"/feeds/{name}.atom"), "a:entry") == []


QUERIES = {"claims": 3, "corrections": 4, "actors/{actor}": 5, "topics/{topic}": 4}
"""Statements by the reader."""


def test_the_number_of_queries_is_the_same_at_1_and_at_30(
    db: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    topic, speaker = make.topic(), make.actor("Ada")
    for number in (1, 29):
        for n in range(number):
            claim = make.published_claim(f"Claim {number} {n}", topics=[topic], speaker=speaker)
            make.reword(claim, f"Claim {number} {n} again")
        topic.refresh_from_db()
        speaker.refresh_from_db()
        for path, expected in QUERIES.items():
            address = f"/feeds/{path.format(actor=speaker.public_id, topic=topic.public_id)}.atom"
            for alias, count in (("reader", expected), ("default", 0)):
                with django_assert_num_queries(count, connection=connections[alias]):
                    response = client.get(address)
            assert response.content.count(b"<entry>") == (1 if number == 1 else 30)


def test_what_cannot_be_answered_says_why(world: scenes.World, client: Client) -> None:
    def status(address: str) -> int:
        return client.get(address).status_code

    assert status("/feeds/claims.atom?lang=de") == 400
    assert status("/feeds/claims.atom?after=x") == 400
    assert status("/feeds/claims.atom?colour=red") == 400
    assert status("/feeds/claims.rss") == 404
    assert status("/feeds/actors/00000000.atom") == 404
    assert client.post("/feeds/claims.atom").status_code == 405


def test_texts_that_xml_cannot_hold_are_replaced() -> None:
    assert atom.clean("a\x01b\ufffec\ud800d 👷") == "a\ufffdb\ufffdc\ufffdd 👷"


@pytest.mark.parametrize("name", ["author", "id", "title", "updated"])
def test_the_schema_misses_nothing_that_a_feed_must_have(
    world: scenes.World, client: Client, name: str
) -> None:
    for parent in ("", "a:entry[1]/") if name != "author" else ("",):
        tree = feed(client, "/feeds/claims.atom")
        [lost] = tree.xpath(f"{parent}a:{name}", namespaces=NAMES)
        lost.getparent().remove(lost)
        assert not SCHEMA.validate(tree)

"""A page's address with .json, .jsonl or .csv: all that its filter finds, in the API's items."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from claims import items, ledger
from claims.ledger import Filters
from tests import make
from tests.claims import scenes
from tests.clones import Cluster
from tests.test_no_draft import body

TYPES = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[scenes.World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


def results(response: HttpResponseBase, suffix: str) -> list[Any]:
    """The rows of the answer, however written."""
    text = body(response).decode()
    if suffix == "json":
        return list(json.loads(text)["results"])
    if suffix == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text)))


def ask(client: Client, stem: str, suffix: str, query: str = "") -> list[Any]:
    response = client.get(f"{stem}.{suffix}{query}")
    assert response.status_code == 200
    assert response.headers["Content-Type"].split(";")[0] == TYPES[suffix]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    return results(response, suffix)


QUERIES = (
    "", "?stance=warns", "?status=contested", "?q=bridge", "?q=nonesuch", "?language=fr",
    "?q=&stance=asserts&speaker=", "?stance=asserts&after=5",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("suffix", list(TYPES))
def test_a_list_gives_all_that_its_filter_finds(
    world: scenes.World, client: Client, suffix: str, query: str
) -> None:
    kept = dict(part.split("=") for part in query.strip("?").split("&") if "=" in part)
    filters = Filters(**{name: value for name, value in kept.items() if value and name != "after"})
    found = ask(client, "/en/claims", suffix, query)

    assert len(found) == items.count("claims", filters)
    assert len({item["id"] for item in found}) == len(found)


def test_json_and_json_lines_hold_the_items_of_the_api(world: scenes.World, client: Client) -> None:
    api = json.loads(client.get("/api/v1/claims").content)["results"]

    assert ask(client, "/en/claims", "json") == api
    assert ask(client, "/fr/claims", "jsonl") == api
    assert [row["id"] for row in ask(client, "/en/claims", "csv")] == [item["id"] for item in api]


@pytest.mark.parametrize("suffix", list(TYPES))
def test_a_record_gives_what_its_page_gathers(
    world: scenes.World, client: Client, suffix: str
) -> None:
    def ids(place: str) -> list[str]:
        return [row["id"] for row in ask(client, place, suffix)]

    def said(**filters: str) -> list[str]:
        return [row.public_id for row in ledger.attributions(Filters(**filters))]

    mayor, topic = world.mayor.public_id or "", world.topic.public_id or ""
    article, source = world.article.public_id or "", world.open_source.public_id or ""
    claims = [row.public_id for row in ledger.claims(Filters(topic=topic))]

    assert ids(f"/en/actors/{mayor}-any-slug") == said(speaker=mayor)
    assert ids(f"/en/topics/{topic}") == claims
    assert ids(f"/en/documents/{article}") == said(document=article)
    assert ids(f"/fr/sources/{source}") == said(source=source)


def test_the_json_of_a_record_begins_with_the_record(world: scenes.World, client: Client) -> None:
    topic = world.topic.public_id
    whole = json.loads(body(client.get(f"/en/topics/{topic}.json")))

    assert list(whole) == ["topic", "results"]
    assert whole["topic"] == json.loads(client.get(f"/api/v1/topics/{topic}").content)


def test_a_claim_gives_its_item_and_as_csv_its_attributions(
    world: scenes.World, client: Client
) -> None:
    claim = world.safe.public_id
    item = client.get(f"/api/v1/claims/{claim}").content

    assert client.get(f"/en/claims/{claim}-x.json").content == item
    assert client.get(f"/fr/claims/{claim}.jsonl").content == item + b"\n"
    rows = ask(client, f"/en/claims/{claim}", "csv")
    assert [row["id"] for row in rows] == [
        a["id"] for a in json.loads(item)["record"]["attributions"]
    ]


@pytest.mark.parametrize("suffix", list(TYPES))
def test_corrections_are_all_there_and_no_withdrawn_word(
    world: scenes.World, client: Client, suffix: str
) -> None:
    response = client.get(f"/en/corrections.{suffix}")
    rows = results(response, suffix)
    name = "claim_id" if suffix == "csv" else "id"

    assert [row[name] for row in rows] == [world.withdrawn.public_id, world.safe.public_id]
    if suffix == "csv":
        assert [(row["what"], row["note"]) for row in rows] == [
            ("withdrawn", "It named the wrong person."),
            ("corrected", "The wording now names the town."),
        ]


@pytest.mark.parametrize("suffix", list(TYPES))
def test_what_is_not_there_says_so(world: scenes.World, client: Client, suffix: str) -> None:
    gone = client.get(f"/en/claims/{world.withdrawn.public_id}.{suffix}")
    nowhere = client.get(f"/en/claims/00000000.{suffix}")
    unknown = client.get(f"/en/claims.{suffix}?colour=red")

    assert [r.status_code for r in (gone, nowhere, unknown)] == [410, 404, 400]
    assert json.loads(gone.content)["tombstone"]["record"]["withdrawn"]
    assert json.loads(unknown.content)["errors"][0]["parameter"] == "colour"
    for response in (gone, nowhere, unknown):
        assert response.headers["Content-Type"] == "application/problem+json"
    assert client.get(f"/en/about.{suffix}").status_code == 404
    assert client.post(f"/en/claims.{suffix}").status_code == 405


@pytest.mark.parametrize("suffix", list(TYPES))
def test_unchanged_data_is_not_sent_again(world: scenes.World, client: Client, suffix: str) -> None:
    for place in ("claims", f"actors/{world.mayor.public_id}", f"claims/{world.safe.public_id}"):
        first = client.get(f"/en/{place}.{suffix}")
        body(first)
        again = client.get(
            f"/en/{place}.{suffix}", headers={"if-none-match": first.headers["ETag"]}
        )
        assert (again.status_code, body(again)) == (304, b"")


def test_a_page_links_to_the_data_of_its_own_filter(world: scenes.World, client: Client) -> None:
    page = client.get("/en/claims/?stance=warns&q=&speaker=").content.decode()
    topic = client.get(f"/en/topics/{world.topic.public_id}/", follow=True).content.decode()

    assert 'href="/en/claims.csv?stance=warns"' in page
    assert f'href="/en/topics/{world.topic.public_id}-the-old-bridge.csv"' in topic


# Two statements open and two end the one state of the ledger that the rows are read from.
@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("claims.csv", 7), ("topics/{topic}.json", 8), ("claims/{claim}.csv", 7),
        ("corrections.csv", 9),
    ],
)  # fmt: skip
def test_the_number_of_queries_is_the_same_at_1_and_at_30(
    db: str,
    client: Client,
    place: str,
    expected: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    topic = make.topic()
    for number in (1, 29):
        claims = [
            make.published_claim(f"Claim {number} {n}", topics=[topic]) for n in range(number)
        ]
        for claim in claims:
            make.reword(claim, "Again")
        topic.refresh_from_db()
        address = f"/en/{place.format(topic=topic.public_id, claim=claims[0].public_id)}"
        for alias, count in (("reader", expected), ("default", 0)):
            with django_assert_num_queries(count, connection=connections[alias]):
                assert body(client.get(address))

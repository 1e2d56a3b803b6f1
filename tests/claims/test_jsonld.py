"""Structured data: what extractors take from a page is what was meant, and it is schema.org."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import extruct
import pytest
import schema_org
from django.test import Client
from pyld import jsonld as pyld
from pyshacl import validate
from pytest_django.plugin import DjangoDbBlocker
from rdflib import Graph

from claims import jsonld, ledger
from tests.claims import scenes
from tests.claims.scenes import World
from tests.claims.test_pages import LANGUAGES, places
from tests.clones import Cluster

SCHEMA = "http://schema.org/"
# As schema.org's own context does it: every unknown name becomes a name of schema.org, so that
# only the vocabulary itself can tell a misspelt one.
CONTEXT = {"@context": {"@vocab": SCHEMA, "id": "@id", "type": "@type"}}
SHAPES = Path(__file__).parent / "claim.shacl.ttl"
# pySHACL itself uses names that rdflib has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
PAGES = ("claim", "questioned")
Node = dict[str, Any]


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


def documents(world: World, client: Client) -> Iterator[Node]:
    """The JSON-LD of each claim page in each language, as an extractor finds it."""
    for language in LANGUAGES:
        for name in PAGES:
            answer = client.get(places(world, language)[name]).content.decode()
            [found] = extruct.extract(answer, syntaxes=["json-ld"])["json-ld"]
            yield found


def offline(url: str, _options: Any) -> Node:
    """A loader that knows one context and refuses the network."""
    if url.rstrip("/") != "https://schema.org":
        raise AssertionError(f"{url} was to be fetched")
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def expanded(document: Node) -> list[Node]:
    return list(pyld.expand(document, {"documentLoader": offline}))


def nodes(value: Any) -> Iterator[Node]:
    """Every node with a type inside an expanded document."""
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)
    elif isinstance(value, Mapping):
        if "@type" in value and "@value" not in value:
            yield dict(value)
        for inner in value.values():
            yield from nodes(inner)


def strangers(document: Node) -> list[tuple[str, str]]:
    """The (type, property) pairs that schema.org does not know, up its classes."""
    found = []
    for node in nodes(expanded(document)):
        [kind] = [name.removeprefix(SCHEMA) for name in node["@type"]]
        model = getattr(schema_org, kind, None)
        known = {p.schema_name for p in model.SCHEMA_PROPERTIES} if model else set()
        used = [name.removeprefix(SCHEMA) for name in node if not name.startswith("@")]
        found += [(kind, name) for name in used if name not in known]
    return found


def test_an_extractor_finds_what_the_page_means(world: World, client: Client) -> None:
    entry = ledger.current("claim", world.safe.public_id or "")
    assert entry is not None
    url = f"http://127.0.0.1:8000{places(world, 'en')['claim']}"
    day = entry.published_at.date().isoformat()

    [found, *_others] = documents(world, client)

    meant = jsonld.of_claim(entry.record, url, "en", revision=2, published_on=day)
    assert found == json.loads(json.dumps(meant))


def test_every_type_and_property_is_of_schema_org(world: World, client: Client) -> None:
    seen = set()
    for document in documents(world, client):
        assert strangers(document) == []
        seen |= {kind for node in nodes(expanded(document)) for kind in node["@type"]}
    assert {kind.removeprefix(SCHEMA) for kind in seen} == {
        "Claim", "ClaimReview", "CorrectionComment", "NewsArticle", "NewsMediaOrganization",
        "Organization", "Person", "Quotation", "Rating",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name"),
    [("Claim", "apearance"), ("Rating", "inLanguage"), ("Claime", "text"),
     ("Claim", "spokenByCharacter")],
)  # fmt: skip
def test_a_misspelt_or_misplaced_property_is_seen(kind: str, name: str) -> None:
    document = {"@context": "https://schema.org", "@type": kind, name: "x"}
    assert strangers(document) == [(kind, name)]


def test_no_key_is_lost_in_expansion(world: World, client: Client) -> None:
    def keys(value: Any) -> int:
        if isinstance(value, list):
            return sum(map(keys, value))
        if not isinstance(value, Mapping):
            return 0
        own = sum(key not in ("@context", "@graph") for key in value)
        return own + sum(map(keys, value.values()))

    def kept(value: Any) -> int:
        if isinstance(value, list):
            return sum(map(kept, value))
        if not isinstance(value, Mapping) or "@value" in value:
            return 0
        return len(value) + sum(map(kept, value.values()))

    for document in documents(world, client):
        assert kept(expanded(document)) == keys(document)


def conforms(document: Node) -> tuple[bool, str]:
    options = {"documentLoader": offline, "format": "application/n-quads"}
    graph = Graph().parse(data=pyld.to_rdf(document, options), format="nt")
    held, _graph, report = validate(graph, shacl_graph=str(SHAPES), inference="none")
    return bool(held), str(report)


def test_pages_hold_to_our_shapes(world: World, client: Client) -> None:
    for document in documents(world, client):
        held, report = conforms(document)
        assert held, report


@pytest.mark.parametrize(
    "spoil",
    [
        lambda node: node["reviewRating"].update(ratingValue=1),
        lambda node: node["reviewRating"].pop("alternateName"),
        lambda node: node["reviewRating"].pop("ratingExplanation"),
        lambda node: node.pop("itemReviewed"),
        lambda node: node.update(datePublished="25 March"),
    ],
)
def test_a_review_that_breaks_our_rules_is_seen(world: World, client: Client, spoil: Any) -> None:
    [document, *_others] = documents(world, client)
    spoil(next(node for node in document["@graph"] if node["@type"] == "ClaimReview"))

    held, _report = conforms(document)

    assert not held


def test_a_claim_that_nobody_assessed_carries_no_review(world: World) -> None:
    entry = ledger.current("claim", world.bolts.public_id or "")
    assert entry is not None

    document = jsonld.of_claim(entry.record, "https://x.example/", "en", revision=1,
                               published_on="2025-04-14")  # fmt: skip

    assert [node["@type"] for node in document["@graph"]] == ["Claim", "NewsMediaOrganization"]


def test_each_policy_has_its_place_on_the_site(world: World, client: Client) -> None:
    for language in LANGUAGES:
        about = client.get(f"/{language}/about/").content.decode()
        us = jsonld.publisher(language)
        for name, anchor in jsonld.POLICIES.items():
            assert us[name].endswith(f"/{language}/about/#{anchor}")
            assert f'id="{anchor}"' in about, name

"""What claims say of a text as W3C Web Annotations: by the model's schemas, and by hand."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from pyld import jsonld
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from claims import annotations
from tests import make
from tests.claims import scenes

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SCHEMAS = SHARED / "web-annotation-tests"
CONTEXTS = SHARED / "jsonld-contexts" / "jsonld"


def get(path: str) -> Any:
    response = Client().get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == annotations.MEDIA_TYPE
    return json.loads(response.content)


@pytest.fixture
def listed(db: str) -> Any:
    """The annotations of a document in which much is said."""
    world = scenes.build()
    return get(f"documents/{world.article.public_id}/annotations")


def test_collection_holds_every_attribution_and_item_of_evidence(listed: Any) -> None:
    found = listed["first"]["items"]
    starts = [item["target"]["selector"][1]["start"] for item in found]

    assert listed["type"] == "AnnotationCollection"
    assert listed["total"] == len(found) == 8
    assert [item["motivation"] for item in found].count("linking") == 1
    assert starts == sorted(starts)
    assert len({item["id"] for item in found}) == 8


def test_selectors_find_the_words_in_the_text(db: str) -> None:
    text = "👷 " * 20 + "Anna said that the ferry is safe. " + "The end. " * 9
    where = make.document(text, by=make.source())
    claim = make.draft_claim("The ferry is safe", attributed=False)
    start = text.index("the ferry is safe")
    make.workflow.attribute(
        claim=claim, document=where, content=(start, start + 17), stance="asserts",
        manner="indirect", by=make.editor(), speaker=make.actor("Anna"),
    )  # fmt: skip
    make.publish(claim)
    where.refresh_from_db()

    (item,) = get(f"documents/{where.public_id}/annotations")["first"]["items"]
    quote, position = item["target"]["selector"]

    assert (position["start"], position["end"]) == (start, start + 17)  # code points
    assert where.text[position["start"] : position["end"]] == quote["exact"]
    assert len(quote["prefix"]) <= 32
    assert where.text[: position["start"]].endswith(quote["prefix"])
    assert where.text[position["end"] :].startswith(quote["suffix"])
    assert where.text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
    assert item["target"]["state"]["sourceDate"] == f"{where.captured_at:%Y-%m-%d}T00:00:00Z"
    assert item["body"][0].endswith(f"/api/v1/claims/{claim.public_id}")
    assert item["body"][-1]["value"] == "asserts, reported as stated"


def test_pages_are_walked_once_in_the_order_of_the_text(listed: Any) -> None:
    path = listed["id"].partition("/api/v1/")[2]
    page = get(f"{path}?limit=3")["first"]
    seen = page["items"]
    while "next" in page:
        page = get(page["next"].partition("/api/v1/")[2])
        assert page["partOf"]["id"] == listed["id"]
        assert page["startIndex"] == len(seen)
        seen = [*seen, *page["items"]]

    assert seen == listed["first"]["items"]


def test_what_is_not_public_has_no_annotations(db: str) -> None:
    draft = make.draft_claim()
    where = draft.attributions.get().document

    for public_id in ("00000000", str(where.pk)):
        assert Client().get(f"/api/v1/documents/{public_id}/annotations").status_code == 404
    gone = make.withdrawn_claim("Unspeakable thing")
    cited = gone.attributions.get().document
    cited.refresh_from_db()
    assert get(f"documents/{cited.public_id}/annotations")["total"] == 0


# --- By the model's own tests


@pytest.fixture(scope="module")
def musts() -> Any:
    """Validators of the W3C's "must" schemas, by the file that lists them."""
    if not SCHEMAS.is_dir():
        pytest.skip("the W3C's schemas are not on this machine")
    files = {
        path: json.loads(path.read_text())
        for folder in ("annotations", "collections", "definitions")
        for path in (SCHEMAS / folder).rglob("*.json")
    }
    by_name = [(path.name, schema) for path, schema in files.items() if "$schema" in schema]
    registry: Any = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT4))
        for name, schema in by_name
    )

    def validators(listing: str) -> Any:
        listed = json.loads((SCHEMAS / listing).read_text())["assertions"]
        for name in listed:
            schema = files[SCHEMAS / name]
            yield name, schema, jsonschema.Draft4Validator(schema, registry=registry)

    return validators


def broken(musts: Any, listing: str, document: Any) -> set[str]:
    """The assertions of the listing that the document does not meet."""
    return {
        name
        for name, schema, validator in musts(listing)
        if validator.is_valid(document) != (schema.get("expectedResult", "valid") == "valid")
    }


def test_annotations_meet_every_must_of_the_model(listed: Any, musts: Any) -> None:
    for item in listed["first"]["items"]:
        annotation = {"@context": annotations.CONTEXT, **item}
        assert broken(musts, "annotations/annotationMusts.test", annotation) == set()
    page = get(listed["id"].partition("/api/v1/")[2] + "/page?limit=2")

    assert broken(musts, "collections/collectionMusts.test", listed) == set()
    assert broken(musts, "collections/pages/pageMusts.test", listed) == set()
    assert broken(musts, "collections/pages/pageMusts.test", page) == set()


def test_the_schemas_refuse_what_is_wrong(listed: Any, musts: Any) -> None:
    item = {"@context": annotations.CONTEXT, **listed["first"]["items"][0]}
    item["target"]["selector"][1]["start"] = -1
    del item["id"]

    assert broken(musts, "annotations/annotationMusts.test", item) >= {
        "annotations/3.1-annotationIdValidated.json",
        "annotations/specificResource/4.2-TextDataPositionSelectorValid.json",
    }


def test_every_key_means_something(listed: Any) -> None:
    """In JSON-LD an unmapped key vanishes in expansion: nothing that we send may."""
    context = CONTEXTS / "anno.jsonld"
    if not context.is_file():
        pytest.skip("the annotation context is not on this machine")

    def local(url: str, options: Any) -> Any:
        assert url == annotations.CONTEXT
        return {"document": json.loads(context.read_text()), "documentUrl": url,
                "contextUrl": None, "contentType": "application/ld+json"}  # fmt: skip

    whole = jsonld.expand(listed, {"documentLoader": local})
    back = jsonld.compact(whole, annotations.CONTEXT, {"documentLoader": local})

    assert keys(listed) - keys(back) == set()


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(keys(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(keys(inner) for inner in value))
    return set()

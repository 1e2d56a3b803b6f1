"""Each format as its readers take it: DuckDB, pandas, the W3C's schemas."""

import io
import json
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import duckdb
import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from claims import workflow
from claims.exports import flat, parquet
from claims.exports.guard import unguard
from claims.importing import claimreview
from tests import make
from tests.claims.test_jsonld import strangers

SCHEMAS = Path(__file__).resolve().parents[2] / "../shared/data/web-annotation-tests"
WORDING = {"en": "=1+1 it said\n-5 %", "fr": "«\u202fOui\u202f» 😀"}


def fetched(path: str) -> bytes:
    response = Client().get(f"/api/v1/export/{path}")
    assert response.status_code == 200
    body: bytes = response.getvalue()
    return body


def items(what: str) -> list[dict]:
    return [json.loads(line) for line in fetched(f"{what}.jsonl").splitlines()]


def expected(what: str) -> list[dict]:
    columns = flat.TABLES[what]
    lines = fetched(f"{what}.jsonl").decode().splitlines()
    return [dict(zip(columns, row, strict=True)) for row in flat.rows(what, lines)]


@pytest.fixture
def some(db: str) -> None:
    topic = make.topic()
    make.published_claim(texts=WORDING, topics=[topic], said="-5 %", description="+33 caller")
    make.published_claim(
        "Two", stance="denies", via=[make.actor("AFP", kind="agency"), "officials"]
    )


@pytest.mark.parametrize("what", flat.TABLES)
def test_parquet_holds_what_json_lines_hold_with_types(some: None, what: str) -> None:
    table = pq.read_table(io.BytesIO(fetched(f"{what}.parquet")))

    rows = table.to_pylist()
    for row, wanted in zip(rows, expected(what), strict=True):
        for name, column in flat.TABLES[what].items():
            spelled = row[name]
            if spelled is not None and column.kind == "moment":
                spelled = spelled.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            elif spelled is not None and column.kind == "date":
                spelled = spelled.isoformat()
            assert spelled == wanted[name], name
    assert table.schema.metadata[b"licence"] == b"CC-BY-4.0"


def test_parquet_that_breaks_off_between_groups_is_opened_by_nobody(some: None) -> None:
    (line, *_) = fetched("attributions.jsonl").decode().splitlines()

    def breaking_off() -> Iterator[str]:
        yield from repeat(line, parquet.ROWS + 1)
        raise ConnectionError

    pieces: list[bytes] = []
    with pytest.raises(ConnectionError):
        pieces.extend(parquet.write("attributions", breaking_off()))
    data = b"".join([*pieces, parquet.broken("attributions", "lost")])

    assert data.startswith(b"PAR1")
    with pytest.raises(pa.ArrowInvalid):
        pq.read_table(io.BytesIO(data))


def test_parquet_of_claims_holds_the_record_byte_for_byte(some: None) -> None:
    table = pq.read_table(io.BytesIO(fetched("claims.parquet")))
    lines = fetched("claims.jsonl").decode().splitlines()

    for record, line in zip(table["record"].to_pylist(), lines, strict=True):
        assert line.endswith(f',"record":{record}}}')


@pytest.mark.parametrize("what", flat.TABLES)
def test_duckdb_and_pandas_read_the_same_rows_from_every_table(
    some: None, tmp_path: Path, what: str
) -> None:
    for name in ("csv", "parquet", "jsonl"):
        tmp_path.joinpath(f"t.{name}").write_bytes(fetched(f"{what}.{name}"))
    ids = [item["id"] for item in items(what)]

    with duckdb.connect() as duck:
        for reader in ("read_csv", "read_parquet", "read_json"):
            extension = {"read_csv": "csv", "read_parquet": "parquet", "read_json": "jsonl"}[reader]
            found = duck.sql(f"SELECT id FROM {reader}('{tmp_path}/t.{extension}')").fetchall()
            assert [one for (one,) in found] == ids
    assert list(pandas.read_csv(tmp_path / "t.csv")["id"]) == ids
    assert list(pandas.read_parquet(tmp_path / "t.parquet")["id"]) == ids
    assert list(pandas.read_json(tmp_path / "t.jsonl", lines=True)["id"]) == ids


def test_the_guard_is_undone_from_what_duckdb_reads(some: None, tmp_path: Path) -> None:
    tmp_path.joinpath("t.csv").write_bytes(fetched("claims.csv"))

    with duckdb.connect() as duck:
        found = duck.sql(f"SELECT text_en FROM read_csv('{tmp_path}/t.csv')").fetchall()

    assert {unguard(text) for (text,) in found} == {WORDING["en"], "Two"}


def test_annotations_name_the_words_by_quote_and_by_place(some: None) -> None:
    page = json.loads(fetched("attributions.webannotation"))

    found = items("attributions")
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert [one["id"] for one in page["items"]] == [
        f"{api(item)}#attribution-{item['id']}" for item in found
    ]
    for one, item in zip(page["items"], found, strict=True):
        quoted, placed = one["target"]["selector"]
        quote = item["attribution"]["quote"]
        assert {**quoted, **placed} == {**quote, "type": "TextPositionSelector"}
        assert one["body"][0] == api(item)


def api(item: dict) -> str:
    """The claim's permanent address."""
    return f"http://127.0.0.1:8000/api/v1/claims/{item['claim']['id']}"


def test_the_graph_of_an_export_is_that_of_the_pages(seeded: str) -> None:
    graph = json.loads(fetched("claims.jsonld"))["@graph"]

    publisher, *nodes = graph
    assert publisher["@type"] == "NewsMediaOrganization"
    assert [one["@id"] for one in nodes if one["@type"] == "Claim"] == [
        f"{item['url']}#claim" for item in items("claims")
    ]
    assert strangers({"@context": "https://schema.org", "@graph": graph}) == []
    assert {one["@type"] for one in nodes} == {"Claim", "Quotation", "ClaimReview"}


def test_only_what_was_assessed_is_reviewed_and_without_numbers(db: str) -> None:
    make.published_claim("Not examined")
    examined = make.draft_claim("Examined")
    workflow.assess(
        claim=examined, status="no_evidence", reasons={"en": "None was offered."}, by=make.editor()
    )
    make.publish(examined)

    feed = json.loads(fetched("claims.claimreview"))

    (element,) = feed["dataFeedElement"]
    review = element["item"]
    assert review["itemReviewed"]["text"] == review["claimReviewed"] == "Examined"
    assert review["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "No evidence",
        "ratingExplanation": "None was offered.",
    }
    assert strangers(feed) == []
    assert [path for path, _one in claimreview.reviews(json.dumps(feed).encode())] == [
        "$.dataFeedElement[0].item"
    ]


@pytest.mark.skipif(not SCHEMAS.exists(), reason="the W3C's schemas are not beside the project")
def test_annotations_pass_every_must_of_the_w3c(seeded: str) -> None:
    """Sections 3 and 4 of the model: its assertions on a single annotation."""
    page = json.loads(fetched("attributions.webannotation"))
    assertions = musts()

    assert len(page["items"]) > 20
    for one in page["items"]:
        given = {"@context": page["@context"], **one}
        faults = {name for name, check in assertions.items() if not check.is_valid(given)}
        assert faults == set()
    spoiled = {**page["items"][0], "@context": page["@context"], "type": "Comment", "target": None}
    assert {name for name, check in assertions.items() if not check.is_valid(spoiled)} != set()


def musts() -> dict[str, Draft4Validator]:
    """The schemas that the test suite lists as required of an annotation, by file."""
    definitions = [read(path) for path in SCHEMAS.glob("definitions/*.json")]
    known = Registry().with_resources(
        (one["id"], DRAFT4.create_resource(one)) for one in definitions
    )
    manifest = read(SCHEMAS / "annotations" / "annotationMusts.test")
    checks = {
        name: Draft4Validator(read(SCHEMAS / name), registry=known)
        for name in manifest["assertions"]
    }
    assert len(checks) > 40
    return checks


def read(path: Path) -> dict:
    held: dict = json.loads(path.read_text())
    return held

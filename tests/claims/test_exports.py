"""Exports: one line or row an item, the guard and its undoing, whole files or none."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from claims import items, ledger
from claims.api.downloads import Stream
from claims.exports import FORMATS, OFFERED
from claims.exports.flat import TABLES
from claims.exports.guard import guard, is_harmless, unguard
from claims.ledger import Filters
from claims.vocabulary import ReportedAs
from tests import make
from tests.clones import Cluster
from tests.sites import PROJECT

COLUMNS = TABLES["attributions"]


def fetched(path: str, **headers: str) -> bytes:
    response = Client().get(f"/api/v1/export/{path}", headers=headers)
    assert response.status_code == 200
    body: bytes = response.getvalue()
    return body


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


# --- Over HTTP


def test_jsonl_has_one_standing_claim_a_line(db: str) -> None:
    kept = [make.published_claim("One"), make.corrected_claim("Two")]
    make.withdrawn_claim("Three")
    make.draft_claim("Four")

    lines = fetched("claims.jsonl").decode().splitlines()

    assert [json.loads(line)["id"] for line in lines] == [c.public_id for c in reversed(kept)]
    listed = Client().get("/api/v1/claims").content.decode()
    assert listed == f'{{"results":[{",".join(lines)}],"next":null}}'


def test_attributions_are_the_same_in_list_jsonl_and_csv(db: str) -> None:
    make.published_claim("One", via=[make.actor("AFP", kind="agency"), "citing officials"])
    make.published_claim("Two", description="a diplomat")

    listed = Client().get("/api/v1/attributions").json()["results"]
    lines = [json.loads(line) for line in fetched("attributions.jsonl").splitlines()]
    table = rows(fetched("attributions.csv"))

    assert lines == listed
    assert [row["id"] for row in table] == [item["id"] for item in listed]
    assert [row["via"] for row in table] == ["", "AFP > citing officials"]
    assert [row["exact"] for row in table] == ["Two", "One"]
    assert [row["sha256"] for row in table] == [item["claim"]["sha256"] for item in listed]


def test_filters_apply_to_exports(db: str) -> None:
    make.published_claim("One")
    other = make.published_claim("Two", stance="denies")

    assert [row["claim_id"] for row in rows(fetched("attributions.csv?stance=denies"))] == [
        other.public_id
    ]
    assert json.loads(fetched("claims.jsonl?stance=denies"))["id"] == other.public_id


def test_empty_export_is_a_header_or_nothing(db: str) -> None:
    assert fetched("claims.jsonl") == b""
    for what, columns in TABLES.items():
        assert fetched(f"{what}.csv") == (",".join(columns) + "\r\n").encode()


def test_csv_is_rfc_4180(db: str) -> None:
    make.published_claim(texts={"en": 'He said "so, so"\nand left'}, said="One")

    data = fetched("attributions.csv")

    assert data.endswith(b"\r\n")
    assert b'"He said ""so, so""\nand left"' in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert fetched("attributions.csv?excel=1") == b"\xef\xbb\xbf" + data
    (row,) = rows(data)
    assert row["claim_text_en"] == 'He said "so, so"\nand left'


def test_export_names_its_file_and_the_head_it_shows(db: str) -> None:
    make.published_claim()
    head = ledger.head()
    assert head is not None

    response = Client().get("/api/v1/export/attributions.csv")
    response.getvalue()

    assert response.headers["Content-Disposition"] == 'attachment; filename="attributions.csv"'
    assert response.headers["Dixit-Ledger-Head"] == f"{head.seq} {head.sha256}"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_export_is_one_state_of_the_ledger(db: str) -> None:
    first = make.published_claim("One")
    stream = Stream(
        "claims", FORMATS["jsonl"], partial(items.exported, "claims", FORMATS["jsonl"], Filters())
    )
    pieces = iter(stream)
    make.reword(first, "Two")
    make.published_claim("Three")

    (line,) = b"".join(pieces).splitlines()

    assert json.loads(line)["record"]["texts"] == {"en": "One"}


def test_client_that_leaves_gives_the_connection_back(db: str) -> None:
    make.published_claim()
    response = Client().get("/api/v1/export/claims.jsonl")

    response.close()

    assert not connections["reader"].in_atomic_block
    assert Client().get("/api/v1/claims").status_code == 200


def _last_line_is_an_error(data: bytes, what: str) -> None:
    assert set(json.loads(data.splitlines()[-1])) == {"error"}


def _last_row_is_an_error(data: bytes, what: str) -> None:
    (last,) = csv.reader([data.decode().splitlines()[-1]])
    assert (last[0], len(last)) == ("ERROR", len(TABLES[what]))


def _it_is_whole(data: bytes, what: str) -> None:
    """Rows so few go out with the footer in one piece: see test_formats for a broken one."""
    assert pq.read_table(io.BytesIO(data)).num_rows == LARGE


def _nothing_can_parse_it(data: bytes, what: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(data)


CANNOT_BE_TAKEN_FOR_WHOLE = {
    "jsonl": _last_line_is_an_error,
    "csv": _last_row_is_an_error,
    "parquet": _it_is_whole,
    "jsonld": _nothing_can_parse_it,
    "claimreview": _nothing_can_parse_it,
    "webannotation": _nothing_can_parse_it,
}


LARGE = 8


@pytest.fixture(scope="module")
def large(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """More than a socket holds, in every format: ClaimReview has what was assessed alone."""
    with django_db_blocker.unblock(), cluster.clone():
        for n in range(LARGE):
            texts = dict.fromkeys(("en", "fr", "de"), f"Claim {n} " + "word " * 3_900)
            make.published_claim(texts=texts, status="unverified")
        yield


@pytest.mark.parametrize(("what", "name"), OFFERED)
def test_broken_stream_does_not_look_whole(
    large: None, cluster: Cluster, what: str, name: str
) -> None:
    made = FORMATS[name]
    pieces = iter(Stream(what, made, partial(items.exported, what, made, Filters())))
    first = next(pieces)
    with psycopg.connect(cluster.server.conninfo(), autocommit=True) as administrator:
        pid = connections["reader"].connection.info.backend_pid
        administrator.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    data = b"".join([first, *pieces])

    CANNOT_BE_TAKEN_FOR_WHOLE[name](data, what)
    assert Client().get("/api/v1/claims").status_code == 200  # on a new connection


# --- The guard

TRICKY = st.text(
    st.sampled_from("='+-@＝＋－＠\t\r\n\0 \xa0\u200b\ufeff;,\"a\u2028\x0b\x85") | st.characters(),
    max_size=12,
)


@given(TRICKY)
@example("=1+1")
@example("'=1+1")
@example("''\u200b@")
@example("\t\r\n=")
@example("a;=1\n'+2")
def test_guard_is_undone_exactly(cell: str) -> None:
    guarded = guard(cell)

    assert unguard(guarded) == cell
    assert guarded == cell or guarded.count("'") > cell.count("'")


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠", "\t", "\0"])
@pytest.mark.parametrize("before", ["", " ", "\xa0", "\u200b", "\ufeff ", "\n", "a\n", "a\r\n ",
                                    "a\u2028", "a;", "a\t", "a; "])  # fmt: skip
def test_no_line_can_begin_a_formula(before: str, sign: str) -> None:
    guarded = guard(f"{before}{sign}1")

    for line in guarded.replace(";", "\n").replace("\t", "\n").splitlines():
        assert not line.strip(" \xa0\u200b\ufeff").startswith(tuple("=+-@＝＋－＠\0"))
    assert guarded[0] not in "=+-@＝＋－＠\t\r\n\0"


HARMLESS = ("", "Ukraine", "a-b", "« = »", "l'été", "'tis", "1 + 1", "a\nb", "x; y")


def test_harmless_text_is_left_alone() -> None:
    for text in HARMLESS:
        assert guard(text) == text
    assert is_harmless(HARMLESS)


@given(st.lists(TRICKY, max_size=6))
@example(["", "=1"])
@example(["a", "\n", "b"])
@example(["'", "'=1"])
def test_no_row_is_called_harmless_that_has_a_guarded_cell(cells: list[str]) -> None:
    if is_harmless(cells):
        assert list(map(guard, cells)) == cells


def test_formulas_in_records_are_guarded_and_come_back(db: str) -> None:
    wording = "=HYPERLINK(1)\n@SUM(1)"
    make.published_claim(texts={"en": wording}, said="-5 %", description="+33 caller")

    (row,) = rows(fetched("attributions.csv"))

    assert row["claim_text_en"] == "'=HYPERLINK(1)\n'@SUM(1)"
    assert (row["exact"], row["description"]) == ("'-5 %", "'+33 caller")
    assert unguard(row["claim_text_en"]) == wording
    assert row["summary"].startswith("'+33 caller asserts: =HYPERLINK(1)\n'@SUM(1)")


# --- The rule of reserve: no stance without how it was reported


@pytest.mark.parametrize("reported_as", ReportedAs.values)
def test_summary_never_hides_the_reserve(db: str, reported_as: str) -> None:
    make.published_claim("It will rain", reported_as=reported_as, stance="warns", cue="warned")

    (row,) = rows(fetched("attributions.csv"))

    label = str(ReportedAs(reported_as).label)
    reserve = "" if reported_as == "stated" else f" ({label})"
    assert row["reported_as"] == reported_as
    assert row["summary"] == f"Anna Berg warns{reserve}: It will rain"


def test_summary_says_what_encloses_it_and_the_contrary(db: str) -> None:
    outer = make.published_claim(
        "Was it so?", description="a reporter", stance="asks", reported_as="hypothetical"
    )
    asked = outer.attributions.get()
    inner = make.draft_claim("It is so", attributed=False)
    make.attribute(inner, where=asked.document, description="a reporter", said="Was it so?",
                   nested_in=asked, stance="warns", polarity="negative")  # fmt: skip
    make.publish(inner)

    (row,) = (r for r in rows(fetched("attributions.csv")) if r["claim_id"] == inner.public_id)

    assert row["summary"] == (
        "a reporter warns (in what a reporter asks (hypothetical); the contrary): It is so"
    )
    assert row["nested_in_claim"] == outer.public_id


def test_founding_question_is_never_shown_as_a_statement(seeded: str) -> None:
    (row,) = (r for r in rows(fetched("attributions.csv")) if r["reported_as"] == "questioned")

    assert row["speaker_name_en"] == "United States"
    assert "(questioned; in what " in row["summary"]


# --- The command


def export(*arguments: str) -> None:
    call_command("export", *arguments)


def test_command_writes_what_http_sends(db: str, tmp_path: Path) -> None:
    make.published_claim("One")
    make.published_claim("Two", stance="denies")

    export("claims", "--output", str(tmp_path / "c.jsonl"))
    export("attributions", "--stance", "denies", "--excel", "--output", str(tmp_path / "a.csv"))

    assert (tmp_path / "c.jsonl").read_bytes() == fetched("claims.jsonl")
    assert (tmp_path / "a.csv").read_bytes() == fetched("attributions.csv?stance=denies&excel=1")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "c.jsonl"]


def test_command_reports_count_hash_and_head(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.published_claim()
    place = tmp_path / "c.jsonl"

    export("claims", "--json", "--output", str(place))

    head = ledger.head()
    assert head is not None
    said = json.loads(capsys.readouterr().out)
    assert said == {
        "exported": "claims",
        "count": 1,
        "bytes": place.stat().st_size,
        "sha256": hashlib.sha256(place.read_bytes()).hexdigest(),
        "head": {"seq": head.seq, "sha256": head.sha256,
                 "published_at": ledger.moment(head.published_at)},
        "output": str(place),
    }  # fmt: skip


def test_command_keeps_the_old_file_when_it_breaks_off(db: str, tmp_path: Path) -> None:
    make.published_claim()
    place = tmp_path / "c.jsonl"
    place.write_text("before")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_claim RENAME TO elsewhere")

    with pytest.raises(CommandError, match="broke off, nothing was kept") as refusal:
        export("claims", "--output", str(place))

    assert refusal.value.returncode == 1
    assert place.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["c.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("claims", "--format", "webannotation"), "claims are exported as: jsonl, csv"),
        (("claims", "--stance", "says"), "--stance: There is no such code"),
        (("claims", "--said-after", "soon"), "--said-after: It must be a day"),
        (("documents",), "invalid choice"),
    ],
)
def test_command_refuses_with_exit_code_2(db: str, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said) as refusal:
        export(*arguments)

    assert said == "invalid choice" or refusal.value.returncode == 2


def test_command_sends_to_standard_output(db: str, cluster: Cluster) -> None:
    make.published_claim()
    environment = {
        **os.environ,
        **{name: cluster.url(alias) for alias, name in (
            ("default", "DATABASE_URL"), ("reader", "READER_URL"), ("owner", "MIGRATE_URL"))},
    }  # fmt: skip

    done = subprocess.run(
        [sys.executable, "manage.py", "export", "attributions"],
        cwd=PROJECT, env=environment, capture_output=True, check=True, timeout=60,
    )  # fmt: skip

    assert done.stdout == fetched("attributions.csv")
    assert b"1 attributions" in done.stderr


# --- The registry


def test_every_column_is_described() -> None:
    manual = PROJECT.joinpath("docs/export.md").read_text()

    for columns in TABLES.values():
        assert [name for name in columns if f"| `{name}` |" not in manual] == []


def test_formats_know_no_database() -> None:
    source = "".join(path.read_text() for path in PROJECT.joinpath("claims/exports").glob("*.py"))

    assert "models" not in source
    assert "claims.ledger" not in source


def test_count_is_what_streams(db: str) -> None:
    make.published_claim("One")
    make.published_claim("Two", stance="denies")

    for what in items.EXPORTED:
        for filters in (Filters(), Filters(stance="denies")):
            assert items.count(what, filters) == len(list(items.stream(what, filters)))


@pytest.mark.parametrize("asked", [Filters(), Filters(language="fr"), Filters(q="attack")])
def test_lines_of_the_database_are_the_items_of_the_api(asked: Filters, seeded: str) -> None:
    awkward = 'A "quoted" \\ back\\slash\u2028 and <tag> \x7f é 字 🙂'
    make.published_claim(awkward, texts={"en": awkward, "zh": "字", "ast": "otru"}, said="ferry")
    claims = ledger.search(asked, limit=1000)
    said = ledger.attributions_found(asked, limit=1000)

    with ledger.snapshot():
        lines = {what: list(items.stream(what, asked)) for what in items.EXPORTED}

    entries = ledger.entries(seq for seq, _ in claims)
    assert lines["claims"] == [items.of_entry(entry) for entry in entries]
    assert items.standing([first for _seq, first in claims]) == lines["claims"]
    assert lines["attributions"] == [items.of_attribution(row) for row in said]
    assert min(map(len, lines.values())) > 1

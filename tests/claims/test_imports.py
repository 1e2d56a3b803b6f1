"""Claims from elsewhere become drafts, once each, with a report; nothing of them is public."""

import csv
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from claims import workflow
from claims.importing import claimreview
from claims.models import Actor, Attribution, Claim, Import
from sources.capture import Facts, capture
from sources.models import Document
from tests import make
from tests.clones import Cluster

WILD = Path(__file__).resolve().parents[2] / "../shared/data/claimreview-wild"

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checks.example/ferry",
    "claimReviewed": "The ferry is safe.",
    "inLanguage": "en",
    "datePublished": "2024-03-25T10:00:00Z",
    "author": {"@type": "Organization", "name": "Checks"},
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": "1",
                     "worstRating": 1, "bestRating": 5},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Anna Berg"},
                     "datePublished": "2024-03-24",
                     "appearance": [{"@type": "NewsArticle", "url": "https://news.example/1"}]},
}  # fmt: skip


CLAIM = {"@type": "Claim", "text": "The ferry  is safe.\n"}


def write(folder: Path, content: Any, name: str = "given.json") -> Path:
    place = folder / name
    place.write_text(content if isinstance(content, str) else json.dumps(content))
    return place


def run(command: str, *arguments: str | Path) -> tuple[list[dict], dict]:
    """What the command says of each item, and its closing line."""
    out = io.StringIO()
    with suppress(SystemExit):  # where an item was refused
        call_command(command, *map(str, arguments), "--json", stdout=out)
    *each, last = map(json.loads, out.getvalue().splitlines())
    return each, last


def imported(folder: Path, content: Any, *options: str) -> tuple[list[dict], dict]:
    return run("import_claimreview", write(folder, content), *options)


# --- ClaimReview


def test_a_review_becomes_a_draft_of_the_claim_it_reviewed(db: str, tmp_path: Path) -> None:
    ((said,), counted) = imported(tmp_path, REVIEW)

    claim = Claim.objects.get()
    assert (claim.texts, claim.kind, claim.is_public) == (
        {"en": "The ferry is safe."}, "factual", False
    )  # fmt: skip
    assert claim.notes.splitlines() == [
        "Review: https://checks.example/ferry",
        "Reviewed by: Checks",
        "Reviewed on: 2024-03-25",
        "Their verdict: “False”",
        "On their scale: 1 from 1 (worst) to 5 (best)",
        "Said, according to the review, by: Anna Berg",
        "Said on: 2024-03-24",
        "Appeared at: https://news.example/1",
    ]
    assert counted == {"dry_run": False, "added": 1, "known": 0, "refused": 0}
    assert (said["state"], said["claim"]) == ("added", claim.pk)


def test_a_verdict_is_never_a_status_nor_a_claimant_a_speaker(db: str, tmp_path: Path) -> None:
    ((said,), _counted) = imported(tmp_path, REVIEW)

    assert not Claim.objects.get().assessments.exists()
    assert (Attribution.objects.count(), Actor.objects.count()) == (0, 0)
    assert said["refused"] == [
        "url as evidence: evidence at an address needs its archived copy: add both",
        "reviewRating as a status: a status is signed by people of this desk",
        "itemReviewed.author as a speaker: no sentence says so: capture the text",
    ]
    assert said["guessed"] == [
        "kind: factual: ClaimReview does not say",
        "Reviewed on: 2024-03-25, from “2024-03-25T10:00:00Z”",
        "reviewRating: numbers, written as text",
    ]


def test_nothing_of_an_import_is_public(db: str, tmp_path: Path) -> None:
    imported(tmp_path, {**REVIEW, "claimReviewed": "Token-7Q stays inside"})

    for path in ("/en/claims/", "/api/v1/claims", "/api/v1/changes", "/api/v1/export/claims.jsonl"):
        response = Client().get(path)
        body = b"".join(response) if response.streaming else response.content
        assert b"Token-7Q" not in body


@pytest.mark.parametrize(
    "shape",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, one]},
        lambda one: {"@type": "DataFeed", "dataFeedElement": [{"item": [one]}]},
        lambda one: [{"page": "https://checks.example", "claimReview": one}],
        lambda one: {**one, "@type": "claimreview"},
        lambda one: {**one, "@type": ["Review", "schema:ClaimReview"]},
        lambda one: {**one, "@type": "http://schema.org/ClaimReview"},
        lambda one: {**{k: v for k, v in one.items() if k != "@type"}, "type": "ClaimReview"},
        lambda one: {**one, "claimReviewed": ["The ferry is safe."]},
        lambda one: {**one, "claimReviewed": {"@language": "en", "@value": "The ferry is safe."}},
        lambda one: {**one, "claimReviewed": None, "itemReviewed": CLAIM},
        lambda one: "\ufeff" + json.dumps(one),
        lambda one: {**one, "author": json.loads("[" * 900 + "]" * 900)},
    ],
)  # fmt: skip
def test_a_review_is_found_however_it_is_wrapped(db: str, tmp_path: Path, shape: Any) -> None:
    ((said,), _counted) = imported(tmp_path, shape(REVIEW))

    assert said["state"] == "added"
    assert Claim.objects.get().texts == {"en": "The ferry is safe."}


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"reviewRating": {"ratingValue": -1, "worstRating": -1, "bestRating": -1}},
         "reviewRating as numbers: (-1, -1, -1) is no scale with a value on it"),
        ({"reviewRating": {"ratingValue": 7, "worstRating": 1, "bestRating": 5}},
         "reviewRating as numbers: (7, 1, 5) is no scale with a value on it"),
        ({"reviewRating": {"ratingValue": "True", "bestRating": 5}},
         "reviewRating as numbers: (True, none, 5) is no scale with a value on it"),
        ({"datePublished": "0001-01-01T00:00:00Z"},
         "Reviewed on: “0001-01-01T00:00:00Z” is no day"),
        ({"datePublished": "2024-02-30"}, "Reviewed on: “2024-02-30” is no day"),
        ({"datePublished": "last week"}, "Reviewed on: “last week” is no day"),
        ({"inLanguage": "en-Poly-x"}, "inLanguage: “en-Poly-x” is no language tag"),
        ({"itemReviewed": None}, "itemReviewed: it is missing: nobody is named who made the claim"),
        ({"keywords": "ferry"}, "keywords: there is no place for it"),
    ],
)  # fmt: skip
def test_what_has_no_sense_is_left_out_and_said(
    db: str, tmp_path: Path, change: dict[str, Any], refused: str
) -> None:
    ((said,), _counted) = imported(tmp_path, {**REVIEW, **change})

    assert said["state"] == "added"
    assert refused in said["refused"]


def test_a_creative_work_is_read_as_the_claim_and_said(db: str, tmp_path: Path) -> None:
    item = {"@type": "CreativeWork", "author": {"type": "Organization", "name": "Many"}}

    ((said,), _counted) = imported(tmp_path, {**REVIEW, "itemReviewed": item})

    assert "itemReviewed: read as the claim, though it is typed CreativeWork" in said["guessed"]
    assert "Said, according to the review, by: Many" in Claim.objects.get().notes


def test_one_bad_review_does_not_stop_the_others(db: str, tmp_path: Path) -> None:
    silent = {"@type": "ClaimReview", "url": "https://checks.example/none"}
    nul = {**REVIEW, "url": "https://checks.example/nul", "claimReviewed": "a\x00b"}

    each, counted = imported(tmp_path, [silent, nul, REVIEW])

    assert [one["state"] for one in each] == ["refused", "refused", "added"]
    assert [one["where"] for one in each] == ["$[0]", "$[1]", "$[2]"]
    assert each[0]["refused"] == ["It has no claimReviewed, and its itemReviewed has no text."]
    assert each[1]["refused"] == [
        "texts: The text holds a character that cannot be stored (NUL or a lone surrogate)."
    ]
    assert (counted["added"], counted["refused"]) == (1, 2)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    ["", "<html>", "[" * 2000 + "]" * 2000, '{"@type": "Article"}', '{"@type": "ClaimReview"',
     '{"@type": "ClaimReview", "claimReviewed": NaN}'],
)  # fmt: skip
def test_a_file_without_reviews_is_refused_whole(db: str, tmp_path: Path, content: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("import_claimreview", str(write(tmp_path, content)))

    assert refusal.value.returncode == 2
    assert not Claim.objects.exists()


def test_a_second_run_adds_nothing(db: str, tmp_path: Path) -> None:
    imported(tmp_path, REVIEW)
    other = {**REVIEW, "url": "https://checks.example/other"}

    each, counted = imported(tmp_path, [REVIEW, other])

    assert [one["state"] for one in each] == ["known", "added"]
    assert (Claim.objects.count(), Import.objects.count()) == (2, 2)
    assert (counted["added"], counted["known"]) == (1, 1)


def test_what_an_editor_discarded_does_not_come_back(db: str, tmp_path: Path) -> None:
    imported(tmp_path, REVIEW)
    Import.objects.update(claim=None)

    ((said,), _counted) = imported(tmp_path, REVIEW)

    assert (said["state"], said["claim"]) == ("known", None)


def test_a_dry_run_says_the_same_and_stores_nothing(db: str, tmp_path: Path) -> None:
    (dry, counted) = imported(tmp_path, REVIEW, "--dry-run")
    assert (Claim.objects.count(), Import.objects.count()) == (0, 0)

    (real, _counted) = imported(tmp_path, REVIEW)

    assert [{**one, "claim": None} for one in real] == dry
    assert counted == {"dry_run": True, "added": 1, "known": 0, "refused": 0}


@pytest.mark.skipif(not WILD.exists(), reason="the wild samples are not beside the project")
def test_wild_reviews_are_read(db: str) -> None:
    each, counted = run("import_claimreview", WILD / "wild-3.json")

    assert counted == {"dry_run": False, "added": 3, "known": 0, "refused": 0}
    said = [one for item in each for one in item["refused"] + item["guessed"]]
    assert "reviewRating as numbers: (-1, -1, -1) is no scale with a value on it" in said
    assert "reviewRating: numbers, written as text" in said
    assert said.count("itemReviewed: read as the claim, though it is typed CreativeWork") == 3
    assert sorted(tag for claim in Claim.objects.all() for tag in claim.texts) == [
        "en", "en", "und"
    ]  # fmt: skip


@pytest.mark.skipif(not WILD.exists(), reason="the wild samples are not beside the project")
def test_the_examples_of_schema_org_are_read(db: str) -> None:
    data = WILD.joinpath("schemaorg-examples.json").read_bytes()
    expected = len(list(claimreview.reviews(data)))

    _each, counted = run("import_claimreview", WILD / "schemaorg-examples.json")

    assert (counted["added"], counted["refused"]) == (expected, 0)
    assert expected > 1


# --- Our own exports


def exported(folder: Path, what: str, name: str) -> Path:
    place = folder / f"{what}.{name}"
    call_command("export", what, "--format", name, "--output", str(place))
    return place


def texts_of(documents: list[Document]) -> list[tuple[str, str, str]]:
    return [(d.text, d.title, d.language) for d in documents]


def recapture(texts: list[tuple[str, str, str]]) -> None:
    for text, title, language in texts:
        facts = Facts(title=title, language=language)
        capture(text=text, source=make.source("Elsewhere"), by=make.editor(), facts=facts)


NOT_HERE = "its text is not captured here: capture it, then import again"

SAID = ("stance", "manner", "polarity", "reported_as", "naming", "description", "said_on",
        "content_start", "content_end", "cue_start", "cue_end", "speaker_start", "speaker_end",
        "evidence_in_text", "evidence_start", "evidence_end")  # fmt: skip


def said() -> list[tuple[Any, ...]]:
    rows = Attribution.objects.order_by("document__text_sha256", *SAID)
    names = [a.speaker.names if a.speaker else None for a in rows.select_related("speaker")]
    return list(zip(rows.values_list("document__text_sha256", *SAID), names, strict=True))


def test_claims_come_back_as_drafts_where_their_texts_are_captured(
    seeded: str, cluster: Cluster, tmp_path: Path
) -> None:
    file = exported(tmp_path, "claims", "jsonl")
    texts = texts_of(list(Document.objects.order_by("pk")))
    claims = sorted(json.dumps(c.texts, sort_keys=True) for c in Claim.objects.all())
    attributions = said()

    with cluster.clone():
        recapture(texts)
        each, counted = run("import_claims", file)
        drafted = [json.dumps(c.texts, sort_keys=True) for c in Claim.objects.all()]
        again = said()
        public = Claim.objects.filter(public_id__isnull=False).count()

    assert (counted["added"], counted["refused"], public) == (len(claims), 0, 0)
    assert sorted(drafted) == claims
    assert again == attributions
    assert len(each) == len(claims)


def test_what_is_quoted_from_a_text_not_captured_here_is_left_out_and_said(
    db: str, cluster: Cluster, tmp_path: Path
) -> None:
    make.published_claim("The ferry is safe")
    (attribution,) = Attribution.objects.all()
    file = exported(tmp_path, "claims", "jsonl")

    with cluster.clone():
        ((item,), _counted) = run("import_claims", file)
        found = (Claim.objects.count(), Attribution.objects.count())

    assert found == (1, 0)
    assert item["refused"] == [
        "evidence_status: not_assessed: a status is signed by people of this desk",
        f"attribution {attribution.public_id}: {NOT_HERE}",
    ]


@pytest.mark.parametrize("what", ["claims", "attributions"])
def test_tables_come_back_with_the_guard_undone(
    db: str, cluster: Cluster, tmp_path: Path, what: str
) -> None:
    wording = {"en": "=1+1 it said\n-5 %", "fr": "@Oui 😀"}
    make.published_claim(texts=wording, said="-5 %")
    file = exported(tmp_path, what, "csv")
    texts = texts_of(list(Document.objects.all()))

    with cluster.clone():
        recapture(texts)
        _each, counted = run("import_claims", file)
        drafted = [claim.texts for claim in Claim.objects.all()]
        exact = [a.exact() for a in Attribution.objects.select_related("document")]

    assert counted["added"] == 1
    assert drafted == [wording]
    assert exact == (["-5 %"] if what == "attributions" else [])


def test_a_homonym_is_not_guessed(db: str, cluster: Cluster, tmp_path: Path) -> None:
    make.published_claim("The ferry is safe")
    file = exported(tmp_path, "claims", "jsonl")
    texts = texts_of(list(Document.objects.all()))

    with cluster.clone():
        recapture(texts)
        with workflow.acting(make.editor()):
            for kind in ("person", "office"):
                Actor.objects.create(kind=kind, names={"en": "Anna Berg"})
        ((item,), _counted) = run("import_claims", file)

    assert any("Several actors are called “Anna Berg”" in one for one in item["refused"])


def test_a_changed_quotation_is_not_taken(db: str, cluster: Cluster, tmp_path: Path) -> None:
    make.published_claim("The ferry is safe")
    file = exported(tmp_path, "claims", "jsonl")
    texts = texts_of(list(Document.objects.all()))
    item = json.loads(file.read_text())
    item["record"]["attributions"][0]["quote"]["exact"] = "The ferry is fast"
    write(tmp_path, item, "claims.jsonl")

    with cluster.clone():
        recapture(texts)
        ((reported,), _counted) = run("import_claims", file)
        found = Attribution.objects.count()

    assert found == 0
    assert any("the text does not read “The ferry is fast” there" in r for r in reported["refused"])


def test_a_foreign_table_is_refused_with_the_missing_columns(db: str, tmp_path: Path) -> None:
    rows = io.StringIO()
    csv.writer(rows).writerow(["id", "text"])

    with pytest.raises(CommandError, match=r"claims\.csv has the columns") as refusal:
        call_command("import_claims", str(write(tmp_path, rows.getvalue(), "own.csv")))

    assert refusal.value.returncode == 2


def spoilt(item: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Lines made of a good item, each with the beginning of its refusal."""
    whole = json.dumps(item)
    record = item["record"]
    said = record["attributions"][0]

    def changed(**change: Any) -> str:
        return json.dumps({**item, "record": {**record, **change}})

    def quoting(**change: Any) -> str:
        return changed(attributions=[{**said, "quote": {**said["quote"], **change}}])

    no_claim, no_json = "it is no claim of our export: $", "it is no JSON: "
    return {
        "half a line": (whole[:-40], no_json),
        "not a number": (whole.replace('"seq": ', '"seq": NaN, "was": '), no_json + "NaN"),
        "a name twice": (whole.replace('"seq": ', '"seq": 1, "seq": '), no_json + "a name stands"),
        "deep": ('{"a":' * 100_000, no_json),
        "deep and closed": ('{"a":' + "[" * 900 + "]" * 900 + "}", no_claim),
        "a list": (json.dumps({"record": [1]}), no_claim),
        "words of a wrong type": (changed(texts={"en": 5}), no_claim + ".record.texts.en"),
        "pairs": (changed(texts="ab"), no_claim + ".record.texts"),
        "a place of a wrong type": (quoting(start="x"), no_claim),
        "a place before the text": (quoting(start=-1), no_claim),
        "too long": (changed(texts={"en": "a" * 10_000_000}), "texts: The text has 10000000"),
        "half a pair": (changed(texts={"en": "\ud800"}), "texts: The text holds a character"),
        "an odd tag": (changed(texts={"klingonish": "a"}), "texts: Word the claim"),
    }


def test_what_is_spoilt_is_refused_alone_and_named(
    db: str, cluster: Cluster, tmp_path: Path
) -> None:
    make.published_claim("The ferry is safe", topics=[make.topic()])
    file = exported(tmp_path, "claims", "jsonl")
    good = file.read_text()
    lines = spoilt(json.loads(good))
    write(tmp_path, "\ufeff" + "\n".join([*(line for line, _said in lines.values()), good]), "x")

    with cluster.clone():
        each, counted = run("import_claims", tmp_path / "x")
        stored = Claim.objects.count()

    found = {name: one["refused"][0] for name, one in zip(lines, each[:-1], strict=True)}
    begun = {name: said[: len(lines[name][1])] for name, said in found.items()}
    assert begun == {name: said for name, (_line, said) in lines.items()}
    assert max(map(len, found.values())) < 400
    assert (counted["added"], counted["refused"], stored) == (1, len(lines), 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": 1}'.encode("utf-16"), "It is not UTF-8"),
        (b"\xff", "It is not UTF-8"),
        (b"", "has the columns"),
        (b'"id,url\r\n', "It is neither JSON Lines nor CSV"),
        (b"\x00" * 100, "has the columns"),
        (b"," * 1_000_000, "has the columns"),
    ],
)
def test_a_file_of_another_kind_is_refused_whole(
    db: str, tmp_path: Path, content: bytes, said: str
) -> None:
    place = tmp_path / "x"
    place.write_bytes(content)

    with pytest.raises(CommandError, match=said) as refusal:
        call_command("import_claims", str(place))

    assert (refusal.value.returncode, Claim.objects.count()) == (2, 0)


@pytest.mark.parametrize("what", ["claims", "attributions"])
def test_a_spoilt_row_is_refused_alone_and_named(
    db: str, cluster: Cluster, tmp_path: Path, what: str
) -> None:
    for n in range(3):
        make.published_claim(f"The ferry {n} is safe")
    file = exported(tmp_path, what, "csv")
    header, one, two, three = file.read_text().splitlines()
    long = three.replace("The ferry 0 is safe", "a" * 200_000)
    ended = "ERROR" + "," * header.count(",")
    rows = [header, one, two.rpartition(",")[0], long, ended, '"' + two]
    file.write_bytes("\r\n".join(rows).encode())

    with cluster.clone():
        each, counted = run("import_claims", file)

    refused = {item["where"]: item["refused"][0] for item in each if item["state"] == "refused"}
    assert {where: said[:20] for where, said in refused.items()} == {
        "row 3": "it has "
        + str(header.count(","))
        + " cells and t"[: 13 - len(str(header.count(",")))],
        "row 4": "texts: The text has ",
        "row 5": "the export broke off",
        "row 6": "it is no CSV, nor is",
    }
    assert (counted["added"], counted["refused"]) == (1, 4)


def test_a_line_that_is_no_claim_is_refused_alone(db: str, tmp_path: Path) -> None:
    file = write(tmp_path, '{"id": 1}\n{"record"\n{"error": {"title": "Incomplete"}}\n', "x.jsonl")

    each, counted = run("import_claims", file)

    assert [one["where"] for one in each] == ["line 1", "line 2", "line 3"]
    assert (counted["added"], counted["refused"]) == (0, 3)


def test_people_are_told_in_words(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_claimreview", str(write(tmp_path, REVIEW)), "--dry-run")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "$: added"
    assert lines[1] == "  mapped: inLanguage -> texts"
    assert lines[-1] == (
        "Nothing was stored. It would be: 1 added as drafts, 0 imported before, 0 refused."
    )


def test_a_refused_item_is_an_exit_code(db: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("import_claimreview", str(write(tmp_path, {"@type": "ClaimReview"})))

    assert end.value.code == 1


def test_an_unknown_account_is_refused(db: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no account “nobody”") as refusal:
        call_command("import_claimreview", str(write(tmp_path, REVIEW)), "--by", "nobody")

    assert refusal.value.returncode == 2

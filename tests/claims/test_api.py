"""The public API: frozen bytes, strict parameters, cursors, problems, caching, and no state."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertNumQueries

from claims import ledger, workflow
from claims.ledger.tables import Erasure
from claims.models import Claim
from claims.vocabulary import Stance
from tests import make
from tests.clones import Cluster

NOBODY = "00000000"
LISTS = ("claims", "attributions", "actors", "documents", "sources", "topics", "changes")


@pytest.fixture
def api(db: str) -> "Api":
    return Api()


@pytest.fixture
def reading(seeded_module: str) -> "Api":
    """For tests that change nothing."""
    return Api()


class Api:
    """The API as a client without cookies sees it."""

    def get(self, path: str, **headers: str) -> Any:
        response = Client().get(f"/api/v1/{path}", headers=headers)
        if response.streaming:  # read to its end: until then an export holds the connection
            response.streaming_content = [response.getvalue()]
        return response

    def json(self, path: str) -> Any:
        response = self.get(path)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def ids(self, path: str) -> list[str]:
        return [item["id"] for item in self.json(path)["results"]]

    def walk(self, path: str) -> Iterator[Any]:
        """Every result of every page."""
        following: str | None = path
        while following:
            page = self.json(following)
            yield from page["results"]
            following = page["next"] and page["next"].partition("/api/v1/")[2]

    def problem(self, path: str, **headers: str) -> Any:
        response = self.get(path, **headers)
        assert response.status_code >= 400
        assert response.headers["Content-Type"] == "application/problem+json"
        said = json.loads(response.content)
        assert said["status"] == response.status_code
        assert {"type", "title", "status", "detail"} <= set(said)
        return said


def owner(statement: str, *values: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


# --- Records


def test_detail_is_the_frozen_text_byte_for_byte(api: Api) -> None:
    claim = make.published_claim(texts={"en": "A “quoted” é 👩‍🚒", "fr": "Une <i>chose</i>"})
    entry = ledger.current("claim", claim.public_id or "")
    assert entry is not None

    body = api.get(f"claims/{claim.public_id}").content.decode()

    url = f"http://127.0.0.1:8000/en/claims/{claim.public_id}-a-quoted-e/"
    assert body == entry.emit(url)
    assert body.endswith(f'"record":{entry.payload}}}')
    proof = bytes.fromhex(entry.salt or "") + (entry.payload or "").encode()
    assert json.loads(body)["digest"] == hashlib.sha256(proof).hexdigest()


@pytest.mark.parametrize("kind", ledger.KINDS)
def test_every_kind_has_a_list_of_what_its_details_are(api: Api, kind: str) -> None:
    make.published_claim(topics=[make.topic()])
    (item,) = api.json(f"{kind}s")["results"]

    assert item["kind"] == kind
    assert api.json(f"{kind}s/{item['id']}") == item


def test_revisions_are_listed_first_to_last_and_stay(api: Api) -> None:
    claim = make.corrected_claim("The ferry is old")

    listed = api.json(f"claims/{claim.public_id}/revisions")["results"]

    assert [item["revision"] for item in listed] == [1, 2]
    assert [item["record"]["texts"]["en"] for item in listed] == [
        "The ferry is old",
        "The ferry is old indeed",
    ]
    assert [api.json(f"claims/{claim.public_id}/revisions/{n}") for n in (1, 2)] == listed
    assert len(list(api.walk(f"claims/{claim.public_id}/revisions?limit=1"))) == 2


def test_merged_actor_leads_to_the_other(api: Api) -> None:
    claim = make.published_claim(speaker=make.actor("Anna Berg"))
    other = make.published_claim("Another", speaker=make.actor("A. Berg"))
    gone, kept = make.actor("A. Berg"), make.actor("Anna Berg")
    workflow.merge(row=gone, into=kept, by=make.editor(), version=gone.version, reason="one")
    make.publish(gone, note="The same person.")

    response = api.get(f"actors/{gone.public_id}")

    there = f"http://127.0.0.1:8000/api/v1/actors/{kept.public_id}"
    assert (response.status_code, response.headers["Location"]) == (308, there)
    assert response.headers["Link"] == f'<{there}>; rel="canonical"'
    assert response.json()["record"] == {"id": gone.public_id, "merged_into": kept.public_id}
    assert api.ids("actors") == [kept.public_id]
    assert sorted(api.ids(f"claims?speaker={kept.public_id}")) == sorted(
        [claim.public_id, other.public_id]
    )


def test_withdrawn_claim_is_gone_everywhere(api: Api) -> None:
    claim = make.withdrawn_claim("Unspeakable thing")

    for path in ("", "/revisions", "/revisions/1", "/revisions/2"):
        said = api.problem(f"claims/{claim.public_id}{path}")
        assert said["status"] == 410
        assert said["tombstone"]["record"] == {
            "id": claim.public_id,
            "withdrawn": {
                "reasons": {"en": "It was a mistake."},
                "withdrawn_on": claim.withdrawal.withdrawn_at.date().isoformat(),
            },
        }
    assert api.ids("claims") == api.ids("attributions") == []
    for path in ("changes", *LISTS, "export/claims.jsonl", "export/attributions.csv"):
        response = api.get(path)
        body = response.getvalue() if response.streaming else response.content
        # The document's title is what the source wrote, and stays public.
        assert b'"texts":{"en":"Unspeakable' not in body


def test_changes_chain_even_where_a_text_is_withheld(api: Api) -> None:
    kept = make.published_claim("The ferry is old")
    gone = make.withdrawn_claim("Unspeakable thing")

    listed = list(api.walk("changes?limit=2"))

    assert [item["seq"] for item in listed] == list(range(1, len(listed) + 1))
    previous = "0" * 64
    for item in listed:
        chained = ("seq", "kind", "id", "revision", "published_at", "digest", "previous_sha256")
        fields = {name: item[name] for name in chained}
        assert item["previous_sha256"] == previous
        previous = hashlib.sha256(ledger.canonical(fields).encode()).hexdigest()
        assert item["sha256"] == previous
    first, tombstone = (item for item in listed if item["id"] == gone.public_id)
    assert (first["withheld"], first["record"], first["salt"]) == ("withdrawn", None, None)
    assert "withdrawn" in tombstone["record"]
    assert next(item for item in listed if item["id"] == kept.public_id)["record"]["texts"]
    assert api.json("changes")["head"] == {"seq": len(listed), "sha256": previous}
    assert api.json(f"changes?since={len(listed)}") == {
        "results": [],
        "next": None,
        "head": {"seq": len(listed), "sha256": previous},
    }


def test_erased_revision_leaves_its_stub(api: Api) -> None:
    claim = make.corrected_claim("The ferry is old")
    seq = api.json(f"claims/{claim.public_id}/revisions/1")["seq"]
    owner("SELECT ledger_erase(%s, %s, %s)", seq, "A court said so.", "GDPR 17")

    said = api.problem(f"claims/{claim.public_id}/revisions/1")

    assert said["status"] == 410
    erased = said["tombstone"]["erased"]
    assert ledger.moment(Erasure.objects.get(seq=seq).erased_at) == erased.pop("erased_at")
    assert erased == {"reason": "A court said so.", "legal_basis": "GDPR 17"}
    assert said["tombstone"]["record"] is None
    assert api.json(f"claims/{claim.public_id}")["revision"] == 2
    erased, standing = api.json(f"claims/{claim.public_id}/revisions")["results"]
    assert (erased["record"], standing["revision"]) == (None, 2)


# --- Not found: one answer for what is not public and what never was


def test_draft_and_nothing_are_the_same_bytes(api: Api) -> None:
    published = make.published_claim()
    draft = make.draft_claim("Another", topics=[make.topic("Secret")])
    ids = (draft.pk, published.pk, "0" * 8, "ABCDEFGH", "c0ffee00-0000-4000-8000-000000000000")

    answers = {
        (response.status_code, response.content, str(sorted(response.headers.items())))
        for plural in ("claims", "actors", "documents", "sources", "topics")
        for public_id in ids
        for response in [api.get(f"{plural}/{public_id}")]
    }
    answers |= {
        (response.status_code, response.content, str(sorted(response.headers.items())))
        for path in ("claims/", "nope", f"claims/{draft.pk}/revisions", "..")
        for response in [api.get(path)]
    }

    ((status, body, _headers),) = answers
    assert status == 404
    assert "instance" not in json.loads(body)


def test_id_is_spelled_in_one_way(api: Api) -> None:
    claim = make.published_claim()
    public_id = claim.public_id or ""
    arabic = public_id.translate({ord(str(n)): 0x660 + n for n in range(10)})

    for other in (f"{public_id}-slug", f"{public_id}/", f"{public_id}%0A", f"%20{public_id}"):
        assert api.problem(f"claims/{other}")["status"] == 404
    if arabic != public_id:
        assert api.problem(f"claims/{arabic}")["status"] == 404


# --- Lists and filters


def test_filters_narrow_claims_and_attributions(api: Api) -> None:
    topic = make.topic("The ferry")
    anna, boris = make.actor("Anna Berg"), make.actor("Boris Kahn")
    first = make.published_claim(
        texts={"en": "The ferry is safe", "fr": "Le bac est sûr"},
        topics=[topic], speaker=anna, none_given=True, manner="direct", said_on="2024-03-22",
        status="unverified", by=make.source("Island Gazette"),
    )  # fmt: skip
    second = make.published_claim(
        "The school is old", speaker=boris, stance="denies", by=make.source("Hill Times")
    )
    record = api.json(f"claims/{first.public_id}")["record"]
    (attribution,) = record["attributions"]
    chosen = {
        "q": "bac",
        "speaker": anna_id(attribution),
        "topic": record["topics"][0]["id"],
        "source": attribution["document"]["source"]["id"],
        "document": attribution["document"]["id"],
        "stance": "asserts",
        "manner": "direct",
        "evidence": "none_given",
        "status": "unverified",
        "language": "fr",
        "said_after": "2024-03-22",
        "said_before": "2024-03-22",
    }
    assert set(chosen) | {"updated_since"} == set(ledger.Filters.__dataclass_fields__)

    for name, value in chosen.items():
        assert api.ids(f"claims?{name}={value}") == [first.public_id], name
        assert api.ids(f"attributions?{name}={value}") == [attribution["id"]], name
    assert api.ids("claims?q=school&stance=denies") == [second.public_id]
    assert api.ids("claims?said_after=2024-03-23") == []
    assert api.ids(f"claims?topic={NOBODY}") == []


def anna_id(attribution: Any) -> str:
    return str(attribution["speaker"]["id"])


def test_other_lists_are_narrowed_by_name_and_by_change(api: Api) -> None:
    make.published_claim("One", speaker=make.actor("Zoë Ångström", aliases=["The Engineer"]))
    make.published_claim("Two", speaker=make.actor("Boris Kahn"))
    newest, oldest = api.json("actors")["results"]

    for words in ("angstrom", "ZOË", "engineer"):
        assert api.ids(f"actors?q={words}") == [oldest["id"]], words
    assert api.ids("actors?q=angstrom+kahn") == api.ids("topics?q=kahn") == []
    assert api.ids(f"actors?updated_since={newest['published_at']}") == [newest["id"]]
    (document,) = api.json("documents?q=two")["results"]
    assert "Two" in document["record"]["title"]
    assert len(api.ids("sources?q=gazette")) == len(api.ids("sources"))


def test_updated_since_is_inclusive(api: Api) -> None:
    old, new = make.published_claim("One"), make.published_claim("Two")
    moment = api.json(f"claims/{new.public_id}")["published_at"]

    assert api.ids(f"claims?updated_since={moment}") == [new.public_id]
    assert api.ids(f"claims?updated_since={moment[:-1]}%2B00:00") == [new.public_id]
    assert api.ids(f"claims?updated_since={moment[:10]}") == [new.public_id, old.public_id]
    assert api.ids("claims?updated_since=9999-12-30T23:59:59-23:59") == []
    assert len(api.ids("claims?updated_since=0001-01-02T00:00:00%2B23:59")) == 2


def test_attribution_never_comes_without_how_it_was_reported(api: Api) -> None:
    make.published_claim(reported_as="questioned", stance="warns", cue="warned")

    for path in ("attributions", "attributions?fields=stance"):
        (item,) = api.json(path)["results"]
        assert item["reported_as"] == "questioned"
        assert item["attribution"]["stance"] == "warns"
    (whole,) = api.json("attributions")["results"]
    (claim,) = api.json("claims")["results"]
    assert whole["attribution"] == claim["record"]["attributions"][0]
    assert whole["claim"] == {
        **{name: claim[name] for name in ("id", "url", "seq", "revision", "published_at")},
        "sha256": claim["sha256"],
        "texts": claim["record"]["texts"],
        "status": "not_assessed",
        "review": {"reason": None, "second_person": True},
    }


def test_fields_choose_what_of_the_record_is_given(api: Api) -> None:
    make.published_claim(topics=[make.topic()])

    (item,) = api.json("claims?fields=texts,id")["results"]
    (actor,) = api.json("actors?fields=names")["results"]

    assert set(item["record"]) == {"texts", "id"}
    assert set(actor["record"]) == {"names"}
    assert item["seq"]
    claim = f"claims/{item['id']}"
    assert api.json(f"{claim}?fields=texts,id") == item
    assert api.json(f"{claim}/revisions/1?fields=texts,id") == item
    assert api.json(f"{claim}/revisions?fields=texts,id")["results"] == [item]
    assert item in api.json("changes?fields=texts,id")["results"]


def test_fields_leave_what_is_gone_as_it_is(api: Api) -> None:
    make.withdrawn_claim("Unspeakable thing")

    withheld, tombstone = api.json("changes?fields=texts")["results"][-2:]

    assert (withheld["record"], withheld["withheld"]) == (None, "withdrawn")
    assert set(tombstone["record"]) == {"withdrawn"}


def test_record_as_of_a_moment_is_the_revision_then_current(api: Api) -> None:
    claim = make.corrected_claim("The ferry is old")
    first, second = api.json(f"claims/{claim.public_id}/revisions")["results"]
    day = first["published_at"][:10]

    def known(at: str) -> Any:
        return api.json(f"claims/{claim.public_id}?as_of={at}")

    assert known(first["published_at"]) == first
    assert known(second["published_at"].replace("Z", "%2B00:00")) == second
    assert known(day) == second  # a day is meant to its end
    assert api.problem(f"claims/{claim.public_id}?as_of=2024-03-24")["status"] == 404
    refused = api.problem(f"claims/{claim.public_id}?as_of=2024-02-30")
    assert refused["errors"][0]["parameter"] == "as_of"
    workflow.withdraw(claim=claim, by=make.editor(), reasons={"en": "A mistake."})
    assert api.problem(f"claims/{claim.public_id}?as_of={day}")["status"] == 410


def test_every_page_is_walked_once_while_others_publish(api: Api) -> None:
    standing = [make.published_claim(f"Claim {n}").public_id for n in range(5)]
    seen = []
    for n, item in enumerate(api.walk("claims?limit=2")):
        seen.append(item["id"])
        if n == 1:
            make.published_claim("A new one")
            make.reword(Claim.objects.get(public_id=standing[0]), "Reworded")

    assert seen == standing[::-1]


def test_attributions_are_walked_in_order(api: Api) -> None:
    make.publish(make.source())
    claim = make.draft_claim("The ferry is safe")
    for name in ("Boris Kahn", "Clara Dahl"):
        make.attribute(claim, speaker=make.actor(name))
    make.publish(claim)
    make.published_claim("Another")

    everything = api.ids("attributions")

    assert len(everything) == 4
    assert [item["id"] for item in api.walk("attributions?limit=1")] == everything
    assert [item["id"] for item in api.walk("attributions?limit=3")] == everything


def test_next_page_is_in_the_link_header_too(reading: Api) -> None:
    first = reading.get("claims?limit=1&stance=denies")
    following = first.json()["next"]
    begin = '<http://127.0.0.1:8000/api/v1/claims?limit=1&stance=denies>; rel="first"'

    assert first.headers["Link"] == f'{begin}, <{following}>; rel="next"'
    last = reading.get(following.partition("/api/v1/")[2])
    assert last.json()["next"] is None
    assert last.headers["Link"] == begin


def test_cursor_belongs_to_its_list(reading: Api) -> None:
    cursor = reading.json("claims?limit=1")["next"].partition("cursor=")[2]

    assert len(reading.json(f"claims?limit=7&cursor={cursor}")["results"]) == 7
    for path in (
        f"claims?cursor={cursor}&stance=asserts",
        f"documents?cursor={cursor}",
        f"claims?cursor={cursor[:-2]}AA",
        "claims?cursor=MTIz",
        "claims?cursor=%D9%A1",
        "claims?cursor=!!!",
    ):
        said = reading.problem(path)
        assert (said["status"], said["errors"][0]["parameter"]) == (400, "cursor"), path


# --- Bad parameters

BAD = {
    "claims?colour=red": ("colour", "unknown"),
    "actors?stance=denies": ("stance", "unknown"),
    "claims/00000000?limit=3": ("limit", "unknown"),
    "claims?stance=says": ("stance", "malformed"),
    "claims?stance=": ("stance", "empty"),
    "claims?limit": ("limit", "empty"),
    "claims?stance=asserts&stance=denies": ("stance", "repeated"),
    "claims?limit=0": ("limit", "malformed"),
    "claims?limit=1001": ("limit", "malformed"),
    "claims?limit=-1": ("limit", "malformed"),
    "claims?limit=1e2": ("limit", "malformed"),
    "changes?since=-1": ("since", "malformed"),
    "changes?since=9223372036854775808": ("since", "malformed"),
    "claims?speaker=1": ("speaker", "malformed"),
    "claims?topic=ferry-crash": ("topic", "malformed"),
    "claims?document=c0ffee00-0000-4000-8000-000000000000": ("document", "malformed"),
    "claims?said_after=2024-02-30": ("said_after", "malformed"),
    "claims?said_before=yesterday": ("said_before", "malformed"),
    "claims?updated_since=now": ("updated_since", "malformed"),
    "claims?updated_since=2024-03-22T10:00:00": ("updated_since", "malformed"),
    "claims?updated_since=2024-03-22T10:00:00+01:00": ("updated_since", "malformed"),
    "claims?updated_since=2024-03-22T25:00:00Z": ("updated_since", "malformed"),
    "claims?updated_since=9999-12-31T23:59:59-23:59": ("updated_since", "malformed"),
    "claims?language=fr_": ("language", "malformed"),
    "claims?fields=id,verdict": ("fields", "malformed"),
    "claims?q=" + "x" * 101: ("q", "malformed"),
    "export/claims.jsonl?limit=1": ("limit", "unknown"),
    "export/attributions.csv?excel=yes": ("excel", "malformed"),
}


@pytest.mark.parametrize("path", BAD)
def test_bad_parameter_is_named(reading: Api, path: str) -> None:
    said = reading.problem(path)

    assert said["status"] == 400
    (error,) = said["errors"]
    assert (error["parameter"], error["code"]) == BAD[path]
    assert said["instance"] == f"/api/v1/{path}"


def test_every_bad_parameter_is_named_with_what_would_do(reading: Api) -> None:
    said = reading.problem("claims?stance=says&colour=red&limit=0")

    assert [error["parameter"] for error in said["errors"]] == ["stance", "colour", "limit"]
    assert said["errors"][0]["valid"] == Stance.values
    assert "updated_since" in said["errors"][1]["valid"]


# --- Framework errors, caching, other origins


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["claims", "claims/00000000", "export/claims.jsonl", "schema"])
def test_other_methods_are_refused(reading: Api, method: str, path: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{path}")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert json.loads(response.content)["status"] == 405


def test_only_the_stated_media_type_is_had(reading: Api) -> None:
    for accept in ("text/html", "application/json;q=0", "image/*"):
        assert reading.problem("claims", accept=accept)["status"] == 406
    for accept in ("*/*", "application/*;q=0.1", "text/html, application/json", ""):
        assert reading.get("claims", accept=accept).status_code == 200
    assert reading.get("export/attributions.csv", accept="text/csv").status_code == 200


def test_format_parameter_is_no_back_door(reading: Api) -> None:
    assert reading.problem("claims?format=api")["errors"][0]["parameter"] == "format"


def test_known_bytes_are_not_sent_again(api: Api) -> None:
    claim = make.published_claim("One", topics=[make.topic()])
    paths = [*LISTS, f"claims/{claim.public_id}", f"claims/{claim.public_id}/revisions"]
    paths += [f"claims/{claim.public_id}/revisions/1", "", "schema"]
    paths += ["export/claims.jsonl", "export/attributions.csv?excel=1"]
    tags = {path: api.get(path).headers["ETag"] for path in paths}

    assert len(set(tags.values())) == len(paths)
    for path, tag in tags.items():
        assert not tag.startswith("W/")
        for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            response = api.get(path, if_none_match=given)
            assert (response.status_code, response.getvalue()) == (304, b""), path
            assert response.headers["ETag"] == tag
            assert "max-age=" in response.headers["Cache-Control"]
    make.published_claim("Two")
    for path in (*LISTS, "export/claims.jsonl"):
        if path != "topics":
            assert api.get(path, if_none_match=tags[path]).status_code == 200
    assert api.get(f"claims/{claim.public_id}", if_none_match=tags[f"claims/{claim.public_id}"]
                   ).status_code == 304  # fmt: skip


def test_language_of_the_reader_changes_nothing(reading: Api) -> None:
    one, other = (reading.get("claims", accept_language=tag) for tag in ("en", "fr"))
    refused = [reading.get("claims?x=1", accept_language=tag).content for tag in ("en", "fr")]

    assert (one.content, one.headers["ETag"]) == (other.content, other.headers["ETag"])
    assert refused[0] == refused[1]


def test_lists_may_be_kept_for_a_minute_and_revisions_for_five(api: Api) -> None:
    claim = make.published_claim()
    revision = api.get(f"claims/{claim.public_id}/revisions/1").headers["Cache-Control"]

    assert api.get("claims").headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert revision == "public, max-age=300, must-revalidate"
    assert api.get("nope").headers["Cache-Control"] == "no-store"


def test_gzip_has_its_own_tag(reading: Api) -> None:
    plain, small = reading.get("claims"), reading.get("claims", accept_encoding="gzip")

    assert gzip.decompress(small.content) == plain.content
    assert small.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in small.headers["Vary"]


def test_head_is_get_without_its_content(reading: Api) -> None:
    for path in ("claims", "export/claims.jsonl"):
        got, head = reading.get(path), Client().head(f"/api/v1/{path}")
        assert head.status_code == 200
        assert head.getvalue() == b""
        for name in ("ETag", "Cache-Control", "Content-Type"):
            assert head.headers[name] == got.headers[name]


def test_any_site_may_read_and_nothing_is_kept_of_the_reader(api: Api) -> None:
    make.published_claim()
    editor = Client()
    editor.force_login(make.editor())

    preflight = Client().options("/api/v1/claims")
    with assertNumQueries(0):  # no session, no user
        response = editor.get("/api/v1/claims")

    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    refused = (api.get("nope"), api.get("claims?x=1"), api.get("claims?q=" + "x" * 8000))
    assert refused[-1].status_code == 414
    for answer in (response, *refused, preflight):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_index_lists_addresses_that_answer(reading: Api) -> None:
    for resource in reading.json("")["resources"]:
        path = resource["url"].partition("/api/v1/")[2]
        assert reading.get(path).status_code == 200


def test_other_host_is_refused_as_a_problem(reading: Api, settings: Any) -> None:
    settings.DEBUG = False

    said = reading.problem("claims", host="evil.example")

    assert said["status"] == 400
    assert "evil" not in json.dumps(said)
    refused = reading.get("claims", host="evil.example")
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_fault_of_ours_is_a_problem_without_details(api: Api) -> None:
    owner("ALTER TABLE ledger_claim RENAME TO elsewhere")

    said = api.problem("claims")

    assert said["status"] == 500
    assert "ledger" not in json.dumps(said)


def test_database_away_is_503(api: Api, cluster: Cluster) -> None:
    with cluster.pointed_at("no_such_database"):
        said = api.problem("claims")
        response = api.get("export/claims.jsonl")
        ready, alive = Client().get("/readyz"), Client().get("/healthz")

    assert (said["status"], response.status_code) == (503, 503)
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert (ready.status_code, alive.status_code) == (503, 200)


def test_ready_is_when_the_tables_can_be_read(api: Api) -> None:
    before = Client().get("/readyz")
    owner("ALTER TABLE ledger_attribution RENAME TO elsewhere")
    after = Client().get("/readyz")

    assert (before.status_code, before.content) == (200, b"ready\n")
    assert (after.status_code, after.content) == (503, b"not ready\n")


# --- Queries

QUERIES = {
    "claims": 3,
    "claims?speaker={speaker}&q=claim": 3,
    "attributions": 2,
    "attributions?speaker={speaker}&q=claim": 4,
    "actors": 3,
    "documents": 3,
    "documents/{document}/annotations": 4,
    "sources": 3,
    "topics": 3,
    "documents?q=ferry": 3,
    "changes": 3,
    "claims/{claim}": 1,
    "actors/{speaker}": 1,
    "claims/{claim}?as_of=2100-01-01": 2,
    "claims/{claim}/revisions": 2,
    "claims/{claim}/revisions/1": 2,
    "export/claims.jsonl": 7,
    "export/attributions.jsonl": 7,
    "export/attributions.csv": 7,
}
"""Statements by the reader: of an export BEGIN, isolation, limit, head, rows and COMMIT."""


def test_queries_are_as_many_at_one_row_and_at_thirty(api: Api) -> None:
    topic = make.topic()
    claim = make.published_claim("Claim 0", topics=[topic])
    speaker = api.ids("actors")[0]
    document = api.ids("documents")[0]
    paths = {
        path: path.format(claim=claim.public_id, speaker=speaker, document=document)
        for path in QUERIES
    }

    assert {path: queries(api, paths[path]) for path in QUERIES} == QUERIES
    for n in range(1, 30):
        named = make.actor(f"Person {n}")
        make.published_claim(f"Claim {n}", topics=[make.topic(f"Topic {n}")], speaker=named)
    assert len(api.ids("claims")) == 30
    assert {path: queries(api, paths[path]) for path in QUERIES} == QUERIES


def queries(api: Api, path: str) -> int:
    """How many statements a request runs by the reader's connection."""
    connections["reader"].ensure_connection()
    with CaptureQueriesContext(connections["reader"]) as captured:
        api.get(path).getvalue()
    return len(captured)

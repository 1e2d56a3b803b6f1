"""What programs are refused at the desk: rights, versions, repeated requests, bad bodies."""

import json
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import workflow
from claims.models import Claim, ClaimRelation, Token
from claims.writing import body as bodies
from claims.writing.resources import RESOURCES
from sources.models import Source
from tests import make
from tests.claims.writing.desk import ALL_SCOPES, DESK, Program, person, pointers, problem

NOWHERE = "c0ffee00-0000-4000-8000-000000000000"


@pytest.fixture
def cms(db: str) -> Program:
    return Program(person("editor"))


def uuid(row: Any) -> str:
    row.refresh_from_db()
    return str(row.uuid)


# --- Tokens and rights


def test_without_a_valid_token_every_address_answers_the_same(cms: Program) -> None:
    claim = make.draft_claim()
    expired = Program(person("editor"))
    token = Token.objects.latest("pk")
    workflow.revoke_token(token=token, by=expired.user)
    keys = ("", "Bearer", "Bearer dixit_", f"Bearer {expired.key}", f"Basic {cms.key}",
            f"Bearer {cms.key[:-1]}0", "Bearer " + "x" * 5000)  # fmt: skip

    answers = {
        (answer.status_code, answer.content, str(sorted(answer.headers.items())))
        for path in (f"claims/{claim.uuid}", f"claims/{NOWHERE}", "claims", "claims/1", "nothing")
        for key in keys
        for answer in [Client().get(DESK + path, headers={"authorization": key})]
    }

    ((status, content, headers),) = answers
    assert status == 401
    assert json.loads(content)["status"] == 401
    assert "Bearer realm=" in headers
    assert "private, no-store" in headers
    assert "Access-Control" not in headers


def test_key_is_kept_as_a_hash_and_known_by_its_check(cms: Program) -> None:
    token = Token.objects.get()
    shown = {str(getattr(token, field.attname)) for field in token._meta.concrete_fields}

    assert not any(cms.key in value for value in shown)
    assert token.hint == cms.key[:10]
    assert workflow.token_of(cms.key) == token
    wrong = cms.key[:-7] + ("a" if cms.key[-7] != "a" else "b") + cms.key[-6:]
    with CaptureQueriesContext(connection) as asked:
        assert workflow.token_of(wrong) is None
    assert len(asked) == 0  # a mistyped key is known without asking


def test_token_ends_with_its_user_its_day_or_its_revocation(cms: Program) -> None:
    token = Token.objects.get()
    assert cms.get("claims").status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None

    cms.user.is_active = False
    cms.user.save()
    assert cms.get("claims").status_code == 401
    cms.user.is_active = True
    cms.user.save()
    Token.objects.update(created_at="2024-01-01T00:00Z", expires_at="2024-02-01T00:00Z")
    assert cms.get("claims").status_code == 401


def test_what_a_token_may_not_do_does_not_exist(db: str) -> None:
    """The same bytes for a draft out of reach, for nothing, and for an address of nothing."""
    editor = person("editor")
    claim = make.draft_claim()
    reading = Program(editor, ["read"])
    blind = Program(editor, ["propose"])
    outsider = Program(make.user("no role"))
    tag = reading.tag(f"claims/{claim.uuid}")

    answers = [
        blind.get(f"claims/{claim.uuid}"),
        reading.get(f"claims/{NOWHERE}"),
        reading.change(f"claims/{claim.uuid}", {"kind": "question"}, tag),
        reading.discard(f"claims/{claim.uuid}", tag=tag),
        reading.make("claims", {"texts": {"en": "New"}}),
        *(reading.act(f"claims/{claim.uuid}", verb, {}, tag)
          for verb in ("submit", "correct", "review", "publish", "withdraw")),
        outsider.get(f"claims/{claim.uuid}"),
        outsider.get("claims"),
        reading.get("claims/1"),
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert reading.get(f"claims/{claim.uuid}").status_code == 200


def test_scope_never_exceeds_what_its_user_may(db: str) -> None:
    contributor = Program(person("contributor"), ALL_SCOPES)
    others = make.draft_claim()
    own = contributor.made("claims", texts={"en": "Mine."})

    assert problem(contributor.change(f"claims/{others.uuid}", {"kind": "question"}), 404)
    assert contributor.change(f"claims/{own['uuid']}", {"kind": "question"}).status_code == 200
    assert problem(contributor.act(f"claims/{own['uuid']}", "publish"), 404)
    assert problem(contributor.act(f"claims/{own['uuid']}", "review", {"approve": True}), 404)


def test_token_is_taken_from_the_header_alone(cms: Program) -> None:
    for name in ("token", "access_token", "key"):
        assert Client().get(f"{DESK}claims?{name}={cms.key}").status_code == 401
        assert [e["code"] for e in problem(cms.get(f"claims?{name}=1"), 400)["errors"]] == [
            "unknown"
        ]


# --- Versions


def test_etag_is_the_version_and_a_change_names_it(cms: Program) -> None:
    claim = uuid(make.draft_claim())
    path = f"claims/{claim}"
    tag = cms.tag(path)

    assert tag == f'"{cms.get(path).json()["version"]}"'
    assert cms.get(path, **{"if-none-match": tag}).status_code == 304
    changed = cms.change(path, {"kind": "question"})
    assert (changed.status_code, changed.headers["ETag"]) == (200, f'"{int(tag[1:-1]) + 1}"')
    assert cms.change(path, {"kind": "question"}).headers["ETag"] == changed.headers["ETag"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
def test_change_without_the_version_is_refused(cms: Program, method: str) -> None:
    claim = make.draft_claim()
    path = f"claims/{claim.uuid}" + ("/submit" if method == "POST" else "")
    tag = cms.tag(f"claims/{claim.uuid}")

    assert problem(cms.ask(method, path, {}), 428)
    assert problem(cms.ask(method, path, {}, **{"if-match": "*"}), 428)
    for stale in ('"1"', f"W/{tag}", '"999999999999"', '"x"', tag.strip('"')):
        assert problem(cms.ask(method, path, {}, **{"if-match": stale}), 412)["status"] == 412
    claim.refresh_from_db()
    assert Claim.objects.get().version == int(tag[1:-1])


def test_stale_change_shows_both_versions(cms: Program) -> None:
    path = f"claims/{uuid(make.draft_claim('The ferry is safe'))}"
    tag = cms.tag(path)
    cms.change(path, {"texts": {"en": "The ferry is old"}})

    answer = cms.change(path, {"texts": {"en": "The ferry is new"}}, tag)

    said = problem(answer, 412)
    assert said["given"]["etag"] == tag
    assert said["given"]["row"]["texts"] == {"en": "The ferry is safe"}
    assert said["current"]["row"]["texts"] == {"en": "The ferry is old"}
    assert said["current"]["etag"] == answer.headers["ETag"] == cms.tag(path)
    assert cms.get(path).json()["texts"] == {"en": "The ferry is old"}


def test_two_programs_at_once_are_one_winner_and_one_412(cms: Program) -> None:
    path = f"claims/{uuid(make.draft_claim())}"
    other = Program(person("editor", "another editor"))
    for n in range(10):
        assert race([cms, other], path, n) == [200, 412]


def race(programs: list[Program], path: str, n: int) -> list[int]:
    """What programs are answered that change the same version at the same moment."""
    tag, start, codes = programs[0].tag(path), Barrier(len(programs)), []

    def write(program: Program, text: str) -> None:
        start.wait()
        codes.append(program.change(path, {"texts": {"en": text}}, tag).status_code)
        connections.close_all()

    threads = [
        Thread(target=write, args=(program, f"Text {n} of {program.user}")) for program in programs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def test_parts_have_versions_of_their_own(cms: Program) -> None:
    claim = make.draft_claim(via=["a spokesman"])
    made = make.workflow.add_evidence(
        claim=claim, bearing="supports", by=make.editor(), url="https://a.example/",
        archive_url="https://b.example/",
    )  # fmt: skip
    said = f"attributions/{uuid(claim.attributions.get())}"
    shown = f"evidence/{uuid(made)}"

    for path, change in ((said, {"manner": "direct"}), (shown, {"bearing": "qualifies"})):
        tag = cms.tag(path)
        assert cms.change(path, change).json()["version"] == int(tag[1:-1]) + 1
        assert problem(cms.change(path, change, tag), 412)
    spans = {"quote": {"exact": "safe"}, "cue": None, "via": []}
    moved = cms.change(said, spans).json()
    assert (moved["quote"]["exact"], moved["cue"], moved["via"]) == ("safe", None, [])
    assert cms.discard(shown).status_code == 204
    assert problem(cms.get(shown), 404)


REPLY = {"asked": "the ferry company", "asked_on": "2024-03-22"}


def test_relations_and_replies_are_written_whole_and_only_where_they_differ(cms: Program) -> None:
    other, third = uuid(make.draft_claim("Two")), uuid(make.draft_claim("Three"))
    stated = [{"relation": "contradicts", "claim": other}, {"relation": "narrows", "claim": third}]
    answered = {**REPLY, "answers": {"en": "It is safe."}, "answered_on": "2024-03-24"}
    made = cms.made("claims", texts={"en": "One"}, relations=stated, replies=[REPLY, answered])
    path = f"claims/{made['uuid']}"
    kept = ClaimRelation.objects.order_by("pk")[1]

    assert made["relations"] == stated
    unanswered = {**REPLY, "answers": {}, "answered_on": None, "no_answer_by": None}
    assert made["replies"] == [unanswered, {**answered, "no_answer_by": None}]
    fewer = cms.change(path, {"relations": stated[1:], "replies": [answered]}).json()
    assert (fewer["relations"], len(fewer["replies"])) == (stated[1:], 1)
    assert list(ClaimRelation.objects.all()) == [kept]
    same = cms.change(path, {"relations": stated[1:], "replies": [answered]})
    assert same.headers["ETag"] == f'"{fewer["version"]}"'
    assert cms.change(path, {"relations": []}).json()["relations"] == []


def test_relation_or_reply_that_cannot_be_is_pointed_at(cms: Program) -> None:
    path = f"claims/{uuid(make.draft_claim())}"
    other = uuid(make.draft_claim("Two"))
    twice = [{"relation": "contradicts", "claim": other}] * 2

    for sent, status, said in (
        ({"relations": [{"relation": "likes", "claim": other}]}, 400,
         ("/relations/0/relation", "malformed")),
        ({"relations": [{"relation": "repeats"}]}, 400, ("/relations/0/claim", "required")),
        ({"relations": [{"relation": "repeats", "claim": NOWHERE}]}, 409,
         ("/relations/0/claim", "absent")),
        ({"relations": {}}, 400, ("/relations", "malformed")),
        ({"relations": [5]}, 400, ("/relations/0", "malformed")),
        ({"replies": [{"asked": "x", "asked_on": "2024-02-30"}]}, 400,
         ("/replies/0/asked_on", "malformed")),
        ({"replies": [{**REPLY, "by": "me"}]}, 400, ("/replies/0/by", "unknown")),
        ({"relations": twice}, 422, ("/other", "relation_is_stated_once")),
        ({"replies": [{**REPLY, "answered_on": "2024-03-24"}]}, 422,
         ("/answers", "reply_is_an_answer_or_none")),
    ):  # fmt: skip
        assert pointers(cms.change(path, sent), status) == [said], sent
    row = cms.get(path).json()
    assert (row["relations"], row["replies"]) == ([], [])


def test_assessment_is_superseded_and_never_changed(cms: Program) -> None:
    claim = uuid(make.draft_claim())
    first = cms.get(f"claims/{claim}").json()["assessment"]
    cms.made("assessments", claim=claim, status="unverified", reasons={"en": "A trace."})

    assert cms.get(f"assessments/{first}").json()["superseded_at"] is not None
    for method in ("PATCH", "DELETE", "PUT"):
        answer = cms.ask(method, f"assessments/{first}", {}, **{"if-match": '"1"'})
        assert problem(answer, 405)
        assert "GET" in answer.headers["Allow"]


# --- Sending again


def test_post_is_done_once_for_each_key(cms: Program) -> None:
    sent = {"texts": {"en": "The ferry is safe"}}
    first, again = (cms.make("claims", sent, **{"idempotency-key": "a"}) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Claim.objects.count() == 1
    other = {"texts": {"en": "Another"}}
    assert problem(cms.make("claims", other, **{"idempotency-key": "a"}), 422)
    assert Program(cms.user).make("claims", other, **{"idempotency-key": "a"}).status_code == 201


def test_post_without_a_key_is_refused(cms: Program) -> None:
    for key in ("", " ", "x" * 256, "é"):
        assert problem(cms.make("claims", {"texts": {"en": "A"}}, **{"idempotency-key": key}), 400)
    assert Claim.objects.count() == 0


def test_refused_post_can_be_sent_again_with_its_key(cms: Program) -> None:
    unknown = {"texts": {"en": "A"}, "topics": [NOWHERE]}
    assert pointers(cms.make("claims", unknown, **{"idempotency-key": "a"}), 409) == [
        ("/topics/0", "absent")
    ]

    sent = {"texts": {"en": "A"}}
    assert cms.make("claims", sent, **{"idempotency-key": "a"}).status_code == 201


def test_same_key_at_once_makes_one_row(cms: Program) -> None:
    start, answers = Barrier(5), []

    def send() -> None:
        start.wait()
        answers.append(cms.make("claims", {"texts": {"en": "A"}}, **{"idempotency-key": "a"}))
        connections.close_all()

    threads = [Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.content for answer in answers} == {answers[0].content}
    assert Claim.objects.count() == 1


def test_text_that_is_known_is_given_as_it_stands(cms: Program) -> None:
    source = uuid(make.source())
    sent = {"source": source, "text": "The ferry is safe.", "title": "Ferry"}

    first, second = cms.make("documents", sent), cms.make("documents", {**sent, "title": "Other"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["uuid"] == first.json()["uuid"]
    assert second.json()["title"] == "Ferry"


# --- Bodies

BAD = {
    b"": [("/texts", "required")],
    b"{}": [("/texts", "required")],
    b"[]": [("", "malformed")],
    b"null": [("", "malformed")],
    b"{": [("", "malformed")],
    b"\xff": [("", "malformed")],
    b'{"texts": {"en": "\xed\xa0\x80"}}': [("", "malformed")],
    b'{"texts": {"en": "a"}, "texts": {"en": "b"}}': [("/texts", "malformed")],
    b'{"texts": {"en": "a\\u0000"}}': [("/texts/en", "malformed")],
    b'{"texts": {"e\\u0000": "a"}}': [("/texts/e\xef\xbf\xbd", "malformed")],
    b'{"texts": {"en": "\\ud800"}}': [("/texts/en", "malformed")],
    b'{"\\udfff": 1}': [("/\xef\xbf\xbd", "malformed")],
    b'{"texts": NaN}': [("", "malformed")],
    b'{"texts": 1e999}': [("", "malformed")],
    b'{"texts": 99999999999999999999999}': [("", "malformed")],
    b'{"texts": ' + b"9" * 5000 + b"}": [("", "malformed")],
    b'{"texts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}": [("", "malformed")],
    b'{"texts": [' + b"[]," * 30_000 + b"[]]}": [("", "malformed")],
    b'{"texts": "a"}': [("/texts", "malformed")],
    b'{"texts": {"en": 1}}': [("/texts/en", "malformed")],
    b'{"texts": {"en": "a"}, "kind": "opinion"}': [("/kind", "malformed")],
    b'{"texts": {"en": "a"}, "public_id": "00000000"}': [("/public_id", "unknown")],
    b'{"texts": {"en": "a"}, "topics": "x"}': [("/topics", "malformed")],
    b'{"texts": {"en": "a"}, "topics": [1]}': [("/topics/0", "malformed")],
    b'{"verdict": 1, "kind": 2}': [
        ("/verdict", "unknown"), ("/kind", "malformed"), ("/texts", "required"),
    ],
}  # fmt: skip


def test_bad_body_is_pointed_at_and_stores_nothing(cms: Program) -> None:
    for sent, said in BAD.items():
        found = pointers(cms.make("claims", sent))
        assert found == [(where.encode("latin-1").decode(), code) for where, code in said], sent
    assert Claim.objects.count() == 0


def test_broken_rule_is_422_and_names_its_field(cms: Program) -> None:
    said = pointers(cms.make("claims", {"texts": {"english": "a"}}), 422)
    assert said == [("/texts", "claim_is_worded")]
    claim, where = make.draft_claim(), make.document("The ferry is safe. It is old.")
    sent = {
        "claim": uuid(claim), "document": uuid(where), "stance": "asserts", "manner": "direct",
        "quote": {"exact": "safe"}, "naming": "unnamed_undescribed",
    }  # fmt: skip
    assert pointers(cms.make("attributions", sent), 422) == [
        ("/naming", "attribution_anonymity_has_a_reason")
    ]
    for quote, fault in (
        ({"exact": "unsafe"}, "words"), ({"exact": "is"}, "words"),
        ({"start": 0, "end": 3, "exact": "the"}, "words"), ({"start": 5, "end": 5}, "words"),
        ({"start": 0, "end": 99}, "words"), ({"start": 0}, "malformed"), ({}, "malformed"),
        ({"start": True, "end": 2}, "malformed"), ({"text": "a"}, "malformed"),
    ):  # fmt: skip
        status = 422 if fault == "words" else 400
        answer = cms.make("attributions", {**sent, "quote": quote})
        assert [code for _where, code in pointers(answer, status)] == [fault], quote
    again = {**sent, "quote": {"exact": "is", "suffix": " old"}, "anonymity_reason": "none given"}
    assert cms.make("attributions", again).json()["quote"]["start"] == 22


def test_only_json_is_taken_and_not_too_much_of_it(cms: Program) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = cms.make("claims", b'{"texts": {"en": "a"}}', content_type=kind)
        assert problem(answer, 415)
        assert answer.headers["Accept-Patch"] == ", ".join(bodies.TYPES)
    large = b'{"texts": {"en": "' + b"a" * bodies.SMALL + b'"}}'
    assert problem(cms.make("claims", large), 413)
    source = uuid(make.source())
    text = "The ferry is safe, and " * 40_000 + "old."
    assert cms.make("documents", {"source": source, "text": text}).status_code == 201
    assert pointers(cms.make("documents", {"source": source, "text": "a" * 2_000_001})) == [
        ("/text", "malformed")
    ]
    many = cms.make("documents", {"source": source, "text": "It is so.\n" * 20_001})
    assert pointers(many, 422) == [("/text", "many_sentences")]
    assert "at most 20000 are taken. Capture it in parts." in many.json()["detail"]
    names = {tag: "".join(chr(0x4E00 + n) for n in range(3000)) for tag in ("en", "fr")}
    long = cms.make("actors", {"kind": "person", "names": names})
    assert pointers(long, 422) == [("", "indexable")]


def test_hostile_string_is_read_in_linear_time(cms: Program) -> None:
    """Quotation marks that are escaped and never closed: each could begin a string."""
    assert pointers(cms.make("claims", b'{"a": "' + b'\\"' * 100_000)) == [("", "malformed")]


def test_no_operation_takes_a_field_that_nobody_listed(cms: Program) -> None:
    """Mass assignment: every column of every model, sent to each operation that writes."""
    approved = {
        "documents": {"source", "text", "title", "kind", "language", "byline", "url",
                      "archive_url", "published_on", "published_deduced", "published_reason",
                      "notes"},
        "claims": {"texts", "kind", "topics", "relations", "replies", "notes", "reason"},
        "attributions": {
            "claim", "document", "quote", "stance", "manner", "cue", "mention",
            "evidence_in_text", "evidence_words", "naming", "speaker", "description",
            "anonymity_reason", "speaking_as", "on_behalf_of", "polarity", "reported_as",
            "nested_in", "via", "said_on", "said_deduced", "said_reason", "notes", "reason",
        },
        "evidence": {"claim", "bearing", "document", "quote", "url", "archive_url",
                     "accessed_on", "origin", "from_claimant", "descriptions", "notes", "reason"},
        "assessments": {"claim", "status", "reasons", "reason"},
        "actors": {"kind", "names", "descriptions", "aliases", "wikidata", "notes", "reason"},
        "topics": {"names", "descriptions", "notes", "reason"},
        "sources": {"name", "kind", "homepage", "shown", "notes", "reason"},
    }  # fmt: skip
    kept = {"source", "text", "claim", "document"}
    rows = {"sources": make.source(), "claims": make.draft_claim()}
    assert {r.name: {f.name for f in r.fields} for r in RESOURCES} == approved

    for resource in RESOURCES:
        columns = {f.name for f in resource.model._meta.get_fields()}  # type: ignore[attr-defined]
        columns |= {f.attname for f in resource.model._meta.concrete_fields}
        for column in sorted(columns - approved[resource.name]):
            found = pointers(cms.make(resource.name, {column: 1}))
            assert (f"/{column}", "unknown") in found, (resource.name, column)
        if resource.change:
            taken = {f.name for f in resource.changeable()}
            assert taken == approved[resource.name] - kept, resource.name
    path = f"claims/{uuid(rows['claims'])}"
    for column in ("version", "uuid", "public_id", "public_version", "merged_into", "id"):
        assert pointers(cms.change(path, {column: 1})) == [(f"/{column}", "unknown")]
    assert Source.objects.get().pk == rows["sources"].pk


# --- Lists

QUERIES = {
    "documents": 5, "claims": 12, "attributions": 7, "evidence": 6, "assessments": 5,
    "actors": 5, "topics": 5, "sources": 5, "claims?limit=1": 12,
}  # fmt: skip
"""Statements a list: the token, its user's permissions (2), the rows, and what they gather."""


def test_queries_are_as_many_at_one_row_and_at_thirty(cms: Program) -> None:
    make.draft_claim("Far", attributed=False, status="not_assessed")
    fill(0)
    cms.get("claims")  # the token's use is noted once a minute
    assert {path: queries(cms, path) for path in QUERIES} == QUERIES

    for n in range(1, 30):
        fill(n)
    assert len(cms.get("claims").json()["results"]) == 31
    assert {path: queries(cms, path) for path in QUERIES} == QUERIES


def fill(n: int) -> None:
    claim = make.draft_claim(
        f"Claim {n}", topics=[make.topic(f"Topic {n}")], speaker=make.actor(f"Person {n}"),
        via=["a spokesman"],
    )  # fmt: skip
    where = make.document(f"Proof {n} is here.")
    workflow.add_evidence(
        claim=claim, bearing="supports", by=make.editor(), document=where, span=(0, 5),
        origin=make.actor(f"Person {n}"),
    )  # fmt: skip
    claim.refresh_from_db()
    workflow.reword(
        claim, by=make.editor(), version=claim.version, changes={},
        relations=[{"relation": "repeats", "other": Claim.objects.earliest("pk")}],
        replies=[{"asked": "the company", "asked_on": date(2024, 3, 22)}],
    )  # fmt: skip


def queries(program: Program, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert program.get(path).status_code == 200
    return len(captured)


def test_lists_are_walked_and_narrowed(cms: Program) -> None:
    claims = [uuid(make.draft_claim(f"Claim {n}")) for n in range(3)]
    first = cms.get("claims?limit=2")
    following = first.json()["next"]

    assert [row["uuid"] for row in first.json()["results"]] == claims[:0:-1]
    assert first.json()["results"][0]["etag"] == cms.tag(f"claims/{claims[2]}")
    assert f'<{following}>; rel="next"' in first.headers["Link"]
    last = cms.get(following.partition(DESK)[2]).json()
    assert ([row["uuid"] for row in last["results"]], last["next"]) == (claims[:1], None)
    said = cms.get(f"attributions?claim={claims[1]}").json()["results"]
    assert [row["claim"] for row in said] == [claims[1]]
    assert [a["names"] for a in cms.get("actors?q=BERG").json()["results"]] == [{"en": "Anna Berg"}]
    assert [e["parameter"] for e in problem(cms.get("claims?q=x&limit=0"), 400)["errors"]] == [
        "q", "limit",
    ]  # fmt: skip

"""Each test states what should hold; a failing one is a defect."""
import json, secrets
import pytest
from django.db import connection, connections, transaction, IntegrityError, DatabaseError
from django.db import OperationalError
from django.utils import timezone
from claims import ledger, workflow, record as public_record
from claims.ledger.verify import Tally, verify
from claims.models import *
from sources.models import Document, Sentence, Source, Discard
from sources.refusal import Refused, NotReady
from tests import make

NOW = timezone.now


def current(thing):
    thing.refresh_from_db()
    return ledger.current(public_record.kind_of(thing), thing.public_id, using="default").record


def app(sql, args=()):
    with connection.cursor() as c:
        c.execute(sql, args)
        return c.fetchall() if c.description else None


# ---------- ledger_append authorisation
def append_raw(kind, pid, payload, pk, sub):
    with transaction.atomic():
        return app("SELECT ledger_append(%s,%s,%s,%s,%s,%s)",
                   [kind, pid, json.dumps({"id": pid, **payload}), secrets.token_hex(16), pk, sub])


def test_03_withdrawal_lets_app_append_any_standing_record(db):
    claim = make.withdrawn_claim("Gone")
    full = ledger.revision("claim", claim.public_id, 1, using="default").record
    full["texts"] = {"en": "NEVER REVIEWED"}
    full.pop("id")
    with pytest.raises(IntegrityError):
        append_raw("claim", claim.public_id, full, claim.pk, None)
    assert ledger.current("claim", claim.public_id, using="default").state == "withdrawn"


def test_04_approved_submission_writes_under_another_id(db):
    victim, mine = make.published_claim("Victim"), make.published_claim("Mine")
    workflow.amend(mine, by=make.editor(), version=mine.version, changes={"texts": {"en": "Mine 2"}})
    sub = make.submitted(mine, note="n")
    with pytest.raises(IntegrityError):
        append_raw("claim", victim.public_id, {"texts": {"en": "HIJACKED"}}, mine.pk, sub.pk)


def test_05_pin_containment_ignores_order(db):
    # pins hold ["actor", pk, version, true]; @> on nested arrays ignores order and duplicates
    a = [make.actor(f"A{i}") for i in range(5)]
    x = a[0]
    for n in range(a[3].pk - 1):  # x: version 4 = pk of a[3]
        x = workflow.amend(x, by=make.editor(), version=x.version, changes={"aliases": [str(n)]})
    assert x.version == a[3].pk, (x.version, a[3].pk)
    claim = make.draft_claim(speaker=x)
    sub = make.submitted(claim)
    pin = next(p for p in sub.pins if p[0] == "actor")
    # pin = ["actor", 1, 4, true] -> permits actor pk 4 at version 1
    other = a[3]
    assert (pin[1], pin[2]) == (other.version, other.pk)
    with pytest.raises(IntegrityError):
        append_raw("actor", "bbbbbbbb", {"names": {"en": "UNREVIEWED"}}, other.pk, sub.pk)


def test_06_submission_inserted_as_approved_skips_reviewer_check(db):
    claim = make.draft_claim()
    claim.refresh_from_db()
    other = make.user("other")
    with pytest.raises((IntegrityError, Refused)):
        sub = Submission.objects.create(claim=claim, version=claim.version, pins=workflow.reviewing.pins_of(claim) if hasattr(workflow,'reviewing') else [],
            submitted_at=NOW(), submitted_by=other, reviewed_at=NOW(), reviewed_by=make.editor(), approved=True)
        workflow.publish(submission=sub, by=other)


# ---------- withdrawn / merged
def test_07_withdrawn_claim_is_resurrected_by_merge(db):
    into = make.published_claim("Other")
    claim = make.withdrawn_claim("Secret libel")
    claim.refresh_from_db()
    with pytest.raises(Refused):
        workflow.merge(row=claim, into=into, by=make.editor(), version=claim.version, reason="same")
        make.publish(claim)
    assert ledger.current("claim", claim.public_id, using="default").state == "withdrawn"


def test_07b_old_revision_shown_again(db, client):
    into = make.published_claim("Other")
    claim = make.withdrawn_claim("Secret libel")
    claim.refresh_from_db()
    try:
        workflow.merge(row=claim, into=into, by=make.editor(), version=claim.version, reason="same")
        make.publish(claim)
    except Refused:
        pass
    r = client.get(f"/en/claims/{claim.public_id}/revisions/1/")
    assert r.status_code == 410, r.status_code


def test_08_merge_into_a_draft_publishes_null(db):
    one, draft = make.published_claim("One"), make.draft_claim("Draft target")
    with pytest.raises(Refused):
        workflow.merge(row=one, into=draft, by=make.editor(), version=one.version, reason="same")
        make.publish(one)
    assert current(one).get("merged_into", "x") is not None


def test_08b_actor_merge_into_a_draft(db):
    claim = make.published_claim("One", speaker=make.actor("P"))
    a, b = make.actor("P"), make.actor("Draft Q")
    with pytest.raises(Refused):
        workflow.merge(row=a, into=b, by=make.editor(), version=a.version, reason="same")
        make.publish(a)
    assert current(a).get("merged_into", "x") is not None


def test_08c_merge_into_withdrawn(db):
    one, gone = make.published_claim("One"), make.withdrawn_claim("Gone")
    with pytest.raises(Refused):
        workflow.merge(row=one, into=gone, by=make.editor(), version=one.version, reason="same")


def test_09_merge_target_published_first(db):
    one, other = make.published_claim("It is safe"), make.published_claim("The ferry is safe")
    workflow.merge(row=one, into=other, by=make.editor(), version=one.version, reason="same")
    try:
        make.publish(other)
    except Refused as e:
        print(e.errors)
        assert e.errors[0][1] not in ("integrity", "ledger_attribution_pkey"), e.errors


def test_10_contributor_of_merged_claim_reviews_own_work(db):
    other = make.published_claim("B")
    rita = make.user("rita")
    a = workflow.record(texts={"en": "A"}, by=rita)
    doc = make.document("Rita writes that this is so. It is not.")
    with workflow.acting(make.editor()):
        speaker = make.actor("Zed")
    workflow.attribute(claim=a, document=doc, content=(0, 4), stance="asserts", manner="indirect", by=rita, speaker=speaker)
    a.refresh_from_db()
    workflow.merge(row=a, into=other, by=make.editor(), version=a.version, reason="same")
    other.refresh_from_db()
    sub = workflow.submit(subject=other, by=make.editor(), correction={"en": "merged"})
    with pytest.raises(Refused):
        workflow.review(submission=sub, by=rita, approve=True)


# ---------- leaks
def test_11_tombstone_leaks_pending_wording(db):
    claim = make.published_claim("Reviewed wording")
    workflow.amend(claim, by=make.editor(), version=claim.version, changes={"texts": {"en": "UNREVIEWED SECRET"}})
    workflow.withdraw(claim=claim, reasons={"en": "mistake"}, by=make.editor(), texts_stay=True)
    assert "UNREVIEWED SECRET" not in json.dumps(current(claim))


def test_12_nested_in_leaks_pending_edit_of_outer(db):
    doc = make.document("Someone in the know said that the ferry is safe. Anna Berg said that it sank.")
    outer_claim = make.draft_claim("Outer", attributed=False)
    outer = workflow.attribute(claim=outer_claim, document=doc, content=(34, 47), stance="asserts", manner="indirect",
        by=make.editor(), naming="unnamed_described", description="someone", anonymity_reason="none given")
    make.publish(outer_claim)
    outer.refresh_from_db()
    workflow.amend(outer, by=make.editor(), version=outer.version, changes={"description": "PENDING SECRET NAME", "stance": "denies"})
    inner = make.draft_claim("Inner", attributed=False)
    workflow.attribute(claim=inner, document=doc, content=(69, 76), stance="asserts", manner="indirect",
        by=make.editor(), speaker=make.actor("Anna Berg"), nested_in=outer)
    make.publish(inner)
    assert "PENDING SECRET NAME" not in json.dumps(current(inner))


def test_13_suffix_leaks_beyond_shown_sentences(db):
    text = ("Anna Berg said that it is safe. No. SECRETHIDDEN words stand here for long. "
            + "Filler number one is here. " * 5 + "Boris Lund said that it sank. The end.")
    doc = make.document(text)
    claim = make.draft_claim("It is safe", attributed=False)
    at = text.index("it is safe.")
    workflow.attribute(claim=claim, document=doc, content=(at, at + 11), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor())
    at = text.index("it sank.")
    workflow.attribute(claim=claim, document=doc, content=(at, at + 8), stance="denies", manner="indirect", by=make.editor(), speaker=make.actor("Boris Lund"))
    make.publish(claim)
    rec = current(claim)
    shown = " ".join(s["text"] for d in rec["documents"] for s in d["sentences"])
    assert "SECRETHIDDEN" not in shown
    assert "SECRET" not in rec["attributions"][0]["quote"]["suffix"], rec["attributions"][0]["quote"]


def test_14_adding_an_attribution_needs_no_note(db):
    text = ("Anna Berg said that it is safe. No. Hidden words stand here for long. "
            + "Filler number one is here. " * 5 + "Boris Lund said that it sank. The end.")
    doc = make.document(text)
    claim = make.draft_claim("It is safe", attributed=False)
    at = text.index("it is safe.")
    workflow.attribute(claim=claim, document=doc, content=(at, at + 11), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor())
    make.publish(claim)
    at = text.index("it sank.")
    workflow.attribute(claim=claim, document=doc, content=(at, at + 8), stance="denies", manner="indirect", by=make.editor(), speaker=make.actor("Boris Lund"))
    make.publish(claim)


def test_15_excluded_sentence_shows_in_context(db):
    text = "Anna Berg said that it is safe. EXCLUDEDWORDS. Another sentence follows here."
    doc = make.document(text)
    claim = make.draft_claim("It is safe", attributed=False)
    at = text.index("it is safe.")
    with workflow.acting(make.editor(), "x"):
        s = doc.sentences.get(number=2)
        s.retired_at, s.retired_by, s.retired_reason = NOW(), make.editor(), "not article text"
        s.save()
    workflow.attribute(claim=claim, document=doc, content=(at, at + 11), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor())
    make.publish(claim)
    rec = current(claim)
    assert "EXCLUDED" not in json.dumps(rec), rec["attributions"][0]["quote"]


def test_16_pending_sentences_of_a_public_document_leak(db):
    text = "Anna Berg said that it is safe. Yes it is. Another sentence follows here. More."
    doc = make.document(text)
    at = text.index("it is safe.")
    kw = dict(document=doc, content=(at, at + 11), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor())
    one = make.draft_claim("One", attributed=False)
    workflow.attribute(claim=one, **kw)
    make.publish(one)
    with workflow.acting(make.editor(), "join"):
        a, b = doc.sentences.filter(number__in=[1, 2]).order_by("number")
        for s in (a, b):
            s.retired_at, s.retired_by, s.retired_reason = NOW(), make.editor(), "join"
            s.save()
        Sentence.objects.create(document=doc, number=99, start=a.start, end=b.end, paragraph=a.paragraph, salt=b"0" * 16, created_at=NOW(), created_by=make.editor())
    two = make.draft_claim("Two", attributed=False)
    workflow.attribute(claim=two, **kw)
    make.publish(two)
    known = {s["sha256"] for s in current(doc)["sentences"]}
    shown = {s["sha256"] for d in current(two)["documents"] for s in d["sentences"]}
    assert shown <= known, "a shown sentence is not in the document's public record"


def test_17_relation_keeps_withdrawn_wording(db, client):
    other = make.published_claim("Withdrawn libel wording")
    one = make.draft_claim("One")
    workflow.relate(claim=one, relation="contradicts", other=other, by=make.editor())
    make.publish(one)
    workflow.withdraw(claim=other, reasons={"en": "libel"}, by=make.editor())
    r = client.get(f"/api/v1/claims/{one.public_id}")
    assert r.status_code == 200
    assert "Withdrawn libel wording" not in r.content.decode()


def test_18_inserted_sentence_voids_document_approval(db):
    doc = make.document("Anna Berg said it. Yes it is so.")
    make.publish(make.source())
    sub = make.submitted(doc)
    with workflow.acting(make.editor(), "x"):
        Sentence.objects.create(document=doc, number=77, start=18, end=19, paragraph=0, salt=b"0" * 16, created_at=NOW(), created_by=make.editor())
    with pytest.raises(Refused):
        workflow.publish(submission=sub, by=make.reviewer())


# ---------- unhandled
def test_20_evidence_outside_any_sentence(db):
    doc = make.document("Anna Berg said it. Yes it is so.")
    claim = make.draft_claim()
    try:
        workflow.add_evidence(claim=claim, bearing="supports", document=doc, span=(18, 19), by=make.editor())
        make.publish(claim)
    except Refused:
        pass


def test_21_erased_actor_record(db):
    claim = make.published_claim("One", speaker=make.actor("P"))
    a = make.actor("P")
    seq = ledger.current("actor", a.public_id, using="default").seq
    with connections["owner"].cursor() as c:
        c.execute("SELECT ledger_erase(%s, 'r', 'b')", [seq])
    try:
        make.published_claim("Two", speaker=a)
    except Refused:
        pass


def test_22_blank_reasons(db):
    claim = make.draft_claim()
    with pytest.raises(Refused):
        workflow.assess(claim=claim, status="supported", reasons={"en": " "}, by=make.editor())


def test_22b_blank_correction_note(db):
    claim = make.published_claim("The ferry is safe")
    claim = workflow.amend(claim, by=make.editor(), version=claim.version, changes={"texts": {"en": "The opposite"}})
    with pytest.raises(Refused):
        sub = workflow.correct(subject=claim, note={"en": ""}, by=make.editor(), version=claim.version)
        workflow.review(submission=sub, by=make.reviewer(), approve=True)
        workflow.publish(submission=sub, by=make.reviewer())


@pytest.mark.parametrize("value", [{"en": 1.5}, ["x"], "x", {"é": "x"}])
def test_23_descriptions_of_any_json(db, value):
    a = make.actor("P")
    try:
        a = workflow.amend(a, by=make.editor(), version=a.version, changes={"descriptions": value})
        make.publish(a)
    except Refused:
        return
    rec = current(a)["descriptions"]
    assert isinstance(rec, dict) and all(isinstance(v, str) and k.isascii() for k, v in rec.items())


def test_24_nfc(db):
    import unicodedata
    c = make.published_claim(texts={"en": "Cafe\u0301 burned"}, said="x")
    t = current(c)["texts"]["en"]
    assert unicodedata.is_normalized("NFC", t)


def test_25_refused_names_the_field(db):
    with pytest.raises(Refused) as e:
        workflow.record(texts={"en": "a\0b"}, by=make.editor())
    assert e.value.errors[0][0] == "texts", e.value.errors


def test_25b_refused_names_the_field(db):
    claim = make.draft_claim()
    doc = make.document("Anna Berg said it. Yes it is so.")
    with pytest.raises(Refused) as e:
        workflow.attribute(claim=claim, document=doc, content=(0, 4), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor(), evidence_in_text="none_given")
    assert e.value.errors[0][0], e.value.errors


def test_25c_discard_named_by_draft_is_plain(db):
    claim = make.draft_claim()
    from sources.capture import discard
    with pytest.raises(Refused) as e:
        discard(document=claim.attributions.first().document, by=make.editor(), reason="x")
    print(e.value.errors)
    assert "Cannot delete some instances" not in str(e.value)


# ---------- trigger path holes
def test_30_moved_hop_does_not_touch_old_claim(db):
    one = make.draft_claim("One", via=[make.actor("AFP")])
    two = make.draft_claim("Two")
    sub = make.submitted(one)
    hop = Hop.objects.get(attribution__claim=one)
    with workflow.acting(make.editor(), "x"):
        Hop.objects.filter(pk=hop.pk).update(attribution=two.attributions.first())
    with pytest.raises(Refused):
        workflow.publish(submission=sub, by=make.reviewer())


def corroborated():
    claim = make.draft_claim()
    for n, o in enumerate(("AFP", "Reuters")):
        workflow.add_evidence(claim=claim, bearing="supports", origin=make.actor(o, kind="agency"), by=make.editor(),
            url=f"https://e{n}.example/", archive_url=f"https://a{n}.example/")
    workflow.assess(claim=claim, status="corroborated", reasons={"en": "Two."}, by=make.editor())
    return claim


def test_31_moved_evidence_undermines_corroborated(db):
    claim, other = corroborated(), make.draft_claim("Two")
    with pytest.raises((Refused, IntegrityError)):
        with workflow.acting(make.editor(), "x"):
            claim.evidence.update(claim=other)


def test_32_discard_row_unlocks_published_sentences(db):
    text = "Anna Berg said that it is safe. Yes it is. Another sentence follows here. More text."
    doc = make.document(text)
    claim = make.draft_claim("One", attributed=False)
    workflow.attribute(claim=claim, document=doc, content=(20, 30), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor())
    make.publish(claim)
    doc.refresh_from_db()
    with pytest.raises((IntegrityError, Refused)):
        with workflow.acting(make.editor(), "x"):
            Discard.objects.create(source=doc.source, document_pk=doc.pk, text_sha256=doc.text_sha256, reason="x", discarded_at=NOW(), discarded_by=make.editor())
            doc.sentences.filter(number__gt=2).delete()
    assert doc.sentences.count() > 2


def test_33_editing_predecessors_url_strands_successor(db):
    one = make.document("First text here.", url="https://a.example/x")
    two = make.document("Second text here.", url="https://a.example/x")
    assert two.predecessor_id == one.pk
    try:
        workflow.amend(one, by=make.editor(), version=one.version, changes={"url": "https://a.example/y"})
    except Refused:
        return
    two.refresh_from_db()
    workflow.amend(two, by=make.editor(), version=two.version, changes={"title": "A better title"})


def test_34_amended_span_keeps_a_wrong_sentence(db):
    text = "Anna Berg said that it is safe. Yes it is. Another sentence follows here. More text."
    doc = make.document(text)
    claim = make.draft_claim("One", attributed=False)
    a = workflow.attribute(claim=claim, document=doc, content=(20, 30), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor())
    at = text.index("Another")
    try:
        workflow.amend(a, by=make.editor(), version=a.version, changes={"content_start": at, "content_end": at + 16})
    except Refused:
        return
    make.publish(claim)
    rec = current(claim)["attributions"][0]
    assert rec["quote"]["exact"] in rec["sentence"]["text"], (rec["quote"]["exact"], rec["sentence"])


def test_35_speaker_filter_follows_two_merges(db):
    a, b, c = make.actor("A"), make.actor("B"), make.actor("C")
    make.published_claim("One", speaker=a); make.published_claim("Two", speaker=b); make.published_claim("Three", speaker=c)
    for x, y in ((a, b), (b, c)):
        x.refresh_from_db()
        workflow.merge(row=x, into=y, by=make.editor(), version=x.version, reason="same")
        make.publish(x)
    c.refresh_from_db()
    assert ledger.claims(ledger.Filters(speaker=c.public_id), using="default").count() == 3


def test_36_solo_reviewed_actor_says_so(db):
    a = make.actor("A")
    sub = workflow.submit(subject=a, by=make.editor())
    workflow.review(submission=sub, by=make.editor(), approve=True, solo_reason="one-person desk")
    workflow.publish(submission=sub, by=make.editor())
    assert "review" in current(a)


def test_37_unpublished_approved_note_is_not_in_the_record(db):
    claim = make.published_claim("The ferry is safe")
    claim = workflow.amend(claim, by=make.editor(), version=claim.version, changes={"texts": {"en": "Changed"}})
    make.submitted(claim, note="FIRST NOTE never published")
    sub = make.submitted(claim, note="second note")
    workflow.publish(submission=sub, by=make.reviewer())
    assert [c["note"]["en"] for c in current(claim)["corrections"]] == ["second note"]


def test_38_published_by_is_kept(db):
    claim = make.published_claim()
    with pytest.raises(IntegrityError):
        claim.submissions.update(published_by=make.user("other"))


def test_39_predecessor_of_predecessor(db):
    docs = [make.document(f"Anna Berg said that the ferry is safe, version {n}. More.", url="https://a.example/x") for n in range(3)]
    claim = make.draft_claim("One", attributed=False)
    workflow.attribute(claim=claim, document=docs[2], content=(0, 9), stance="asserts", manner="indirect", by=make.editor(), speaker=make.actor())
    make.publish(claim)
    for d in docs[1:]:
        assert current(d)["predecessor"] is not None, d.pk


# ---------- N+1
def count_queries(f):
    from django.test.utils import CaptureQueriesContext
    with CaptureQueriesContext(connection) as q:
        f()
    return len(q)


def test_40_build_queries(db):
    def built(n, tag):
        claim = make.draft_claim(f"c{tag}")
        for i in range(n):
            doc = make.document(f"Doc {tag} {i} says it. Yes it is so.")
            workflow.add_evidence(claim=claim, bearing="supports", document=doc, span=(0, 5), by=make.editor(), origin=make.actor("X"))
        claim = Claim.objects.get(pk=claim.pk)
        return count_queries(lambda: public_record.build(claim))
    one, ten = built(1, "a"), built(10, "b")
    assert one == ten, (one, ten)


def test_41_build_queries_same_document(db):
    def built(n, tag):
        claim = make.draft_claim(f"c{tag}")
        doc = make.document(f"Doc {tag} says it. Yes it is so.")
        for i in range(n):
            workflow.add_evidence(claim=claim, bearing="supports", document=doc, span=(0, 5), by=make.editor(), origin=make.actor("X"))
        claim = Claim.objects.get(pk=claim.pk)
        return count_queries(lambda: public_record.build(claim))
    one, ten = built(1, "a"), built(10, "b")
    assert one == ten, (one, ten)


# ---------- verify blind spots / crashes
SETS = {
    "salt not hex": "UPDATE ledger_payload SET salt = 'zz' || substr(salt, 3) WHERE seq = 3",
    "payload no json": "UPDATE ledger_payload SET payload = 'not json' WHERE seq = (SELECT max(seq) FROM ledger_revision WHERE kind = 'claim')",
    "document payload other shape": "UPDATE ledger_payload SET payload = '{\"id\":\"x\",\"a\":1}' WHERE seq = (SELECT max(seq) FROM ledger_revision WHERE kind='document')",
    "payload a list": "UPDATE ledger_payload SET payload = '[1]' WHERE seq = (SELECT max(seq) FROM ledger_revision WHERE kind='document')",
    "infinity": "UPDATE ledger_revision SET published_at = 'infinity' WHERE seq = 5",
    "bc": "UPDATE ledger_revision SET published_at = '0044-03-15 BC' WHERE seq = 5",
    "sentence salt": "UPDATE ledger_payload SET payload = replace(payload, '\"attributions\":[', '\"attributions\":[1,') WHERE seq = (SELECT max(seq) FROM ledger_revision WHERE kind='claim')",
    "attribution public id": "UPDATE claims_attribution SET public_id = 'zzzzzzzz' WHERE id = 1",
    "submission reviewer": "UPDATE claims_submission SET reviewed_by_id = submitted_by_id, solo_review_reason='x' WHERE id = 1",
}


@pytest.mark.parametrize("name", list(SETS))
def test_50_verify_names_the_row(seeded, name):
    from django.core.management import call_command
    connection = connections["owner"]
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = "postgres"
    try:
        with transaction.atomic(using="owner"), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(SETS[name])
            assert cursor.rowcount
            faults, error = [], None
            try:
                with pytest.raises(SystemExit) as ex:
                    call_command("verify", "--database", "owner")
            finally:
                transaction.set_rollback(True, using="owner")
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def test_51_transparency_check_never_raises():
    from claims import transparency
    import base64
    head = []
    for _ in range(2000):
        head = [head]
    doc = transparency.sign(None)
    doc["head"] = head
    assert transparency.check(doc) is False


def test_60_if_none_match_star_on_gone(db, client):
    claim = make.withdrawn_claim("Gone")
    r = client.get(f"/api/v1/claims/{claim.public_id}", headers={"If-None-Match": "*"})
    r2 = client.get(f"/en/claims/{claim.public_id}/", headers={"If-None-Match": "*"})
    assert (r.status_code, r2.status_code) == (410, 410)

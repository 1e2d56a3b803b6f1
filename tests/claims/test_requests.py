"""Correction requests: sent without an account, private, counted, answered once from the desk."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims import request_views, workflow
from claims.models import CorrectionRequest, RequestTrace
from sources.refusal import Refused
from tests import make

PLACE = "/en/requests/"
TEXT = "The date is <wrong> & it was Tuesday."


def opened(seconds: int = 10) -> str:
    """The signed moment of a form that was opened so long ago."""
    with pytest.MonkeyPatch.context() as patch:
        now = timezone.now().timestamp()
        patch.setattr("time.time", lambda: now - seconds)
        return request_views.signer.sign("")


def send(client: Client, **changed: str) -> Any:
    given = {"text": TEXT, "claim": "", "source": "", "name": "", "email": "", "website": ""}
    return client.post(PLACE, {**given, "opened": opened(), **changed})


def test_a_request_is_kept_and_its_sender_sees_what_becomes_of_it(db: str, client: Client) -> None:
    claim = make.published_claim()
    sent = send(
        client, claim=claim.public_id or "", source="https://a.example/x", name="Zoé",
        email="zoe@a.example",
    )  # fmt: skip
    row = CorrectionRequest.objects.get()
    seen = client.get(sent.headers["Location"])

    assert sent.status_code == 303
    assert sent.headers["Location"] == f"{PLACE}{row.reference}/"
    assert (row.claim, row.text, row.source) == (claim, TEXT, "https://a.example/x")
    assert (row.name, row.email, row.language, row.state) == (
        "Zoé",
        "zoe@a.example",
        "en",
        "received",
    )
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{16}", row.reference)
    assert "We have received your request" in seen.content.decode()
    for private in ("Tuesday", "Zoé", "zoe@a.example", "a.example"):
        assert private not in seen.content.decode()
    workflow.answer_request(request=row, reply="It was Tuesday: corrected.", by=make.editor())
    after = client.get(sent.headers["Location"]).content.decode()
    assert "We have answered" in after
    assert "It was Tuesday: corrected." in after


def test_the_address_of_a_claim_names_it(db: str, client: Client) -> None:
    claim = make.published_claim()
    send(client, claim=f"http://127.0.0.1:8000/fr/claims/{claim.public_id}-any/")

    assert CorrectionRequest.objects.get().claim == claim


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"claim": "00000000"}, "There is no such published claim."),
        ({"claim": "https://elsewhere.example/"}, "There is no such published claim."),
        ({"claim": "<b>"}, "There is no such published claim."),
        ({"source": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"source": "ftp://a.example/"}, "It must start with https:// or http://."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"website": "https://spam.example/"}, "This field must stay empty."),
        ({"opened": ""}, "The form was open for too long"),
        ({"opened": "forged:x:y"}, "The form was open for too long"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_reason(
    db: str, client: Client, changed: dict[str, str], said: str
) -> None:
    response = send(client, name="Kept Name", **changed)
    page = response.content.decode()

    assert response.status_code == 400
    assert said in page
    assert "Kept Name" in page
    assert changed.get("text", "Tuesday")[:7] in page
    assert not CorrectionRequest.objects.exists()


def test_a_form_sent_at_once_or_a_day_later_is_asked_for_again(db: str, client: Client) -> None:
    assert "That was very quick" in send(client, opened=opened(0)).content.decode()
    late = send(client, opened=opened(25 * 3600)).content.decode()
    assert "The form was open for too long" in late
    fresh = re.search(r'name="opened" value="([^"]+)"', late)
    assert fresh is not None
    with pytest.raises(signing.SignatureExpired):
        request_views.signer.unsign(fresh[1].replace("&amp;", "&"), max_age=-1)


def test_an_address_may_send_five_an_hour_and_is_not_kept(db: str, client: Client) -> None:
    answers = [send(client).status_code for _n in range(6)]
    refused = send(client)

    assert answers == [303] * 5 + [429]
    assert refused.headers["Retry-After"] == "3600"
    assert "Tuesday" in refused.content.decode()
    assert CorrectionRequest.objects.count() == 5
    assert client.post(
        PLACE, {"text": TEXT, "opened": opened()}, REMOTE_ADDR="198.51.100.7"
    ).status_code == 303  # fmt: skip
    kept = RequestTrace.objects.values_list("token", flat=True)
    assert all(re.fullmatch("[0-9a-f]{64}", token) for token in kept)
    RequestTrace.objects.update(sent_at=timezone.now() - timedelta(days=2))
    assert send(client).status_code == 303
    assert RequestTrace.objects.count() == 1


def test_what_readers_sent_is_forgotten_in_time(db: str, client: Client) -> None:
    now = timezone.now()
    rows = {
        name: workflow.receive(text=name, address=name, language="en", name="Zoé")
        for name in ("answered", "declined", "just answered", "ignored", "waiting")
    }
    for name in ("answered", "just answered"):
        workflow.answer_request(request=rows[name], reply="Yes.", by=make.editor())
    workflow.decline_request(request=rows["declined"], reply="No.", by=make.editor())
    long_ago, lately = now - timedelta(days=181), now - timedelta(days=179)
    found = CorrectionRequest.objects.filter
    found(text="answered").update(answered_at=long_ago)
    found(text="declined").update(declined_at=long_ago)
    found(text="just answered").update(answered_at=lately, received_at=now - timedelta(days=400))
    found(text="ignored").update(received_at=now - timedelta(days=366))
    found(text="waiting").update(received_at=now - timedelta(days=364))
    seen = {name: client.get(f"{PLACE}{row.reference}/").status_code for name, row in rows.items()}

    # Nobody sees them any more, even before they are deleted.
    over = {"answered", "declined", "ignored"}
    assert {name for name, status in seen.items() if status == 404} == over
    out = io.StringIO()
    call_command("forget", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"forgotten": 3}
    assert set(CorrectionRequest.objects.values_list("text", flat=True)) == set(rows) - over
    call_command("forget", stdout=out)
    assert "0 correction requests were deleted" in out.getvalue()


def test_a_request_that_comes_sweeps_up_after_others(db: str, client: Client) -> None:
    send(client)
    CorrectionRequest.objects.update(received_at=timezone.now() - timedelta(days=366))
    RequestTrace.objects.update(sent_at=timezone.now() - timedelta(days=2))
    send(client)

    assert CorrectionRequest.objects.count() == RequestTrace.objects.count() == 1


def test_readers_are_told_how_long_it_is_kept(db: str, client: Client) -> None:
    for place in (PLACE, "/en/about/"):
        told = " ".join(client.get(place).content.decode().split())
        assert "is deleted 180 days after our reply, and 365 days after it came" in told


def test_a_trace_changes_every_day_and_needs_the_key() -> None:
    now = timezone.now()

    assert workflow.requests.trace("192.0.2.1", now) == workflow.requests.trace("192.0.2.1", now)
    assert workflow.requests.trace("192.0.2.1", now) != workflow.requests.trace("192.0.2.2", now)
    later = workflow.requests.trace("192.0.2.1", now + timedelta(days=1))
    assert workflow.requests.trace("192.0.2.1", now) != later


def test_nobody_keeps_these_pages(db: str, client: Client) -> None:
    row = workflow.receive(text=TEXT, address="192.0.2.1", language="en")
    for place in (PLACE, f"{PLACE}{row.reference}/", f"{PLACE}follow/?reference={row.reference}"):
        response = client.get(place)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert client.get(f"{PLACE}0000000000000000/").status_code == 404


def test_forged_forms_are_refused(db: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert send(strict).status_code == 403
    page = strict.get(PLACE).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    assert send(strict, csrfmiddlewaretoken=token[1]).status_code == 303


def test_a_reference_is_found_however_it_was_copied(db: str, client: Client) -> None:
    row = workflow.receive(text=TEXT, address="192.0.2.1", language="en")
    spaced = f" {row.reference[:4].upper()}-{row.reference[4:8]} {row.reference[8:]} "
    found = client.get(f"{PLACE}follow/", {"reference": spaced})

    assert found.headers["Location"] == f"{PLACE}{row.reference}/"
    assert client.get(f"{PLACE}follow/", {"reference": "?"}).headers["Location"] == PLACE


def test_a_request_is_ended_once(db: str) -> None:
    row = workflow.receive(text=TEXT, address="192.0.2.1", language="en")
    with pytest.raises(Refused, match="answered or declined once"):
        workflow.answer_request(request=row, reply=" ", by=make.editor())
    workflow.decline_request(request=row, reply="It is right.", by=make.editor())
    with pytest.raises(Refused, match="ended this request before"):
        workflow.answer_request(request=row, reply="Other words", by=make.reviewer())
    row.refresh_from_db()

    assert (row.state, row.reply, row.declined_by) == ("declined", "It is right.", make.editor())


def test_the_desk_lists_what_waits_and_replies(db: str, client: Client) -> None:
    claim = make.published_claim()
    row = workflow.receive(
        text=TEXT, address="192.0.2.1", language="en", claim=claim.public_id or ""
    )  # fmt: skip
    other = workflow.receive(text="Another", address="192.0.2.1", language="en")
    workflow.answer_request(request=other, reply="Done.", by=make.editor())
    editor = make.editor()
    editor.is_staff = True
    editor.save()
    editor.groups.add(Group.objects.get(name="editor"))
    client.force_login(editor)
    listed = client.get("/admin/claims/correctionrequest/?state=received").content.decode()
    place = f"/admin/claims/correctionrequest/{row.pk}/change/"
    asked = client.get(place).content.decode()
    sent = client.post(place, {"outcome": "answered", "reply": "Corrected.", "version": ""})
    row.refresh_from_db()

    assert row.reference in listed
    assert other.reference not in listed
    assert "&lt;wrong&gt; &amp; it was Tuesday." in asked
    assert sent.headers["Location"] == "/admin/claims/correctionrequest/"
    assert (row.state, row.reply, row.answered_by) == ("answered", "Corrected.", editor)


@given(st.text(max_size=200))
def test_no_reference_is_a_fault(text: str) -> None:
    assert request_views.REFERENCE.fullmatch(request_views._plain(text)) is None or len(text) >= 16

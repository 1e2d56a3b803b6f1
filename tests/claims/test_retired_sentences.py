"""What readers were once given as #sN stays there, however editors mended the cut since."""

import re
from html import unescape

import pytest
from django.test import Client

from claims import ledger, workflow
from claims.models import Claim
from sources.models import Document, Sentence
from tests import make


@pytest.fixture(params=["full", "excerpts"])
def public(request: pytest.FixtureRequest, db: str) -> Document:
    """A published text of three sentences, a claim in the second one."""
    claim = make.published_claim("The ferry is safe", by=make.source(shown=request.param))
    return claim.attributions.get().document


def standing(document: Document) -> list[Sentence]:
    return list(document.sentences.standing().in_order())


def anchored(client: Client, document: Document) -> dict[str, str]:
    """The words that each #sN of the page leads to."""
    page = client.get(f"/en/documents/{document.public_id}/").content.decode()
    found = {}
    for anchor in re.finditer(r'id="(s\d+)"', page):
        rest = re.sub(r"<[^>]*>", "", page[anchor.end() : anchor.end() + 600].partition(">")[2])
        found[anchor[1]] = " ".join(unescape(rest).split())[:60]
    return found


def test_a_joined_sentence_keeps_its_address_and_words(public: Document, client: Client) -> None:
    first, second, _third = standing(public)
    workflow.join(sentences=[first, second], by=make.editor())
    public.refresh_from_db()
    make.publish(public)

    found = anchored(client, public)

    assert "s2" in found
    assert "The ferry is safe" in client.get(f"/en/documents/{public.public_id}/").content.decode()


def test_a_claim_on_a_retired_sentence_is_corrected_and_published(public: Document) -> None:
    claim = Claim.objects.get()
    first, second, _third = standing(public)
    workflow.join(sentences=[first, second], by=make.editor())
    public.refresh_from_db()
    make.publish(public)

    make.reword(claim, "The ferry is quite safe")

    entry = ledger.current("claim", claim.public_id or "")
    assert entry is not None
    (attribution,) = entry.record["attributions"]
    assert (attribution["sentence"]["number"], entry.revision) == (2, 2)
    assert attribution["quote"]["exact"] == "The ferry is safe"


def test_every_earlier_number_of_a_public_text_leads_to_its_words(
    public: Document, client: Client
) -> None:
    first, *_rest = standing(public)
    workflow.split(sentence=first, at=[first.start + 3], by=make.editor())
    public.refresh_from_db()
    make.publish(public)

    found = anchored(client, public)

    assert "s2" in found
    if public.source.shown == "full":
        assert found["s1"].startswith("The")

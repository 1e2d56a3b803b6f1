"""Reading and discarding a document on the desk, and what it refuses."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sources.admin.reading import Piece, pieces
from sources.models import Discard, Document, Source
from tests import make

TEXT = "Anna said it was so. Boris denied it.\n\nClara said nothing."


def desk(name: str = "lea") -> Client:
    """A client logged in as a superuser of that name."""
    user, _ = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.usefixtures("db")
class TestReading:
    def test_sentences_are_numbered_in_their_paragraphs(self) -> None:
        document = make.document(TEXT)
        answer = desk().get(f"/admin/sources/document/{document.pk}/workspace/")
        shown = [
            [(line.sentence.number, line.text) for line in paragraph.lines]
            for paragraph in answer.context["reading"].paragraphs
        ]
        assert shown == [
            [(1, "Anna said it was so."), (2, "Boris denied it.")],
            [(3, "Clara said nothing.")],
        ]

    @pytest.mark.parametrize("pk", ["9" * 23, "0", "abc", "%00", "-1", "١"])
    def test_what_is_no_document_is_not_found(self, pk: str) -> None:
        assert desk().get(f"/admin/sources/document/{pk}/workspace/").status_code == 404


def test_controls_are_shown_and_pieces_join_to_the_text() -> None:
    text = "a \u202eb\u202c c"
    cut = list(pieces(text, 10, [(12, 15, "content")]))
    assert "".join(piece.text for piece in cut) == text
    assert [piece.control for piece in cut if piece.control] == ["RLO", "PDF"]
    assert cut[1] == Piece("\u202e", "RLO", ("content",))
    assert cut[1].html == '<span class="desk-control" data-name="RLO">\u202e</span>'


@pytest.mark.usefixtures("db")
class TestDiscard:
    def test_a_document_goes_whole_and_leaves_its_hash_and_the_reason(self) -> None:
        document = make.document(TEXT)
        sha256 = document.text_sha256
        answer = desk().post(
            f"/admin/sources/document/{document.pk}/discard/", {"reason": "A test page."}
        )
        assert answer.headers["Location"] == "/admin/sources/document/"
        left = Discard.objects.get()
        assert (left.text_sha256, left.reason) == (sha256, "A test page.")
        assert not Document.objects.exists()

    def test_one_that_an_attribution_names_stays(self) -> None:
        claim = make.draft_claim()
        document = claim.attributions.get().document
        answer = desk().post(
            f"/admin/sources/document/{document.pk}/discard/", {"reason": "A test page."}
        )
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert Document.objects.filter(pk=document.pk).exists()

    def test_a_reason_is_needed(self) -> None:
        document = make.document(TEXT)
        answer = desk().post(f"/admin/sources/document/{document.pk}/discard/", {})
        assert list(answer.context["form"].errors) == ["reason"]

    def test_it_is_never_simply_deleted(self) -> None:
        document = make.document(TEXT)
        answer = desk().post(f"/admin/sources/document/{document.pk}/delete/", {"post": "yes"})
        assert answer.status_code == 404


@pytest.mark.usefixtures("db")
class TestSource:
    def test_a_name_that_exists_is_refused_at_the_form(self) -> None:
        make.source("Gazette")
        answer = desk().post(
            "/admin/sources/source/add/", {"name": "Gazette", "kind": "agency", "shown": "full"}
        )
        assert answer.status_code == 200
        said = "A source of this name exists already: use that one."
        assert answer.context["adminform"].form.non_field_errors() == [said]

    def test_a_stale_save_is_refused_with_both_versions(self) -> None:
        source = make.source("Gazette")
        facts = {"kind": "newspaper", "shown": "excerpts", "version": source.version}
        address = f"/admin/sources/source/{source.pk}/change/"
        first = desk("lea").post(address, facts | {"name": "Theirs", "reason": "New name"})
        second = desk("rhea").post(address, facts | {"name": "Mine"})
        assert (first.status_code, second.status_code) == (302, 409)
        assert Source.objects.get().name == "Theirs"
        page = second.content.decode()
        assert 'value="Mine"' in page
        assert [(d.theirs, d.mine) for d in second.context["conflict"]] == [("Theirs", "Mine")]
        assert [(a.who, a.reason) for a in second.context["acts_since"]] == [("lea", "New name")]

    def test_saving_again_after_the_comparison_saves(self) -> None:
        source = make.source("Gazette")
        facts = {"kind": "newspaper", "shown": "excerpts", "version": source.version}
        address = f"/admin/sources/source/{source.pk}/change/"
        desk("lea").post(address, facts | {"name": "Theirs"})
        late = desk("rhea").post(address, facts | {"name": "Mine"})
        again = facts | {"name": "Mine", "version": late.context["version"]}
        assert desk("rhea").post(address, again).status_code == 302
        assert Source.objects.get().name == "Mine"

    @pytest.mark.parametrize("rows", [1, 30])
    def test_the_list_asks_as_often_for_many_as_for_one(self, rows: int) -> None:
        for number in range(rows):
            make.source(f"Source {number}")
        client = desk()
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/sources/source/").status_code == 200
        assert len(captured) == 4

    def test_a_search_with_a_null_character_finds_nothing(self) -> None:
        assert desk().get("/admin/sources/source/?q=%00").status_code == 200

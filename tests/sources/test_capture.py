"""Capturing at the desk: pasted, from a file, from an address; nothing typed is lost."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sources import intake
from sources.admin.documents import DocumentAdmin
from sources.fetch import Fetcher, FetchRefused
from sources.models import Document, Original, Source
from tests import make
from tests.files import pdf, word
from tests.test_access import client, person
from tests.web import Server, here_or_public, leading, pages, response, serving

pytestmark = pytest.mark.usefixtures("db")

ADD = "/admin/sources/document/add/"
TEXT = "Anna said it was so. Boris denied it.\n\nClara said nothing."
ARTICLE = "The harbour master said on Monday that the ferry is safe and leaves at noon. " * 5
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>The ferry is safe | Island Gazette</title>
<link rel="canonical" href="http://paper.example/ferry">
<meta property="og:site_name" content="Island Gazette"><meta name="author" content="Ida Holm">
<meta property="article:published_time" content="2024-03-25T10:00:00+01:00"></head>
<body><article><h1>The ferry is safe</h1><p>{ARTICLE}</p><script>alert(1)</script></article></body>
</html>""".encode()


@pytest.fixture
def desk() -> Client:
    person("contributor")
    return client("contributor")


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that the desk knows as paper.example."""
    old = response(b"<p>" + ARTICLE.replace("safe", "late").encode() + b"</p>")
    answers = {"/ferry": response(PAGE), "/old": old, "/none": response(b"<p></p>")}
    answers["/moved"] = response(status="301 a", more="Location: /ferry\r\n")
    with serving(pages(answers)) as server:
        names = leading({"paper.example": [server.endpoint]})
        fetcher = Fetcher(resolve=names, allows=here_or_public)
        monkeypatch.setattr(DocumentAdmin, "fetcher", fetcher)
        yield server


def given(**facts: object) -> dict[str, object]:
    """What makes a whole capture at once."""
    make.source()
    return {
        "text": TEXT, "outlet": "Island Gazette", "kind": "article", "language": "en",
        "published_on": "25 March 2024", **facts,
    }  # fmt: skip


def shown(answer: object) -> dict[str, str]:
    """The values that the page's form holds."""
    form = answer.context["form"]  # type: ignore[attr-defined]
    return {name: form[name].value() or "" for name in form.fields}


def errors(answer: object) -> list[str]:
    return list(answer.context["form"].errors)  # type: ignore[attr-defined]


class TestPaste:
    def test_a_whole_one_becomes_a_document_at_once(self, desk: Client) -> None:
        answer = desk.post(ADD, given(title="A title"))
        document = Document.objects.get()
        assert answer.headers["Location"] == f"/admin/sources/document/{document.pk}/workspace/"
        assert (document.title, document.published_on, document.text, document.source.name) == (
            "A title", "2024-03-25", TEXT, "Island Gazette",
        )  # fmt: skip
        assert document.captured_by.username == "the contributor"

    def test_what_is_missing_is_asked_for_and_the_rest_found_out(self, desk: Client) -> None:
        first = desk.post(ADD, given(published_on="", language="", text=ARTICLE))
        assert errors(first) == ["published_on"]
        assert shown(first) | {"text": ""} == {
            "text": "", "file": "", "url": "", "outlet": "Island Gazette", "new_outlet": "",
            "title": f"{ARTICLE[:76]}…", "byline": "", "language": "en", "kind": "article",
            "published_on": "", "published_deduced": "", "published_reason": "",
            "archive_url": "", "notes": "", "original": "", "asked": "on",
        }  # fmt: skip
        assert "can only be dated from it" in first.content.decode()

    def test_the_date_is_asked_for_once(self, desk: Client) -> None:
        first = desk.post(ADD, given(published_on=""))
        second = desk.post(ADD, shown(first))
        assert (second.status_code, Document.objects.get().published_on) == (302, "")

    def test_a_new_outlet_is_made_when_that_is_said(self, desk: Client) -> None:
        first = desk.post(ADD, given(outlet="island  gazete"))
        assert errors(first) == ["new_outlet"]
        assert "Did you mean “Island Gazette”?" in first.content.decode()
        assert list(Source.objects.values_list("name", flat=True)) == ["Island Gazette"]
        desk.post(ADD, given(outlet="Island  Herald", new_outlet="on"))
        assert Document.objects.get().source.name == "Island Herald"

    @pytest.mark.parametrize("name", ["Island Gazette", " island  GAZETTE ", "Ísland Gazette"])
    def test_an_outlet_is_known_without_regard_to_case_and_accents(
        self, desk: Client, name: str
    ) -> None:
        desk.post(ADD, given(outlet=name))
        assert Document.objects.get().source.name == "Island Gazette"

    def test_the_same_text_again_leads_to_what_is_here(self, desk: Client) -> None:
        desk.post(ADD, given())
        again = desk.post(ADD, given(title="Another", notes="Typed."))
        document = Document.objects.get()
        assert [row for row, _there in again.context["present"]] == [document]
        assert f'href="/admin/sources/document/{document.pk}/workspace/"' in again.content.decode()
        assert (shown(again)["title"], shown(again)["notes"]) == ("Another", "Typed.")

    def test_another_text_of_an_address_follows_the_first_and_says_so(self, desk: Client) -> None:
        where = {"url": "https://paper.example/1"}
        desk.post(ADD, given(**where))
        first = Document.objects.get()
        asked = desk.post(ADD, given(text="New words.", published_on="", **where))
        assert asked.context["follows"] == first
        answer = desk.post(ADD, given(text="New words.", **where), follow=True)
        assert Document.objects.latest("pk").predecessor == first
        assert "an earlier text of this address is here" in answer.content.decode()

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"text": ""}, "text"),
            ({"text": "a\0b"}, "text"),
            ({"text": " \n "}, "text"),
            ({"text": "It is so.\n" * 20_001}, "text"),
            ({"outlet": " "}, "outlet"),
            ({"outlet": "a\0b"}, "outlet"),
            ({"language": "klingonish"}, "language"),
            ({"published_on": "2023-02-29"}, "published_on"),
            ({"published_on": "2024-03", "published_deduced": True}, "published_reason"),
            ({"url": "ftp://example.org/"}, "url"),
            ({"archive_url": "ftp://example.org/"}, "archive_url"),
            ({"title": "t" * 501}, "title"),
            ({"kind": "song"}, "kind"),
        ],
    )
    def test_what_is_refused_is_an_error_of_its_field_and_nothing_typed_is_lost(
        self, desk: Client, facts: dict[str, object], field: str
    ) -> None:
        answer = desk.post(ADD, given(notes="Typed.", **facts))
        assert (answer.status_code, errors(answer)) == (200, [field])
        typed = {name: shown(answer)[name] for name in ("notes", "byline", *facts)}
        assert typed == {"notes": "Typed.", "byline": "", **facts}
        assert not Document.objects.exists()

    def test_half_a_surrogate_pair_is_refused(self, desk: Client) -> None:
        body = b"text=a%ED%A0%80b&kind=article&outlet=x"
        answer = desk.post(ADD, body, content_type="application/x-www-form-urlencoded")
        assert errors(answer) == ["text"]

    def test_more_than_a_form_may_hold_is_refused(self, desk: Client) -> None:
        assert desk.post(ADD, given(text="a" * 20_000_001)).status_code == 400

    def test_who_may_not_make_outlets_chooses_one(self) -> None:
        user = person("contributor")
        user.groups.clear()
        user.user_permissions.set(make.permissions("view_document", "add_document"))
        answer = client("contributor").post(ADD, given(outlet="Other", new_outlet="on"))
        assert errors(answer) == ["outlet"]

    @pytest.mark.parametrize("sources", [1, 30])
    def test_queries_do_not_grow_with_the_outlets(self, desk: Client, sources: int) -> None:
        for number in range(sources):
            make.source(f"Gazette {number}")
        with CaptureQueriesContext(connection) as captured:
            desk.get(ADD)
        assert len(captured) == 5


class TestFile:
    def test_it_is_read_first_and_captured_as_shown(self, desk: Client) -> None:
        make.source()
        first = desk.post(ADD, {"file": SimpleUploadedFile("x.bin", PAGE), "kind": "article"})
        values = shown(first)
        known = ("title", "byline", "language", "outlet", "url")
        assert [values[name] for name in known] == [
            "The ferry is safe", "Ida Holm", "en-GB", "Island Gazette", "http://paper.example/ferry",
        ]  # fmt: skip
        assert (values["published_on"], values["text"][:17]) == ("2024-03-25", "The ferry is safe")
        assert not Document.objects.exists()
        desk.post(ADD, values | {"title": "Mine"})
        document = Document.objects.get()
        assert (document.title, document.text) == ("Mine", values["text"])
        assert bytes(document.original.data) == PAGE
        assert (document.original.media_type, document.original.fetched_from) == ("text/html", "")

    @pytest.mark.parametrize(
        ("data", "title"), [(pdf([TEXT]), "The ferry"), (word([TEXT]), "The ferry")]
    )
    def test_pdf_and_docx_are_known_by_their_content(
        self, desk: Client, data: bytes, title: str
    ) -> None:  # fmt: skip
        answer = desk.post(ADD, {"file": SimpleUploadedFile("article.txt", data)})
        assert (shown(answer)["title"], shown(answer)["text"][:5]) == (title, "Anna ")

    def test_what_was_typed_goes_before_what_was_found(self, desk: Client) -> None:
        typed = {"title": "Typed", "byline": "Typed", "published_on": "2024", "outlet": "Typed"}
        answer = desk.post(ADD, {"file": SimpleUploadedFile("a", PAGE), **typed})
        assert {name: shown(answer)[name] for name in typed} == typed

    def test_a_new_outlet_that_the_page_names_needs_one_more_press(self, desk: Client) -> None:
        first = desk.post(ADD, {"file": SimpleUploadedFile("a", PAGE), "kind": "article"})
        assert "This is a new outlet" in first.content.decode()
        assert desk.post(ADD, shown(first)).status_code == 302
        assert Source.objects.get().name == "Island Gazette"

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (pdf(["Secret."], locked_by="secret"), "protected by a password"),
            (pdf(["", ""]), "pictures of pages"),
            (b"\x89PNG\r\n", "not a text"),
            (b"a" * 5_000_001, "larger than 5 MB"),
            (b"", "empty"),
        ],
    )
    def test_what_cannot_be_read_says_why_and_keeps_what_was_typed(
        self, desk: Client, data: bytes, said: str
    ) -> None:
        answer = desk.post(ADD, {"file": SimpleUploadedFile("a.txt", data), "notes": "Typed."})
        assert (errors(answer), shown(answer)["notes"]) == (["file"], "Typed.")
        assert said in answer.context["form"].errors["file"][0]
        assert not Original.objects.exists()

    def test_pages_without_text_are_said(self, desk: Client) -> None:
        answer = desk.post(ADD, {"file": SimpleUploadedFile("a", pdf(["One.", "", "Three."]))})
        assert "Pages without any text, perhaps pictures: 2." in answer.content.decode()

    def test_a_page_is_text_and_never_markup(self, desk: Client) -> None:
        hostile = f"<article><p>{ARTICLE}&lt;img src=x onerror=alert(1)&gt;</p></article>".encode()
        answer = desk.post(ADD, {"file": SimpleUploadedFile("a", hostile)})
        assert "<img src=x" not in answer.content.decode()
        assert "<img src=x onerror=alert(1)>" in shown(answer)["text"]


class TestAddress:
    def test_it_is_fetched_once_and_captured_as_shown(self, desk: Client, paper: Server) -> None:
        first = desk.post(ADD, {"url": "http://paper.example/moved", "kind": "article"})
        values = shown(first)
        assert (values["url"], values["outlet"]) == ("http://paper.example/ferry", "Island Gazette")
        desk.post(ADD, values)
        document = Document.objects.get()
        assert (document.url, document.published_on) == ("http://paper.example/ferry", "2024-03-25")
        original = document.original
        assert (original.fetched_from, bytes(original.data)) == (document.url, PAGE)
        assert paper.connections == 2

    def test_with_a_text_it_is_noted_and_not_fetched(self, desk: Client, paper: Server) -> None:
        desk.post(ADD, given(url="http://paper.example/ferry"))
        assert (Document.objects.get().url, paper.connections) == ("http://paper.example/ferry", 0)

    def test_an_outlet_is_known_by_its_home_page(self, desk: Client, paper: Server) -> None:
        make.source("The Paper", homepage="https://www.paper.example/")
        answer = desk.post(ADD, {"url": "http://paper.example/old"})
        assert shown(answer)["outlet"] == "The Paper"

    @pytest.mark.parametrize(
        "url",
        [
            "http://paper.example/gone",
            "http://127.0.0.2/",
            "http://[::1]/",
            "http://a@paper.example/",
        ],
    )
    def test_every_refusal_is_the_same(self, desk: Client, paper: Server, url: str) -> None:
        answer = desk.post(ADD, {"url": url, "notes": "Typed."})
        assert answer.context["form"].errors == {"url": [str(FetchRefused())]}
        assert (shown(answer)["url"], shown(answer)["notes"]) == (url, "Typed.")

    def test_a_page_without_an_article_says_so(self, desk: Client, paper: Server) -> None:
        answer = desk.post(ADD, {"url": "http://paper.example/none"})
        assert "No article was found" in answer.context["form"].errors["url"][0]


class TestOriginal:
    def read(self, desk: Client, text: str = ARTICLE) -> dict[str, str]:
        return shown(desk.post(ADD, {"file": SimpleUploadedFile("a", text.encode())}))

    def test_it_is_downloaded_and_never_shown(self, desk: Client) -> None:
        first = desk.post(ADD, {"file": SimpleUploadedFile("a", PAGE), "kind": "article"})
        desk.post(ADD, shown(first))
        document = Document.objects.get()
        answer = desk.get(f"/admin/sources/document/{document.pk}/original/")
        assert answer.content == PAGE
        assert answer.headers["Content-Type"] == "application/octet-stream"
        name = f'attachment; filename="document-{document.pk}.original"'
        assert answer.headers["Content-Disposition"] == name

    def test_a_pasted_text_has_none(self, desk: Client) -> None:
        desk.post(ADD, given())
        there = f"/admin/sources/document/{Document.objects.get().pk}/original/"
        assert desk.get(there).status_code == 404

    @pytest.mark.parametrize("forged", ["1", "1:x", "\0", "٣"])
    def test_nobody_takes_anothers_or_a_made_up_one(self, desk: Client, forged: str) -> None:
        values = self.read(desk)
        person("editor")
        for name in (values["original"], forged):
            client("editor").post(ADD, given(original=name, text=f"Other words {name}"))
        assert Original.objects.get().document is None

    def test_what_waited_for_a_day_goes_with_the_next_reading(self, desk: Client) -> None:
        self.read(desk)
        old = timezone.now() - intake.KEPT_FOR - timedelta(minutes=1)
        kept = Original.objects.get()
        kept.delete()
        kept.pk, kept.taken_at = None, old
        kept.save(force_insert=True)
        self.read(desk, f"Another. {ARTICLE}")
        assert Original.objects.get().taken_at > old

    def test_each_person_has_at_most_twenty_waiting(self, desk: Client) -> None:
        for number in range(intake.MOST_WAITING + 2):
            self.read(desk, f"Number {number}. {ARTICLE}")
        assert Original.objects.count() == intake.MOST_WAITING

    def test_it_goes_with_its_document(self, desk: Client) -> None:
        typed = {"outlet": "A", "new_outlet": "on", "published_on": "2024"}
        desk.post(ADD, self.read(desk) | typed)
        document = Document.objects.get()
        User.objects.get(username="the contributor").groups.set(person("editor").groups.all())
        discard = f"/admin/sources/document/{document.pk}/discard/"
        assert desk.post(discard, {"reason": "A test page."}).status_code == 302
        assert not Original.objects.exists()


def test_no_page_of_a_capture_holds_markup_of_an_article(desk: Client) -> None:
    answer = desk.post(ADD, {"file": SimpleUploadedFile("a", PAGE)})
    assert re.findall(r"<script(?![^>]*src=)", answer.content.decode()) == []

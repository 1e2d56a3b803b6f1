"""`capture` and `rebuild`: what they do, what they say, and how they refuse."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from claims import workflow
from claims.management.commands import capture
from sources.fetch import Fetcher
from sources.models import Document, Source
from tests import make
from tests.web import here_or_public, leading, pages, response, serving

TEXT = "The ferry is safe, Anna Berg said. Nobody was hurt."
HTML = """<!doctype html><html lang="en"><head><title>The ferry</title></head><body>
<nav>Home</nav><article><h1>The ferry</h1><p>The ferry is safe, Anna Berg said on Monday at the
harbour of the town.</p><p>Nobody was hurt when the boat reached the quay, the company
wrote.</p></article></body></html>"""

USAGE = 2


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(TEXT)
    return file


def captured(*args: object, **options: Any) -> dict[str, Any]:
    """What `capture --json` answers."""
    out = io.StringIO()
    call_command("capture", *map(str, args), "--json", stdout=out, **options)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def refused(*args: object) -> CommandError:
    with pytest.raises(CommandError) as refusal:
        call_command("capture", *map(str, args))
    return refusal.value


class TestCapture:
    def test_a_file_becomes_a_document(self, db: str, article: Path) -> None:
        make.source("Island Gazette")
        answer = captured(
            article, "--source", "Island Gazette", "--title", "Safe", "--language", "en",
            "--published", "March 2024", "--url", "https://gazette.example/1",
            "--byline", "B. Rook",
        )  # fmt: skip
        document = Document.objects.get(pk=answer["document"])
        assert answer["created"]
        assert answer["sentences"] == 2
        assert answer["sha256"] == document.text_sha256
        assert (document.text, document.title, document.byline) == (TEXT, "Safe", "B. Rook")
        assert (document.published_on, document.url) == ("2024-03", "https://gazette.example/1")
        assert not document.captured_by.is_active

    def test_the_same_text_is_captured_once(self, db: str, article: Path) -> None:
        make.source("Island Gazette")
        first = captured(article, "--source", "Island Gazette")
        assert captured(article, "--source", "Island Gazette") == {**first, "created": False}
        assert Document.objects.count() == 1

    def test_a_page_is_read_for_its_article(self, db: str, tmp_path: Path) -> None:
        page = tmp_path / "page.html"
        page.write_text(HTML)
        answer = captured(page, "--source", "Island Gazette", "--create-source")
        document = Document.objects.get(pk=answer["document"])
        assert "Nobody was hurt" in document.text
        assert "<p>" not in document.text
        assert document.title == "The ferry"

    def test_standard_input_is_read(self, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
        answer = captured("-", "--source", "Island Gazette", "--create-source")
        assert Document.objects.get(pk=answer["document"]).text == TEXT

    def test_it_is_signed_by_the_account_that_is_named(self, db: str, article: Path) -> None:
        make.source("Island Gazette")
        answer = captured(article, "--source", "Island Gazette", "--by", make.reviewer().username)
        assert Document.objects.get(pk=answer["document"]).captured_by == make.reviewer()

    def test_people_are_told_in_words(self, db: str, article: Path) -> None:
        out = io.StringIO()
        given = ("--source", "Gazette", "--create-source", "--language", "en")
        call_command("capture", article, *given, stdout=out)
        assert "“The ferry is safe, Anna Berg said. Nobody was hurt.” (en)" in out.getvalue()
        assert "51 characters in 2 sentences" in out.getvalue()

    def test_what_is_new_is_read_for_suggestions(self, db: str, article: Path) -> None:
        given = ("--source", "Gazette", "--create-source")
        first = captured(article, *given, "--language", "en")
        document = Document.objects.get(pk=first["document"])
        assert first["suggestions"] == document.suggestions.pending().count() == 1
        assert first["workspace"] == f"/admin/sources/document/{document.pk}/workspace/"
        workflow.dismiss(suggestion=document.suggestions.get(), by=make.editor(), reason="No.")
        assert captured(article, *given, "--language", "en")["suggestions"] == 0

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "1 suggestion waits. Workspace: /admin/sources/document/"),
            ("de", "Nothing is suggested: there are no rules for this language (de). Workspace:"),
        ],
    )
    def test_people_are_told_what_waits(
        self, db: str, article: Path, language: str, said: str
    ) -> None:
        out = io.StringIO()
        given = ("--source", "Gazette", "--create-source", "--language", language)
        call_command("capture", article, *given, stdout=out)
        assert said in out.getvalue()

    def test_an_unknown_source_is_refused_with_the_nearest_names(
        self, db: str, article: Path
    ) -> None:
        make.source("Island Gazette")
        make.source("Mountain Post")
        refusal = refused(article, "--source", "Iland Gazete")
        assert refusal.returncode == USAGE
        assert "Did you mean “Island Gazette”?" in str(refusal)
        assert "--create-source" in str(refusal)
        assert "Mountain Post" not in str(refusal)

    def test_an_address_is_fetched(self, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(pages({"/1": response(HTML.encode())})) as server:
            names = leading({"gazette.example": [server.endpoint]})
            fetcher = Fetcher(resolve=names, allows=here_or_public)
            monkeypatch.setattr(capture.Command, "fetcher", fetcher)
            given = ("--source", "Gazette", "--create-source", "--published", "2024")
            document = Document.objects.get(
                pk=captured("http://gazette.example/1", *given)["document"]
            )
        assert (document.title, document.url) == ("The ferry", "http://gazette.example/1")
        assert bytes(document.original.data) == HTML.encode()

    def test_a_private_address_is_refused(self, db: str) -> None:
        refusal = refused("http://127.0.0.1/", "--source", "Gazette", "--create-source")
        assert refusal.returncode == 1
        assert "This address could not be fetched." in str(refusal)
        assert not Source.objects.exists()

    def test_a_missing_file_and_account_are_told(self, db: str, article: Path) -> None:
        assert refused("/nonexistent", "--source", "X").returncode == USAGE
        nobody = refused(article, "--source", "X", "--create-source", "--by", "nobody")
        assert nobody.returncode == USAGE
        assert "no account “nobody”" in str(nobody)

    @pytest.mark.parametrize(
        "wrong",
        [
            ("--published", "31 February 2024"),
            ("--language", "klingonese"),
            ("--url", "javascript:alert(1)"),
        ],
        ids=["date", "language", "address"],
    )
    def test_a_refusal_stores_nothing(self, db: str, article: Path, wrong: tuple[str, str]) -> None:
        refusal = refused(article, "--source", "Island Gazette", "--create-source", *wrong)
        assert refusal.returncode == 1
        assert "Nothing was captured." in str(refusal)
        assert (Document.objects.count(), Source.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        "data", [b"", b"a\0b", b"\xff\xfe\x00\xd8"], ids=["empty", "NUL", "half"]
    )
    def test_bytes_that_are_no_text_are_refused(self, db: str, tmp_path: Path, data: bytes) -> None:
        file = tmp_path / "data"
        file.write_bytes(data)
        assert refused(file, "--source", "Gazette", "--create-source").returncode == 1
        assert Document.objects.count() == 0


def rebuilt() -> dict[str, Any]:
    out = io.StringIO()
    call_command("rebuild", "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


class TestRebuild:
    def rows(self) -> list[Any]:
        found = []
        with connections["owner"].cursor() as cursor:
            for table in ("ledger_record", "ledger_claim", "ledger_attribution"):
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                found.append(cursor.fetchall())
        return found

    def test_it_gives_the_same_rows(self, seeded: str) -> None:
        before = self.rows()
        answer = rebuilt()
        assert not answer["differed"]
        assert answer["tables"]["ledger_attribution"] == {
            "before": len(before[2]), "after": len(before[2]), "differed": False,
        }  # fmt: skip
        assert self.rows() == before

    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM ledger_claim",
            "DELETE FROM ledger_attribution WHERE stance = 'asserts'",
            "UPDATE ledger_attribution SET reported_as = 'stated'",
            "UPDATE ledger_record SET names = '{}' WHERE kind = 'actor'",
        ],
    )
    def test_it_mends_what_was_changed(self, seeded: str, change: str) -> None:
        before = self.rows()
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(change)
        assert self.rows() != before
        assert rebuilt()["differed"]
        assert self.rows() == before

    def test_an_empty_ledger_is_rebuilt(self, db: str) -> None:
        out = io.StringIO()
        call_command("rebuild", stdout=out)
        assert "ledger_claim: 0 rows before, 0 now, the same" in out.getvalue()

    def test_only_the_owner_rebuilds(self, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(connections.settings, "owner")
        with pytest.raises(CommandError, match="MIGRATE_URL"):
            call_command("rebuild")


@pytest.mark.parametrize("command", ["seed", "capture", "rebuild", "forget"])
class TestEach:
    """As a shell sees them."""

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        manage = Path(__file__).resolve().parent.parent / "manage.py"
        return subprocess.run(
            [sys.executable, manage, *args],
            capture_output=True,
            text=True,
            env=os.environ,
            timeout=60,
        )

    def test_help_needs_no_database(self, command: str) -> None:
        asked = self.run(command, "--help")
        assert asked.returncode == 0
        assert "--json" in asked.stdout

    def test_an_unknown_option_is_usage(self, command: str) -> None:
        asked = self.run(command, "--nonsense")
        assert asked.returncode == USAGE
        assert "usage:" in asked.stderr

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.management.commands.suggest import Command


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("suggest", *arguments, stdout=out)
    return out.getvalue()


def test_json_holds_every_proposal_with_its_words(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("Le maire a dit lundi que le parc fermerait.", encoding="utf-8")

    report = json.loads(run(file, "--language=fr", "--published=2024-03-26", "--json"))

    (proposal,) = report["proposals"]
    assert report["supported"] is True
    assert proposal["content"] == [{"start": 25, "end": 42, "text": "le parc fermerait"}]
    assert proposal["said_on"]["edtf"] == "2024-03-25"


def test_other_languages_are_said_to_get_none(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("Der Minister sagte nichts.", encoding="utf-8")

    assert run(file, "--language=de").startswith("No suggestions for de")


def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "missing.txt", "--language=fr")


def test_no_database_is_needed() -> None:
    assert Command.requires_database is False

"""Every recipe of docs/api.md and every example of the description runs as printed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from claims.api.description import LISTS
from tests.claims.writing.desk import Program, person
from tests.sites import Site

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```(sh|python|r|js)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"https://HOST[^\s\"'`)]*")
MAKERS = {"sh": ["bash", "-euc"], "python": [sys.executable, "-W", "error", "-c"]}
SECONDS = 120


def blocks(text: str, *languages: str) -> Iterator[tuple[str, str]]:
    """The fenced pieces in these languages: (language, code)."""
    for language, code in BLOCK.findall(text):
        if language in languages:
            yield language, code


def run(language: str, code: str, folder: Path, **environment: str) -> str:
    """What the code prints; fails where it does."""
    done = subprocess.run(
        [*MAKERS[language], code], cwd=folder, capture_output=True, text=True, timeout=SECONDS,
        env={**os.environ, "PYTHONUTF8": "1", **environment}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{code}\n{done.stderr}"
    return done.stdout


RECIPES = list(blocks(MANUAL.read_text(), *MAKERS))


@pytest.mark.parametrize("number", range(len(RECIPES)))
def test_recipe_runs_as_printed(live: Site, tmp_path: Path, number: int) -> None:
    language, code = RECIPES[number]
    token = Program(person("editor")).key

    said = run(language, code.replace("https://HOST", live.url), tmp_path, DIXIT_TOKEN=token)

    assert said.strip()


def test_recipes_are_of_every_kind() -> None:
    assert {language for language, _code in RECIPES} == set(MAKERS)
    assert [language for language, _code in blocks(MANUAL.read_text(), "r", "js")] == ["r", "js"]


def test_addresses_of_recipes_that_run_elsewhere_answer(live: Site) -> None:
    for _language, code in blocks(MANUAL.read_text(), "r", "js"):
        for address in ADDRESS.findall(code):
            answer = requests.get(address.replace("https://HOST", live.url), timeout=SECONDS)
            assert answer.status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_examples_of_the_description_run_as_printed(live: Site, tmp_path: Path, name: str) -> None:
    description = requests.get(f"{live.url}/api/v1/schema", timeout=SECONDS).json()
    manual = description["paths"][f"/api/v1/{name}"]["get"]["description"]

    found = list(blocks(manual, *MAKERS))

    assert [language for language, _code in found] == ["sh", "python", "python"]
    for language, code in found:
        assert live.url in code
        assert run(language, code, tmp_path).strip()


def test_copy_survives_withdrawals(live: Site, tmp_path: Path) -> None:
    """The sync script, run before and after: what was withdrawn is gone from the copy."""
    sync = next(code for _language, code in RECIPES if "dixit-copy.json" in code)
    sync = sync.replace("https://HOST", live.url)
    run("python", sync, tmp_path)
    kept = tmp_path / "dixit-copy.json"
    before = json.loads(kept.read_text())
    chosen = next(iter(before["claims"]))
    assert len(sync.splitlines()) <= 22

    withdraw(chosen)
    run("python", sync, tmp_path)

    after = json.loads(kept.read_text())
    assert set(before["claims"]) - set(after["claims"]) == {chosen}
    assert after["seq"] == before["seq"] + 1
    kept.unlink()
    run("python", sync, tmp_path)
    assert json.loads(kept.read_text()) == after


def withdraw(public_id: str) -> None:
    cms = Program(person("editor"))
    rows = cms.get("claims?limit=1000").json()["results"]
    (row,) = (row for row in rows if row["public_id"] == public_id)
    answer = cms.act(f"claims/{row['uuid']}", "withdraw", {"reasons": {"en": "A mistake."}})
    assert answer.status_code == 200

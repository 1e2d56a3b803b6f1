"""A dump proves itself, is what its package says, and fills an empty instance to the same bytes."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import frictionless
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from claims import dump, ledger
from claims.dump import checking
from tests import make
from tests.clones import Cluster

Spoil = Callable[[Path], object]


def dumped(folder: Path, *, public: bool = False) -> Path:
    call_command("dump", str(folder), *(["--public"] if public else []))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def erase(claim: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT ledger_erase(seq, 'A court said so.', 'GDPR 17') FROM ledger_revision"
            " WHERE kind = 'claim' AND id = %s AND revision = 1",
            [claim],
        )


@pytest.fixture
def varied(db: str) -> str:
    """A ledger with corrections, a withdrawal, an erasure, nesting, formulas and emoji."""
    vary()
    return db


def vary() -> None:
    make.published_claim(texts={"en": "=1+1 😀\n-5 %", "fr": "Oui"}, description="+33 caller")
    make.corrected_claim("Two")
    make.withdrawn_claim("Three")
    erase(str(make.corrected_claim("Four").public_id))


@pytest.fixture(scope="module")
def unspoilt(
    cluster: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A dump of such a ledger, for copies to be spoilt."""
    with django_db_blocker.unblock(), cluster.clone():
        vary()
        return dumped(tmp_path_factory.mktemp("dump") / "whole")


@pytest.fixture
def empty(cluster: Cluster, varied: str) -> Iterator[str]:
    """Another instance, only migrated; until it is entered, the connections lead to `varied`."""
    with cluster.clone() as name, cluster.pointed_at(varied):
        yield name


def test_dump_restored_and_dumped_again_is_the_same_bytes(
    seeded: str, cluster: Cluster, tmp_path: Path
) -> None:
    first = dumped(tmp_path / "first")

    with cluster.clone():
        call_command("restore_dump", str(first))
        again = dumped(tmp_path / "again")
        pages = [Client().get(path).status_code for path in ("/en/claims/", "/api/v1/claims")]
        call_command("verify")

    assert contents(again) == contents(first)
    assert pages == [200, 200]


def test_everything_comes_back_corrections_withdrawals_and_erasures_too(
    varied: str, empty: str, cluster: Cluster, tmp_path: Path
) -> None:
    first = dumped(tmp_path / "first")
    before = [(e, e.erased) for e in ledger.all_entries()]

    with cluster.pointed_at(empty):
        call_command("restore_dump", str(first))
        after = [(e, e.erased) for e in ledger.all_entries()]
        again = dumped(tmp_path / "again")

    assert after == before
    assert contents(again) == contents(first)


def test_what_is_published_after_a_restore_goes_on_the_chain(
    varied: str, empty: str, cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = dumped(tmp_path / "first")

    with cluster.pointed_at(empty):
        call_command("restore_dump", str(first))
        seq = ledger.stamp()
        make.published_claim("A claim of its own")
        capsys.readouterr()
        call_command("verify")

    said = capsys.readouterr().out
    assert f"The first {seq} revisions were restored from a dump" in said
    assert "Everything holds." in said


def test_restore_refuses_an_instance_that_is_not_empty(varied: str, tmp_path: Path) -> None:
    first = dumped(tmp_path / "first")

    with pytest.raises(CommandError, match="This instance is not empty") as refusal:
        call_command("restore_dump", str(first))

    assert refusal.value.returncode == 2


def test_restore_of_a_spoilt_dump_leaves_nothing(
    varied: str, empty: str, cluster: Cluster, tmp_path: Path
) -> None:
    first = dumped(tmp_path / "first")
    lines = first.joinpath("ledger.jsonl").read_text().splitlines(keepends=True)
    first.joinpath("ledger.jsonl").write_text(
        "".join([*lines[:-1], lines[-1].replace("Four", "4")])
    )
    rehash(first)

    with (
        cluster.pointed_at(empty),
        pytest.raises(CommandError, match=r"does not hold, nothing was kept: ledger\.jsonl seq"),
    ):
        call_command("restore_dump", str(first))

    with cluster.pointed_at(empty):
        assert ledger.stamp() == 0


def test_public_dump_withholds_what_was_withdrawn_and_still_chains(
    varied: str, empty: str, cluster: Cluster, tmp_path: Path
) -> None:
    whole, public = dumped(tmp_path / "whole"), dumped(tmp_path / "public", public=True)

    assert b'"Three"' in whole.joinpath("ledger.jsonl").read_bytes()
    assert b'"Three"' not in b"".join(contents(public).values())
    assert dump.check(public).withheld == 1
    with cluster.pointed_at(empty), pytest.raises(CommandError, match="its text is withheld"):
        call_command("restore_dump", str(public))


def test_dump_says_when_it_holds_what_was_withdrawn(
    varied: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dumped(tmp_path / "whole")
    assert "It holds 1 texts that were withdrawn" in capsys.readouterr().out

    dumped(tmp_path / "public", public=True)
    assert "withdrawn" not in capsys.readouterr().out


def test_dump_refuses_a_folder_that_holds_something(varied: str, tmp_path: Path) -> None:
    tmp_path.joinpath("mine").touch()

    with pytest.raises(CommandError, match="is not empty") as refusal:
        dumped(tmp_path)

    assert refusal.value.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_dump_that_breaks_off_leaves_nothing(varied: str, tmp_path: Path) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_attribution RENAME TO elsewhere")

    with pytest.raises(CommandError, match="broke off, nothing was kept"):
        dumped(tmp_path / "dump")

    assert list(tmp_path.iterdir()) == []


def test_frictionless_finds_the_package_valid(seeded: str, tmp_path: Path) -> None:
    folder = dumped(tmp_path / "dump")

    report = frictionless.validate(str(folder / "datapackage.json"))

    assert report.flatten(["title", "type", "message"]) == []
    described = json.loads(folder.joinpath("datapackage.json").read_text())
    assert {one["path"] for one in described["resources"]} | {"datapackage.json"} == {
        path.name for path in folder.iterdir()
    }


def test_frictionless_sees_a_row_that_was_changed(seeded: str, tmp_path: Path) -> None:
    folder = dumped(tmp_path / "dump")
    table = folder / "attributions.csv"
    table.write_bytes(table.read_bytes().replace(b",true,", b",perhaps,", 1))

    assert not frictionless.validate(str(folder / "datapackage.json")).valid


def test_duckdb_joins_the_tables_of_a_dump(seeded: str, tmp_path: Path) -> None:
    folder = dumped(tmp_path / "dump")

    with duckdb.connect() as duck:
        joined = duck.sql(
            f"SELECT count(*) FROM '{folder}/attributions.parquet' a"
            f" JOIN '{folder}/claims.parquet' c ON c.id = a.claim_id"
        ).fetchall()
        counted = duck.sql(f"SELECT count(*) FROM '{folder}/attributions.csv'").fetchall()

    assert joined == counted
    assert counted[0][0] > 20


def test_the_verifier_in_the_dump_needs_nothing_but_python(varied: str, tmp_path: Path) -> None:
    """Isolated (-I) and without packages (-S): the standard library alone."""
    folder = dumped(tmp_path / "dump")

    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py")],
        capture_output=True, text=True, check=False, timeout=60, env={},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "signature not checked: the Python package `cryptography` is not installed" in done.stdout
    )
    assert done.stdout.endswith("Everything holds.\n")


def test_verify_of_a_dump_asks_no_database(varied: str, tmp_path: Path) -> None:
    folder = dumped(tmp_path / "dump")
    nowhere = "postgresql://nobody@/nothing?host=/nonexistent"

    done = subprocess.run(
        [sys.executable, "manage.py", "verify", "--dump", str(folder), "--json"],
        capture_output=True, text=True, check=False, timeout=60,
        cwd=Path(checking.__file__).parents[2],
        env={"DIXIT_DEBUG": "1", "DIXIT_SECRET_KEY": "x", "DATABASE_URL": nowhere,
             "DIXIT_SIGNING_KEY": "Zm9yIHRlc3RzIGFsb25lOiB0aGlydHktdHdvIGJ5dGU=",
             "READER_URL": nowhere},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["ok"] is True
    assert (report["revisions"], report["erased"]) == (ledger.stamp(), 1)
    assert report["signature"].startswith("holds, by the key ")


# --- Whatever is changed is found, also when the package was told the new hashes


def rehash(folder: Path) -> None:
    """What a forger does next: name the new sizes and hashes in the package."""
    place = folder / "datapackage.json"
    package = json.loads(place.read_text())
    for one in package["resources"]:
        path = folder / one["path"]
        one |= {"bytes": path.stat().st_size, "hash": f"sha256:{checking.file_sha256(path)}"}
    place.write_text(json.dumps(package))


def edit(name: str, pattern: str, instead: str) -> Spoil:
    def spoil(folder: Path) -> None:
        octets = folder.joinpath(name).read_bytes()
        changed = re.sub(pattern.encode(), instead.encode(), octets, count=1)
        assert changed != octets
        folder.joinpath(name).write_bytes(changed)

    return spoil


def cut_tail(folder: Path) -> None:
    place = folder / "ledger.jsonl"
    place.write_text("".join(place.read_text().splitlines(keepends=True)[:-1]))


def swap(folder: Path) -> None:
    place = folder / "ledger.jsonl"
    one, two, *rest = place.read_text().splitlines(keepends=True)
    place.write_text("".join([two, one, *rest]))


def twice(folder: Path) -> None:
    place = folder / "ledger.jsonl"
    lines = place.read_text().splitlines(keepends=True)
    place.write_text("".join([*lines, lines[-1]]))


SPOILT: dict[str, tuple[Spoil, str]] = {
    "payload": (edit("ledger.jsonl", '"Two"', '"Too"'), "not what its digest commits to"),
    "salt": (edit("ledger.jsonl", '"salt":"..', '"salt":"zz'), "not what its digest commits to"),
    "moment": (edit("ledger.jsonl", '"published_at":"20', '"published_at":"19'), "its hash is not"),
    "id": (edit("ledger.jsonl", '"id":"[0-9a-z]{8}","revision"', '"id":"00000000","revision"'),
           "its hash is not that of its envelope"),
    "no JSON": (edit("ledger.jsonl", '"seq"', '"seq'), "it is no JSON"),
    "no revision": (edit("ledger.jsonl", ',"record":', ',"other":'), "it is no revision"),
    "nothing says why": (edit("ledger.jsonl", '"erased":', '"other":'), "nothing says why"),
    "tail": (cut_tail, "it ends at seq"),
    "kind of value": (edit("ledger.jsonl", '"published_at":"[^"]*"', '"published_at":5'),
                      "it lacks published_at"),
    "envelope": (edit("ledger.jsonl", r"\A.*?,\"record\"", '[1],"record"'), "it is no JSON"),
    "list": (edit("ledger.jsonl", r',"record":.*\n', ',"record":[1]}\\n'), "it is no JSON"),
    "order": (swap, "seq 1 is missing before it"),
    "more": (twice, "is missing before it"),
    "head": (edit("head.json", '"sha256": "..', '"sha256": "00'), "a signed head names"),
    "signature": (edit("head.json", '"signature": "....', '"signature": "AAAA'), "does not hold"),
    "row": (edit("attributions.csv", r"\r\n[0-9a-z]{8},", "\r\n00000000,"), "row "),
    "claim row": (edit("claims.csv", r"\r\n[0-9a-z]{8},", "\r\n00000000,"), "row "),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_what_was_changed_is_found(unspoilt: Path, tmp_path: Path, name: str) -> None:
    spoil, said = SPOILT[name]
    folder = shutil.copytree(unspoilt, tmp_path / "dump")
    assert dump.check(folder).revisions > 10

    spoil(folder)

    with pytest.raises(dump.Fault, match="it is not the file that the package names"):
        dump.check(folder)
    rehash(folder)
    with pytest.raises(dump.Fault, match=said):
        dump.check(folder)


def test_a_file_that_is_gone_is_missed(varied: str, tmp_path: Path) -> None:
    folder = dumped(tmp_path / "dump")
    folder.joinpath("claims.parquet").unlink()

    with pytest.raises(dump.Fault, match=r"claims\.parquet: the package names it"):
        dump.check(folder)


def test_a_kept_head_shows_a_chain_that_was_made_anew(varied: str, tmp_path: Path) -> None:
    folder = dumped(tmp_path / "dump")
    kept = json.loads(folder.joinpath("head.json").read_text())
    shutil.rmtree(folder)
    make.published_claim("Later")
    dumped(folder)

    assert dump.check(folder, kept).revisions == ledger.stamp()
    kept["head"]["sha256"] = "0" * 64
    with pytest.raises(dump.Fault, match="it is not the one that a signed head names"):
        dump.check(folder, kept)

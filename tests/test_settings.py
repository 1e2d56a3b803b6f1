"""Settings come from the environment, fail closed, and are all described."""

import base64
import re
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parent.parent
VARIABLE = re.compile(r"\b(?:DIXIT_[A-Z_]+|DATABASE_URL|READER_URL|MIGRATE_URL)\b")
PRODUCTION = {
    "DIXIT_SECRET_KEY": "a secret",
    "DIXIT_SIGNING_KEY": "Zm9yIHRlc3RzIGFsb25lOiB0aGlydHktdHdvIGJ5dGU=",
    "DIXIT_ORIGIN": "https://claims.example.org",
    "DATABASE_URL": "postgresql://app:pass%20word@db.example.org:6432/dixit?sslmode=require",
    "READER_URL": "postgresql://reader@/dixit?host=/run/postgresql&options=-c%20work_mem%3D8MB",
    "MIGRATE_URL": "postgresql://owner@db.example.org/dixit",
}


def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **changes: str) -> dict:
    for name in {*VARIABLE.findall(PROJECT.joinpath("docs/settings.md").read_text())}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DIXIT_DATA", str(tmp_path / "data"))
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(PROJECT / "tracker" / "settings.py"))


@pytest.mark.parametrize("missing", ["DIXIT_SECRET_KEY", "DIXIT_SIGNING_KEY", "DIXIT_ORIGIN"])
def test_production_without_a_secret_or_address_stops(monkeypatch, tmp_path, missing):
    present = {name: value for name, value in PRODUCTION.items() if name != missing}

    with pytest.raises(ImproperlyConfigured, match=missing):
        settings_with(monkeypatch, tmp_path, **present)


def test_database_without_a_reader_stops(monkeypatch, tmp_path):
    present = {name: value for name, value in PRODUCTION.items() if name != "READER_URL"}

    with pytest.raises(ImproperlyConfigured, match="READER_URL"):
        settings_with(monkeypatch, tmp_path, **present)


def test_debug_is_off_unless_asked_for(monkeypatch, tmp_path):
    settings = settings_with(monkeypatch, tmp_path, **PRODUCTION)

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["claims.example.org"]
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert "SECURE_PROXY_SSL_HEADER" not in settings


def test_debug_needs_the_keys_that_manage_made(monkeypatch, tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"manage\.py"):
        settings_with(monkeypatch, tmp_path, DIXIT_DEBUG="1")


def test_reading_the_settings_writes_nothing(monkeypatch, tmp_path):
    settings_with(monkeypatch, tmp_path, **{**PRODUCTION, "DATABASE_URL": "", "DIXIT_DEBUG": "1"})

    assert list(tmp_path.iterdir()) == []


def test_three_addresses_of_one_database(monkeypatch, tmp_path):
    databases = settings_with(monkeypatch, tmp_path, **PRODUCTION)["DATABASES"]

    editorial, reader = databases["default"], databases["reader"]
    assert list(databases) == ["default", "reader", "owner"]
    assert (editorial["USER"], editorial["PASSWORD"]) == ("app", "pass word")
    assert (editorial["HOST"], editorial["PORT"]) == ("db.example.org", "6432")
    assert editorial["OPTIONS"]["sslmode"] == "require"
    assert reader["HOST"] == "/run/postgresql"
    assert reader["OPTIONS"]["options"] == (
        "-c statement_timeout=2000 -c default_transaction_read_only=on -c work_mem=8MB"
    )


def test_without_the_owners_address_there_is_no_owner(monkeypatch, tmp_path):
    present = {name: value for name, value in PRODUCTION.items() if name != "MIGRATE_URL"}

    databases = settings_with(monkeypatch, tmp_path, **present)["DATABASES"]

    assert list(databases) == ["default", "reader"]


def test_embedded_server_is_used_without_an_address(monkeypatch, tmp_path):
    present = {**PRODUCTION, "DATABASE_URL": ""}

    settings = settings_with(monkeypatch, tmp_path, **present)

    users = {alias: found["USER"] for alias, found in settings["DATABASES"].items()}
    assert settings["EMBEDDED"] is True
    assert users == {"default": "dixit_app", "reader": "dixit_reader", "owner": "dixit_owner"}


@pytest.mark.parametrize(
    "address", ["postgresql://db.example.org/dixit", "postgresql://user@host/", "mysql://a@b/c"]
)
def test_unusable_address_of_a_database_is_refused_without_saying_it(
    monkeypatch, tmp_path, address
):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(monkeypatch, tmp_path, **{**PRODUCTION, "DATABASE_URL": address})

    assert address not in str(refused.value)


@pytest.mark.parametrize(
    "origin",
    ["http://claims.example.org", "claims.example.org", "https://a.org/path", "ftp://a.org", ""],
)
def test_unusable_origin_is_refused(monkeypatch, tmp_path, origin):
    with pytest.raises(ImproperlyConfigured, match="DIXIT_ORIGIN"):
        settings_with(monkeypatch, tmp_path, **{**PRODUCTION, "DIXIT_ORIGIN": origin})


def test_origin_on_this_machine_may_do_without_tls(monkeypatch, tmp_path):
    present = {**PRODUCTION, "DIXIT_ORIGIN": "http://[::1]:8000"}

    settings = settings_with(monkeypatch, tmp_path, **present)

    assert settings["ALLOWED_HOSTS"] == ["[::1]"]
    assert settings["SECURE_SSL_REDIRECT"] is False


def test_signing_key_may_begin_like_a_path(monkeypatch, tmp_path):
    key = "/" + PRODUCTION["DIXIT_SIGNING_KEY"][1:]

    settings = settings_with(monkeypatch, tmp_path, **{**PRODUCTION, "DIXIT_SIGNING_KEY": key})

    assert settings["SIGNING_KEY"] == base64.b64decode(key)


@pytest.mark.parametrize("key", ["", "too short", "QUJD", "/nonexistent"])
def test_unusable_signing_key_is_refused(monkeypatch, tmp_path, key):
    with pytest.raises(ImproperlyConfigured, match="DIXIT_SIGNING_KEY"):
        settings_with(monkeypatch, tmp_path, **{**PRODUCTION, "DIXIT_SIGNING_KEY": key})


def test_signing_key_may_be_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text(PRODUCTION["DIXIT_SIGNING_KEY"] + "\n")
    present = {**PRODUCTION, "DIXIT_SIGNING_KEY": str(file)}

    assert len(settings_with(monkeypatch, tmp_path, **present)["SIGNING_KEY"]) == 32


def test_policies_are_read_from_their_folder(monkeypatch, tmp_path):
    (tmp_path / "own").mkdir()
    text = "Une coopérative.\r\n\r\nSans dette.".encode()
    (tmp_path / "own" / "ownership.fr.txt").write_bytes(text)
    (tmp_path / "own" / ".kept").touch()
    given = {**PRODUCTION, "DIXIT_POLICIES": str(tmp_path / "own")}

    assert settings_with(monkeypatch, tmp_path, **given)["POLICIES"] == {
        ("ownership", "fr"): "Une coopérative.\n\nSans dette."
    }
    assert settings_with(monkeypatch, tmp_path, **PRODUCTION)["POLICIES"] == {}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("owners.fr.txt", b"x", "owners.fr.txt, which is no policy"),
        ("ethics.txt", b"x", "ethics.txt, which is no policy"),
        ("ethics.en.txt", b"\xff", "UTF-8"),
        ("ethics.en.txt", b" \n", "1 to 20000 characters"),
        ("ethics.en.txt", b"x" * 20_001, "1 to 20000 characters"),
    ],
)
def test_a_file_that_is_no_policy_stops(monkeypatch, tmp_path, name, data, said):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name).write_bytes(data)
    given = {**PRODUCTION, "DIXIT_POLICIES": str(tmp_path / "own")}

    with pytest.raises(ImproperlyConfigured, match=said):
        settings_with(monkeypatch, tmp_path, **given)
    with pytest.raises(ImproperlyConfigured, match="no folder"):
        settings_with(monkeypatch, tmp_path, **given | {"DIXIT_POLICIES": str(tmp_path / "none")})


def test_every_variable_is_described_and_every_description_is_of_a_variable():
    sources = [*PROJECT.glob("tracker/**/*.py"), *PROJECT.glob("tests/*.py")]
    quoted = re.compile(rf"""["']({VARIABLE.pattern})["']""")
    read = {name for path in sources for name in quoted.findall(path.read_text())}
    described = set(re.findall(rf"`({VARIABLE.pattern})`", described_text()))

    assert read - described == set()
    assert {name for name in described if name not in read} == set()


def described_text() -> str:
    return PROJECT.joinpath("docs/settings.md").read_text().replace("=1`", "`")

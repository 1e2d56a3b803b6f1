"""Tokens are made and revoked in the admin and by command, and their key is shown once."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from claims import workflow
from claims.models import Token
from tests import make
from tests.claims.writing.desk import person

PAGE = "/admin/tokens/"
KEY = re.compile(r"dixit_[0-9A-Za-z]{38}")


def browser(role: str, name: str = "") -> Client:
    client = Client()
    client.force_login(person(role, name))
    return client


def keys(answer: Any) -> list[str]:
    return KEY.findall(answer.content.decode())


def test_key_is_shown_once_and_opens_the_desk(db: str) -> None:
    editor = browser("editor")
    sent = {"name": "the CMS", "scopes": ["read", "propose"], "days": "90"}

    made = editor.post(PAGE, sent)

    (key,) = keys(made)
    assert "no-store" in made.headers["Cache-Control"]
    assert keys(editor.get(PAGE)) == []
    token = Token.objects.get()
    assert (token.name, token.scopes) == ("the CMS", ["propose", "read"])
    assert (token.expires_at - token.created_at).days == 90
    headers = {"authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/desk/claims", headers=headers).status_code == 200
    assert token.hint in editor.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "scopes": ["read"], "days": "90"},
        {"name": "x" * 101, "scopes": ["read"], "days": "90"},
        {"name": "the CMS", "days": "90"},
        {"name": "the CMS", "scopes": ["own"], "days": "90"},
        {"name": "the CMS", "scopes": ["read"], "days": "9999"},
        {"name": "a\0b", "scopes": ["read"], "days": "90"},
    ],
)
def test_bad_form_is_shown_again(db: str, sent: Any) -> None:
    answer = browser("editor").post(PAGE, sent)

    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.content.decode()
    assert Token.objects.count() == 0


def test_everybody_sees_and_revokes_their_own_and_administrators_all(db: str) -> None:
    editor, other, admin = browser("editor"), browser("reviewer"), browser("administrator")
    editor.post(PAGE, {"name": "the CMS", "scopes": ["read"], "days": "30"})
    token = Token.objects.get()

    assert token.hint not in other.get(PAGE).content.decode()
    assert token.hint in admin.get(PAGE).content.decode()
    assert other.post(PAGE, {"revoke": token.pk}).status_code == 404
    assert other.post(PAGE, {"revoke": "x"}).status_code == 404
    assert admin.post(PAGE, {"revoke": token.pk}).status_code == 302
    token.refresh_from_db()
    assert token.revoked_by == person("administrator")
    first = token.revoked_at
    editor.post(PAGE, {"revoke": token.pk})
    token.refresh_from_db()
    assert token.revoked_at == first


def command(*arguments: str) -> Any:
    out = StringIO()
    call_command("token", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_command_makes_lists_and_revokes(db: str) -> None:
    person("editor")
    made = command("make", "the editor", "--name", "the CMS", "--scope", "read", "--days", "7")

    assert workflow.token_of(made["key"]) == Token.objects.get()
    (listed,) = command("list")
    assert "key" not in listed
    assert listed["begins_with"] == made["key"][:10]
    assert command("list", "the editor") == [listed]
    command("revoke", made["begins_with"])
    assert workflow.token_of(made["key"]) is None
    out = StringIO()
    call_command("token", "list", stdout=out)
    assert out.getvalue() == f"{made['begins_with']}…  the editor  read  revoked  the CMS\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("make", "nobody", "--name", "x", "--scope", "read"), "no active user 'nobody'"),
        (("make", "editor", "--name", "", "--scope", "read"), "blank"),
        (("make", "editor", "--name", "x", "--scope", "read", "--days", "0"), "expires after"),
        (("revoke", "dixit_none"), "0 tokens begin with 'dixit_none'"),
    ],
)
def test_command_says_what_is_wrong(db: str, arguments: Any, said: str) -> None:
    make.editor()

    with pytest.raises(CommandError, match=said):
        command(*arguments)

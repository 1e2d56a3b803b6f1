"""A program at the desk: a token of a user with a role, and the requests it makes."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from claims import workflow
from claims.models import Scope
from tests import make

ALL_SCOPES = tuple(Scope.values)
DESK = "/api/v1/desk/"
_keys = itertools.count()


def person(role: str, name: str = "") -> User:
    """A user of that role."""
    user = make.user(name or f"the {role}")
    user.groups.set([Group.objects.get(name=role)])
    return user


@dataclass
class Program:
    """Asks with a token, and says what it was answered."""

    user: User
    scopes: Sequence[str] = ALL_SCOPES
    key: str = field(init=False)

    def __post_init__(self) -> None:
        _token, self.key = workflow.make_token(
            user=self.user, name="the CMS", scopes=self.scopes, days=30, by=self.user
        )

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"authorization": f"Bearer {self.key}", **headers}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        kind = given.pop("content_type", "application/json")
        return Client().generic(method, DESK + path, data, kind, headers=given)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def make(self, path: str, body: Any, **headers: str) -> Any:
        """POST with a key of its own, unless one is given."""
        return self.ask("POST", path, body, **{"idempotency-key": f"k{next(_keys)}", **headers})

    def made(self, path: str, **body: Any) -> Any:
        """What was made."""
        answer = self.make(path, body)
        assert answer.status_code == 201, answer.content
        return json.loads(answer.content)

    def change(self, path: str, body: Any, tag: str | None = None) -> Any:
        """PATCH of the present version, unless another is named."""
        return self.ask("PATCH", path, body, **{"if-match": tag or self.tag(path)})

    def discard(self, path: str, body: Any = None, tag: str | None = None) -> Any:
        return self.ask("DELETE", path, body, **{"if-match": tag or self.tag(path)})

    def act(self, path: str, verb: str, body: Any = None, tag: str | None = None) -> Any:
        """A verb on the present version, unless another is named."""
        return self.ask("POST", f"{path}/{verb}", body or {}, **{"if-match": tag or self.tag(path)})

    def tag(self, path: str) -> str:
        return str(self.get(path).headers["ETag"])


def problem(answer: Any, status: int) -> Any:
    """The problem that was answered."""
    assert answer.status_code == status, (answer.status_code, answer.content)
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    assert said["status"] == status
    return said


def pointers(answer: Any, status: int = 400) -> list[tuple[str, str]]:
    """Where the problem points, and why."""
    return [(error["pointer"], error["code"]) for error in problem(answer, status)["errors"]]

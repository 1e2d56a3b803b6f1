"""Makes, lists and revokes the tokens by which programs write at the desk."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from claims import workflow
from claims.models import Scope, Token
from sources.refusal import Refused


class Command(BaseCommand):
    help = (
        "Make, list and revoke API tokens. A key is shown once, when it is made; a token acts as "
        "its user, within its scopes and what the user may."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        make = acts.add_parser("make", help="make a token and print its key")
        make.add_argument("user", help="user name of the one it acts as")
        make.add_argument("--name", required=True, help="what uses it")
        make.add_argument("--scope", action="append", required=True, choices=Scope.values)
        make.add_argument("--days", type=int, default=90, help="it expires after (at most 366)")
        listed = acts.add_parser("list", help="list tokens, never their keys")
        listed.add_argument("user", nargs="?", help="only those of this user")
        revoke = acts.add_parser("revoke", help="revoke a token")
        revoke.add_argument("hint", help="the first characters of its key, as listed")
        for act in (make, listed, revoke):
            act.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        told = {"make": self.make, "list": self.list, "revoke": self.revoke}[options["act"]](
            options
        )
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(_in_words(options["act"], told))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        user = _user(options["user"])
        try:
            token, key = workflow.make_token(
                user=user, by=user, name=options["name"], scopes=options["scope"],
                days=options["days"],
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        return {**_told(token), "key": key}

    def list(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        rows: QuerySet[Token] = Token.objects.select_related("user").order_by("pk")
        if options["user"]:
            rows = rows.filter(user=_user(options["user"]))
        return [_told(token) for token in rows]

    def revoke(self, options: dict[str, Any]) -> dict[str, Any]:
        found = Token.objects.select_related("user").filter(hint__startswith=options["hint"])
        if len(found) != 1:
            raise CommandError(
                f"{len(found)} tokens begin with {options['hint']!r}: give more of the key, as "
                "`token list` shows it."
            )
        workflow.revoke_token(token=found[0], by=found[0].user)
        return _told(found[0])


def _user(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {name!r}.")
    return user


def _told(token: Token) -> dict[str, Any]:
    return {
        "name": token.name,
        "user": token.user.get_username(),
        "begins_with": token.hint,
        "scopes": token.scopes,
        "expires_at": token.expires_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }


def _in_words(act: str, told: Any) -> str:
    if act == "make":
        return f"{told['key']}\nKeep it now: it is not shown again. It expires {_day(told)}."
    if act == "revoke":
        return f"{told['begins_with']}… ({told['name']}) opens nothing any more."
    return "\n".join(
        f"{one['begins_with']}…  {one['user']}  {','.join(one['scopes'])}  "
        f"{'revoked' if one['revoked_at'] else 'until ' + _day(one)}  {one['name']}"
        for one in told
    )


def _day(told: dict[str, Any]) -> str:
    return str(told["expires_at"][:10])

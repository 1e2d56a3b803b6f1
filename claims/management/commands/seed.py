"""Loads the articles and claims of ``seeds/``, through the verbs that editors use."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims import seeding
from claims.seeding import Loaded, People, SeedError

FOLDER = settings.BASE_DIR / "seeds"
LOGINS = "demo-logins.json"
FIRST_NAME = "Demo"


class Command(BaseCommand):
    help = (
        "Load the founding article and the articles written for the project, with their claims "
        "recorded by a demo editor, reviewed by a demo reviewer, and published. A second run "
        "changes nothing; an interrupted one is completed. In debug mode the two can log in: "
        "their passwords are made once and kept in the data folder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=FOLDER, help="another folder of seeds than %(default)s"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, folder: Path, verbosity: int, **options: Any) -> None:
        try:
            seeds = seeding.read_all(folder)  # all are checked before the first is stored
            people = People(editor=_person("editor"), reviewer=_person("reviewer"))
            loaded = [seeding.load(seed, people=people) for seed in seeds]
        except SeedError as error:
            raise CommandError(str(error)) from error
        logins = _logins(people) if settings.DEBUG else []
        if options["json"]:
            self.stdout.write(json.dumps(_facts(loaded, logins), ensure_ascii=False))
        elif verbosity:
            self._say(loaded, logins)

    def _say(self, loaded: list[Loaded], logins: list[dict[str, str]]) -> None:
        for seed in loaded:
            self.stdout.write(f"{seed.name}: {seed.added} added, {seed.unchanged} unchanged")
        total = _facts(loaded, logins)
        self.stdout.write(f"Claims: {total['added']} added, {total['unchanged']} unchanged.")
        for login in logins:
            self.stdout.write(f"{login['name']}: {login['username']} / {login['password']}")


def _facts(loaded: list[Loaded], logins: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "added": sum(seed.added for seed in loaded),
        "unchanged": sum(seed.unchanged for seed in loaded),
        "seeds": {seed.name: {"added": seed.added, "unchanged": seed.unchanged} for seed in loaded},
        "logins": logins,
    }


def _person(username: str) -> User:
    """The demo person of this name, made when absent: with the role of that name, and without
    a usable password."""
    known = User.objects.filter(username=username).first()
    if known is None:
        return _new_person(username)
    if known.get_full_name() != f"{FIRST_NAME} {username}":
        raise CommandError(
            f"An account “{username}” exists and is not the demo's: seeds would be signed in its "
            "name. Load them into another database, or rename that account."
        )
    return known


def _new_person(username: str) -> User:
    person = User.objects.create_user(username, first_name=FIRST_NAME, last_name=username)
    person.groups.set(Group.objects.filter(name=username))
    return person


def _logins(people: People) -> list[dict[str, str]]:
    """The demo's logins that work. Only in debug mode: anybody who can run this learns them.

    A password that its owner changed stays as it is, and is not told.
    """
    path = Path(settings.DATA) / LOGINS
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    told = []
    for person in (people.editor, people.reviewer):
        name = person.get_username()
        if name not in known or not person.has_usable_password():
            known[name] = known.get(name) or secrets.token_urlsafe(12)
            _keep(path, known)
            person.set_password(known[name])
            person.save(update_fields=["password"])
        if person.check_password(known[name]):
            told.append({"username": name, "name": person.get_full_name(), "password": known[name]})
    return told


def _keep(path: Path, known: dict[str, str]) -> None:
    """Write the passwords where only this user can read them; a reader sees the old or the new."""
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump(known, file)
    fresh.replace(path)

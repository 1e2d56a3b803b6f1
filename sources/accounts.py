"""In whose name a command of the command line acts."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

COMMAND_LINE = "command-line"
"""The account that acts where none is named: it cannot log in."""


class Unknown(Exception):
    """There is no account of this name."""


def named(username: str) -> User:
    """The account of this name; that of the command line is made when it is first needed.

    Raises Unknown for any other that does not exist.
    """
    if username == COMMAND_LINE:
        made, _ = User.objects.get_or_create(
            username=COMMAND_LINE,
            defaults={
                "first_name": "Command line",
                "is_active": False,
                "password": make_password(None),
            },
        )
        return made
    known = User.objects.filter(username=username).first()
    if known is None:
        raise Unknown(f"There is no account “{username}”. Check --by.")
    return known

"""Who may do what on the desk: five roles, each a group of Django's with its permissions.

The table below is the only place that says it. `manage.py migrate` writes it into the database,
each time, so a group always holds exactly what its version of the project says. A person may have
several roles. What a permission lets one do is asked by the page of each verb; without it the page
does not exist (404).
"""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from sources.rights import EDIT_OTHERS


def _may(act: str, *names: str) -> frozenset[str]:
    """The permissions for one act on several models, each written `app.model`."""
    parts = (name.split(".") for name in names)
    return frozenset(f"{app}.{act}_{model}" for app, model in parts)


PARTS: Final = (
    "claims.attribution",
    "claims.hop",
    "claims.evidence",
    "claims.claimrelation",
    "claims.reply",
)
THINGS: Final = (
    "sources.source",
    "sources.document",
    "claims.actor",
    "claims.topic",
    "claims.claim",
)
DESK: Final = ("claims.suggestion", "claims.reportingcue", "claims.assignment", "claims.comment")
SEEN: Final = (
    *THINGS, *PARTS, *DESK, "claims.assessment", "claims.submission", "claims.withdrawal",
)  # fmt: skip

SEE: Final = _may("view", *SEEN) | {"claims.add_comment"}
RECORD: Final = (
    _may("add", *THINGS, *PARTS, "claims.assessment", "claims.submission")
    | _may("change", *THINGS, *PARTS, "claims.suggestion", "claims.reportingcue")
    | {"claims.add_suggestion", "claims.add_assignment"}
    | _may("delete", "claims.claim", *PARTS)
)
EDIT: Final = _may("delete", *THINGS) | {
    EDIT_OTHERS,
    "claims.view_correctionrequest",
    "claims.change_correctionrequest",
    "claims.publish_submission",
    "claims.withdraw_claim",
    "claims.merge_claim",
    "claims.merge_actor",
}
REVIEW: Final = frozenset({"claims.review_submission"})
ACCOUNTS: Final = _may("view", "auth.user") | _may("add", "auth.user") | _may("change", "auth.user")

ROLES: Final[dict[str, frozenset[str]]] = {
    "reader": frozenset(),
    "contributor": SEE | RECORD,
    "editor": SEE | RECORD | EDIT,
    "reviewer": SEE | REVIEW,
    "administrator": SEE | RECORD | EDIT | REVIEW | ACCOUNTS,
}


class UnknownPermission(Exception):
    """A role names permissions that no model has."""


@transaction.atomic
def establish() -> None:
    """Afterwards the five groups exist and hold exactly the permissions of ``ROLES``.

    Running it again changes nothing. Groups of other names are left alone. Raises
    UnknownPermission, and then changes nothing.
    """
    known = {
        f"{app}.{codename}": key
        for key, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    _refuse_unknown(known)
    for role, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in sorted(permissions)])


def _refuse_unknown(known: Iterable[str]) -> None:
    missing = frozenset().union(*ROLES.values()) - set(known)
    if missing:
        raise UnknownPermission(f"No model has these permissions: {', '.join(sorted(missing))}.")

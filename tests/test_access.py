"""Every address of the desk for every role: who sees it (GET) and who may act there (POST).

A new address has no cell, and fails until it has one. C, E, R, A are contributor, editor,
reviewer and administrator; the rows that are asked for were recorded by somebody else.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from claims import rights, workflow
from claims.models import Claim, ClaimRelation, Reply
from claims.rights import ROLES
from sources import intake
from tests import make
from tests.clones import Cluster

LETTERS = {"C": "contributor", "E": "editor", "R": "reviewer", "A": "administrator"}
ALL = "CERA"
NOBODY = ""
FORM = {
    "": (ALL, ALL),
    "add/": ("CEA", "CEA"),
    "<path:object_id>/history/": (ALL, ALL),
    "<path:object_id>/change/": (ALL, "EA"),
    "<path:object_id>/delete/": ("EA", "EA"),
    "<path:object_id>/": (ALL, ALL),
}
"""Of what editors work on: everybody on the desk sees it, contributors change their own."""

KEPT = {"<path:object_id>/delete/": (NOBODY, NOBODY)}
QUEUE = FORM | KEPT | {"add/": (NOBODY, NOBODY)}

FORMS: dict[str, dict[str, tuple[str, str]]] = {
    "sources/source": FORM,
    "sources/document": FORM
    | KEPT
    | {
        "<path:object_id>/workspace/": (ALL, "CEA"),
        "<path:object_id>/workspace/choices/": ("CEA", "CEA"),
        "<path:object_id>/workspace/presence/": ("CEA", "CEA"),
        "<path:object_id>/discard/": ("EA", "EA"),
        "<path:object_id>/original/": (ALL, ALL),
    },
    "claims/actor": FORM | {"choose/": (ALL, ALL), "<path:object_id>/merge/": ("EA", "EA")},
    "claims/topic": FORM,
    "claims/claim": FORM
    | {
        "bulk/": ("EA", "EA"),
        "<path:object_id>/assess/": ("CEA", "CEA"),
        "<path:object_id>/withdraw/": ("EA", "EA"),
        "<path:object_id>/merge/": ("EA", "EA"),
    },
    "claims/attribution": FORM,
    "claims/evidence": FORM,
    "claims/claimrelation": FORM,
    "claims/reply": FORM,
    "claims/submission": QUEUE
    | {
        "<path:object_id>/change/": (ALL, "RA"),
        "submit/<str:kind>/<str:object_id>/": ("CEA", "CEA"),
        "correct/<str:kind>/<str:object_id>/": ("CEA", "CEA"),
    },
    "claims/correctionrequest": {
        "": ("EA", "EA"),
        "add/": (NOBODY, NOBODY),
        "<path:object_id>/history/": (NOBODY, NOBODY),
        "<path:object_id>/change/": ("EA", "EA"),
        "<path:object_id>/delete/": (NOBODY, NOBODY),
        "<path:object_id>/": (ALL, ALL),  # leads to the form, which is not there for others
    },
    "claims/withdrawal": QUEUE | {"<path:object_id>/change/": ("RA", "RA"), "": (ALL, ALL)},
    "auth/user": {
        "": ("A", "A"),
        "add/": ("A", "A"),
        "<id>/password/": ("A", "A"),
        "<path:object_id>/history/": ("A", "A"),
        "<path:object_id>/change/": ("A", "A"),
        "<path:object_id>/delete/": (NOBODY, NOBODY),
        "<path:object_id>/": (ALL, ALL),  # leads to the form, which is not there for them
    },
}
CELLS = {
    "": (ALL, ALL),
    "profile/": (ALL, ALL),
    "desk/precision/": (ALL, ALL),
    "desk/completeness/": (ALL, ALL),
    "desk/completeness/<int:pk>/": (ALL, "CEA"),
    "desk/comment/<str:kind>/<int:pk>/": (ALL, ALL),
    "desk/assign/<str:kind>/<int:pk>/": ("CEA", "CEA"),
    "desk/undo/<uuid:act>/": (NOBODY, NOBODY),  # an act exists for nobody but its doer
    "desk/<slug:name>/": ("RA", "RA"),  # the list of what waits for a review
    "tokens/": (ALL, ALL),
    "logout/": (ALL, ALL),
    "password_change/": (ALL, ALL),
    "password_change/done/": (ALL, ALL),
    "autocomplete/": (ALL, ALL),
    "jsi18n/": (ALL, ALL),
    "r/<path:content_type_id>/<path:object_id>/": (NOBODY, NOBODY),  # forms lead there themselves
    "^(?P<app_label>sources|claims|auth)/$": (ALL, ALL),
} | {f"{form}/{route}": cell for form, routes in FORMS.items() for route, cell in routes.items()}
OPEN = {"login/", "(?P<url>.*)$"}
"""For whoever is not logged in; and the address of everything that does not exist."""


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("admin/"):
            yield route.removeprefix("admin/")


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """One row of each kind, and the people; the keys of the rows by form."""
    with django_db_blocker.unblock(), cluster.clone():
        claim, other = make.draft_claim(), make.draft_claim("The ferry is late")
        attribution = claim.attributions.get()
        page = intake.read(data=b"A page.", by=make.editor()).original
        page.document = attribution.document
        page.save()
        gone = make.withdrawn_claim("The ferry is gone")
        waiting = workflow.submit(subject=other, by=make.editor())
        with workflow.acting(make.editor()):
            evidence = workflow.add_evidence(
                claim=claim,
                bearing="supports",
                url="https://a.example/",
                archive_url="https://b.example/",
                origin=make.actor(),
                by=make.editor(),
            )
            relation = ClaimRelation.objects.create(claim=claim, relation="repeats", other=other)
            reply = Reply.objects.create(claim=claim, asked="Anna", asked_on="2024-03-25")
        asked = workflow.receive(text="It is wrong.", address="203.0.113.9", language="en")
        rows = {
            "claims/correctionrequest": asked,
            "sources/source": attribution.document.source,
            "sources/document": attribution.document,
            "claims/actor": make.actor(),
            "claims/topic": make.topic(),
            "claims/claim": claim,
            "claims/attribution": attribution,
            "claims/evidence": evidence,
            "claims/claimrelation": relation,
            "claims/reply": reply,
            "claims/submission": waiting,
            "claims/withdrawal": gone.withdrawal,
            "auth/user": make.user("somebody"),
        }
        for role in ROLES:
            person(role)
        yield {form: str(row.pk) for form, row in rows.items()}


def person(role: str) -> User:
    user = make.user(f"the {role}")
    user.groups.set([Group.objects.get(name=role)])
    return user


QUERIES = {
    "autocomplete/": "?app_label=sources&model_name=document&field_name=source",
    "claims/actor/choose/": "?app_label=claims&model_name=attribution&field_name=speaker",
    "claims/attribution/add/": "?document={sources/document}",
}


def client(role: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(username=f"the {role}"))
    return browser


def address(route: str, world: dict[str, str]) -> str:
    form = "/".join(route.split("/")[:2])
    known = {
        "object_id": world.get(form, "1"),
        "id": world["auth/user"],
        "content_type_id": str(ContentType.objects.get_for_model(Claim).pk),
        "kind": "claim",
        "app_label": "sources",
    }
    known |= {"act": "6f1c2f0e-7a3c-4a2b-9f5e-0d6b1f7a9c11", "name": "review"}
    known["pk"] = world["sources/document" if "completeness" in route else "claims/claim"]
    if "<str:kind>" in route or route.startswith("r/"):
        known["object_id"] = world["claims/claim"]
    route = re.sub(r"^\^\(\?P<(\w+)>.*?\)/\$$", r"<\1>/", route)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known[found[1]], route)
    return f"/admin/{path}{QUERIES.get(route, '').format(**world)}"


def letters(world: dict[str, str], route: str, method: str) -> str:
    """The roles for which the address exists."""
    there = address(route, world)
    # A form is read when anything is sent; a deletion is only shown when nothing is.
    data = {"probe": "1"} if method == "post" and "delete" not in route else None
    answers = {mark: getattr(client(role), method)(there, data) for mark, role in LETTERS.items()}
    assert {answer.status_code for answer in answers.values()} <= {
        200,
        301,
        302,
        400,
        404,
        405,
        409,
    }
    return "".join(mark for mark, answer in answers.items() if answer.status_code != 404)


def test_every_address_has_its_cell() -> None:
    assert set(routes(get_resolver().url_patterns)) - OPEN == set(CELLS)


@pytest.mark.parametrize("route", CELLS)
def test_roles_see_and_do_what_their_cell_says(route: str, world: dict[str, str]) -> None:
    assert (letters(world, route, "get"), letters(world, route, "post")) == CELLS[route]


@pytest.mark.parametrize("route", CELLS)
def test_nothing_is_there_for_a_reader_and_the_login_for_nobody(
    route: str, world: dict[str, str]
) -> None:
    there, nobody, reader = address(route, world), Client(), client("reader")
    assert {reader.get(there).status_code, reader.post(there).status_code} == {404}
    for answer in (nobody.get(there), nobody.post(there)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/")


def test_what_does_not_exist_looks_as_what_one_may_not_see(world: dict[str, str]) -> None:
    browser = client("reviewer")
    hidden = browser.get(address("claims/claim/<path:object_id>/merge/", world))
    missing = browser.get("/admin/claims/claim/999999/merge/")
    assert (hidden.status_code, hidden.headers.items()) == (404, missing.headers.items())
    assert hidden.content == missing.content


@pytest.mark.usefixtures("db")
class TestOwn:
    """Contributors change and delete what they recorded, and nothing else."""

    @pytest.mark.parametrize(("verb", "status"), [("change", 409), ("delete", 200)])
    def test_a_contributor_changes_their_own_claim_alone(self, verb: str, status: int) -> None:
        own = workflow.record(texts={"en": "Mine."}, by=person("contributor"))
        theirs = make.draft_claim()
        addresses = [reverse(f"admin:claims_claim_{verb}", args=[c.pk]) for c in (own, theirs)]
        browser = client("contributor")
        assert [browser.post(there).status_code for there in addresses] == [status, 404]

    def test_an_editor_changes_everybodys(self) -> None:
        person("editor")
        theirs = make.draft_claim()
        there = reverse("admin:claims_claim_change", args=[theirs.pk])
        assert client("editor").post(there).status_code == 409


@pytest.mark.usefixtures("db")
class TestRoles:
    def test_migrating_again_mends_a_group_that_was_changed(self) -> None:
        group = Group.objects.get(name="contributor")
        group.permissions.set(Group.objects.get(name="administrator").permissions.all())
        rights.establish()
        user = User.objects.get(pk=person("contributor").pk)
        assert user.get_all_permissions() == ROLES["contributor"]

    def test_a_permission_that_no_model_has_is_refused(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(rights.ROLES, "reader", frozenset({"claims.fly_claim"}))
        with pytest.raises(rights.UnknownPermission, match="fly_claim"):
            rights.establish()

    def test_the_flag_staff_opens_nothing(self) -> None:
        user = make.user("staff")
        user.is_staff = True
        user.set_password("correct horse battery")
        user.save()
        given = {"username": "staff", "password": "correct horse battery"}
        answer = Client().post("/admin/login/", given)
        assert answer.status_code == 200
        wrong = Client().post("/admin/login/", given | {"password": "wrong"})
        assert answer.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()

    def test_an_administrator_cannot_touch_or_become_a_superuser(self) -> None:
        administrator = person("administrator")
        root = User.objects.create_superuser("root")
        browser = client("administrator")
        for name in ("change", "delete", "password_change"):
            there = reverse(f"admin:auth_user_{name}", args=[root.pk])
            assert browser.post(there, {"password1": "x", "password2": "x"}).status_code == 404
        there = reverse("admin:auth_user_change", args=[administrator.pk])
        browser.post(there, {"username": "the administrator", "is_superuser": "on"})
        assert not User.objects.get(pk=administrator.pk).is_superuser

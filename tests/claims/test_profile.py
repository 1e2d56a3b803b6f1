"""Each person's language and keys: kept, refused where they clash, and given back."""

import pytest
from django.test import Client

from claims import keys
from claims.admin.profile import DEFAULTS
from claims.models import Profile
from claims.profiles import set_profile
from sources.refusal import Refused
from tests import make
from tests.test_access import client, person

pytestmark = pytest.mark.usefixtures("db")

PAGE = "/admin/profile/"


def given(**changed: str) -> dict[str, str]:
    """What the page sends when nothing but ``changed`` was typed."""
    usual = {f"key_{name}": action.key for name, action in keys.ACTIONS.items()}
    return {"language": "", "keys_on": "on", **usual, **changed}


def test_no_two_actions_have_the_same_key_to_begin_with() -> None:
    assert keys.differing({}) == {}
    assert len({action.key for action in keys.ACTIONS.values()}) == len(keys.ACTIONS)


def test_only_what_differs_is_stored() -> None:
    person("editor")
    answer = client("editor").post(PAGE, given(key_accept="y"))
    profile = Profile.objects.get()
    assert (answer.status_code, profile.keys, profile.keys_on) == (302, {"accept": "y"}, True)
    assert keys.in_force(profile.user) == keys.chosen({"accept": "y"})


def test_keys_may_be_exchanged() -> None:
    person("editor")
    client("editor").post(PAGE, given(key_next="k", key_previous="j"))
    assert Profile.objects.get().keys == {"next": "k", "previous": "j"}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"key_accept": "j"}, ["key_next", "key_accept"]),
        ({"key_accept": "ab"}, ["key_accept"]),
        ({"key_accept": "Ctrl+z"}, ["key_accept"]),
        ({"key_accept": "Enter"}, ["key_accept"]),
        ({"key_accept": "Shift+j"}, ["key_accept"]),
        ({"key_accept": "Shift+ArrowLeft"}, ["key_accept", "key_end_shorter"]),
        ({"key_accept": " "}, ["key_accept"]),
        ({"key_accept": "\t"}, ["key_accept"]),
        ({"key_accept": "\u202e"}, ["key_accept"]),
        ({"key_accept": "a\0"}, ["key_accept"]),
        ({"language": "tlh"}, ["language"]),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_nothing_changes(
    changed: dict[str, str], fields: list[str]
) -> None:
    person("editor")
    answer = client("editor").post(PAGE, given(**changed))
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors)) == (200, sorted(fields))
    assert {name: form.data[name] for name in changed} == changed
    assert not Profile.objects.exists()


@pytest.mark.parametrize("key", ["é", "ж", "+", "Alt+j", "Ctrl+Alt+Shift+F12", "PageUp", "²"])
def test_what_the_browser_can_name_is_a_key(key: str) -> None:
    assert keys.differing({"accept": key}) == {"accept": key}


def test_an_accent_composed_or_not_is_one_key() -> None:
    assert keys.differing({"accept": "e\u0301"}) == {"accept": "é"}


def test_an_empty_field_is_the_usual_key_and_the_button_gives_all_back() -> None:
    person("editor")
    browser = client("editor")
    browser.post(PAGE, given(key_accept="y", key_undo="z"))
    browser.post(PAGE, given(key_accept="", key_undo="z"))
    assert Profile.objects.get().keys == {"undo": "z"}
    browser.post(PAGE, given(key_undo="z") | {DEFAULTS: "1"})
    assert Profile.objects.get().keys == {}


def test_switched_off_there_are_no_keys() -> None:
    editor = make.editor()
    assert keys.in_force(editor) == keys.chosen({})
    set_profile(by=editor, language="", keys_on=False, wanted={})
    editor.refresh_from_db()
    assert keys.in_force(editor) == {}


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        set_profile(by=make.editor(), language="", keys_on=True, wanted={"fly": "f"})
    assert refused.value.errors == [("fly", "key_is_known", "There is no such action.")]


def test_the_desk_speaks_the_language_that_was_chosen_also_after_the_next_login() -> None:
    editor = person("editor")
    editor.set_password("correct horse battery")
    editor.save()
    browser = client("editor")
    browser.post(PAGE, given(language="fr"))
    assert '<html lang="fr"' in browser.get(PAGE).content.decode()
    fresh = Client(headers={"Accept-Language": "en"})
    fresh.post(
        "/admin/login/?next=/admin/",
        {"username": editor.username, "password": "correct horse battery"},
    )
    assert '<html lang="fr"' in fresh.get("/admin/").content.decode()
    assert 'lang="en"' in fresh.get("/en/about/").content.decode()
    browser.post(PAGE, given(language=""))
    assert '<html lang="en' in browser.get(PAGE).content.decode()

"""The keys of the workspace: one for each action, each of which a person may set or switch off.

Keys of one character must be such (WCAG 2.2, success criterion 2.1.4). A key is spelled as the
browser names it (UI Events, KeyboardEvent.key), after "Ctrl+" and "Alt+", and after "Shift+" where
the name has more than one character: "J", "?", "Shift+ArrowLeft". Enter, Control with Enter or z,
Tab and Escape are not among them: their meaning is fixed.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.refusal import Refused


class Action(NamedTuple):
    """What a key does, and the key that does it unless its user set another."""

    key: str
    label: str | Promise


_NAMED: Final = re.compile(
    r"(Ctrl\+)?(Alt\+)?(Shift\+)?(Arrow(Up|Down|Left|Right)|Home|End|Page(Up|Down)|Insert|Delete"
    r"|Backspace|F([1-9]|1[0-2]))"
)
_WITH: Final = re.compile(r"(Ctrl\+)?(Alt\+)?")
_TAKEN: Final = frozenset({"Ctrl+z"})

ACTIONS: Final[dict[str, Action]] = {
    "next": Action("j", gettext_lazy("Next sentence")),
    "previous": Action("k", gettext_lazy("Previous sentence")),
    "next_suggestion": Action("n", gettext_lazy("Next suggestion")),
    "previous_suggestion": Action("p", gettext_lazy("Previous suggestion")),
    "extend_down": Action("J", gettext_lazy("Extend to the next sentence")),
    "extend_up": Action("K", gettext_lazy("Extend to the previous sentence")),
    "end_longer": Action("Shift+ArrowRight", gettext_lazy("End one word later")),
    "end_shorter": Action("Shift+ArrowLeft", gettext_lazy("End one word sooner")),
    "start_earlier": Action("Alt+ArrowLeft", gettext_lazy("Begin one word sooner")),
    "start_later": Action("Alt+ArrowRight", gettext_lazy("Begin one word later")),
    "accept": Action("a", gettext_lazy("Accept and go on")),
    "dismiss": Action("x", gettext_lazy("Dismiss the suggestion")),
    "edit": Action("c", gettext_lazy("Edit, or record by hand")),
    "same_speaker": Action("s", gettext_lazy("The same speaker as before")),
    "evidence_0": Action("0", gettext_lazy("Evidence: not assessed yet")),
    "evidence_1": Action("1", gettext_lazy("Evidence: none given, per the article")),
    "evidence_2": Action("2", gettext_lazy("Evidence: not mentioned")),
    "evidence_3": Action("3", gettext_lazy("Evidence: claimed, not shown")),
    "evidence_4": Action("4", gettext_lazy("Evidence: shown")),
    "evidence_5": Action("5", gettext_lazy("Evidence: not expected")),
    "manner_direct": Action("q", gettext_lazy("Manner: direct quotation")),
    "manner_mixed": Action("w", gettext_lazy("Manner: partly quoted")),
    "manner_indirect": Action("e", gettext_lazy("Manner: indirect speech")),
    "manner_paraphrase": Action("r", gettext_lazy("Manner: paraphrase")),
    "join": Action("m", gettext_lazy("Join with the next sentence")),
    "split": Action("|", gettext_lazy("Split the sentence here")),
    "exclude": Action("b", gettext_lazy("Not article text")),
    "undo": Action("u", gettext_lazy("Undo")),
    "find": Action("/", gettext_lazy("Find in the text")),
    "help": Action("?", gettext_lazy("Show the keys")),
}


def in_force(user: User) -> dict[str, str]:
    """The key of each action for this user; empty where they switched the keys off."""
    profile = getattr(user, "profile", None)
    if profile is None:
        return chosen({})
    return chosen(profile.keys) if profile.keys_on else {}


def chosen(own: dict[str, str]) -> dict[str, str]:
    """Every action with its key: the one in ``own``, else the default."""
    return {name: own.get(name, action.key) for name, action in ACTIONS.items()}


def differing(wanted: dict[str, str]) -> dict[str, str]:
    """Of a key for each action, those that are not the defaults, in NFC.

    Raises Refused, each error at the field of its action, for an unknown action, for what is not
    a key, and for a key that two actions would share.
    """
    keys = chosen({name: unicodedata.normalize("NFC", key) for name, key in wanted.items()})
    refusal = Refused("", rule="keys")
    refusal.errors = [
        *(
            (name, "key_is_known", _("There is no such action."))
            for name in wanted.keys() - ACTIONS
        ),
        *_not_keys(keys),
        *_shared(keys),
    ]
    if refusal.errors:
        raise refusal
    return {name: key for name, key in keys.items() if key != ACTIONS[name].key}


def _not_keys(keys: dict[str, str]) -> list[tuple[str, str, str]]:
    said = _("One visible character, such as j or ?, or a key such as Shift+ArrowLeft or Alt+j.")
    return [(name, "key_is_a_key", said) for name, key in keys.items() if not _is_key(key)]


def _is_key(spelled: str) -> bool:
    if _NAMED.fullmatch(spelled):
        return True
    character = _WITH.sub("", spelled, count=1)
    visible = len(character) == 1 and character.isprintable() and not character.isspace()
    return visible and spelled not in _TAKEN


def _shared(keys: dict[str, str]) -> list[tuple[str, str, str]]:
    said = _("“%(key)s” also means “%(other)s”: each key means one thing.")
    return [
        (name, "key_means_one_thing", said % {"key": key, "other": ACTIONS[other].label})
        for name, key in keys.items()
        for other in keys
        if other != name and keys[other] == key
    ]

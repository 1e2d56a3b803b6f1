"""How two records differ, field by field and word by word: pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

Record = dict[str, Any]

_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST_BY_WORD: Final = 4_000
LEAST_ALIKE: Final = 0.5
"""Below this, words woven together would be harder to read than both versions whole."""


@dataclass(frozen=True)
class Stretch:
    """Words that stay (``same``), come (``new``) or go (``old``)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One field of a record: where it is, and its words before and after, woven together."""

    path: str
    stretches: list[Stretch]


def differences(before: Record | None, after: Record) -> list[Changed]:
    """The fields whose values differ; what was not public before counts as empty."""
    was = dict(flat(before or {}))
    now = dict(flat(after))
    return [
        Changed(path, woven(was.get(path, ""), now.get(path, "")))
        for path in {**was, **now}
        if was.get(path, "") != now.get(path, "")
    ]


def flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every leaf of a record with its path; items of lists are known by their id, if any."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            known = inner.get("id") if isinstance(inner, dict) else None
            yield from flat(inner, (*path, str(known or number)))
    elif value not in (None, "", False):
        yield " › ".join(part.replace("_", " ") for part in path), str(value)


def woven(before: str, after: str) -> list[Stretch]:
    """Both versions in one, word by word; whole, where they are long."""
    if not before or not after or len(before) + len(after) > LONGEST_BY_WORD:
        whole = [Stretch("old", before), Stretch("new", after)]
        return [stretch for stretch in whole if stretch.text]
    was, now = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(a=was, b=now, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return [Stretch("old", before), Stretch("new", after)]
    found = []
    for _tag, i, j, k, m in matcher.get_opcodes():
        if was[i:j] == now[k:m]:
            found.append(Stretch("same", "".join(was[i:j])))
            continue
        found += [Stretch("old", "".join(was[i:j])), Stretch("new", "".join(now[k:m]))]
    return [stretch for stretch in found if stretch.text]

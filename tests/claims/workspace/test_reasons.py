"""Every phrase by which the engine says why is known to the workspace, and said in French."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from claims.workspace.reasons import COMPLEMENT, SPOKEN, spoken

ENGINE = Path(__file__).parents[3] / "claims" / "suggest"
REASONED = {"Why": 1, "Identity": 1, "nobody": 0, "Phrase": 2}
"""What the engine makes of a reason, and which argument of it is the phrase."""


def phrases() -> set[str]:
    """What the code of the engine can give as a reason: the strings at the places of reasons."""
    found = set()
    for file in ENGINE.glob("*.py"):
        tree = ast.parse(file.read_text())
        names = dict(_constants(tree))
        for node in ast.walk(tree):
            found |= {phrase for place in _places(node) for phrase in _strings(place, names)}
    return found


def _places(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions in a node that give a reason."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REASONED:
        at = REASONED[node.func.id]
        yield from node.args if isinstance(node.args[0], ast.Starred) else node.args[at : at + 1]
    if isinstance(node, ast.Call):
        yield from (k.value for k in node.keywords if k.arg == "how")
        yield from (k.value for k in node.keywords if k.arg == "why_reported")
    if isinstance(node, ast.Assign):
        yield from (value for target, value in _pairs(node) if _is_reported(target))


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=True)
        else:
            yield target, node.value


def _is_reported(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr == "why_reported"


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                yield target.id, node.value.value


def _strings(place: ast.AST, names: dict[str, str]) -> Iterator[str]:
    """The strings of an expression; what an f-string fills in is ``%(word)s``."""
    if isinstance(place, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "%(word)s" for p in place.values)
        yield "".join(str(part) for part in parts)
    elif isinstance(place, ast.Constant) and isinstance(place.value, str):
        yield place.value
    elif isinstance(place, ast.Name) and place.id in names:
        yield names[place.id]
    else:
        for part in ast.iter_child_nodes(place):
            yield from _strings(part, names)


def test_every_phrase_of_the_engine_is_known_and_no_other() -> None:
    with translation.override("en"):
        known = {str(phrase) for phrase in SPOKEN}

    assert phrases() == known | {f"{COMPLEMENT}%(word)s"}


def test_every_phrase_is_said_in_french() -> None:
    given = {phrase % {"word": "maire"} for phrase in phrases()}
    with translation.override("fr"):
        unsaid = {phrase for phrase in given if spoken(phrase) == phrase}

    assert unsaid == set()


def test_the_word_of_the_text_stays_as_it_is() -> None:
    with translation.override("fr"):
        assert spoken("“l’élu” may be the last one named") == (
            "«\u202fl’élu\u202f» désigne peut-être le dernier nommé"
        )

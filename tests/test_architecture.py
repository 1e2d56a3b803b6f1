"""What must not be forgotten: documents complete, walls where they stand, nothing left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from claims import record, vocabulary
from claims.exports import FORMATS
from claims.ledger import read
from claims.models import Claim
from tests import make

PROJECT = Path(__file__).resolve().parent.parent
OURS = ("claims", "sources", "tracker")


def page(name: str) -> str:
    return (PROJECT / name).read_text()


def modules() -> Iterator[Path]:
    for folder in OURS:
        for file in (PROJECT / folder).rglob("*.py"):
            if "migrations" not in file.parts:
                yield file


def test_vocabulary_page_is_the_vocabulary() -> None:
    said = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", page("docs/vocabulary.md"), re.M)

    assert said == [
        (term.code, str(term.label), str(term.definition))
        for words in vocabulary.Vocabulary.__subclasses__()
        for term in words.terms()
    ]


def test_record_page_names_every_field(db: str) -> None:
    make.published_claim(topics=[make.topic()], status="unverified")
    documented = set(re.findall(r"`(\w+)`", page("docs/record.md")))
    fields: set[str] = set()
    for entry in read.changes(since=0, limit=100):
        fields |= keys(entry.record) | set(entry.envelope())
    fields |= keys(record.tombstone(withdrawn()))

    assert fields - documented - {"en"} == set()


def withdrawn() -> Claim:
    claim = make.withdrawn_claim("Another claim", texts_stay=True)
    return Claim.objects.get(pk=claim.pk)


def keys(value: Any) -> set[str]:
    """Every key of a record, however deep."""
    if isinstance(value, dict):
        return set(value).union(*(keys(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(keys(inner) for inner in value))
    return set()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_export_format_has_its_file_and_paragraph(name: str) -> None:
    assert (PROJECT / "claims" / "exports" / f"{name}.py").exists()
    assert re.search(rf"^### {name}\n\n\w*`", page("docs/export.md"), re.M)


def test_every_command_is_in_the_readme() -> None:
    own = [name for name, app in get_commands().items() if app in OURS]
    own = [name for name in own if name not in ("migrate", "showmigrations", "sqlmigrate")]

    assert {n for n in own if f"manage.py {n}" not in page("README.md")} == set()


@pytest.mark.parametrize("name", sorted(n for n, app in get_commands().items() if app in OURS))
def test_every_command_says_what_it_does(name: str) -> None:
    command = load_command_class(get_commands()[name], name)

    assert len(command.help) > 20


def test_public_code_reads_the_ledger_alone() -> None:
    """Transitively too: no way leads from a public module to an editorial table."""
    public = [
        "claims.views", "claims.api", "claims.exports", "claims.transparency",
        "claims.feed_views", "claims.sharing", "claims.sitemaps", "claims.suffixes",
    ]  # fmt: skip
    seen, waiting = set(), [name for name in imports_of_project() if name.startswith(tuple(public))]
    graph = imports_of_project()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, ())

    forbidden = {"claims.models", "claims.workflow", "claims.record", "sources.models"}
    assert seen & forbidden == set()


def imports_of_project() -> dict[str, set[str]]:
    """For each module of ours, the modules of ours that it imports."""
    names = {module_name(file): file for file in modules()}
    graph: dict[str, set[str]] = {}
    for name, file in names.items():
        found = set()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
        graph[name] = found & set(names)
    return graph


def module_name(file: Path) -> str:
    parts = file.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{module_name(file)}:{inner.lineno}"
        for file in modules()
        for function in ast.walk(ast.parse(file.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_no_module_is_a_junk_drawer() -> None:
    drawers = {"common", "utils", "helpers", "misc", "signals", "services"}

    assert [f for f in modules() if {f.stem, f.parent.name} & drawers] == []


def test_every_public_address_is_known_to_the_crawl() -> None:
    """A new address must be reachable by the crawl for drafts, or be one of these."""
    prefixes = {first_part(pattern) for pattern in patterns(get_resolver())}

    assert prefixes <= {
        "", "en", "fr", "api", "admin", "static", "transparency", "healthz", "readyz", "i18n",
        "robots.txt", "sitemap.xml", "sitemaps", "feeds", "oembed",
    }  # fmt: skip


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for item in resolver.url_patterns:
        here = before + str(item.pattern)
        if isinstance(item, URLPattern):
            yield here
        else:
            yield from patterns(item, here)


def first_part(pattern: str) -> str:
    return re.split(r"[^\w.-]", pattern.lstrip("^/"))[0]


def test_nothing_committed_names_a_machine() -> None:
    private = re.compile("/" + "work/|/" + "root/|/home/\\w+/")
    named = [
        str(file.relative_to(PROJECT))
        for pattern in ("*.py", "*.md", "*.toml", "*.txt", "*.in", "*.html", "*.css", "*.sql")
        for file in PROJECT.rglob(pattern)
        if not {".venv", "var", ".git"} & set(file.parts) and private.search(file.read_text())
    ]

    assert named == []

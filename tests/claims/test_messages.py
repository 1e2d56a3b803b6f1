"""The French messages: none missing, none fuzzy, none out of date, typeset as French is."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "locale" / "fr" / "LC_MESSAGES"
FUNCTIONS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
IN_TEMPLATE = re.compile(
    r"""\b(p?)n?gettext\(((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"),?\s*)+)"""
)
LITERAL = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


@dataclass
class Message:
    """One entry of the file: its own words, and the translations of its one or two forms."""

    context: str | None = None
    words: str = ""
    plural: str = ""
    translations: list[str] = field(default_factory=list)
    fuzzy: bool = False


def messages() -> list[Message]:
    """The entries of the .po file, the header aside."""
    text = (FOLDER / "django.po").read_text()
    found = [message(block) for block in text.split("\n\n")[1:]]
    return [m for m in found if m.words]


def message(block: str) -> Message:
    made = Message(fuzzy=bool(re.search(r"^#,.*fuzzy", block, re.M)))
    pattern = r'^(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\n?)+)'
    for keyword, quoted in re.findall(pattern, block, re.M):
        words = "".join(ast.literal_eval(line) for line in quoted.splitlines())
        if keyword == "msgctxt":
            made.context = words
        elif keyword == "msgid":
            made.words = words
        elif keyword == "msgid_plural":
            made.plural = words
        else:
            made.translations.append(words)
    return made


def test_every_message_is_translated_and_none_is_fuzzy() -> None:
    entries = messages()

    assert len(entries) > 500
    assert [m.words for m in entries if m.fuzzy] == []
    assert [m.words for m in entries if not m.translations or not all(m.translations)] == []
    assert [m.words for m in entries if len(m.translations) != (2 if m.plural else 1)] == []


def test_the_file_holds_every_message_of_the_code_and_no_other() -> None:
    """The cure: manage.py makemessages -l fr, then translate what is new."""
    used = set(in_python()) | set(in_templates())
    held = {(m.context, m.words) for m in messages()}

    assert used - held == set()
    assert held - used == set()


def sources(pattern: str) -> Iterator[Path]:
    for folder in ("claims", "sources", "tracker"):
        yield from sorted((PROJECT / folder).rglob(pattern))


def in_python() -> Iterator[tuple[str | None, str]]:
    for file in sources("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                words = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if name in FUNCTIONS and words and isinstance(words[0], str):
                    pair = (words[0], words[1]) if name.startswith("p") else (None, words[0])
                    yield pair  # type: ignore[misc]


def in_templates() -> Iterator[tuple[str | None, str]]:
    for file in sources("*.html"):
        code = re.sub(r"\b_\(", "gettext(", templatize(file.read_text()))
        for contextual, arguments in IN_TEMPLATE.findall(code):
            words = [ast.literal_eval(literal) for literal in LITERAL.findall(arguments)]
            yield (words[0], words[1]) if contextual else (None, words[0])


def test_the_compiled_file_says_the_same() -> None:
    """The cure: manage.py compilemessages."""
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for m in messages():
        if m.plural:
            forms = [compiled.ngettext(m.words, m.plural, number) for number in (1, 2)]
            assert forms == m.translations
        elif m.context is not None:
            assert compiled.pgettext(m.context, m.words) == m.translations[0]
        else:
            assert compiled.gettext(m.words) == m.translations[0]


def test_translations_keep_placeholders_and_markup() -> None:
    for m in messages():
        for form, translation in zip((m.plural or m.words, m.plural), m.translations, strict=False):
            wanted = sorted(PLACEHOLDER.findall(m.plural or m.words))
            given = sorted(PLACEHOLDER.findall(translation))
            assert given == wanted or (m.plural and translation is m.translations[0]), form
            assert sorted(re.findall(r"<[^>]+>", translation)) == sorted(
                re.findall(r"<[^>]+>", m.words)
            )


def test_french_is_typeset_as_french() -> None:
    """Narrow no-break spaces before ; : ! ? » and after «, and curly apostrophes."""
    for m in messages():
        for translation in m.translations:
            bare = re.sub(r"<[^>]+>|https?://|http\(s\)://", "", translation)
            if re.search("[«»;!?]|:", m.translations[0]):
                assert not re.search("[^\u202f](?=[;!?»])|(?<=«)[^\u202f]", bare), translation
                assert not re.search(r"[ \u00a0]:", bare), translation
            assert "'" not in bare, translation

"""What the workspace's templates need besides the stock tags."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.workspace.page import VOCABULARIES
from claims.workspace.reader import Item, Run

register = template.Library()


@register.filter
def of(name: str, values: Mapping[str, Any] | None) -> Any:
    """The value of that name; empty where there is none."""
    return (values or {}).get(name, "")


@register.filter
def data(items: list[Item]) -> str:
    """Utterances as the script reads them from an attribute."""
    return json.dumps([item.data for item in items], ensure_ascii=False, separators=(",", ":"))


@register.filter
def as_json(value: Any) -> str:
    """A plain value for an attribute."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@register.filter
def spoken_key(key: str) -> str:
    """A key as it is printed: arrows as arrows, a space in the place of each plus."""
    return key.replace("ArrowLeft", "←").replace("ArrowRight", "→").replace("+", " ")


@register.simple_tag
def terms(name: str) -> Any:
    """The codes of a vocabulary with labels and definitions."""
    return VOCABULARIES[name].terms()


@register.simple_tag
def runs(line: Any) -> SafeString:
    """A sentence's words with their marks, and nothing besides: no white space of a template."""
    return format_html_join("", "{}", ((marked(run),) for run in line.runs))


DEEPEST = 3


def marked(run: Run) -> SafeString:
    """A run under as many lines as records hold it, the numbers of those that begin here first;
    reporting words that wait are underlined."""
    words, cue = run.piece.html, " ws-cue" if run.cue else ""
    if not run.depth:
        return format_html('<span class="ws-cue">{}</span>', words) if cue else words
    numbers = format_html(' data-n="{}"', run.begins) if run.begins else ""
    depth = min(run.depth, DEEPEST)
    return format_html('<mark class="d{}{}"{}>{}</mark>', depth, cue, numbers, words)

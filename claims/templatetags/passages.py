"""Texts with their marks: quoted passages, documents with their notes, and what is left out."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from claims import addresses
from claims.passages import Run
from claims.reading import Note
from claims.templatetags.dixit import in_words, page_language

register = template.Library()

ROLES = {"cue": "cue", "evidence": "shows"}


@register.filter
def marked(run: Run) -> str:
    """A run of a quoted passage: ``<mark>`` for what is attributed, classes for the rest."""
    classes = " ".join(ROLES[role] for role in run.marks if role in ROLES)
    if "content" in run.marks:
        return format_html('<mark class="{}">{}</mark>' if classes else "<mark>{1}</mark>",
                           classes, run.text)  # fmt: skip
    return format_html('<span class="{}">{}</span>', classes, run.text) if classes else run.text


@register.filter
def noted(run: Run) -> str:
    """A run of a document: marked as deep as claims lie over it, with a numbered link where a
    claim's words end."""
    if not run.marks:
        return run.text
    depth = f"deep-{min(run.depth, DEEPEST)}"
    text = format_html('<mark class="{}">{}</mark>', depth, run.text)
    return text + format_html_join("", NOTE, (_note(note) for note in run.ending))


DEEPEST = 3
NOTE = '<sup class="note"><a href="{}" aria-label="[{}] {}">[{}]</a></sup>'


def _note(note: Note) -> tuple[str, int, str, int]:
    title = in_words(note.attribution) if note.attribution else _("evidence")
    return note_address(note), note.number, title, note.number


@register.filter
def note_address(note: Note) -> str:
    """The place on its claim's page of what a mark in a document stands for."""
    if note.attribution is None:
        return f"{addresses.path('claim', note.claim.record, page_language())}#evidence"
    return addresses.attribution(
        note.claim.record, note.attribution["id"], note.position, page_language()
    )


@register.filter
def gap(numbers: tuple[int, ...]) -> str:
    """What is left out, in words; empty numbers give an ellipsis alone."""
    if not numbers:
        return "[…]"
    if len(numbers) == 1:
        return _("[sentence %d is not shown]") % numbers[0]
    ends = {"first": numbers[0], "last": numbers[-1]}
    return _("[sentences %(first)d to %(last)d are not shown]") % ends

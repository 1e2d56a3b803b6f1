"""Attributions as CSV (RFC 4180): the copy for spreadsheets, guarded against formulas.

Every row carries ``reported_as``: a stance is what the text reports only where that is
``stated``. docs/export.md describes each column and the mark that ``guard`` sets.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.utils.translation import override

from claims.exports.format import Format
from claims.vocabulary import Polarity, ReportedAs, Stance

Data = Mapping[str, Any]

MARK = "'"
_BREAK = "\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
_BLANK = rf"(?:[^\S\t{_BREAK}]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])"
_FORMULA = rf"{_BLANK}*[=+\-@\uff1d\uff0b\uff0d\uff20\t\0]"
_GUARD = re.compile(rf"\A(?={MARK}*(?:{_FORMULA}|[\r\n]))|(?<=[{_BREAK};\t])(?={MARK}*{_FORMULA})")
_UNGUARD = re.compile(
    rf"\A{MARK}(?={MARK}*(?:{_FORMULA}|[\r\n]))|(?<=[{_BREAK};\t]){MARK}(?={MARK}*{_FORMULA})"
)


def guard(cell: str) -> str:
    """``cell`` with ``'`` before what a spreadsheet could take for a formula.

    At the start of the cell and of each line, and after ``;`` and TAB, which some spreadsheets
    take for separators: before ``= + - @``, their full-width forms, TAB and NUL, also behind
    spaces and invisible characters; and before a line break that starts the cell (OWASP ASVS
    1.2.10 and the bypasses known since). What already has marks gets one more, so that
    ``unguard`` undoes it exactly.
    """
    if cell.isalnum():  # ids, hashes and most codes: nothing to guard, and twenty times as fast
        return cell
    return _GUARD.sub(MARK, cell)


def unguard(cell: str) -> str:
    """What ``guard`` was given, for any text."""
    return _UNGUARD.sub("", cell)


@cache
def _labels() -> dict[str, str]:
    """The English label of each stance and each way of being reported."""
    with override("en"):
        return {str(m.value): str(m.label) for kind in (Stance, ReportedAs) for m in kind}


def in_english(words: Mapping[str, str] | None) -> str:
    """The English entry of a language map, else the first by tag; empty where there is none."""
    found = words or {}
    return found.get("en") or next((found[tag] for tag in sorted(found)), "")


def names(actor: Data | None) -> str:
    """What an actor is called in the record."""
    return in_english(actor["names"]) if actor else ""


def who(attribution: Data) -> str:
    """The speaker's name, the description of an unnamed one, or that there is neither."""
    return names(attribution["speaker"]) or attribution["description"] or "an unnamed source"


def reserve(attribution: Data) -> list[str]:
    """What keeps this attribution, or what encloses it, from being read as a stated fact."""
    said = []
    if attribution["reported_as"] != ReportedAs.STATED:
        said.append(_labels()[attribution["reported_as"]])
    outer = attribution["nested_in"]
    if outer:
        inside = f"in what {who(outer)} {_labels()[outer['stance']]}"
        stated = outer["reported_as"] == ReportedAs.STATED
        said.append(inside if stated else f"{inside} ({_labels()[outer['reported_as']]})")
    if attribution["polarity"] == Polarity.NEGATIVE:
        said.append("the contrary")
    return said


def summary(item: Data) -> str:
    """One English line that never shows a stance without the reserve it was reported with."""
    attribution = item["attribution"]
    hedged = f" ({'; '.join(said)})" if (said := reserve(attribution)) else ""
    stance = _labels()[attribution["stance"]]
    return f"{who(attribution)} {stance}{hedged}: {in_english(item['claim']['texts'])}"


def chain(attribution: Data) -> str:
    """The hops from the speaker outward, spelled, without the document's source."""
    return " > ".join(hop["description"] or names(hop["actor"]) for hop in attribution["via"])


def _claim(name: str) -> Callable[[Data], Any]:
    return lambda item: item["claim"][name]


def _of(*way: str) -> Callable[[Data], Any]:
    """The value at the end of ``way`` inside the attribution; None where a step is missing."""

    def read(item: Data) -> Any:
        value: Any = item["attribution"]
        for step in way:
            value = value.get(step) if value else None
        return value

    return read


def _first_language(item: Data) -> str:
    texts = item["claim"]["texts"]
    return "en" if texts.get("en") else min(texts, default="")


COLUMNS: dict[str, Callable[[Data], Any]] = {
    "id": lambda item: item["id"],
    "reported_as": lambda item: item["reported_as"],
    "summary": summary,
    "claim_id": _claim("id"),
    "claim_url": _claim("url"),
    "claim_text": lambda item: in_english(item["claim"]["texts"]),
    "claim_language": _first_language,
    "claim_text_en": lambda item: item["claim"]["texts"].get("en"),
    "claim_text_fr": lambda item: item["claim"]["texts"].get("fr"),
    "claim_status": _claim("status"),
    "claim_second_person": lambda item: item["claim"]["review"]["second_person"],
    "speaker_id": _of("speaker", "id"),
    "speaker_name": lambda item: names(item["attribution"]["speaker"]),
    "speaker_name_en": _of("speaker", "names", "en"),
    "speaker_name_fr": _of("speaker", "names", "fr"),
    "speaker_kind": _of("speaker", "kind"),
    "naming": _of("naming"),
    "description": _of("description"),
    "anonymity_reason": _of("anonymity_reason"),
    "speaking_as": lambda item: in_english(item["attribution"]["speaking_as"]),
    "on_behalf_of_id": _of("on_behalf_of", "id"),
    "on_behalf_of_name": lambda item: names(item["attribution"]["on_behalf_of"]),
    "stance": _of("stance"),
    "polarity": _of("polarity"),
    "nested_in": _of("nested_in", "id"),
    "nested_in_claim": _of("nested_in", "claim"),
    "manner": _of("manner"),
    "cue": _of("cue", "exact"),
    "said_on": _of("said_on"),
    "said_earliest": _of("said_earliest"),
    "said_latest": _of("said_latest"),
    "said_deduced": _of("said_deduced"),
    "via": lambda item: chain(item["attribution"]),
    "evidence_in_text": _of("evidence_in_text", "code"),
    "evidence_words": _of("evidence_in_text", "quote", "exact"),
    "document_id": _of("document", "id"),
    "document_title": _of("document", "title"),
    "document_url": _of("document", "url"),
    "document_language": _of("document", "language"),
    "document_published_on": _of("document", "published_on"),
    "document_published_deduced": _of("document", "published_deduced"),
    "document_sha256": _of("document", "sha256"),
    "source_id": _of("document", "source", "id"),
    "source_name": _of("document", "source", "name"),
    "sentence_number": _of("sentence", "number"),
    "sentence_text": _of("sentence", "text"),
    "exact": _of("quote", "exact"),
    "prefix": _of("quote", "prefix"),
    "suffix": _of("quote", "suffix"),
    "start": _of("quote", "start"),
    "end": _of("quote", "end"),
    "fragment": _of("fragment"),
    "seq": _claim("seq"),
    "revision": _claim("revision"),
    "sha256": _claim("sha256"),
    "published_at": _claim("published_at"),
}
"""Each column's name, and how it is read from an item. Names are never changed or reused."""


def cell(value: Any) -> str:
    """A value as it is written: nothing for None, true or false, numbers plain, text guarded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guard(value) if isinstance(value, str) else str(value)


def row(values: Sequence[str]) -> str:
    """One record of the file, ended by CR LF."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue()


def write(items: Iterable[str]) -> Iterator[str]:
    """The header, then one record an attribution."""
    yield row(list(COLUMNS))
    for text in items:
        item = orjson.loads(text)
        yield row([cell(read(item)) for read in COLUMNS.values()])


def broken(detail: str) -> str:
    """A last record whose first cell, where an id would be, is ERROR."""
    return row(["ERROR", "", detail, *[""] * (len(COLUMNS) - 3)])


FORMAT = Format(
    media_type="text/csv",
    extension="csv",
    exports=("attributions",),
    write=write,
    broken=broken,
    prefix="\ufeff",
)

"""How records are put into words: language maps, codes, dates, and the one way to say a stance."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.dateformat import format as formatted
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import addresses, vocabulary
from claims.ledger import Present
from claims.reading import is_stated
from claims.vocabulary import EvidenceStatus, Polarity, ReportedAs, Vocabulary
from sources.vocabulary import DocumentKind, Shown, SourceKind

register = template.Library()

Record = dict[str, Any]

NOT_STATED = {
    ReportedAs.CONDITIONAL: gettext_lazy(
        "reported with reserve: the article does not vouch that this was said"
    ),
    ReportedAs.QUESTIONED: gettext_lazy(
        "questioned: the article does not say that this was said"
    ),
    ReportedAs.HYPOTHETICAL: gettext_lazy(
        "hypothetical: the article only supposes that this was said"
    ),
    ReportedAs.DENIED: gettext_lazy("denied: the article reports that this was not said"),
}
"""What goes with an attribution wherever it is shown, unless the text states it."""

STATUS_GLYPHS = {
    "not_assessed": "…",
    "no_evidence": "○",
    "unverified": "◌",
    "partly_supported": "◐",
    "supported": "●",
    "corroborated": "⊕",
    "contested": "⊗",
    "contradicted": "⊘",
    "unverifiable": "△",
}
EVIDENCE_GLYPHS = {
    "not_assessed": "…",
    "none_given": "○",
    "not_mentioned": "◌",
    "invoked": "◐",
    "shown": "●",
    "not_expected": "◇",
}

RELATED = {
    ("contradicts", "to"): gettext_lazy("This claim contradicts"),
    ("contradicts", "from"): gettext_lazy("This claim is contradicted by"),
    ("repeats", "to"): gettext_lazy("This claim repeats"),
    ("repeats", "from"): gettext_lazy("This claim is repeated by"),
    ("narrows", "to"): gettext_lazy("This claim says part of"),
    ("narrows", "from"): gettext_lazy("Part of this claim is said by"),
    ("broadens", "to"): gettext_lazy("This claim says more than"),
    ("broadens", "from"): gettext_lazy("More than this claim is said by"),
    ("answers", "to"): gettext_lazy("This claim answers"),
    ("answers", "from"): gettext_lazy("This claim is answered by"),
    ("corrects", "to"): gettext_lazy("This claim corrects"),
    ("corrects", "from"): gettext_lazy("This claim is corrected by"),
    ("retracts", "to"): gettext_lazy("This claim retracts"),
    ("retracts", "from"): gettext_lazy("This claim is retracted by"),
}


def _page_language() -> str:
    return (get_language() or "en")[:2]


def chosen(texts: Mapping[str, str]) -> tuple[str, str]:
    """(tag, text) of a language map for this page: its language, else English, else the first."""
    for tag in (_page_language(), "en"):
        if texts.get(tag):
            return tag, texts[tag]
    return next(iter(texts.items()), ("", ""))


@register.simple_tag
def words(texts: Mapping[str, str] | None) -> str:
    """A language map's text for this page, marked when it is in another language."""
    tag, text = chosen(texts or {})
    return foreign(text, tag)


@register.filter
def plain(texts: Mapping[str, str] | None) -> str:
    """The same without markup, for titles."""
    return chosen(texts or {})[1]


@register.filter
def foreign(text: str, tag: str) -> str:
    """``text`` marked as being in the language ``tag`` where that is not the page's."""
    if tag in ("", "und", _page_language()):
        return format_html('<bdi>{}</bdi>', text) if tag == "und" else format_html("{}", text)
    return format_html('<span lang="{}" dir="auto">{}</span>', tag, text)


@register.filter
def address(record: Record | Present, kind: str) -> str:
    """The page of a record (or of what it has become) in the page's language."""
    if isinstance(record, Present):
        record = {"id": record.id, "names": record.names}
    return addresses.path(kind, record, _page_language())


@register.filter
def entry_address(row: Any) -> str:
    """The page of a row of the record index."""
    return addresses.path(row.kind, {"id": row.public_id, "names": row.names}, _page_language())


@register.filter
def present(today: Mapping[tuple[str, str], Present], actor: Record | None) -> Present | None:
    """What an actor named in a record has become by now."""
    return today.get(("actor", actor["id"])) if actor else None


@register.filter
def renamed(now: Present | None, actor: Record) -> bool:
    """Whether readers of this page would today see another name."""
    return now is not None and bool(now.names) and chosen(now.names) != chosen(actor["names"])


VOCABULARIES: dict[str, type[Vocabulary]] = {
    name: member
    for name, member in vars(vocabulary).items()
    if isinstance(member, type) and issubclass(member, Vocabulary) and member is not Vocabulary
}
PLAIN_CHOICES = {"SourceKind": SourceKind, "DocumentKind": DocumentKind, "Shown": Shown}


@register.filter
def label(code: str, name: str) -> str | Promise:
    """The label of a code of the named vocabulary; the code itself where it is unknown."""
    choices = VOCABULARIES.get(name) or PLAIN_CHOICES[name]
    return choices(code).label if code in choices.values else code


@register.filter
def definition(code: str, name: str) -> str | Promise:
    """The public definition of a code of the named vocabulary."""
    choices = VOCABULARIES[name]
    return choices(code).definition if code in choices.values else ""


@register.filter
def is_said(attribution: Record) -> bool:
    """Whether the text states that this was said."""
    return is_stated(attribution)


@register.filter
def reported(code: str) -> str | Promise:
    """The words that go with an attribution of this ``reported_as``; empty for a stated one."""
    return NOT_STATED.get(code, "")  # type: ignore[call-overload, no-any-return]


@register.filter
def contrary(attribution: Record) -> bool:
    """Whether the words state the contrary of the claim."""
    return bool(attribution["polarity"] == Polarity.NEGATIVE)


@register.filter
def in_words(attribution: Record) -> str:
    """Who takes which stance, as plain words for a title; never without what qualifies it."""
    text = f"{speaker_words(attribution)}: {label(attribution['stance'], 'Stance')}"
    if contrary(attribution):
        text += f" ({_('the contrary')})"
    if phrase := reported(attribution["reported_as"]):
        text += f" – {phrase}"
    elif not is_stated(attribution):
        text += f" – {reported(attribution['nested_in']['reported_as'])}"
    return text


def speaker_words(attribution: Record) -> str:
    """The name or description of who speaks."""
    if attribution["speaker"]:
        return chosen(attribution["speaker"]["names"])[1]
    return str(attribution["description"] or _("an unnamed speaker"))


@register.inclusion_tag("claims/_stance.html")
def stance(attribution: Record) -> dict[str, Any]:
    """The stance with the contrary, the reserve and the enclosing attribution, if any."""
    return {"a": attribution}


@register.inclusion_tag("claims/_who.html")
def who(attribution: Record, now: Present | None = None) -> dict[str, Any]:
    """Who speaks, by the name at publication, with today's beside it where it differs."""
    return {"a": attribution, "now": now}


@register.inclusion_tag("claims/_badge.html")
def badge(code: str) -> dict[str, Any]:
    """An evidence status as glyph, word and border; colour adds nothing to them."""
    return {"code": code, "glyph": STATUS_GLYPHS[code], "vocabulary": EvidenceStatus.__name__}


@register.filter
def evidence_glyph(code: str) -> str:
    """The glyph of an evidence-in-the-text code."""
    return EVIDENCE_GLYPHS[code]


@register.filter
def relation_phrase(related: Any) -> str | Promise:
    """The relation as the beginning of a sentence about this claim."""
    return RELATED[(related.relation, related.direction)]


@register.filter
def tongue(tag: str) -> str:
    """The name of a language in the page's language, else its tag."""
    try:
        name: str = get_language_info(tag.split("-", maxsplit=1)[0])["name_translated"]
    except KeyError:
        return tag
    return name.lower() if _page_language() == "fr" else name


# --- Dates

_POINT = re.compile(r"(\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?|(\d{2,3}X{1,2})")
_HTML_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_SEASONS = {
    21: gettext_lazy("spring %(year)s"),
    22: gettext_lazy("summer %(year)s"),
    23: gettext_lazy("autumn %(year)s"),
    24: gettext_lazy("winter %(year)s"),
}
_QUALIFIED = {
    "~": gettext_lazy("about %(date)s"),
    "?": gettext_lazy("perhaps %(date)s"),
    "%": gettext_lazy("perhaps about %(date)s"),
}


@register.filter
def written(edtf: str | None) -> str:
    """An EDTF date in words, inside ``<time>`` where HTML can say it."""
    if not edtf:
        return ""
    text = in_calendar_words(edtf)
    if _HTML_DATE.fullmatch(edtf):
        return format_html('<time datetime="{}">{}</time>', edtf, text)
    return SafeString(format_html("{}", text))


def in_calendar_words(edtf: str) -> str:
    """``2024-03~`` as "about March 2024"; what has no words is given as it is stored."""
    start, slash, end = edtf.partition("/")
    if not slash:
        return _point_in_words(start)
    if end in ("", ".."):
        return _("since %(date)s") % {"date": _point_in_words(start)}
    if start in ("", ".."):
        return _("until %(date)s") % {"date": _point_in_words(end)}
    dates = {"start": _point_in_words(start), "end": _point_in_words(end)}
    return _("%(start)s to %(end)s") % dates


def _point_in_words(point: str) -> str:
    if point[-1:] in _QUALIFIED:
        return str(_QUALIFIED[point[-1]]) % {"date": _point_in_words(point[:-1])}
    found = _POINT.fullmatch(point)
    if found is None or found[4]:
        return point
    year, month, day = found[1], found[2], found[3]
    if month in (None, "XX"):
        return year
    if int(month) in _SEASONS:
        return str(_SEASONS[int(month)]) % {"year": year}
    if day in (None, "XX"):
        return formatted(date(int(year), int(month), 1), "F Y")
    return _day_in_words(date(int(year), int(month), int(day)))


def _day_in_words(day: date) -> str:
    if _page_language() == "fr" and day.day == 1:
        return formatted(day, r"1\e\r F Y")
    return formatted(day, "j F Y")


@register.filter
def moment(when: datetime) -> str:
    """A moment (UTC) as its day, with the full moment for machines."""
    exact = when.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return format_html('<time datetime="{}">{}</time>', exact, _day_in_words(when.date()))

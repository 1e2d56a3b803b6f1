"""How records are put into words: language maps, codes, dates, and the one way to say a stance."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from claims import addresses, days, vocabulary
from claims.ledger import Present
from claims.phrases import EVIDENCE_GLYPHS, NOT_STATED, RELATED, STATUS_GLYPHS
from claims.reading import Said, copy, is_stated
from claims.vocabulary import EvidenceStatus, Polarity, Vocabulary
from sources.vocabulary import DocumentKind, Shown, SourceKind

register = template.Library()

Record = dict[str, Any]


def page_language() -> str:
    """The language of the page that is being made."""
    return (get_language() or "en")[:2]


def chosen(texts: Mapping[str, str]) -> tuple[str, str]:
    """(tag, text) of a language map for this page: its language, else English, else the first."""
    for tag in (page_language(), "en"):
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
    if tag in ("", "und", page_language()):
        return format_html("<bdi>{}</bdi>", text) if tag == "und" else format_html("{}", text)
    return format_html('<span lang="{}" dir="auto">{}</span>', tag, text)


@register.filter
def address(record: Record | Present, kind: str) -> str:
    """The page of a record (or of what it has become) in the page's language."""
    if isinstance(record, Present):
        record = {"id": record.id, "names": record.names}
    return addresses.path(kind, record, page_language())


@register.filter
def other_names(actor: Record) -> list[tuple[str, str]]:
    """(tag, name) of the spellings other than the page's own, each once; aliases have no tag."""
    found = {chosen(actor["names"])[1]: ""}
    for tag, name in [*actor["names"].items(), *(("", alias) for alias in actor["aliases"])]:
        found.setdefault(name, tag)
    return [(tag, name) for name, tag in found.items()][1:]


@register.filter
def entry_address(row: Any) -> str:
    """The page of a row of the record index."""
    return addresses.path(row.kind, {"id": row.public_id, "names": row.names}, page_language())


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
def reserve(attribution: Record) -> str | Promise:
    """What must go with an attribution that the text does not state, its own word first."""
    outer = attribution["nested_in"]
    return reported(attribution["reported_as"]) or (reported(outer["reported_as"]) if outer else "")


@register.filter
def in_words(attribution: Record) -> str:
    """Who takes which stance, as plain words for a title; never without what qualifies it."""
    text = f"{speaker_words(attribution)}: {label(attribution['stance'], 'Stance')}"
    if contrary(attribution):
        text += f" ({_('the contrary')})"
    phrase = reserve(attribution)
    return f"{text} – {phrase}" if phrase else text


def speaker_words(attribution: Record) -> str:
    """The name or description of who speaks."""
    if attribution["speaker"]:
        return chosen(attribution["speaker"]["names"])[1]
    return str(attribution["description"] or _("an unnamed speaker"))


@register.simple_tag
def stance(attribution: Record) -> str:
    """The stance with the contrary, the reserve and the enclosing attribution, if any."""
    return _inline("claims/_stance.html", {"a": attribution})


@register.simple_tag
def actor(named: Record, today: Mapping[tuple[str, str], Present] | None = None) -> str:
    """An actor as a link by the name at publication, with today's beside it where it differs."""
    now = present(today, named) if today else None
    return _inline("claims/_actor.html", {"named": named, "now": now})


@register.filter
def place(named: Record, now: Present | None) -> str:
    """The page where an actor named in a record is found today."""
    standing = now is not None and now.state == "standing"
    return address(now if now is not None and standing else named, "actor")


@register.simple_tag
def who(attribution: Record, now: Present | None = None) -> str:
    """Who speaks, by the name at publication, with today's beside it where it differs."""
    return _inline("claims/_who.html", {"a": attribution, "now": now})


def _inline(name: str, context: dict[str, Any]) -> str:
    """A fragment without the newline that ends its file, so that a comma can follow it."""
    return SafeString(render_to_string(name, context).strip())


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
    return name.lower() if page_language() == "fr" else name


@register.filter
def said_address(said: Said) -> str:
    """The place on its claim's page of an attribution in a list."""
    claim = {"id": said.claim.id, "names": said.claim.names}
    return addresses.attribution(claim, said.record["id"], said.position, page_language())


@register.filter
def sentence_address(attribution: Record) -> str:
    """The place of an attribution's sentence in our copy of its document."""
    return copy(attribution, page_language())


@register.filter
def voices(record: Record) -> list[Record]:
    """The attributions of a claim without repetitions of the same stance by the same speaker:
    of these the text's own report, where there is one, before one inside another's words."""
    found: dict[tuple[str, ...], Record] = {}
    for a in sorted(record["attributions"], key=lambda a: a["nested_in"] is not None):
        key = (speaker_words(a), a["stance"], a["polarity"], str(reserve(a)))
        found.setdefault(key, a)
    return list(found.values())


@register.filter
def written(edtf: str | None) -> str:
    """An EDTF date in words, inside ``<time>`` where HTML can say it."""
    if not edtf:
        return ""
    text = days.in_words(edtf)
    if HTML_DATE.fullmatch(edtf):
        return format_html('<time datetime="{}">{}</time>', edtf, text)
    return format_html("{}", text)


HTML_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@register.filter
def as_day(day: date) -> str:
    """A day in words, inside ``<time>``."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), days.day_in_words(day))


@register.filter
def moment(when: datetime) -> str:
    """A moment (UTC) as its day, with the full moment for machines."""
    exact = when.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return format_html('<time datetime="{}">{}</time>', exact, days.day_in_words(when.date()))

"""From records to what the pictures are drawn from, in the page's language. No queries.

The row of a picture and the row of the table below it are made of one and the same
attribution, whole: a stance never goes without what qualifies it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import addresses, days, reading
from claims.ledger import Entry, Present
from claims.pictures import matrix, strip, timeline
from claims.pictures.matrix import Matrix
from claims.pictures.strip import Step, Strip
from claims.pictures.timeline import Timeline, Utterance, Words
from claims.reading import Record, Said, Today
from claims.templatetags.dixit import (
    chosen,
    contrary,
    label,
    page_language,
    reserve,
    speaker_words,
)
from claims.vocabulary import AFFIRMING, Stance

PICTURED = 300
"""How many attributions a timeline is drawn from at most, the newest."""

UNITS: dict[str, str | Promise] = {
    "day": gettext_lazy("One column is one day."),
    "week": gettext_lazy("One column is one week, from the Monday named."),
    "month": gettext_lazy("One column is one month."),
    "year": gettext_lazy("One column is one year."),
    "decade": gettext_lazy("One column is ten years."),
    "century": gettext_lazy("One column is a hundred years."),
    "millennium": gettext_lazy("One column is a thousand years."),
}
SPANS = {"decade": 10, "century": 100, "millennium": 1000}
SIGNS = {
    Stance.DENIES: "−",
    Stance.DOUBTS: "±",
    Stance.ASKS: "?",
    Stance.DECLINES_TO_COMMENT: "×",
    Stance.RETRACTS: "↩",
    Stance.CORRECTS: "↻",
}
CONTRARY = {"+": "−", "−": "+"}


@dataclass(frozen=True)
class Chronicle:
    """A timeline with the rows of its table, in the table's order, and the shapes it uses."""

    picture: Timeline
    rows: list[Said]
    codes: list[str]

    @property
    def unit(self) -> str | Promise:
        """How long a column is, in words; empty where no day is known."""
        return UNITS.get(self.picture.unit, "")

    @property
    def reserved(self) -> bool:
        """Whether the picture shows anything that a text does not state."""
        return any(item.reserved for item in self.picture.shown)


def said_in(claims: Iterable[Entry]) -> list[Said]:
    """Every attribution of the claims, with its claim."""
    return [
        Said(a, _present(claim), position, _status(claim))
        for claim in claims
        for position, a in enumerate(claim.record["attributions"], start=1)
    ]


def _present(claim: Entry) -> Present:
    return Present(claim.id, claim.record["texts"], "standing", claim.seq)


def _status(claim: Entry) -> str:
    return str(claim.record["evidence_status"]["code"])


def by_speaker(items: Sequence[Said], today: Today, language: str) -> Chronicle | None:
    """Who said what when: a lane a speaker, under today's name; None where nobody spoke."""
    lanes = [(_lane_of(item.record, today), _name_of(item.record, today)) for item in items]
    return _chronicle(items, lanes, _("Timeline: who said what when"), language)


def by_claim(items: Sequence[Said], language: str) -> Chronicle | None:
    """What one speaker said when: a lane a claim."""
    lanes = [(item.claim.id, chosen(item.claim.names)[1]) for item in items]
    return _chronicle(items, lanes, _("Timeline: what was said when"), language)


def _chronicle(
    items: Sequence[Said], lanes: Sequence[tuple[str, str]], title: str, language: str
) -> Chronicle | None:
    if not items:
        return None
    named = zip(items, lanes, strict=True)
    utterances = [_utterance(item, *lane, language) for item, lane in named]
    drawn = timeline.draw(utterances, Words(title, _("date unknown"), _more, tick))
    rows = {row_id(item.record): item for item in items}
    return Chronicle(
        drawn,
        [rows[shown.row] for shown in drawn.shown],
        list(dict.fromkeys(shown.shape for shown in drawn.shown)),
    )


def row_id(attribution: Record) -> str:
    """The anchor of an attribution in the table of a timeline."""
    return f"t-{attribution['id']}"


def _utterance(item: Said, lane: str, name: str, language: str) -> Utterance:
    a = item.record
    claim = {"id": item.claim.id, "texts": item.claim.names}
    return Utterance(
        lane=lane,
        label=name,
        name=in_full(a, chosen(item.claim.names)[1]),
        href=addresses.attribution(claim, a["id"], item.position, language),
        shape=a["evidence_in_text"]["code"],
        row=row_id(a),
        earliest=_day(a["said_earliest"]),
        latest=_day(a["said_latest"]),
        reserved=not reading.is_stated(a),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def in_full(attribution: Record, claim: str) -> str:
    """Who: what, date, status; with the contrary and the reserve where there is one."""
    said = _("%(who)s: %(stance)s “%(claim)s”, %(when)s, %(evidence)s") % {
        "who": speaker_words(attribution),
        "stance": stance_words(attribution),
        "claim": claim,
        "when": days.in_words(attribution["said_on"])
        if attribution["said_on"]
        else _("date not given"),
        "evidence": label(attribution["evidence_in_text"]["code"], "EvidenceInText"),
    }
    held = reserve(attribution)
    return f"{said} – {held}" if held else said


def stance_words(attribution: Record) -> str:
    """The stance, and whether it is on the contrary of the claim."""
    word = str(label(attribution["stance"], "Stance"))
    return f"{word} ({_('the contrary')})" if contrary(attribution) else word


def _lane_of(attribution: Record, today: Today) -> str:
    return "/".join(reading.who(attribution, today))


def _name_of(attribution: Record, today: Today) -> str:
    speaker = attribution["speaker"]
    now = today.get(("actor", speaker["id"])) if speaker else None
    return chosen(now.names)[1] if now and now.names else speaker_words(attribution)


def _more(number: int, who: str) -> str:
    said = ngettext(
        "%(number)d more in the table: %(who)s", "%(number)d more in the table: %(who)s", number
    )
    return said % {"number": number, "who": who}


def tick(day: date, unit: str) -> str:
    """The head of a column that begins on ``day``."""
    if unit in SPANS:
        return f"{day.year}–{day.year - day.year % SPANS[unit] + SPANS[unit] - 1}"
    month = "b" if page_language() == "fr" else "M"  # French begins its months with a small letter
    return formatted(day, {"month": month, "year": "Y"}.get(unit, f"j {month}"))


def stances(rows: Sequence[reading.Row], columns: Sequence[Entry], language: str) -> Matrix | None:
    """Who takes which stance on which claim; None where nobody takes any."""
    if not rows:
        return None
    heads = [
        matrix.Column(_claim(c), addresses.path("claim", c.record, language)) for c in columns
    ]  # fmt: skip
    drawn = [
        matrix.Row(_row_name(row), f"m-{number}", _cells(row, columns, language))
        for number, row in enumerate(rows, start=1)
    ]
    return matrix.draw(drawn, heads, _("Matrix: who takes which stance on what"), _more)


def _claim(entry: Entry) -> str:
    return chosen(entry.record["texts"])[1]


def _row_name(row: reading.Row) -> str:
    if row.today and row.today.names:
        return chosen(row.today.names)[1]
    return speaker_words({"speaker": row.speaker, "description": row.description})


def _cells(row: reading.Row, columns: Sequence[Entry], language: str) -> list[list[matrix.Entry]]:
    return [
        [_entry(a, _claim(claim), language) for a in cell]
        for claim, cell in zip(columns, row.cells, strict=True)
    ]


def _entry(attribution: Record, claim: str, language: str) -> matrix.Entry:
    return matrix.Entry(
        sign=sign(attribution),
        word=stance_words(attribution),
        reserve=_short_reserve(attribution),
        name=in_full(attribution, claim),
        href=reading.copy(attribution, language),
    )


def sign(attribution: Record) -> str:
    """+ for standing behind the claim, − for standing against it, else the stance's own."""
    stance = attribution["stance"]
    found = "+" if stance in AFFIRMING else SIGNS[stance]
    return CONTRARY.get(found, found) if contrary(attribution) else found


def _short_reserve(attribution: Record) -> str:
    """One or two words for what qualifies it; the table has the sentence."""
    outer: Any = attribution["nested_in"]
    for code in (attribution["reported_as"], outer["reported_as"] if outer else "stated"):
        if code != "stated":
            return str(label(code, "ReportedAs"))
    return ""


def course(record: Record) -> Strip | None:
    """What became of the claim's status; None where nobody has signed one."""
    history = record["evidence_status"]["history"]
    steps = [(past["assessed_on"], _assessed(past, f"step-{n}")) for n, past in enumerate(history)]
    steps += [
        (item["made_on"], _corrected(item, f"correction-{number}"))
        for number, item in enumerate(record["corrections"])
    ]
    if not steps:
        return None
    in_order = [step for _day, step in sorted(steps, key=lambda pair: pair[0])]
    return strip.draw(in_order, _("What became of the status"))


def _assessed(past: Record, row: str) -> Step:
    word, day = str(label(past["code"], "EvidenceStatus")), days.in_words(past["assessed_on"])
    by, why = past["assessed_by"], chosen(past["reasons"])[1]
    name = _("%(day)s: %(status)s, assessed by %(who)s") % {"day": day, "status": word, "who": by}
    return Step(row, past["code"], word, day, name, by, why)


def _corrected(item: Record, row: str) -> Step:
    day, note = days.in_words(item["made_on"]), chosen(item["note"])[1]
    name = _("%(day)s: corrected, %(note)s") % {"day": day, "note": note}
    return Step(row, "", _("record corrected"), day, name, "", note)

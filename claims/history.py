"""What changed from one revision of a claim to the next, in words: pure, no queries.

Readers see every published change, whether or not a correction was announced with it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims import days, vocabulary
from claims.addresses import words_of
from claims.differences import Stretch, woven
from claims.ledger import Entry
from claims.vocabulary import Vocabulary

Record = dict[str, Any]
Read = Callable[[Record, str], str]
Table = Sequence[tuple[str | Promise, Read]]


@dataclass(frozen=True)
class Field:
    """One fact before and after, woven word by word; ``tag`` is the language of the words where
    that is not the page's."""

    label: str | Promise
    tag: str
    stretches: list[Stretch]


@dataclass(frozen=True)
class Touched:
    """An attribution or an item of evidence that came ("added"), went ("removed") or changed
    ("changed"); ``record`` is the later state of it."""

    how: str
    record: Record
    fields: list[Field]


@dataclass(frozen=True)
class Step:
    """A revision, the correction published with it, and what it changed; the first one has no
    change, and one after an erased revision cannot say."""

    entry: Entry
    correction: Record | None
    fields: list[Field]
    attributions: list[Touched]
    evidence: list[Touched]
    is_comparable: bool


def steps(revisions: Sequence[Entry], language: str) -> list[Step]:
    """Consecutive revisions of one claim, first to last, as steps, the last first. Of what was
    there before the first one given nothing is known: leave one more in, or begin with 1."""
    found = [
        _step(before, after, language)
        for before, after in pairwise([None, *revisions])
        if after is not None and (before is not None or after.revision == 1)
    ]
    return found[::-1]


def _step(before: Entry | None, after: Entry, language: str) -> Step:
    was, now = (before.record if before else {}), after.record
    if before is None or "attributions" not in was or "attributions" not in now:
        return Step(after, None, [], [], [], is_comparable=before is None)
    new = now["corrections"][len(was["corrections"]) :]
    return Step(
        after,
        new[-1] if new else None,
        _fields(_of_claim(was, now, language), was, now, language),
        _touched(_by_id(was), _by_id(now), SAID, language),
        _touched(_by_place(was), _by_place(now), SHOWN, language),
        is_comparable=True,
    )


def _by_id(record: Record) -> dict[Any, Record]:
    return {a["id"]: a for a in record["attributions"]}


def _by_place(record: Record) -> dict[Any, Record]:
    """Evidence has no id: it is known by where it is found, and by order where that is shared."""
    found: dict[Any, Record] = {}
    for item in record["evidence"]:
        document, quote = item["document"], item["quote"]
        place = (document and document["id"], quote and quote["start"], item["url"])
        found[(*place, sum(key[:3] == place for key in found))] = item
    return found


def _touched(
    was: Mapping[Any, Record], now: Mapping[Any, Record], table: Table, language: str
) -> list[Touched]:
    """What came, went or changed, in the order of the later record, what went last."""
    found = []
    for key, record in now.items():
        if key not in was:
            found.append(Touched("added", record, []))
        elif fields := _fields(table, was[key], record, language):
            found.append(Touched("changed", record, fields))
    return found + [Touched("removed", was[key], []) for key in was if key not in now]


def _fields(table: Table, was: Record, now: Record, language: str) -> list[Field]:
    found = []
    for label, read in table:
        before, after = read(was, language), read(now, language)
        if before != after:
            found.append(Field(label, _tag(read, now), woven(before, after)))
    return found


def _tag(read: Read, record: Record) -> str:
    """The language of what was read: of the text for its words, of a wording for that."""
    if read in IN_THE_TEXT:
        return str(record["document"]["language"])
    return str(getattr(read, "tag", ""))


# --- What is compared, each with its label


def _code(name: str, choices: type[Vocabulary]) -> Read:
    return lambda record, _language: str(choices(record[name]).label)


def _name(name: str) -> Read:
    return lambda record, language: words_of(record[name], language) if record[name] else ""


def _map(name: str) -> Read:
    return lambda record, language: words_of({"texts": record[name] or {}}, language)


def _exact(record: Record | None) -> str:
    return str(record["exact"]) if record else ""


def _speaker(a: Record, language: str) -> str:
    return words_of(a["speaker"], language) if a["speaker"] else str(a["description"] or "")


def _via(a: Record, language: str) -> str:
    hops = (words_of(hop["actor"], language) if hop["actor"] else hop["description"]
            for hop in a["via"])  # fmt: skip
    return " → ".join(hops)


def _quoted(item: Record, _language: str) -> str:
    return _exact(item["quote"])


def _cue(a: Record, _language: str) -> str:
    return _exact(a["cue"])


def _shows(a: Record, _language: str) -> str:
    return _exact(a["evidence_in_text"]["quote"])


def _document(item: Record, _language: str) -> str:
    return str(item["document"]["title"]) if item["document"] else ""


IN_THE_TEXT = (_quoted, _cue, _shows)

SAID: Table = (
    (_("Speaker"), _speaker),
    (_("Speaking as"), _map("speaking_as")),
    (_("On behalf of"), _name("on_behalf_of")),
    (_("Stance"), _code("stance", vocabulary.Stance)),
    (_("Polarity"), _code("polarity", vocabulary.Polarity)),
    (_("Reported as"), _code("reported_as", vocabulary.ReportedAs)),
    (_("Manner of quotation"), _code("manner", vocabulary.Manner)),
    (_("Quoted words"), _quoted),
    (_("Reporting words"), _cue),
    (_("Said"), lambda a, _language: days.in_words(a["said_on"]) if a["said_on"] else ""),
    (_("Through"), _via),
    (
        _("Evidence in the text"),
        lambda a, _language: str(vocabulary.EvidenceInText(a["evidence_in_text"]["code"]).label),
    ),
    (_("Words that show it"), _shows),
    (_("Document"), _document),
)

SHOWN: Table = (
    (_("Bearing"), _code("bearing", vocabulary.Bearing)),
    (_("What it shows"), _map("descriptions")),
    (_("Origin"), _name("origin")),
    (_("Quoted words"), _quoted),
    (_("Archive"), lambda item, _language: item["archive_url"] or ""),
)


class _InTongue:
    """Reads one language of a map, and says which."""

    def __init__(self, way: Callable[[Record], Mapping[str, str]], tag: str) -> None:
        self._way, self.tag = way, tag

    def __call__(self, record: Record, _language: str) -> str:
        return self._way(record).get(self.tag, "")


def _of_claim(was: Record, now: Record, language: str) -> Table:
    """Each wording on its own, then the status and what else a reader would miss."""
    tags = sorted({*was["texts"], *now["texts"]}, key=lambda tag: (tag != language, tag))
    wordings = [(_("Wording"), _InTongue(lambda r: r["texts"], tag)) for tag in tags]
    reasons = [(_("Reasons"), _InTongue(_reasons, tag)) for tag in _tags(map(_reasons, (was, now)))]
    return (*wordings, *CLAIM, *reasons)


def _reasons(record: Record) -> Mapping[str, str]:
    reasons: Mapping[str, str] = record["evidence_status"]["reasons"]
    return reasons


def _tags(maps: Iterable[Mapping[str, str]]) -> list[str]:
    return sorted({tag for one in maps for tag in one})


def _status(record: Record, _language: str) -> str:
    return str(vocabulary.EvidenceStatus(record["evidence_status"]["code"]).label)


def _assessor(record: Record, _language: str) -> str:
    return record["evidence_status"]["assessed_by"] or ""


def _topics(record: Record, language: str) -> str:
    return ", ".join(words_of(topic, language) for topic in record["topics"])


def _relations(record: Record, _language: str) -> str:
    """Only ids are frozen here: what the others say is for their own records."""
    return ", ".join(
        f"{vocabulary.Relation(item['relation']).label} {item['claim']['id']}"
        for item in record["relations"]
    )


def _replies(record: Record, language: str) -> str:
    return "; ".join(
        ": ".join(filter(None, (reply["asked"], words_of({"texts": reply["answers"]}, language))))
        for reply in record["replies"]
    )


CLAIM: Table = (
    (_("Kind of claim"), _code("kind", vocabulary.ClaimKind)),
    (_("Topics"), _topics),
    (_("Related claims"), _relations),
    (_("Right of reply"), _replies),
    (_("Evidence status"), _status),
    (_("Assessed by"), _assessor),
)

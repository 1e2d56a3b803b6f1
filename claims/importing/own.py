"""Our own exports read back: claims as JSON Lines, claims or attributions as CSV.

A record's words come back as a draft. Attributions and evidence come along where this instance
holds the very text they quote (the same SHA-256); an evidence status never does: people sign it.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from claims.api.shapes import COMPONENTS, ref
from claims.exports import flat
from claims.exports.guard import unguard
from claims.importing.draft import Draft, LanguageMap, Quoted, Unreadable

Data = Mapping[str, Any]

TAKEN = ("stance", "manner", "polarity", "reported_as", "naming", "description",
         "anonymity_reason", "said_on", "said_deduced")  # fmt: skip
_LANGUAGES = ("en", "fr")
CLAIM = Draft202012Validator({**ref("Claim"), "components": {"schemas": COMPONENTS}})
BROKEN = "ERROR"
"""In the place of an id: a table whose export broke off."""


@dataclass(frozen=True)
class Row:
    """A row of one of our tables: which one, and its cells by their columns."""

    where: str
    cells: Mapping[str, str]


def drafts(data: bytes) -> Iterator[Draft | tuple[str, str]]:
    """Each claim of the file as a draft, or where and why none could be made of it.

    Raises Unreadable where the file is neither of our JSON Lines nor of our CSV.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"It is not UTF-8: {error}. Save it as UTF-8.") from error
    if text.lstrip()[:1] == "{":
        yield from _from_lines(text)
    else:
        yield from _from_table(text)


def _from_lines(text: str) -> Iterator[Draft | tuple[str, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"line {number}"
            try:
                yield of_claim(_item(line), where)
            except (ValueError, RecursionError) as error:
                yield where, f"it is no JSON: {error}"
            except Unreadable as error:
                yield where, f"it is no claim of our export: {error}"


def _item(line: str) -> Data:
    """The item on a line. ValueError for what is no JSON, Unreadable for what is no claim."""
    item: Data = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    if fault := best_match(CLAIM.iter_errors(item)):
        # In the middle of a message stands what was given, however long.
        said = fault.message if len(fault.message) < 200 else f"… {fault.message[-100:]}"
        raise Unreadable(f"{fault.json_path}: {said}")
    return item


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a name stands twice in one object, among {', '.join(found)[:200]}")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def of_claim(item: Data, where: str) -> Draft:
    """The draft of one item of claims.jsonl, which is as the API describes it."""
    record = item["record"]
    made = Draft(
        identity=f"{item['url']}\n{item['sha256']}",
        where=where,
        texts=dict(record["texts"]),
        kind=record["kind"],
        topics=[dict(topic["names"]) for topic in record["topics"]],
    )
    made.mapped += ["texts", "kind", "topics"]
    made.note("Imported from", item["url"])
    made.attributions = [_attribution(one) for one in record["attributions"]]
    for one in record["attributions"]:
        if one["nested_in"]:
            made.refuse(f"attribution {one['id']}.nested_in", "nest it anew once both are here")
    made.evidence = [one for given in record["evidence"] if (one := _evidence(given, made))]
    status = record["evidence_status"]["code"]
    made.refuse("evidence_status", f"{status}: a status is signed by people of this desk")
    for name in ("relations", "replies", "corrections"):
        if record[name]:
            made.refuse(name, "it speaks of records and people of the other desk")
    return made


def _attribution(given: Data) -> Quoted:
    actors = {"speaker": given["speaker"], "on_behalf_of": given["on_behalf_of"]}
    return Quoted(
        where=f"attribution {given['id']}",
        document_sha256=given["document"]["sha256"],
        spans={
            "content": given["quote"],
            "cue": given["cue"],
            "mention": given["mention"],
            "evidence": given["evidence_in_text"]["quote"],
        },
        facts={
            **{name: given[name] if given[name] is not None else "" for name in TAKEN},
            "said_reason": given["said_reason"] or "",
            "speaking_as": given["speaking_as"] or {},
            "evidence_in_text": given["evidence_in_text"]["code"],
        },
        actors={role: _named(actor) for role, actor in actors.items() if actor},
        via=[hop["description"] or _named(hop["actor"]) for hop in given["via"]],
    )


def _named(actor: Data) -> LanguageMap:
    return {"kind": actor["kind"], **actor["names"]}


def _evidence(given: Data, made: Draft) -> Quoted | None:
    facts = {"bearing": given["bearing"], "descriptions": given["descriptions"] or {},
             "from_claimant": given["from_claimant"]}  # fmt: skip
    actors = {"origin": _named(given["origin"])} if given["origin"] else {}
    if given["document"]:
        sha256 = given["document"]["sha256"]
        return Quoted("evidence", sha256, {"span": given["quote"]}, facts, actors)
    if not given["archive_url"]:
        made.refuse("evidence", "its address has no archived copy")
        return None
    facts |= {name: given[name] for name in ("url", "archive_url", "accessed_on")}
    return Quoted("evidence", "", {}, facts, actors)


def _from_table(text: str) -> Iterator[Draft | tuple[str, str]]:
    csv.field_size_limit(sys.maxsize)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows, [])
    except csv.Error as error:
        raise Unreadable(f"It is neither JSON Lines nor CSV: {error}.") from error
    lacking = {what: set(columns) - set(header) for what, columns in flat.TABLES.items()}
    what = min(lacking, key=lambda name: len(lacking[name]))
    if lacking[what]:
        missing = ", ".join(sorted(lacking[what])[:5])
        raise Unreadable(
            f"It is neither claims.jsonl nor one of our tables: {what}.csv has the columns "
            f"{missing} … too. Give an export as it was written."
        )
    read = {"claims": _of_claims, "attributions": _of_attributions}[what]
    yield from read(_rows(rows, header))


def _rows(rows: Iterator[list[str]], header: list[str]) -> Iterator[Row | tuple[str, str]]:
    """Each row without the guard, by its columns; or where and why it is none."""
    number = 1
    try:
        for number, cells in enumerate(rows, start=2):
            where = f"row {number}"
            if len(cells) != len(header):
                yield (
                    where,
                    f"it has {len(cells)} cells and the header {len(header)}: it was cut off",
                )
            elif cells[0] == BROKEN:
                yield where, "the export broke off here: export it again"
            else:
                yield Row(where, dict(zip(header, map(unguard, cells), strict=True)))
    except csv.Error as error:
        yield f"row {number + 1}", f"it is no CSV, nor is what follows read: {error}"


def _of_claims(rows: Iterable[Row | tuple[str, str]]) -> Iterator[Draft | tuple[str, str]]:
    for row in rows:
        yield row if isinstance(row, tuple) else _of_claim_row(row)


def _of_claim_row(row: Row) -> Draft:
    cells = row.cells
    made = Draft(
        identity=f"{cells['url']}\n{cells['sha256']}",
        where=row.where,
        texts=_texts(cells, "text_", cells["text"], cells["text_language"]),
        kind=cells["kind"],
    )
    made.mapped += ["text", "kind"]
    made.note("Imported from", cells["url"])
    made.refuse("attributions, evidence", "a table of claims does not hold them: take the jsonl")
    made.refuse("status", f"{cells['status']}: a status is signed by people of this desk")
    return made


def _texts(row: Mapping[str, str], prefix: str, text: str, language: str) -> LanguageMap:
    known = {tag: row[prefix + tag] for tag in _LANGUAGES if row[prefix + tag]}
    return known or {language: text}


def _of_attributions(rows: Iterable[Row | tuple[str, str]]) -> Iterator[Draft | tuple[str, str]]:
    """One draft a claim: rows of one claim stand together in our exports."""
    made: Draft | None = None
    for row in rows:
        if isinstance(row, tuple):
            yield row
            continue
        identity = f"{row.cells['claim_url']}\n{row.cells['sha256']}"
        if made is None or made.identity != identity:
            if made is not None:
                yield made
            made = _claim_of(row, identity)
        try:
            made.attributions.append(_of_row(row.cells))
        except ValueError:
            made.refuse(row.where, "start and end must be whole numbers")
    if made is not None:
        yield made


def _claim_of(row: Row, identity: str) -> Draft:
    """The draft of the claim that a row of attributions names, without any yet."""
    cells = row.cells
    texts = _texts(cells, "claim_text_", cells["claim_text"], cells["claim_language"])
    made = Draft(identity=identity, where=row.where, texts=texts)
    made.mapped += ["claim_text"]
    made.guess("kind", "factual: a table of attributions does not say")
    made.note("Imported from", cells["claim_url"])
    made.refuse("evidence_in_text, cue", "a table does not hold their spans: take the jsonl")
    return made


def _of_row(row: Mapping[str, str]) -> Quoted:
    """The attribution of a row. Raises ValueError where its place is no place."""
    quote = {"start": int(row["start"]), "end": int(row["end"]), "exact": row["exact"]}
    names = {tag: row[f"speaker_name_{tag}"] for tag in _LANGUAGES if row[f"speaker_name_{tag}"]}
    names = names or ({"und": row["speaker_name"]} if row["speaker_name"] else {})
    facts: dict[str, Any] = {name: row[name] for name in TAKEN}
    facts |= {"said_deduced": False, "evidence_in_text": "not_assessed"}
    return Quoted(
        where=f"attribution {row['id']}",
        document_sha256=row["document_sha256"],
        spans={"content": quote},
        facts=facts,
        actors={"speaker": {"kind": row["speaker_kind"], **names}} if names else {},
        via=[hop for hop in row["via"].split(" > ") if hop],
    )

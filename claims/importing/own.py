"""Our own exports read back: claims as JSON Lines, claims or attributions as CSV.

A record's words come back as a draft. Attributions and evidence come along where this instance
holds the very text they quote (the same SHA-256); an evidence status never does: people sign it.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from claims.exports import flat
from claims.exports.guard import unguard
from claims.importing.draft import Draft, LanguageMap, Quoted, Unreadable

Data = Mapping[str, Any]

TAKEN = ("stance", "manner", "polarity", "reported_as", "naming", "description",
         "anonymity_reason", "said_on", "said_deduced")  # fmt: skip
_LANGUAGES = ("en", "fr")


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
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            yield of_claim(orjson.loads(line), where)
        except orjson.JSONDecodeError as error:
            yield where, f"it is no JSON: {error}"
        except (KeyError, TypeError, AttributeError) as error:
            yield where, f"it is no claim of our export: {type(error).__name__} {error}"


def of_claim(item: Data, where: str) -> Draft:
    """The draft of one line of claims.jsonl; KeyError or TypeError where it is none."""
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


def _from_table(text: str) -> Iterator[Draft]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    header = set(rows.fieldnames or ())
    what = next((what for what, columns in flat.TABLES.items() if set(columns) <= header), None)
    if what is None:
        nearest = min(flat.TABLES, key=lambda name: len(set(flat.TABLES[name]) - header))
        missing = ", ".join(sorted(set(flat.TABLES[nearest]) - header)[:5])
        raise Unreadable(
            f"It is neither claims.jsonl nor one of our tables: {nearest}.csv has the columns "
            f"{missing} … too. Give an export as it was written."
        )
    plain = ({name: unguard(cell or "") for name, cell in row.items() if name} for row in rows)
    yield from (_of_claims(plain) if what == "claims" else _of_attributions(plain))


def _of_claims(rows: Iterator[dict[str, str]]) -> Iterator[Draft]:
    for number, row in enumerate(rows, start=2):
        made = Draft(
            identity=f"{row['url']}\n{row['sha256']}",
            where=f"row {number}",
            texts=_texts(row, "text_", row["text"], row["text_language"]),
            kind=row["kind"],
        )
        made.mapped += ["text", "kind"]
        made.note("Imported from", row["url"])
        made.refuse(
            "attributions, evidence", "a table of claims does not hold them: take the jsonl"
        )
        made.refuse("status", f"{row['status']}: a status is signed by people of this desk")
        yield made


def _texts(row: dict[str, str], prefix: str, text: str, language: str) -> LanguageMap:
    known = {tag: row[prefix + tag] for tag in _LANGUAGES if row[prefix + tag]}
    return known or {language: text}


def _of_attributions(rows: Iterator[dict[str, str]]) -> Iterator[Draft]:
    """One draft a claim: rows of one claim stand together in our exports."""
    made: Draft | None = None
    for number, row in enumerate(rows, start=2):
        identity = f"{row['claim_url']}\n{row['sha256']}"
        if made is None or made.identity != identity:
            if made is not None:
                yield made
            made = Draft(
                identity=identity,
                where=f"row {number}",
                texts=_texts(row, "claim_text_", row["claim_text"], row["claim_language"]),
            )
            made.mapped += ["claim_text"]
            made.guess("kind", "factual: a table of attributions does not say")
            made.note("Imported from", row["claim_url"])
            made.refuse(
                "evidence_in_text, cue", "a table does not hold their spans: take the jsonl"
            )
        made.attributions.append(_of_row(row))
    if made is not None:
        yield made


def _of_row(row: dict[str, str]) -> Quoted:
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

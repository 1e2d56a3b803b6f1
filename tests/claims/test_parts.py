"""Long documents in parts: nothing lost, every address found from every part, pages light."""

import gzip
from dataclasses import replace
from typing import Any

import orjson
import pytest
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from claims import addresses, ledger, reading
from claims.answers import paths_of
from claims.ledger import Entry
from claims.reading import parts
from claims.reading.parts import cut, holding, landings
from tests import make

Record = dict[str, Any]


def sentences(lengths: list[int]) -> list[Record]:
    """Sentences of these lengths with a space between them, numbered from 1."""
    found, start = [], 0
    for number, length in enumerate(lengths, start=1):
        found.append({"number": number, "start": start, "end": start + length})
        start += length + 1
    return found


def rows(places: list[tuple[int, int]]) -> list[tuple[int, Record]]:
    """A row for each start and length, in the order of the text."""
    spans = sorted(places)
    return [(n, {"start": start, "end": start + length}) for n, (start, length) in enumerate(spans)]


@given(
    st.lists(st.integers(1, 30_000), min_size=1, max_size=20),
    st.lists(
        st.tuples(st.integers(0, 400_000), st.integers(1, 50_000), st.integers(1, 150)), max_size=9
    ),
    st.sets(st.integers(1, 30), max_size=9),
)
def test_parts_hold_every_sentence_and_every_row(
    lengths: list[int], crowds: list[tuple[int, int, int]], hidden: set[int]
) -> None:
    text = sentences(lengths)
    texts = {s["number"]: "x" * (s["end"] - s["start"]) for s in text if s["number"] not in hidden}
    end = text[-1]["end"]
    said = rows([(at % end, length) for at, length, number in crowds for _n in range(number)])
    made = cut(text, texts, said)

    numbers = [s["number"] for part in made for s in part.sentences]
    assert list(dict.fromkeys(numbers)) == [s["number"] for s in text]
    assert [part.number for part in made] == list(range(1, len(made) + 1))
    begun = [row for part in made for row in part.rows if row[1]["start"] >= part.start]
    assert sorted(n for n, _quote in begun) == [n for n, _quote in said]
    for part in made:
        carried = [quote for _n, quote in part.rows if quote["start"] < part.start]
        assert all(quote["end"] > part.start for quote in carried)
        own = [row for row in part.rows if row[1]["start"] >= part.start]
        assert len(own) <= parts.ROOM // parts.NOTE or len(part.sentences) == 1


def test_a_short_text_is_one_part_and_a_long_one_is_cut_between_sentences() -> None:
    short = sentences([100] * 50)
    texts = dict.fromkeys(range(1, 2001), "x" * 100)
    long = sentences([100] * 2000)

    assert len(cut(short, texts, rows([(n * 101, 50) for n in range(50)]))) == 1
    assert [len(part.sentences) for part in cut(long, texts, [])] == [600, 600, 600, 200]
    assert [len(part.rows) for part in cut(short, texts, rows([(0, 5)] * 310))] == [100, 100, 110]


def test_words_that_go_on_in_the_next_part_are_noted_there_too() -> None:
    text = sentences([40_000, 40_000, 40_000])
    texts = {s["number"]: "x" * 40_000 for s in text}
    first, second, third = cut(text, texts, rows([(39_000, 60_000)]))

    assert [row for row, _quote in first.rows] == [row for row, _quote in second.rows] == [0]
    assert [row for row, _quote in third.rows] == [0]


def test_a_sentence_is_found_by_its_number_or_by_its_former_one() -> None:
    text = sentences([100] * 1000)
    made = cut(text, {s["number"]: "x" * 100 for s in text}, [])

    assert [holding(made, n, []).number for n in (1, 600, 601, 1000, 5000, 0)] == [1, 1, 2, 2, 1, 1]
    assert holding(made, 2000, [(2000, 70_000)]).number == 2


@pytest.mark.parametrize("shown", [1, 2])
def test_every_other_sentence_has_one_landing(shown: int) -> None:
    text = sentences([100] * 1000)
    texts = {s["number"]: "x" * 100 for s in text}
    former = [(2000, 70_000), (3, 202)]
    made = cut(text, texts, [])
    found = landings(made, made[shown - 1], texts, former)
    elsewhere = [number for _part, numbers in found for number in numbers]

    assert [part.number for part, _numbers in found] == [n for n in (1, 2) if n != shown]
    own = {s["number"] for s in made[shown - 1].sentences} | ({2000} if shown == 2 else set())
    assert sorted([*elsewhere, *own]) == [*range(1, 1001), 2000]


# --- The page


@pytest.fixture
def published(db: str) -> tuple[Entry, Entry]:
    """The ledger's record of a document shown in full, and of the claim found in it."""
    by = make.source("Open Gazette", shown="full")
    claim = make.published_claim(by=by)
    [entry] = ledger.entries(seq for seq, _first in ledger.search(ledger.Filters(), limit=1))
    [document] = [d["id"] for d in entry.record["documents"]]
    found = ledger.current("document", document)
    assert claim.public_id == entry.id
    assert found is not None
    return found, entry


def crowd(document: Entry, claim: Entry, number: int) -> tuple[Record, list[Entry]]:
    """Their records, made over into a text of so many sentences, each with a claim of its own."""
    sentence = "The minister of works said on day {0} that bridge number {0} would be closed."
    text = " ".join(sentence.format(n) for n in range(1, number + 1))
    spans = sentences([len(sentence.format(n)) for n in range(1, number + 1)])
    told = [
        {**document.record["sentences"][0], **span, "paragraph": span["number"] // 8}
        for span in spans
    ]
    record = {**document.record, "text": text, "sentences": told}
    [attribution] = claim.record["attributions"]
    claims = []
    for span in spans:
        n = span["number"]
        a = {
            **attribution, "id": f"{n * 7919:08x}"[:8],
            "sentence": {**attribution["sentence"], **span, "text": sentence.format(n)},
            "quote": {**attribution["quote"], "start": span["start"] + 4, "end": span["end"] - 1},
        }  # fmt: skip
        wording = {
            "en": f"Bridge number {n} will be closed on day {n}",
            "fr": f"Le pont {n} fermera",
        }
        payload = {
            **claim.record,
            "id": f"{n * 104729:08x}"[:8],
            "texts": wording,
            "attributions": [a],
            "documents": [],
        }
        claims.append(replace(claim, id=payload["id"], payload=orjson.dumps(payload).decode()))
    return record, claims


def sent(record: Record, claims: list[Entry], entry: Entry, number: int) -> tuple[int, bytes]:
    """Of how many parts that one is, and its page."""
    shown = reading.document(record, claims, part=number)
    assert shown is not None
    context = {
        "entry": entry, "record": record, "reading": shown, "in_full": True, "kept": "",
        "speakers": reading.speakers_in(record["id"], claims), "page_language": "en",
        "origin": "https://claims.example.org", "path": paths_of("document", record)["en"],
    }  # fmt: skip
    return shown.of, render_to_string("claims/document.html", context).encode()


@pytest.mark.parametrize(("number", "of"), [(30, 1), (300, 3), (2000, 14)])
def test_each_part_is_light_and_has_every_anchor(
    published: tuple[Entry, Entry], number: int, of: int
) -> None:
    record, claims = crowd(*published, number)
    for part in sorted({1, of // 2 + 1, of}):
        found, page = sent(record, claims, published[0], part)
        ids = html.fromstring(page.decode()).xpath("//@id")

        assert found == of
        assert len(gzip.compress(page, 6)) <= 45_000
        assert len(ids) == len(set(ids))
        assert {f"s{n}" for n in range(1, number + 1)} <= set(ids)


def test_a_part_is_asked_for_by_its_number_or_by_a_sentence(db: str, client: Client) -> None:
    by = make.source("Open Gazette", shown="full")
    text = " ".join(f"Sentence number {n} of {'ever so ' * 30}many is here." for n in range(1, 401))
    where = make.document(f"{text} Anna Berg said that The ferry is safe.", by=by)
    make.published_claim(where=where)
    where.refresh_from_db()
    place = f"/en/documents/{where.public_id}/"
    first = client.get(place).content.decode()
    last = client.get(f"{place}?at=401").content.decode()
    by_number = client.get(f"{place}?part=2").content.decode()

    assert 'id="n1"' not in first
    assert '<a id="s401" href="?at=401#s401">401</a>' in first
    assert 'id="n1"' in last
    assert 'href="?at=400#s400">400</a>&nbsp;Sentence number 400' in last
    assert "part 2 of 2" in last
    assert "part 2 of 2" in by_number
    assert client.get(f"{place}?part=3").status_code == 404
    for wrong in ("part=0", "part=x", "at=-1", "at=" + "9" * 30):
        assert client.get(f"{place}?{wrong}").status_code == 400


def test_the_address_of_a_far_sentence_asks_for_its_part() -> None:
    document = {"id": "00000001"}

    assert addresses.sentence(document, 100) == "/en/documents/00000001/#s100"
    assert addresses.sentence(document, 101, "fr") == "/fr/documents/00000001/?at=101#s101"

"""Searching: what is found, how it is marked, what may have been meant, and how much there is."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.db import connections

from claims import addresses, ledger, workflow
from claims.ledger import Counted, Filters, Piece
from claims.ledger.read import filters as reading
from tests import make


def found(**asked: Any) -> list[str]:
    """The English wordings of the claims found, in order."""
    entries = ledger.entries(seq for seq, _ in ledger.search(Filters(**asked), limit=100))
    return [e.record["texts"].get("en") or e.record["texts"]["fr"] for e in entries]


@pytest.fixture(scope="module", autouse=True)
def claims(seeded_module: str) -> None:
    melnyk = make.actor("Andriy Melnyk", fr="Andrii Melnik", aliases=["Мельник"])
    make.published_claim("The bridge was destroyed", speaker=melnyk)
    make.published_claim(texts={"fr": "Les négociations ont été interrompues à Genève"})
    make.published_claim("The bridges are open; a summit was held in Geneva")


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("bridge", ["The bridges are open; a summit was held in Geneva",
                    "The bridge was destroyed"]),
        ("BRIDGES", ["The bridges are open; a summit was held in Geneva",
                     "The bridge was destroyed"]),
        ("négociation", ["Les négociations ont été interrompues à Genève"]),
        ("negociation", ["Les négociations ont été interrompues à Genève"]),
        ("Genève", ["Les négociations ont été interrompues à Genève"]),
        ('"bridge was destroyed"', ["The bridge was destroyed"]),
        ('"destroyed bridge"', []),
        ("bridge -destroyed", ["The bridges are open; a summit was held in Geneva"]),
        ('bridge -"summit was"', ["The bridge was destroyed"]),
        ("interrompues or destroyed", ["Les négociations ont été interrompues à Genève",
                                       "The bridge was destroyed"]),
        ("the bridge was destroyed", ["The bridge was destroyed"]),
        ("les négociations", ["Les négociations ont été interrompues à Genève"]),
        ("!!! ((( ))) & | <->", []),
        ('"', []),
        ("-", []),
    ],
)  # fmt: skip
def test_search_finds_any_form_of_a_word(q: str, expected: list[str]) -> None:
    assert found(q=q) == expected


@pytest.mark.parametrize(
    "q", ["Melnyk", "Melnik", "Мельник", "мельник", "Andrii Melnik", '"andriy melnyk" bridge']
)
def test_an_actor_is_found_by_every_name(q: str) -> None:
    assert "The bridge was destroyed" in found(q=q)


def test_an_actor_can_be_left_out_by_any_name() -> None:
    assert "The bridge was destroyed" not in found(q="bridge -Мельник")


def test_marked_words_are_those_that_are_found() -> None:
    texts = [("The bridges of M. Melnik", "en"), ("Aucun pont", "fr")]

    one, other = ledger.marked("bridge Мельник -pont", texts)

    assert one == [
        Piece("The ", hit=False), Piece("bridges", hit=True), Piece(" of M. ", hit=False),
        Piece("Melnik", hit=True),
    ]  # fmt: skip
    assert other == [Piece("Aucun pont", hit=False)]


def test_marked_pieces_are_the_text() -> None:
    text = "a < b & <b>bridge</b>\n\tl’attaque d'un pont\u200b 桥"

    ((*pieces,),) = ledger.marked('bridge "l’attaque"', [(text, "fr")])

    assert "".join(piece.text for piece in pieces) == text
    assert {piece.text for piece in pieces if piece.hit} == {"bridge", "attaque"}


@pytest.mark.parametrize(
    ("q", "meant"),
    [
        ("destroied bridge", "destroyed bridge"),
        ("Melnick", "melnik"),
        ("bridge destroyed", ""),
        ("xqzwvk", ""),
        ("", ""),
    ],
)
def test_spelling_suggests_what_would_be_found(q: str, meant: str) -> None:
    assert ledger.spelling(q) == meant


def test_best_puts_the_wording_before_quotes() -> None:
    asked = Filters(q="bridge destroyed or geneva")
    ((best, _), *_others) = ledger.best(asked, limit=5).places

    assert ledger.entries([best])[0].record["texts"]["en"].startswith("The bridge")
    assert sorted(ledger.best(asked, limit=100).places) == sorted(ledger.search(asked, limit=100))


WEIGHED = (
    "ferry ferry ferry",
    "A ferry",
    "A ferry and a ferry",
    "A bus",
    "The ferry",
    "Some ferry",
)


def test_the_best_go_on_page_by_page_whatever_is_published_meanwhile(db: str) -> None:
    for text in WEIGHED:
        make.published_claim(text)
    asked = Filters(q="ferry")
    whole = ledger.best(asked, limit=100)
    seen = ledger.best(asked, limit=2)
    walked = list(seen.places)
    while seen.further:
        make.published_claim(f"ferry ferry ferry ferry {len(walked)}")
        seen = ledger.best(asked, after=seen.further, limit=2)
        walked += seen.places

    assert walked == whole.places
    assert len(walked) == 5
    assert (whole.further, whole.beyond, seen.beyond) == ((), 0, 0)
    wordings = [e.record["texts"]["en"] for e in ledger.entries(seq for seq, _first in walked)]
    assert wordings[:2] == ["ferry ferry ferry", "A ferry and a ferry"]


def test_what_was_not_ranked_comes_after_the_ranked(db: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(import_module("claims.ledger.read.search"), "RANKED", 3)
    for text in WEIGHED:
        make.published_claim(text)
    asked = Filters(q="ferry")
    ranked = ledger.best(asked, limit=3)
    older = ledger.search(asked, after=(ranked.beyond,), limit=100)

    assert ranked.further == ()
    assert sorted(ranked.places + older) == sorted(ledger.search(asked, limit=100))
    assert len(older) == 2


def test_words_beyond_what_the_database_can_index_are_left_out(db: str) -> None:
    quote = {"quote": {"exact": " ".join(f"字{number}é" for number in range(40_000))}}
    record = {
        "texts": {"fr": "x" * 3000 + " ferry", "en": "ferries"}, "topics": [],
        "attributions": [{**quote, "via": [], "document": {"language": "zh"}}] * 20,
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT ledger_vector(%s)::text", [json.dumps(record)])
        vector = cursor.fetchone()[0]

    assert "'ferri':1A" in vector
    assert "'ferry':2A" in vector
    assert "'字0e'" in vector


def test_counters_follow_publication_correction_withdrawal_and_merge(db: str) -> None:
    one, other = make.actor("Anna Berg"), make.actor("Anna B. Berg")
    first = make.published_claim("The ferry is safe", speaker=one)
    make.published_claim("The ferry is late", speaker=other, stance="denies")
    assert speakers() == {one.pk: (1, 1), other.pk: (1, 1)}

    make.reword(first, "The ferry is quite safe")
    assert words() == {"anna": 2, "berg": 2, "ferry": 2, "safe": 1, "quite": 1, "late": 1}
    other.refresh_from_db()
    workflow.merge(row=other, into=one, by=make.editor(), version=other.version, reason="The same.")
    make.publish(other)
    assert speakers() == {one.pk: (2, 2)}
    assert found(speaker=one.public_id) == ["The ferry is late", "The ferry is quite safe"]
    assert found(speaker=one.public_id, stance="denies") == ["The ferry is late"]

    workflow.withdraw(claim=first, reasons={"en": "A mistake."}, by=make.editor(), texts_stay=False)
    counted = ledger.facets(Filters())
    assert counted.total == Counted("", 1, 1)
    assert counted.of["stance"] == [Counted("denies", 1, 1)]
    assert "quite" not in words()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_differences()")
        assert cursor.fetchall() == []


def speakers() -> dict[int, tuple[int, int]]:
    rows = ledger.facets(Filters()).of["speaker"]
    by_id = {actor.public_id: actor.pk for actor in make.Actor.objects.all()}
    return {by_id[row.value]: (row.claims, row.attributions) for row in rows}


def words() -> dict[str, int]:
    with connections["reader"].cursor() as cursor:
        cursor.execute("SELECT value, claims FROM ledger_count WHERE facet = 'word'")
        return dict(cursor.fetchall())


def test_terms_are_words_phrases_and_minuses() -> None:
    assert reading.terms("«\u202fa b\u202f» “c d” -„e f“ «g") == ["+a b", "+c d", "-e f", "+g"]
    assert reading.terms('a "b c" -d -"e f" or g OR "h') == [
        "+a", "+b c", "-d", "-e f", "|", "+g", "|", "+h",
    ]  # fmt: skip
    assert len(reading.terms("word " * 100)) == reading.MOST_TERMS


AWKWARD = (
    "", " ", "-", "___", "L’attaque d'un pont: 12 000 €", "Œuvre ﬁnale ½ ™ №5 ②", "字幕 alone",
    "a" * 90, "word " * 30, "a-b--c  _d_ -e-", "x\x1cy\x1fz\x0bw", "é" * 70, "İstanbul ß ẞ ǅ",
    "tab\tand\nline", "end-", "zéro‐width\u200bjoin\u00a0space", "A" * 59 + " b", "ａｂｃ ＡＢＣ",
)  # fmt: skip


@pytest.mark.parametrize("tag", ["en", "zh"])
def test_slugs_of_the_index_are_those_of_addresses(tag: str, seeded_module: str) -> None:
    texts = [{tag: text, "ast": "otru"} if tag == "en" else {tag: text} for text in AWKWARD]
    with connections["reader"].cursor() as cursor:
        cursor.execute(
            "SELECT ledger_slug(t::jsonb) FROM unnest(%s::text[])"
            " WITH ORDINALITY u (t, n) ORDER BY n",
            [[json.dumps(one) for one in texts]],
        )
        slugs = [slug for (slug,) in cursor.fetchall()]

    assert slugs == [addresses.slug(addresses.words_of({"texts": one}, "en")) for one in texts]

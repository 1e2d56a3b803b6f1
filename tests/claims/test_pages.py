"""The public pages: what they show, what they refuse, and what they never say."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponseBase
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.plugin import DjangoDbBlocker

from claims import jsonld, ledger, workflow
from claims.models import Actor, Claim
from tests import make
from tests.claims import scenes
from tests.claims.scenes import World
from tests.clones import Cluster

QUESTIONED = {
    "en": "questioned: the article does not say that this was said",
    "fr": "mis en question\u202f: l’article ne dit pas que cela a été dit",
}
RESERVED = {
    "en": "reported with reserve: the article does not vouch that this was said",
    "fr": "rapporté avec réserve\u202f: l’article ne garantit pas que cela a été dit",
}
LANGUAGES = ("en", "fr")


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A database with the scene: for tests that only read."""
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


def places(world: World, language: str) -> dict[str, str]:
    """Every page type, by name."""
    safe = world.safe.public_id
    slug = {"en": "the-old-bridge-of-spanville-is-safe", "fr": "le-vieux-pont-de-spanville-est-sur"}
    cracks = {"en": "the-bridge-has-cracks", "fr": "le-pont-a-des-fissures"}
    topic = {"en": "the-old-bridge", "fr": "le-vieux-pont"}
    ministry = {"en": "ministry-of-works", "fr": "ministere-des-travaux"}
    root = f"/{language}"
    return {
        "home": f"{root}/",
        "claims": f"{root}/claims/",
        "filtered": f"{root}/claims/?stance=warns",
        "nothing": f"{root}/claims/?q=nonesuch",
        "search": f"{root}/search/",
        "searched": f"{root}/search/?q=bridge",
        "misspelt": f"{root}/search/?q=brigde",
        "claim": f"{root}/claims/{safe}-{slug[language]}/",
        "questioned": f"{root}/claims/{world.cracks.public_id}-{cracks[language]}/",
        "revisions": f"{root}/claims/{safe}/revisions/",
        "revision": f"{root}/claims/{safe}/revisions/1/",
        "known": f"{root}/claims/{safe}-{slug[language]}/?as_of={datetime.now(UTC).date()}",
        "unknown": f"{root}/claims/{safe}-{slug[language]}/?as_of=2000-01-01",
        "document": f"{root}/documents/{world.article.public_id}/",
        "arabic": f"{root}/documents/{world.arabic.public_id}/",
        "excerpts": f"{root}/documents/{world.excerpted.public_id}/",
        "actor": f"{root}/actors/{world.mayor.public_id}-ana-diaz/",
        "ministry": f"{root}/actors/{world.ministry.public_id}-{ministry[language]}/",
        "topic": f"{root}/topics/{world.topic.public_id}-{topic[language]}/",
        "source": f"{root}/sources/{world.open_source.public_id}/",
        "corrections": f"{root}/corrections/",
        "about": f"{root}/about/",
    }


PAGES = (
    "home", "claims", "filtered", "nothing", "search", "searched", "misspelt", "claim",
    "questioned", "revisions", "revision", "known", "unknown",
    "document", "arabic", "excerpts", "actor", "ministry", "topic", "source", "corrections",
    "about",
)  # fmt: skip


def tree(response: HttpResponseBase) -> Any:
    assert response.status_code == 200
    return html.fromstring(response.content.decode())  # type: ignore[attr-defined]


def said(element: Any) -> str:
    """The text of an element as a reader sees it, runs of white space as one space."""
    element = deepcopy(element)
    for block in element.iter("p", "br", "div", "li"):
        block.tail = f" {block.tail or ''}"
    return re.sub(r"[ \n\t]+", " ", element.text_content()).strip()


def texts(page: Any, selector: str) -> list[str]:
    return [said(element) for element in page.cssselect(selector)]


# --- Every page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_each_page_answers_in_each_language(
    world: World, client: Client, name: str, language: str
) -> None:
    place = places(world, language)[name]
    response = client.get(place)
    page = tree(response)

    assert page.get("lang") == language
    assert len(page.cssselect("h1")) == 1
    assert response.headers["Content-Language"] == language
    assert response.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert response.headers["ETag"].startswith('"')
    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]
    others = {a.get("hreflang"): a.get("href") for a in page.cssselect("link[hreflang]")}
    assert set(others) == {"en", "fr", "x-default"}
    assert others[language] == f"http://127.0.0.1:8000{place}"
    for other in LANGUAGES:
        assert client.get(others[other].removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_nothing_but_a_style_sheet_and_pictures_may_load(
    world: World, client: Client, name: str
) -> None:
    response = client.get(places(world, "en")[name])
    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["Content-Security-Policy"].split(";")
    )
    page = tree(response)

    assert policy == {
        "default-src": "'none'", "style-src": "'self'", "img-src": "'self'",
        "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
    }  # fmt: skip
    assert not page.xpath("//*[@style]")
    assert not page.xpath("//style")
    assert not [s for s in page.xpath("//script") if s.get("type") != "application/ld+json"]
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    loads = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //img/@src")
    assert len(loads) == 3
    assert all(address.startswith("/static/") for address in loads)


@pytest.mark.parametrize("name", PAGES)
def test_what_the_reader_holds_is_not_sent_again(world: World, client: Client, name: str) -> None:
    place = places(world, "en")[name]
    first = client.get(place)
    again = client.get(place, headers={"If-None-Match": first.headers["ETag"]})
    zipped = client.get(place, headers={"Accept-Encoding": "gzip"})

    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["ETag"] != first.headers["ETag"]
    assert len(zipped.content) <= 30_000
    head = client.head(place)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_only_read(world: World, client: Client, name: str) -> None:
    place = places(world, "en")[name]
    strict = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        refusal = getattr(strict, method)(place)
        assert refusal.status_code == 405
        assert refusal.headers["Allow"] == "GET, HEAD, OPTIONS"
    asked = client.options(place)
    assert (asked.status_code, asked.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_the_root_leads_to_the_readers_language(world: World, client: Client) -> None:
    for accepted, home in (("fr-CA,fr;q=0.9,en;q=0.8", "/fr/"), ("de", "/en/"), ("", "/en/")):
        response = client.get("/", headers={"Accept-Language": accepted})
        assert (response.status_code, response.headers["Location"]) == (302, home)
        assert "Accept-Language" in response.headers["Vary"]


# --- What a claim page says


def test_a_claim_page_says_who_says_what(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["claim"]))

    assert texts(page, "h1") == ["The old bridge of Spanville is safe."]
    assert texts(page, ".status .badge") == ["⊗ Contested"]
    day = said(page.cssselect(".history time")[-1])
    assert texts(page, ".status > p") == [
        f"Assessed by Edith Torr, {day}, because: The union and the mayor differ."
    ]
    rows = [
        [said(cell) for cell in row.cssselect("th, td")]
        for row in page.cssselect("section[aria-labelledby=who] table.stack tbody tr")
    ]
    assert rows == [
        ["Ana Díaz mayor", "asserts", "14 April 2025 (deduced)", "The Daily Span",
         "◌ No evidence mentioned", "the sentence"],
        ["Engineers’ union today: Union of Engineers", "denies", "date not given",
         "Norpress, The Daily Span", "○ No evidence given, per the article", "the sentence"],
        ["Sami Haddad", "asserts", "date not given", "The Daily Span", "… Not assessed yet",
         "the sentence"],
        ["Engineers’ union today: Union of Engineers", "denies", "date not given",
         "Closed Review", "… Not assessed yet", "the sentence"],
        ["Ana Díaz", "asserts", "date not given", "Closed Review", "… Not assessed yet",
         "the sentence"],
    ]  # fmt: skip
    assert texts(page, ".principle") == [
        "This describes what the source shows, not whether the claim is true."
    ]


def test_a_quote_stands_marked_in_its_sentence_with_its_chain(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["claim"]))
    first, second, third = page.cssselect("article.saying")[:3]

    assert said(first.cssselect("blockquote")[0]) == (
        "The mayor, Ana Díaz, told reporters on Monday that “the bridge is safe” 👷. "
        "The engineers’ union denied it, according to the agency Norpress."
    )
    assert texts(first, "mark") == ["the bridge is safe"]
    assert texts(first, ".cue") == ["told reporters"]
    [chain] = texts(second, ".chain")
    assert chain == (
        "Engineers’ union today: Union of Engineers, according to Norpress, in "
        "Bridge “safe”, says mayor, The Daily Span, 14 April 2025"
    )
    assert texts(second, "blockquote .shows") == ["It gave no evidence for its denial"]
    assert texts(second, "q.shows") == ["It gave no evidence for its denial"]
    document = f"/en/documents/{world.article.public_id}/"
    links = [a.get("href") for a in second.cssselect(".links a")]
    assert links == [
        "https://span.example/bridge?a=1&b=2#:~:text=denied-,it",
        f"{document}#s2",
        "https://archive.example/1",
    ]
    quote = third.cssselect("blockquote")[0]
    assert (quote.get("lang"), quote.get("dir")) == ("ar", "auto")
    assert texts(third, "mark") == ["الجسر آمن تماما"]
    assert texts(third, ".links li") == ["original address unknown", "Our dated copy, sentence 1"]


def test_each_quote_leads_to_its_sentence_in_our_copy(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["claim"]))
    for saying in page.cssselect("article.saying"):
        place, _hash, anchor = (
            saying.cssselect(".links a[href*='#s']")[0].get("href").partition("#")
        )
        sentence = tree(client.get(place)).get_element_by_id(anchor)
        assert "".join(texts(saying, "blockquote mark")) in said(sentence)


def test_a_claim_page_shows_evidence_relations_replies_and_corrections(
    world: World, client: Client
) -> None:
    page = tree(client.get(places(world, "fr")["claim"]))

    assert texts(page, ".evidence mark") == ["<b>two</b> bolts were missing & rusty"]
    assert texts(page, "section[aria-labelledby=related] li") == [
        "Cette affirmation est contredite par\u202f: Le pont a des fissures."
    ]
    assert texts(page, "section[aria-labelledby=replies] dd") == [
        "Pas de réponse au 27 avril 2025."
    ]
    assert [t.split("\u202f: ")[1] for t in texts(page, ".corrected")] == [
        "Le texte nomme la ville. ce qui a changé"
    ]
    assert texts(page, ".correction") == ["Correction\u202f: Le texte nomme la ville."]
    assert "relue par une deuxième personne" in texts(page, ".record dd")
    assert texts(page, ".history h3 a") == ["Révision 2", "Révision 1"]


def test_a_withdrawn_claim_is_no_relation(world: World, client: Client) -> None:
    for name in ("claim", "revision", "home", "claims", "topic", "document", "corrections"):
        answer = client.get(places(world, "en")[name]).content.decode()
        assert "UNSAYABLE" not in answer


def test_the_structured_data_says_no_more_than_the_text(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["claim"]))
    [script] = page.xpath("//script[@type='application/ld+json']/text()")
    graph = json.loads(script)["@graph"]
    claim = next(node for node in graph if node["@type"] == "Claim")
    review = next(node for node in graph if node["@type"] == "ClaimReview")
    quotes = [node for node in graph if node["@type"] == "Quotation"]

    assert [author["name"] for author in claim["author"]] == ["Ana Díaz", "Sami Haddad"]
    assert [(q["text"], q["spokenByCharacter"]["name"]) for q in quotes] == [
        ("the bridge is safe", "Ana Díaz")
    ]
    assert review["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Contested",
        "ratingExplanation": "The union and the mayor differ.",
    }


def test_structured_data_cannot_end_its_element(world: World, client: Client) -> None:
    place = f"/en/claims/{world.bolts.public_id}/"
    answer = client.get(place, follow=True).content.decode()
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer, re.S)

    assert not re.search("[<>&\u2028\u2029]", script)
    assert json.loads(script)["@graph"][0]["text"] == "Bolts <are> missing & rusty."
    assert [node["@type"] for node in json.loads(script)["@graph"]] == [
        "Claim",
        "NewsMediaOrganization",
    ]


def test_an_old_revision_says_so_and_shows_its_hashes(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["revision"]))
    entry = ledger.revision("claim", world.safe.public_id or "", 1)
    assert entry is not None

    assert texts(page, ".banner strong") == ["You are reading revision 1 of 2."]
    assert texts(page, "h1") == ["The old bridge is safe."]
    hashes = texts(page, ".record .hash")
    assert hashes == [entry.sha256, entry.digest, entry.previous_sha256]
    assert not page.xpath("//script")


def test_every_change_is_shown_word_by_word(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["claim"]))
    last, first = page.cssselect(".history > li")

    assert texts(last, ".changes > dt") == ["Wording", "Wording fr"]
    assert texts(last, ".changes > dd") == [
        "The old bridge of Spanville is safe.",
        "Le vieux pont de Spanville est sûr.",
    ]
    assert texts(last, "ins") == ["of Spanville", "de Spanville"]
    assert texts(last, "del") == []
    assert [e.get("lang") for e in last.cssselect(".changes > dd")] == ["en", "fr"]
    assert texts(first, "p") == ["First publication."]


def days_around(world: World) -> tuple[str, str]:
    """The day before the first publication of the claim, and today."""
    first = ledger.history("claim", world.safe.public_id or "")[0].published_at.date()
    return (first - timedelta(days=1)).isoformat(), datetime.now(UTC).date().isoformat()


def test_a_claim_can_be_read_as_known_on_a_day(world: World, client: Client) -> None:
    place = places(world, "en")["claim"]
    before, today = days_around(world)
    unknown = tree(client.get(f"{place}?as_of={before}"))
    known = tree(client.get(f"{place}?as_of={today}"))

    assert texts(unknown, ".banner strong")[0].startswith("Nothing had been published about this")
    assert texts(unknown, "article") == []
    assert unknown.xpath("//link[@rel='canonical']/@href") == [f"http://127.0.0.1:8000{place}"]
    assert texts(known, ".banner strong")[0].startswith("This claim as known at the end of")
    assert texts(known, "h1") == ["The old bridge of Spanville is safe."]
    assert known.xpath("//link[@rel='canonical']/@href") == [f"http://127.0.0.1:8000{place}"]
    assert known.xpath("//a[@hreflang='fr']/@href")[0].endswith(f"?as_of={today}")
    assert not known.xpath("//script")


def test_as_known_on_a_day_is_the_revision_that_stood_then(db: str, client: Client) -> None:
    """Moments of publication cannot be set, so the reader's clock is: the middle of the two."""
    claim = make.corrected_claim("the ferry is safe")
    first, last = ledger.history("claim", claim.public_id or "")

    stood = ledger.known("claim", claim.public_id or "", at=first.published_at)
    assert stood is not None
    assert (stood.revision, stood.record["texts"]["en"]) == (1, "the ferry is safe")
    stood = ledger.known("claim", claim.public_id or "", at=last.published_at)
    assert stood is not None
    assert stood.revision == 2


@pytest.mark.parametrize(
    ("query", "named"),
    [("as_of=2024-02-30", "as_of"), ("as_of=soon", "as_of"), ("as_of=9999-01-01", "as_of"),
     ("from=0", "from"), ("from=x", "from"), ("from=" + "9" * 30, "from")],
)  # fmt: skip
def test_a_day_or_a_number_that_cannot_be_is_refused(
    world: World, client: Client, query: str, named: str
) -> None:
    response = client.get(f"{places(world, 'en')['claim']}?{query}")

    assert response.status_code == 400
    assert texts(html.fromstring(response.content.decode()), ".lead code") == [named]


def test_a_query_for_others_does_not_change_the_page(world: World, client: Client) -> None:
    """Readers come by links to which others have added."""
    assert client.get(f"{places(world, 'en')['claim']}?utm_source=letter").status_code == 200


def test_all_revisions_are_listed_with_their_hashes(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["revisions"]))
    history = ledger.revisions("claim", world.safe.public_id or "")

    assert texts(page, ".revisions h2 a") == ["Revision 2", "Revision 1"]
    expected = [h for e in reversed(history) for h in (e.sha256, e.digest, e.previous_sha256)]
    assert texts(page, ".revisions .hash") == expected


# --- What an attribution that the text does not state must never lack


# What a list can be narrowed to says nothing of anybody.
SAYING = "//main//*[not(ancestor::svg or ancestor::aside or ancestor::ul[@class='chosen'])]"


def unstated(world: World, client: Client, language: str) -> Iterator[tuple[str, Any]]:
    for name, place in places(world, language).items():
        yield name, tree(client.get(place))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_only_questioned_is_never_shown_without_that_word(
    world: World, client: Client, language: str
) -> None:
    warns = {"en": "warns", "fr": "met en garde"}[language]
    seen = 0
    for name, page in unstated(world, client, language):
        if name == "about":
            continue
        for element in page.xpath(f"{SAYING}[contains(text(), '{warns}')]"):
            around = element.xpath("ancestor::*[self::p or self::li or self::td or self::h3][1]")[0]
            assert QUESTIONED[language] in said(around), (name, said(around))
            seen += 1
        for label in page.xpath(f"//@aria-label[contains(., '{warns}')]"):
            assert QUESTIONED[language] in label
            seen += 1
    # home, claims, filtered, searched, topic (list and matrix), document (link and note),
    # ministry, and on the claim page the row, the link's name and the heading; of the pictures,
    # the links of the topic's two and of the ministry's one, and the rows of the two timelines
    assert seen == 17


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_reported_with_reserve_says_so_everywhere(
    world: World, client: Client, language: str
) -> None:
    promises = {"en": "promises", "fr": "promet"}[language]
    for name, page in unstated(world, client, language):
        if name == "about":
            continue
        for element in page.xpath(f"{SAYING}[contains(text(), '{promises}')]"):
            around = element.xpath("ancestor::*[self::p or self::li or self::td or self::h3][1]")[0]
            assert RESERVED[language] in said(around), name


def test_a_matrix_cell_carries_the_word(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["topic"]))
    heads = texts(page, ".matrix thead th")
    cells = {
        said(row.cssselect("th")[0]): [said(cell) for cell in row.cssselect("td")]
        for row in page.cssselect(".matrix tbody tr")
    }

    assert heads == [
        "Speaker", "The report is due in May.", "Bolts <are> missing & rusty.",
        "The bridge has cracks.", "Had the ministry warned of cracks?",
        "The old bridge of Spanville is safe.",
    ]  # fmt: skip
    assert cells == {
        "Ana Díaz": [
            f"promises {RESERVED['en']}", "·", "·", "declines to comment", "asserts asserts",
        ],
        "Union of Engineers": ["·", "·", "·", "·", "denies denies"],
        "A former inspector": ["·", "asserts", "·", "·", "·"],
        "Ministry of Works": ["·", "·", f"warns {QUESTIONED['en']}", "·", "·"],
        "an unnamed speaker": ["·", "·", "·", "asks", "·"],
        "Sami Haddad": ["·", "·", "·", "·", "asserts"],
    }  # fmt: skip


def test_an_actor_who_is_only_mentioned_is_not_said_to_have_spoken(
    world: World, client: Client
) -> None:
    page = tree(client.get(places(world, "en")["ministry"]))

    assert texts(page, "section[aria-labelledby=said] li") == []
    assert texts(page, "section[aria-labelledby=otherwise] h3") == ["The bridge has cracks."]
    assert QUESTIONED["en"] in texts(page, "section[aria-labelledby=otherwise] .facts")[0]


def test_structured_data_leaves_out_what_is_only_questioned(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["questioned"]))
    [script] = page.xpath("//script[@type='application/ld+json']/text()")

    assert "Ministry" not in script
    [claim, _publisher, review] = json.loads(script)["@graph"]
    assert not {"author", "appearance", "firstAppearance"} & set(claim)
    assert review["reviewRating"]["alternateName"] == "Unverified"


# --- Documents, actors, sources, lists


def test_a_document_shows_its_text_with_every_claim_marked(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["document"]))
    for link in page.cssselect(".text .note, .text .number"):
        link.drop_tree()
    body = "".join(e.text_content() for e in page.cssselect(".text"))
    squeezed = re.sub(r"\s+", " ", body).strip()

    assert squeezed == re.sub(r"\s+", " ", world.article.text)


def test_nested_and_overlapping_spans_keep_their_own_numbers(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["document"]))
    sentence = page.get_element_by_id("s4")
    marks = [(said(m), m.get("class")) for m in sentence.cssselect("mark")]

    assert marks == [("the ministry had warned of", "deep-2"), ("cracks", "deep-3")]
    assert texts(sentence, ".note") == ["[3]", "[4]", "[5]"]
    names = [a.get("aria-label") for a in sentence.cssselect(".note a")]
    assert names == [
        "[3] an unnamed speaker: asks",
        "[4] Ana Díaz: declines to comment",
        f"[5] Ministry of Works: warns – {QUESTIONED['en']}",
    ]
    for link in sentence.cssselect(".note a"):
        place, _hash, anchor = link.get("href").partition("#")
        assert tree(client.get(place)).get_element_by_id(anchor) is not None


def test_excerpts_keep_their_numbers_and_show_the_gap(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["excerpts"]))

    assert texts(page, ".text .number") == ["1", "2", "3", "5", "6", "7"]
    assert texts(page, ".text .gap") == ["[sentence 4 is not shown]"]
    assert "It rains still" not in page.text_content()


def test_a_right_to_left_text_says_so(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "fr")["arabic"]))
    text = page.cssselect(".text")[0]

    assert (text.get("lang"), text.get("dir")) == ("ar", "auto")
    assert "adresse d’origine inconnue – notre copie" in texts(page, "dl.facts dd")
    assert "arabe" in texts(page, "dl.facts dd")


def test_an_actor_page_says_what_they_said_and_for_whom(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["actor"]))

    assert texts(page, "h1") == ["Ana Díaz"]
    assert texts(page, ".alias") == ["A. Diaz", "Ministry of Works"]
    assert texts(page, "section[aria-labelledby=said] h4") == [
        "The old bridge of Spanville is safe.",
        "Had the ministry warned of cracks?",
        "The old bridge of Spanville is safe.",
    ]
    assert texts(page, ".month") == ["April 2025", "Day not given"]
    assert texts(page, ".bare a") == ["Had the ministry warned of cracks?"]
    assert texts(page, "section[aria-labelledby=otherwise] h3") == ["The report is due in May."]
    assert not re.search(r"\d+\s*%|score|rating", said(page.cssselect("main")[0]), re.I)


def test_who_is_spoken_for_or_passes_words_on_is_heard(world: World, client: Client) -> None:
    ministry = tree(client.get(places(world, "en")["ministry"]))
    agency = tree(client.get(f"/en/actors/{world.agency.public_id}/", follow=True))

    assert texts(ministry, ".heard li") == [
        "Ana Díaz asserts: The old bridge of Spanville is safe. 14 April 2025 · The Daily Span"
    ]
    assert texts(agency, ".heard li") == [
        "Engineers’ union denies: The old bridge of Spanville is safe. The Daily Span"
    ]


def test_a_topic_says_how_much_there_is(world: World, client: Client) -> None:
    page = tree(client.get(places(world, "en")["topic"]))

    assert texts(page, ".tally") == [
        "5 claims · said between 1 April 2025 and 30 April 2025",
        "10 attributions · 6 speakers · 3 documents · 2 outlets, 3 origins",
    ]


def test_a_document_can_show_one_speaker_alone(world: World, client: Client) -> None:
    place = places(world, "en")["document"]
    whole = tree(client.get(place))
    speakers = [said(li) for li in whole.cssselect(".speakers li")]
    alone = tree(client.get(f"{place}?speaker={world.union.public_id}"))

    assert speakers == ["All", "Ana Díaz 3", "Engineers’ union 1", "Ministry of Works 1"]
    assert texts(alone, ".speakers [aria-current]") == ["Engineers’ union"]
    assert texts(alone, ".text .note") == ["[2]"]
    assert [li.get("value") for li in alone.cssselect(".notes li")] == ["2"]
    assert client.get(f"{place}?speaker=nobody").status_code == 400


def test_filters_narrow_the_list(world: World, client: Client) -> None:
    for query, expected in (
        ("stance=warns", ["The bridge has cracks."]),
        ("q=boulons", ["Bolts <are> missing & rusty."]),
        (f"speaker={world.union.public_id}", ["The old bridge of Spanville is safe."]),
        ("status=contested&q=&topic=", ["The old bridge of Spanville is safe."]),
        ("said_after=2025-04-14&said_before=2025-04-14&stance=asserts",
         ["The old bridge of Spanville is safe."]),
        ("language=de", []),
    ):  # fmt: skip
        page = tree(client.get(f"/en/claims/?{query}"))
        assert texts(page, ".claims h3") == expected, query


def found(client: Client, query: str, language: str = "en") -> list[str]:
    page = tree(client.get(f"/{language}/search/?{query}"))
    return texts(page, ".claims h3")


def test_a_search_marks_the_words_where_they_stand(world: World, client: Client) -> None:
    page = tree(client.get("/en/search/?q=safe"))

    assert texts(page, ".claims h3") == ["The old bridge of Spanville is safe."]
    assert texts(page, ".claims h3 mark") == ["safe"]
    assert texts(page, ".claims blockquote") == ["the bridge is safe"]
    assert texts(page, ".claims blockquote mark") == ["safe"]
    french = tree(client.get("/en/search/?q=fissures"))
    assert texts(french, ".claims h3") == ["The bridge has cracks.",
                                           "Had the ministry warned of cracks?"]  # fmt: skip
    assert [e.get("lang") for e in french.cssselect(".other span[lang]")] == ["fr", "fr"]
    assert texts(french, ".other mark") == ["fissures", "fissures"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=%22the+bridge+has+cracks%22", ["The bridge has cracks."]),
        ("q=%22cracks+bridge%22", []),
        ("q=cracks+-ministry", []),
        ("q=Diaz", ["The old bridge of Spanville is safe.", "The report is due in May.",
                    "Had the ministry warned of cracks?"]),
        ("q=%D8%B3%D8%A7%D9%85%D9%8A", ["The old bridge of Spanville is safe."]),
        ("q=bridge&status=contested", ["The old bridge of Spanville is safe."]),
        ("q=BRIDG%C3%89+has+cracks", ["The bridge has cracks.",
                                    "Had the ministry warned of cracks?"]),
    ],
)  # fmt: skip
def test_words_phrases_and_names_find(
    world: World, client: Client, query: str, expected: list[str]
) -> None:
    assert sorted(found(client, query)) == sorted(expected)


def test_facets_count_and_lead_to_what_they_counted(world: World, client: Client) -> None:
    for start in ("/en/claims/?", "/en/search/?q=bridge&"):
        page = tree(client.get(start))
        facets = page.cssselect(".facets li")
        assert facets
        for facet in facets:
            [link] = facet.cssselect("a")
            further = tree(client.get(start.partition("?")[0] + link.get("href")))
            assert texts(facet, ".count") == [str(len(further.cssselect(".claims > li")))]
            assert texts(further, ".chosen strong") == [said(link)]
            [back] = further.cssselect(".chosen a")
            assert back.get("href") == "?" + start.partition("?")[2].rstrip("&")


def test_a_search_that_finds_nothing_helps(world: World, client: Client) -> None:
    page = tree(client.get("/fr/search/?q=fisures"))

    assert texts(page, "#results") == ["Aucune affirmation publiée ne correspond."]
    [better] = page.cssselect(".lead a")
    assert (said(better), better.get("href")) == ("fissures", "?q=fissures")
    assert texts(page, ".tips .plain a") == ["Le vieux pont"]
    assert texts(page, "meta[name=robots]") == [""]


def test_the_corrections_page_keeps_what_was_corrected_and_withdrawn(
    world: World, client: Client
) -> None:
    page = tree(client.get(places(world, "en")["corrections"]))

    assert texts(page, ".log h2") == [
        f"Claim {world.withdrawn.public_id}",
        "The old bridge of Spanville is safe.",
    ]
    assert [t.removesuffix(" revisions") for t in texts(page, ".log p:last-child")] == [
        "It named the wrong person.",
        "The wording now names the town.",
    ]


def test_about_defines_every_code(world: World, client: Client) -> None:
    page = tree(client.get("/fr/about/"))
    codes = texts(page, ".terms code")

    assert len(codes) == 9 + 6 + 13 + 4 + 5 + 5 + 2 + 7 + 3 + 5
    assert len(page.cssselect(".terms dd")) == len(codes)
    assert all(texts(page, ".terms dd"))


def test_about_holds_what_the_newsroom_says_of_itself(
    world: World, client: Client, settings: Settings
) -> None:
    before = client.get("/fr/about/")
    settings.POLICIES = {
        ("ownership", "en"): "A <co-operative>.\n\nNo debts.",
        ("ethics", "en"): "Be fair.",
        ("ethics", "fr"): "Être juste.",
    }
    after = client.get("/fr/about/", headers={"If-None-Match": before.headers["ETag"]})
    page = tree(after)

    assert texts(page, "section:has(#ownership) p[lang=en]") == ["A <co-operative>.", "No debts."]
    assert texts(page, "section:has(#ethics) p[lang=fr]") == ["Être juste."]
    assert page.cssselect("#masthead, #coverage") == []
    led_to = [str(place).partition("/fr/about/#")[2] for place in jsonld.publisher("fr").values()]
    assert [anchor for anchor in led_to if anchor] == [
        "method", "corrections", "verification", "unnamed", "feedback", "ownership", "ethics",
    ]  # fmt: skip
    for anchor in filter(None, led_to):
        assert page.get_element_by_id(anchor) is not None


# --- Addresses that lead elsewhere or nowhere


def test_a_wrong_slug_leads_to_the_right_one(world: World, client: Client) -> None:
    for kind, name in (("claims", "claim"), ("actors", "actor"), ("topics", "topic"),
                       ("documents", "document"), ("sources", "source")):  # fmt: skip
        right = places(world, "en")[name]
        public_id = re.findall(r"/([0-9a-z]{8})[-/]", right)[0]
        for wrong in (f"/en/{kind}/{public_id}-wrong/", f"/en/{kind}/{public_id}-/"):
            response = client.get(wrong)
            assert (response.status_code, response.headers["Location"]) == (301, right)
    bare = client.get(f"/fr/claims/{world.safe.public_id}/?x=1")
    assert bare.headers["Location"] == places(world, "fr")["claim"] + "?x=1"


NOWHERE = ("00000000", "draft000", "١", "ABCDEFGH", "abcdefg", "abcdefghi", "ilouilou", "%00", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_404_is_the_same_bytes(world: World, client: Client, language: str) -> None:
    strange = [
        f"/{language}/{kind}/{place}/"
        for kind in ("claims", "actors", "topics", "documents", "sources")
        for place in (*NOWHERE, str(world.draft.pk))
    ]
    strange += [
        f"/{language}/claims/00000000/revisions/",
        f"/{language}/claims/00000000/revisions/1/",
        f"/{language}/claims/{world.safe.public_id}/revisions/9/",
        f"/{language}/claims/{world.safe.public_id}/revisions/0/",
        f"/{language}/claims/{world.safe.public_id}/revisions/{'9' * 23}/",
        f"/{language}/nonesuch/",
    ]
    answers = {place: client.get(place) for place in strange}

    assert {a.status_code for a in answers.values()} == {404}
    assert len({a.content for a in answers.values()}) == 1
    assert len({str(sorted(a.headers.items())) for a in answers.values()}) == 1
    assert not any(a.cookies for a in answers.values())


def test_a_withdrawn_claim_is_gone_everywhere(world: World, client: Client) -> None:
    place = f"/en/claims/{world.withdrawn.public_id}"
    for tail in ("/", "-unsayable-words-one/", "/revisions/", "/revisions/1/", "/revisions/2/"):
        response = client.get(place + tail)
        page = html.fromstring(response.content.decode())
        assert response.status_code == 410
        assert texts(page, "h1") == ["This claim has been withdrawn"]
        assert texts(page, "dl.facts dd")[1] == "It named the wrong person."
        assert "UNSAYABLE" not in response.content.decode()


def merge(row: Actor | Claim, into: Actor | Claim) -> None:
    row.refresh_from_db()
    workflow.merge(row=row, into=into, by=make.editor(), version=row.version, reason="the same")
    make.publish(row, note="They are the same.")


def test_a_merged_actor_or_claim_leads_to_the_other(db: str, client: Client) -> None:
    one, other = make.actor("Anna Berg"), make.actor("Anna B.")
    first = make.published_claim("the ferry is safe", speaker=one)
    second = make.published_claim("the ferry sails safely", speaker=one)
    make.published_claim("the ferry is late", speaker=other)
    for row in (one, other):
        row.refresh_from_db()
    merge(other, one)
    merge(second, first)

    for old, right in (
        (f"/en/actors/{other.public_id}-anna-b/", f"/en/actors/{one.public_id}-anna-berg/"),
        (f"/en/claims/{second.public_id}/", f"/en/claims/{first.public_id}-the-ferry-is-safe/"),
    ):
        response = client.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, right)
    assert client.get(f"/en/claims/{second.public_id}/revisions/1/").status_code == 200
    page = tree(client.get(f"/en/actors/{one.public_id}-anna-berg/"))
    assert "the ferry is late" in texts(page, ".said h4")


# --- Queries that cannot be honoured


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour=red", "colour"),
        ("stance=shouts", "stance"),
        ("status=true", "status"),
        ("speaker=1", "speaker"),
        ("speaker=%D9%A1%D9%A1%D9%A1%D9%A1%D9%A1%D9%A1%D9%A1%D9%A1", "speaker"),
        ("topic=the-old-bridge", "topic"),
        ("language=english!", "language"),
        ("said_after=2025-02-30", "said_after"),
        ("said_before=%D9%A2%D9%A0%D9%A2%D9%A5-01-01", "said_before"),
        ("updated_since=yesterday", "updated_since"),
        ("after=x", "after"),
        ("after=1.2", "after"),
        ("after=99999999999999999999999", "after"),
        ("sort=new", "sort"),
        ("q=a&q=b", "q"),
        ("q=%00", "q"),
        ("q=%ED%A0%80", "q"),
        ("q=" + "x" * 401, "q"),
        ("a%00b=1", "a\ufffdb"),
    ],
)
def test_a_query_that_cannot_be_honoured_names_its_parameter(
    world: World, client: Client, query: str, named: str
) -> None:
    response = client.get(f"/en/claims/?{query}")
    page = html.fromstring(response.content.decode())

    assert response.status_code == 400
    assert texts(page, ".lead code") == [named]


def test_an_unknown_filter_is_told_the_valid_ones(world: World, client: Client) -> None:
    page = html.fromstring(client.get("/en/claims/?colour=red").content.decode())

    assert texts(page, ".codes li") == [
        "q", "speaker", "topic", "source", "document", "stance", "manner", "evidence", "status",
        "language", "said_after", "said_before", "updated_since", "after",
    ]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_no_page_falls_over_a_hostile_query(world: World, client: Client, name: str) -> None:
    place = places(world, "en")[name].partition("?")[0]
    for query in ("x=%00", "x=%FF", "x=" + "y" * 5000, "%00=1"):
        assert client.get(f"{place}?{query}").status_code == 400


# --- The number of queries is the same whatever there is to show


QUERIES = {
    "root": 0, "home": 7, "claims": 5, "narrowed": 7, "search": 2, "found": 7, "claim": 5,
    "revisions": 2, "revision": 6, "known": 6, "document": 3, "actor": 7, "topic": 5, "source": 5,
    "corrections": 3, "about": 0,
}  # fmt: skip


@pytest.fixture(scope="module", params=[1, 30])
def many(
    request: pytest.FixtureRequest, cluster: Cluster, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, str]]:
    """The pages of a world in which a claim has one neighbour, or thirty: of the same speaker,
    document and topic, related to it, corrected since."""
    with django_db_blocker.unblock(), cluster.clone():
        topic, source = make.topic(), make.source()
        speaker = make.actor()
        names = [f"the ferry is safe {number}" for number in range(request.param + 1)]
        document = make.document(" ".join(f"Anna Berg said that {n}." for n in names), by=source)
        claims: list[Claim] = [
            make.published_claim(name, topics=[topic], where=document, speaker=speaker)
            for name in names
        ]
        for claim in claims[1:]:
            workflow.relate(claim=claim, relation="repeats", other=claims[0], by=make.editor())
            make.publish(claim, note="It repeats another.")
        for row in (topic, speaker, document, source):
            row.refresh_from_db()
        yield addresses(claims[0], topic, speaker, document, source)


def addresses(claim: Claim, topic: Any, speaker: Any, document: Any, source: Any) -> dict[str, str]:
    today = datetime.now(UTC).date()
    return {
        "root": "/",
        "home": "/en/",
        "claims": "/en/claims/",
        "narrowed": f"/en/claims/?stance=asserts&speaker={speaker.public_id}",
        "search": "/en/search/",
        "found": "/en/search/?q=ferry",
        "known": f"/en/claims/{claim.public_id}-the-ferry-is-safe-0/?as_of={today}",
        "claim": f"/en/claims/{claim.public_id}-the-ferry-is-safe-0/",
        "revisions": f"/en/claims/{claim.public_id}/revisions/",
        "revision": f"/en/claims/{claim.public_id}/revisions/1/",
        "document": f"/en/documents/{document.public_id}/",
        "actor": f"/en/actors/{speaker.public_id}-anna-berg/",
        "topic": f"/en/topics/{topic.public_id}-the-ferry/",
        "source": f"/en/sources/{source.public_id}/",
        "corrections": "/en/corrections/",
        "about": "/en/about/",
    }


@pytest.mark.parametrize("name", QUERIES)
def test_the_number_of_queries_is_fixed(
    many: dict[str, str],
    client: Client,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with (
        django_assert_num_queries(0, connection=connections["default"]),
        django_assert_num_queries(QUERIES[name], connection=connections["reader"]),
    ):
        response = client.get(many[name])
    assert response.status_code in (200, 302)


def test_the_pages_of_the_list_show_each_claim_once(many: dict[str, str], client: Client) -> None:
    seen: list[str] = []
    place: str | None = "/en/claims/?stance=asserts"
    while place:
        page = tree(client.get(place))
        seen += [a.get("href") for a in page.cssselect(".claims h3 a")]
        further = [a.get("href") for a in page.cssselect("a[rel=next]")]
        place = f"/en/claims/{further[0]}" if further else None
    assert len(seen) == len(set(seen)) == ledger.claims(ledger.Filters()).count()


def test_a_search_of_many_goes_on_newest_first(many: dict[str, str], client: Client) -> None:
    seen: list[str] = []
    place: str | None = "/en/search/?q=ferry&sort=new"
    while place:
        page = tree(client.get(place))
        seen += [a.get("href") for a in page.cssselect(".claims h3 a")]
        further = [a.get("href") for a in page.cssselect("a[rel=next]")]
        place = f"/en/search/{further[0]}" if further else None
    assert len(seen) == len(set(seen)) == ledger.claims(ledger.Filters()).count()


# --- What the law or a small desk requires


def erase(seq: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT ledger_erase(%s, 'A court said so.', 'GDPR art. 17')", [seq])


def test_an_erased_revision_is_gone_and_says_why(db: str, client: Client) -> None:
    claim = make.corrected_claim("the ferry is safe")
    first, last = ledger.history("claim", claim.public_id or "")
    place = f"/en/claims/{claim.public_id}/revisions"

    erase(first.seq)
    answer = client.get(f"{place}/1/")
    assert answer.status_code == 410
    page = html.fromstring(answer.content.decode())
    assert texts(page, "dl.facts dd") == ["A court said so.", "GDPR art. 17"]
    assert client.get(f"{place}/2/").status_code == 200

    erase(last.seq)
    for tail in ("", "/revisions", "/revisions/1", "/revisions/2"):
        assert client.get(f"/en/claims/{claim.public_id}{tail}/").status_code == 410


def test_a_claim_that_nobody_else_reviewed_says_so(db: str, client: Client) -> None:
    claim, editor = make.draft_claim("the ferry is safe"), make.editor()
    submission = workflow.submit(subject=claim, by=editor)
    workflow.review(
        submission=submission, by=editor, approve=True, solo_reason="Only one of us is here."
    )
    workflow.publish(submission=submission, by=editor)
    claim.refresh_from_db()
    page = tree(client.get(f"/fr/claims/{claim.public_id}/", follow=True))

    assert "non relue par une deuxième personne\u202f: Only one of us is here." in texts(
        page, ".record dd"
    )

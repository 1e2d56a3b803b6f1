"""What others take away: citations, the frame and its oEmbed, the card."""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from PIL import Image
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from claims import citations
from claims.citations import Cited
from tests import make
from tests.claims import scenes
from tests.clones import Cluster

ORIGIN = "http://127.0.0.1:8000"
EVIL = 'One {brace, 50 % & $5 #1 a_b ~ ^ \\ "q" <b>\nTY  - JOUR'
CITED = Cited(
    "00000001", 2, EVIL, "en", date(2026, 11, 5), date(2026, 11, 26),
    f"{ORIGIN}/en/claims/00000001/revisions/2/",
)  # fmt: skip
CSL = json.loads(Path(__file__).with_name("csl-data.schema.json").read_text())


@pytest.fixture(scope="module")
def world(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[scenes.World]:
    with django_db_blocker.unblock(), cluster.clone():
        yield scenes.build()


# --- Citations


def test_bibtex_balances_its_braces_and_prints_what_tex_would_read() -> None:
    entry = citations.bibtex(CITED)
    depth, lowest = 0, 0
    for character in entry:
        depth += (character == "{") - (character == "}")
        lowest = min(lowest, depth)

    assert (depth, lowest) == (0, 0)
    [title] = re.findall(r"^  title = \{\{(.*)\}\},$", entry, re.M)
    assert title == (
        r"One \textbraceleft{}brace, 50 \% \& \$5 \#1 a\_b \textasciitilde{} \textasciicircum{} "
        r'\textbackslash{} "q" \textless{}b\textgreater{} TY - JOUR'
    )
    assert "  urldate = {2026-11-26},\n" in entry
    assert entry.startswith("@misc{dixit-00000001-r2,\n")


def test_ris_has_one_line_a_field() -> None:
    lines = citations.ris(CITED).split("\r\n")

    assert [line[:2] for line in lines] == [
        "TY", "ID", "AU", "TI", "PB", "PY", "DA", "Y2", "UR", "LA", "N1", "ER", "",
    ]  # fmt: skip
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


@given(st.text())
def test_no_title_breaks_any_format(title: str) -> None:
    cited = Cited("00000001", 1, title, "en", date(2026, 1, 1), date(2026, 1, 2), ORIGIN)

    assert citations.ris(cited).count("\r\n") == 12
    assert citations.bibtex(cited).count("\n") == 11
    if not re.search("[\ud800-\udfff]", title):
        jsonschema.validate(json.loads(citations.csl(cited)), CSL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "claim"}, {"issued": {"date-parts": [[]]}},
        {"issued": {"date-parts": [[1, 2, 3, 4]]}}, {"issued": "5 November"},
        {"author": [{"name": "Dixit"}]}, {"url": "https://a.example/"},
    ],
)  # fmt: skip
def test_the_schema_of_csl_json_refuses_what_citeproc_would(wrong: dict[str, Any]) -> None:
    [item] = json.loads(citations.csl(CITED))
    jsonschema.validate([item], CSL)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([item | wrong], CSL)


def test_csl_json_has_the_days_in_parts() -> None:
    [item] = json.loads(citations.csl(CITED))

    assert item["issued"] == {"date-parts": [[2026, 11, 5]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 26]]}
    assert item["title"].endswith("TY - JOUR")


def test_the_styles_name_the_revision_and_the_day_of_access() -> None:
    assert citations.apa(CITED).startswith("Dixit. (5 November 2026). One {brace")
    for text in (citations.apa(CITED), citations.chicago(CITED)):
        assert "revision 2" in text
        assert "26 November 2026" in text
        assert CITED.url in text


@pytest.mark.parametrize("extension", list(citations.FORMATS))
def test_each_format_has_an_address(world: scenes.World, client: Client, extension: str) -> None:
    place = f"/en/claims/{world.safe.public_id}-any-slug.{extension}"
    response = client.get(place)
    name = f"dixit-{world.safe.public_id}-r2"

    assert response.status_code == 200
    assert response.headers["Content-Type"].split(";")[0] == citations.FORMATS[extension][0]
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}.{extension}"'
    assert name in response.content.decode()
    assert datetime.now(UTC).strftime("%Y") in response.content.decode()
    assert not response.cookies
    assert client.get(f"/en/claims/{world.withdrawn.public_id}.{extension}").status_code == 410
    assert client.get(f"/en/claims/00000000.{extension}").status_code == 404


# --- The frame and oEmbed


def asked(client: Client, url: str, **more: str) -> Any:
    return client.get("/oembed", {"url": url, **more})


def test_oembed_gives_a_frame_that_may_run_nothing(world: scenes.World, client: Client) -> None:
    url = f"{ORIGIN}/en/claims/{world.bolts.public_id}-bolts-are-missing-rusty/"
    response = asked(client, url)
    said = json.loads(response.content)
    frame = html.fragment_fromstring(said["html"])

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert said | {"html": ""} == {
        "version": "1.0", "type": "rich", "html": "", "width": 600, "height": 400,
        "title": "Bolts <are> missing & rusty.", "provider_name": "Dixit",
        "provider_url": ORIGIN, "cache_age": 300,
    }  # fmt: skip
    assert frame.tag == "iframe"
    assert frame.get("src") == f"{url}embed/"
    assert frame.get("title") == said["title"]
    assert frame.get("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
    assert client.get(frame.get("src").removeprefix(ORIGIN)).status_code == 200


def test_oembed_keeps_to_the_size_it_is_given(world: scenes.World, client: Client) -> None:
    url = f"{ORIGIN}/fr/claims/{world.safe.public_id}/"
    said = json.loads(asked(client, url, maxwidth="320", maxheight="250").content)
    tiny = json.loads(asked(client, url, maxwidth="100").content)

    assert (said["width"], said["height"]) == (320, 250)
    assert 'width="320" height="250"' in said["html"]
    assert said["title"] == "Le vieux pont de Spanville est sûr."
    assert tiny["width"] == 100


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "{safe}", "maxwidth": "wide"}, 400), ({"url": "{safe}", "maxwidth": "0"}, 400),
        ({"url": "{safe}", "format": "xml"}, 501), ({"url": "{gone}"}, 410),
        ({"url": f"{ORIGIN}/en/claims/00000000/"}, 404), ({"url": f"{ORIGIN}/en/about/"}, 404),
        ({"url": "https://elsewhere.example/en/claims/{id}/"}, 404), ({"url": "{id}"}, 404),
        ({"url": "http://[::1"}, 404), ({"url": ORIGIN}, 404), ({"url": f"{ORIGIN}?x"}, 404),
        ({"url": f"{ORIGIN}/"}, 404), ({"url": "{safe}", "format": "json", "utm": "x"}, 200),
    ],
)  # fmt: skip
def test_oembed_says_what_is_wrong(
    world: scenes.World, client: Client, query: dict[str, str], status: int
) -> None:
    names = {
        "safe": f"{ORIGIN}/en/claims/{world.safe.public_id}/",
        "gone": f"{ORIGIN}/en/claims/{world.withdrawn.public_id}/",
        "id": world.safe.public_id,
    }
    filled = {
        name: value.format(**names) if "{" in value else value for name, value in query.items()
    }

    assert client.get("/oembed", filled).status_code == status


def test_the_frame_shows_status_and_correction_without_script(
    world: scenes.World, client: Client
) -> None:
    place = f"/en/claims/{world.safe.public_id}-x/embed/"
    response = client.get(place)
    page = html.fromstring(response.content.decode())
    text = " ".join(page.text_content().split())

    assert "The old bridge of Spanville is safe." in text
    assert "Contested" in text
    assert "Corrected on" in text
    assert "The wording now names the town." in text
    assert "Engineers’ union: denies" in text
    assert page.xpath("//script | //@style | //iframe | //form") == []
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    assert not response.cookies
    styles = [client_static(href) for href in page.xpath("//link[@rel='stylesheet']/@href")]
    assert len(response.content) + sum(styles) <= 10_000


def client_static(href: str) -> int:
    """How heavy a style sheet is."""
    return (Path("tracker") / href.lstrip("/")).stat().st_size


def test_no_other_page_can_be_framed(world: scenes.World, client: Client) -> None:
    for place in ("", ".bib", "/card.png"):
        response = client.get(f"/en/claims/{world.safe.public_id}{place}", follow=True)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"


def test_the_frame_of_a_withdrawn_claim_says_so_in_the_frame(
    world: scenes.World, client: Client
) -> None:
    response = client.get(f"/en/claims/{world.withdrawn.public_id}/embed/")

    assert response.status_code == 410
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "It named the wrong person." in response.content.decode()
    assert "UNSAYABLE" not in response.content.decode()
    assert client.get("/en/claims/00000000/embed/").status_code == 404


def test_the_card_is_a_png_of_the_size_that_sites_expect(
    world: scenes.World, client: Client
) -> None:
    place = f"/en/claims/{world.safe.public_id}/card.png"
    response = client.get(place)
    picture = Image.open(io.BytesIO(response.content))

    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(response.content) < 150_000
    assert client.get(place, headers={"if-none-match": response.headers["ETag"]}).status_code == 304
    assert client.get(f"/en/claims/{world.withdrawn.public_id}/card.png").status_code == 410


SHARED = (
    f"/oembed?url={ORIGIN}/en/claims/{{id}}/", "/en/claims/{id}/embed/", "/en/claims/{id}/card.png",
    "/en/claims/{id}.ris",
)  # fmt: skip


def test_the_number_of_queries_is_the_same_at_1_and_at_30(
    db: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 29):
        claims = [make.published_claim(f"Claim {number} {n}") for n in range(number)]
        for path in SHARED:
            for alias, count in (("reader", 1), ("default", 0)):
                with django_assert_num_queries(count, connection=connections[alias]):
                    answer = client.get(path.format(id=claims[0].public_id))
                    assert answer.status_code == 200

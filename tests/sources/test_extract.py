"""Articles out of hostile bytes: what is taken, what is refused and how it says so."""

import io
from datetime import date

import pytest

from sources import article, confined
from sources.extract import MAX_BYTES, Extracted, extract
from sources.markup import MAX_TAG_CHARACTERS, MAX_TAGS, check_markup, looks_like_html
from sources.normalise import TextRefused

LONG = "Une phrase assez longue pour compter dans le texte de la page. " * 6

PAGE = f"""<!doctype html>
<html lang="fr_CA"><head><meta charset="utf-8"><title>Le titre — Le Journal</title>
<link rel="canonical" href="https://journal.example/a">
<meta property="og:site_name" content="Le Journal">
<meta name="author" content="Anne Durand">
<meta property="article:published_time" content="2024-03-25T10:00:00+01:00"></head>
<body><nav>Accueil | Monde</nav><article><h1>Le titre</h1>
<p>Premier paragraphe avec
un retour et <b>du gras</b>, a &lt; b. \U0001f469\u200d\U0001f467 et \u200fعربي. {LONG}</p>
<p>Deuxième.<br>Après le saut.</p><ul><li>Un élément</li><li>Un autre</li></ul>
<table><tr><td>A1</td><td>B1</td></tr></table>
<script>alert("x")</script></article><footer>Mentions légales</footer></body></html>"""


def refusal(data, **declared):
    with pytest.raises(TextRefused) as refused:
        extract(data, **declared)
    assert refused.value.field == "file"
    return refused.value


def test_extract_gives_the_article_and_what_the_page_says_about_it():
    assert extract(PAGE.encode()) == Extracted(
        text="Le titre\nPremier paragraphe avec un retour et du gras, a < b. "
        f"\U0001f469\u200d\U0001f467 et \u200fعربي. {LONG.strip()}\nDeuxième.\nAprès le saut.\n"
        "Un élément\nUn autre\nA1 B1",
        title="Le titre",
        byline="Anne Durand",
        published=date(2024, 3, 25),
        language="fr-CA",
        url="https://journal.example/a",
        site_name="Le Journal",
        media_type="text/html",
    )


def test_extract_leaves_out_what_the_page_does_not_say():
    page = f"<html lang='xx'><head><link rel=canonical href='javascript:1'></head><p>{LONG}</p>"

    assert extract(page.encode()) == Extracted(text=LONG.strip(), media_type="text/html")


def test_extract_takes_a_piece_of_a_page():
    assert extract(f"<p>{LONG}</p>".encode()) == Extracted(
        text=LONG.strip(), media_type="text/html"
    )


def test_extract_reads_xhtml_and_its_language():
    page = f"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr"><body><p>{LONG}</p></body></html>"""

    assert extract(page.encode()) == Extracted(
        text=LONG.strip(), language="fr", media_type="text/html"
    )


@pytest.mark.parametrize(
    ("data", "media_type", "text"),
    [
        ("Été\r\n\r\n\r\n\r\nfin".encode(), None, "Été\n\nfin"),
        (b"\xef\xbb\xbf" + "Été".encode(), None, "Été"),
        ("Été".encode("utf-16"), None, "Été"),
        (b"\xfe\xff" + "Été".encode("utf-16-be"), "text/plain", "Été"),
        ("Été – 5 €".encode("cp1252"), "text/plain; charset=ISO-8859-1", "Été – 5 €"),
        ("Été".encode("latin-1"), 'text/plain; charset="windows-1252"', "Été"),
        ("5 €".encode("iso8859-15"), "text/plain; charset=ISO-8859-15", "5 €"),
        ("Москва".encode("koi8-r"), "text/plain; charset=KOI8-R", "Москва"),
        ("Été".encode(), "text/plain; charset=iso-8859-1", "Été"),
        (b"a < b <br> c", "text/plain", "a < b <br> c"),
    ],
)
def test_extract_reads_plain_text_in_its_own_encoding(data, media_type, text):
    assert extract(data, media_type=media_type) == Extracted(text=text)


def test_extract_reads_the_charset_written_in_the_page():
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>Été. {LONG}</p></body></html>'

    assert extract(page.encode("latin-1")).text == f"Été. {LONG.strip()}"


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/pdf"])
def test_content_decides_that_a_page_is_a_page(media_type):
    assert extract(PAGE.encode(), media_type=media_type).title == "Le titre"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"a\0b", "nul"),
        (b"a" * (MAX_BYTES + 1), "too_long"),
        (b"a" * 2_000_001, "too_long"),
        (b"%PDF-1.7 ...", "broken"),
        (b"PK\x03\x04....", "broken"),
        (b"{\\rtf1 a}", "not_text"),
        (b"\x89PNG\r\n", "not_text"),
        (b"\xe9t\xe9", "encoding"),
        (b"<meta charset=rot13>\xe9", "encoding"),
        (b"<meta charset=zip>\xe9", "encoding"),
        (b"<meta charset=no-such-thing>\xe9", "encoding"),
        (b"<meta charset=big5>\xff\xff", "encoding"),
        (b"\xff\xfea", "encoding"),
        (b"<html><body></body></html>", "no_article"),
        (b"<p>" + b"<a" * 200_000, "no_article"),
        (b"<!--" * 200_000, "no_article"),
        (b"<html><body>" + b"<div>" * 5_000 + b"texte", "too_deep"),
        (b"<html><table>" + b"<tr><td><table>" * 90 + b"texte", "too_deep"),
        (b"<html><body><!-->" + b"<div>" * 5_000 + b"texte " * 99, "too_deep"),
        (b"<p>" + b"<b>x</b>" * (MAX_TAGS // 2 + 1), "too_many_tags"),
        (b"<p title='" + b"x" * MAX_TAG_CHARACTERS + b"'>x</p>", "tag_too_long"),
        (b"<p " + b"a=1 " * 1_001 + b">x</p>", "tag_too_long"),
    ],
    ids=range(23),
)
def test_extract_refuses_by_name(data, code):
    assert refusal(data).code == code


def test_extract_names_what_was_wrong_and_what_would_do():
    assert str(refusal(b"\x89PNG\r\n")) == (
        "The file is not a text (it begins as PNG does). Save the text as plain text (UTF-8), "
        "HTML, .docx or PDF, or paste it."
    )
    assert str(refusal(b"caf\xe9")) == (
        "The file is not UTF-8 (byte 0xE9 at position 3) and declares no other encoding. Save it "
        "as UTF-8."
    )


def test_extract_stops_a_page_that_takes_too_long(monkeypatch):
    monkeypatch.setattr(confined, "DEADLINE_SECONDS", 0.001)

    assert refusal(PAGE.encode()).code == "too_slow"


def test_extract_survives_the_death_of_its_child(monkeypatch):
    monkeypatch.setattr(confined, "_ENVIRONMENT", {"PYTHONPATH": "", "PYTHONHOME": "/nowhere"})

    assert refusal(PAGE.encode()).code == "unreadable"


@pytest.mark.parametrize("depth", [150, 190])
def test_text_below_the_limit_of_depth_is_kept(depth):
    page = "<html><body>" + "<div>" * depth + LONG + "</div>" * depth + "</body></html>"

    assert extract(page.encode()).text == LONG.strip()


@pytest.mark.parametrize(
    "html",
    [
        "<p>Un. " * 1_000,
        "<ul>" + "<li>Un" * 1_000,
        "<table>" + "<tr><td>Un<td>Deux" * 1_000,
        "<select>" + "<option>Un" * 1_000,
        "<dl>" + "<dt>Un<dd>Deux" * 1_000,
        "<br><img><input>" * 1_000,
        "<script>" + "'<div>';" * 1_000 + "</script>",
        "<!-- " + "<div>" * 1_000 + " -->",
        "<svg><path d='M0'/></svg>" * 1_000,
    ],
    ids=range(9),
)
def test_markup_that_lies_flat_is_not_deep(html):
    assert check_markup(html) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<!DOCTYPE html>", True),
        ("  \n<HTML lang=fr>", True),
        ("<?xml version='1.0'?>\n<html>", True),
        ("<!-- note --><p>", True),
        ("<p>", True),
        ("<politique> est un mot", False),
        ("a < b", False),
        ("", False),
    ],
)
def test_a_page_is_known_by_its_beginning(text, answer):
    assert looks_like_html(text) is answer


def test_the_child_measures_the_depth_that_the_parser_made():
    page = "<html><body><div><p>Un</p><p>Deux</p></div></body></html>"

    assert article.depth(article.trafilatura.load_html(page)) == 4


def test_the_child_finds_nothing_in_a_page_that_holds_nothing():
    assert article.article("") == {}


def test_the_child_refuses_a_tree_that_is_too_deep():
    page = "<html><body>" + "<div>" * 210 + LONG

    assert article.article(page) == {"refused": "too_deep"}


def test_the_child_keeps_line_breaks_and_parts_cells():
    page = f"<html><body><p>{LONG}<br>Fin.</p><table><tr><td>A<td>B</table></body></html>"

    assert article.article(page)["text"] == f"{LONG.strip()}\nFin.\nA B"


def test_the_child_writes_json_and_limits_itself(monkeypatch, capsys):
    limits = []
    monkeypatch.setattr(confined.resource, "setrlimit", lambda *limit: limits.append(limit))
    monkeypatch.setattr(confined.sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))

    assert confined.answer(lambda data: article.article(data.decode())) == 0

    assert [most for _, most in limits] == [(1 << 30, 1 << 30), (10, 10), (0, 0)]
    assert capsys.readouterr().out.startswith("{")

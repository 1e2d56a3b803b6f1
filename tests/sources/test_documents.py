"""Texts out of PDF and .docx, by content, and what is refused of them."""

import io
import zipfile
import zlib

import pytest

from sources.extract import PDF, WORD, Extracted, extract
from sources.normalise import TextRefused
from sources.unwrap import paragraphs
from tests.files import TITLE, archive, pdf, word

LINES = """The harbour master said on Monday that the ferry is safe, and that it
will leave at noon as it always did. The union, which speaks for the port-
ers, denied it.
The minister, who was asked, declined to comment on what he called a long-
standing matter of the port, and left the room before the questions were
over."""


def refused(data: bytes) -> str:
    with pytest.raises(TextRefused) as refusal:
        extract(data)
    assert refusal.value.field == "file"
    return refusal.value.code


class TestPdf:
    def test_text_and_facts_are_taken(self) -> None:
        assert extract(pdf([LINES]), media_type="text/plain") == Extracted(
            text="The harbour master said on Monday that the ferry is safe, and that it will leave "
            "at noon as it always did. The union, which speaks for the porters, denied it.\n"
            "The minister, who was asked, declined to comment on what he called a longstanding "
            "matter of the port, and left the room before the questions were over.",
            title=TITLE,
            byline="Anna Berg",
            media_type=PDF,
        )

    def test_accents_and_quotes_are_kept(self) -> None:
        assert extract(pdf(["« C’est prêt », a déclaré Œdipe – 5 €."])).text == (
            "« C’est prêt », a déclaré Œdipe – 5 €."
        )

    def test_pages_without_text_are_named(self) -> None:
        assert extract(pdf(["One.", "", "Three."])).empty_pages == (2,)

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (pdf(["Secret."], locked_by="secret"), "encrypted"),
            (pdf(["", "", ""]), "scanned"),
            (pdf(["a"] * 301), "too_many_pages"),
            (pdf(["Cut."])[:400], "broken"),
            (b"%PDF-1.4\n" + b"1 0 obj << /A " * 5_000, "broken"),
            (b"%PDF-1.7\n%%EOF", "broken"),
        ],
        ids=["password", "pictures", "long", "cut", "nested", "empty"],
    )
    def test_what_cannot_be_read_is_refused_by_name(self, data: bytes, code: str) -> None:
        assert refused(data) == code

    def test_one_that_opens_without_a_password_is_read(self) -> None:
        assert extract(pdf(["Open."], locked_by="")).text == "Open."

    def test_a_stream_that_unpacks_without_end_is_refused(self) -> None:
        bomb = zlib.compress(b"BT (a) Tj ET " * 20_000_000, 9)
        data = pdf(["Here."]).replace(b"/Contents", b"/Contents 99 0 R /Was")
        stream = b"<< /Filter /FlateDecode /Length %d >> stream\n%s\nendstream"
        data += b"99 0 obj\n" + stream % (len(bomb), bomb) + b"\nendobj\n"
        assert refused(data) in {"broken", "unreadable", "too_slow", "scanned"}


class TestWord:
    def test_text_and_facts_are_taken(self) -> None:
        assert extract(word(["The ferry is safe.", "It leaves at noon."])) == Extracted(
            text="The ferry is safe.\nIt leaves at noon.",
            title=TITLE,
            byline="Anna Berg",
            media_type=WORD,
        )

    def test_nothing_that_a_reader_sees_is_left_out(self) -> None:
        run = "<w:r><w:t>{}</w:t></w:r>".format
        xml = (
            f"<w:ins w:id='1' w:author='a'>{run('Inserted, ')}</w:ins>"
            f"<w:del w:id='2' w:author='a'><w:r><w:delText>deleted, </w:delText></w:r></w:del>"
            f"<w:sdt><w:sdtContent>{run('controlled, ')}</w:sdtContent></w:sdt>"
            f"<w:smartTag w:element='x'>{run('tagged, ')}</w:smartTag>"
            f"<w:hyperlink>{run('linked, ')}</w:hyperlink>"
            "<w:r><w:instrText> PAGE </w:instrText><w:tab/><w:t>and last</w:t><w:br/></w:r>"
            "<w:r><w:noBreakHyphen/><w:t>.</w:t></w:r>"
        )
        text = extract(word(["After."], xml=xml)).text
        assert text == "Inserted, controlled, tagged, linked, and last\n\u2011.\nAfter."

    def test_words_nested_deep_are_kept(self) -> None:
        deep = "<w:sdt><w:sdtContent>" * 100
        xml = f"{deep}<w:r><w:t>Deep.</w:t></w:r>{'</w:sdtContent></w:sdt>' * 100}"
        assert extract(word([], xml=xml)).text == "Deep."

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (archive({"word/document.xml": b"\0" * 120_000_000}), "bomb"),
            (archive({"word/document.xml": b"", **{f"{n}": b"" for n in range(2_001)}}), "bomb"),
            (archive({"content.xml": b"<a/>"}), "archive"),
            (archive({"word/document.xml": b"<a/>"}), "broken"),
            (word(["Cut."])[:2_000], "broken"),
            (word([]), "no_words"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "not_text"),
        ],
        ids=["large", "many", "archive", "empty", "cut", "no words", "password"],
    )
    def test_what_cannot_be_read_is_refused_by_name(self, data: bytes, code: str) -> None:
        assert refused(data) == code

    def test_entities_are_not_expanded(self) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        xml = f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><w>&l11;</w>'
        data = word(["Here."])
        hostile = archive({**unpacked(data), "word/document.xml": xml.encode()})
        assert refused(hostile) in {"broken", "unreadable", "no_words"}


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


class TestMarkdown:
    def test_a_heading_is_the_title_and_stays_in_the_text(self) -> None:
        assert extract(b"# The ferry\n\nIt is *safe*.") == Extracted(
            text="# The ferry\n\nIt is *safe*.", title="The ferry"
        )

    def test_a_name_does_not_count(self) -> None:
        assert extract(pdf(["Here."]), media_type="text/markdown").text == "Here."


FULL = "A line that is as long as others"


class TestUnwrap:
    @pytest.mark.parametrize(
        ("page", "text"),
        [
            (f"{FULL}\nand goes on.", f"{FULL} and goes on."),
            ("One paragraph.\n\nAnother one.", "One paragraph.\nAnother one."),
            (f"Short.\n{FULL}\nare.", f"Short.\n{FULL} are."),
            ("he said to a large compa-\nny that", "he said to a large company that"),
            ("a porte-parole, the porte-\nparole", "a porte-parole, the porte-parole"),
            ("the town of Stoke-\nNewington", "the town of Stoke-Newington"),
            ("between, it seems, 1995-\n1999", "between, it seems, 1995-1999"),
            ("he said - and repeated -\nthat it is", "he said - and repeated - that it is"),
            ("", ""),
        ],
    )
    def test_lines_become_paragraphs(self, page: str, text: str) -> None:
        assert paragraphs([page])[0] == text

    def test_heads_and_feet_go_and_are_named_and_a_sentence_crosses_the_page(self) -> None:
        body = "the ferry is safe and that it leaves at"
        pages = [
            f"The Paper, page {n}\nHe said that {body}\nnoon, and that\n{n}" for n in (1, 2, 3)
        ]
        text, left_out = paragraphs(pages)
        assert text == "\n".join([f"He said that {body} noon, and that"] * 3)
        assert left_out == ["1", "The Paper, page 1"]

    def test_two_pages_keep_all_their_lines(self) -> None:
        pages = [f"Head\nThe ferry is safe, he said on day {n}." for n in (1, 2)]
        assert paragraphs(pages) == (" ".join(pages), [])

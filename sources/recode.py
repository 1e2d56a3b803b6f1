"""Bytes to characters, without guessing: a file says what it is written in, or is refused."""

import codecs
import re
from typing import Any, Final

from sources.normalise import TextRefused, gettext_noop

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "RIFF"),
    (b"%!PS", "PostScript"),
    (b"\x7fELF", "ELF"),
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.+-]{1,40})")
_CHARSET: Final = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w:.+-]{1,40})", re.IGNORECASE)
_HEAD: Final = 2_048

# Only encodings of text, by Python's own names: `codecs` would also offer rot13 and zip. Those
# labelled Latin-1 or ASCII are read as Windows-1252, as every browser does (WHATWG Encoding).
_LATIN: Final = frozenset({"ascii", "iso8859-1", "cp1252"})
_ENCODINGS: Final = _LATIN | frozenset(
    (
        *(f"cp{page}" for page in (866, 874, 932, 949, *range(1250, 1259))),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
        *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gbk", "gb2312", "gb18030", "big5"),
        *("big5hkscs", "shift_jis", "euc_jp", "euc_kr", "utf-16-le", "utf-16-be"),
    )
)


def decoded(data: bytes, media_type: str | None = None) -> str:
    """The characters of a text file: UTF-8, or else the encoding that it declares.

    A byte order mark decides first; the charset of `media_type` goes before one written in the
    file's first 2,048 bytes. Raises TextRefused, field "file", for anything else, naming it.
    """
    _refuse_binary(data)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _strictly(data, _declared_encoding(data, media_type, error))


def _refuse_binary(data: bytes) -> None:
    kind = next((name for signature, name in _SIGNATURES if data.startswith(signature)), "")
    if kind == "OLE":
        raise _refusal(
            gettext_noop(
                "The file is an office document of an old kind, or one that a password protects. "
                "Save it without a password as .docx, or paste its text."
            ),
            "not_text",
        )
    if kind:
        raise _refusal(
            gettext_noop(
                "The file is not a text (it begins as %(kind)s does). Save the text as plain text "
                "(UTF-8), HTML, .docx or PDF, or paste it."
            ),
            "not_text",
            kind=kind,
        )


def _declared_encoding(data: bytes, media_type: str | None, error: UnicodeDecodeError) -> str:
    in_header = _CHARSET.search(media_type or "")
    in_file = _DECLARED.search(data[:_HEAD].lower())
    if in_header is None and in_file is None:
        words = gettext_noop(
            "The file is not UTF-8 (byte 0x%(byte)s at position %(at)d) and declares no other "
            "encoding. Save it as UTF-8."
        )
        byte = f"{data[error.start]:02X}"
        raise _refusal(words, "encoding", byte=byte, at=error.start) from error
    label = in_header[1] if in_header else in_file[1].decode("ascii") if in_file else ""
    return _known(label)


def _known(label: str) -> str:
    """Python's name of the encoding labelled so on the web."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        name = ""
    if name not in _ENCODINGS:
        words = gettext_noop(
            "The file is not UTF-8 and its declared encoding, “%(label)s”, is not one we read. "
            "Save it as UTF-8."
        )
        raise _refusal(words, "encoding", label=label)
    return "cp1252" if name in _LATIN else name


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        words = gettext_noop("The file is not valid %(encoding)s at byte %(at)d. Save it as UTF-8.")
        raise _refusal(words, "encoding", encoding=encoding, at=error.start) from error


def _refusal(words: str, code: str, **facts: Any) -> TextRefused:
    return TextRefused(words, code=code, field="file", **facts)

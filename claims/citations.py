"""A claim as others cite it: BibTeX, RIS, CSL-JSON, and two styles in words. Pure, but for the
page's language in the words.

What is cited is a revision, which stays as it is; the day of access goes with it because a
later revision may say something else.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.utils.translation import gettext as _

from claims.days import day_in_words

PUBLISHER = "Dixit"

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}",
}  # fmt: skip
"""Braces by name: BibTeX counts them even behind a backslash."""


@dataclass(frozen=True)
class Cited:
    """One revision of a claim, and the day on which it was read."""

    id: str
    revision: int
    title: str
    language: str
    published: date
    accessed: date
    url: str

    @property
    def key(self) -> str:
        """What a bibliography calls it."""
        return f"dixit-{self.id}-r{self.revision}"

    @property
    def note(self) -> str:
        """Which claim and which revision, in English: formats for machines have one language."""
        return f"Claim {self.id}, revision {self.revision}"


def apa(cited: Cited) -> str:
    """As the APA's style has a web page (7th edition)."""
    return _(
        "%(publisher)s. (%(published)s). %(title)s (claim %(id)s, revision %(revision)d). "
        "Retrieved %(accessed)s, from %(url)s"
    ) % _words(cited)


def chicago(cited: Cited) -> str:
    """As the Chicago Manual's notes and bibliography style has a web page (17th edition)."""
    return _(
        "%(publisher)s. “%(title)s.” Claim %(id)s, revision %(revision)d. Published "
        "%(published)s. Accessed %(accessed)s. %(url)s."
    ) % {**_words(cited), "title": line(cited.title).rstrip(".")}


def _words(cited: Cited) -> dict[str, Any]:
    return {
        "publisher": PUBLISHER,
        "title": line(cited.title),
        "id": cited.id,
        "revision": cited.revision,
        "published": day_in_words(cited.published),
        "accessed": day_in_words(cited.accessed),
        "url": cited.url,
    }


def line(text: str) -> str:
    """``text`` on one line: no field of these formats can hold a line break."""
    return " ".join(text.split())


def tex(text: str) -> str:
    """``text`` as TeX prints it."""
    return "".join(_TEX.get(character, character) for character in line(text))


def bibtex(cited: Cited) -> str:
    """One entry, for BibTeX and biblatex alike; the title in braces keeps its capitals."""
    fields = {
        "author": f"{{{PUBLISHER}}}",
        "title": f"{{{tex(cited.title)}}}",
        "year": str(cited.published.year),
        "month": str(cited.published.month),
        "date": cited.published.isoformat(),
        "url": cited.url,
        "urldate": cited.accessed.isoformat(),
        "language": cited.language,
        "note": cited.note,
    }
    said = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{cited.key},\n{said}\n}}\n"


def ris(cited: Cited) -> str:
    """One record; a line a field, ended by CR LF."""
    fields = [
        ("TY", "ELEC"), ("ID", cited.key), ("AU", PUBLISHER), ("TI", line(cited.title)),
        ("PB", PUBLISHER), ("PY", str(cited.published.year)), ("DA", f"{cited.published:%Y/%m/%d}"),
        ("Y2", f"{cited.accessed:%Y/%m/%d}"), ("UR", cited.url), ("LA", cited.language),
        ("N1", cited.note), ("ER", ""),
    ]  # fmt: skip
    return "".join(f"{name}  - {value}\r\n" for name, value in fields)


def csl(cited: Cited) -> str:
    """A list of one item of CSL-JSON 1.0."""
    item = {
        "id": cited.key,
        "type": "webpage",
        "title": line(cited.title),
        "author": [{"literal": PUBLISHER}],
        "container-title": PUBLISHER,
        "publisher": PUBLISHER,
        "issued": _parts(cited.published),
        "accessed": _parts(cited.accessed),
        "URL": cited.url,
        "language": cited.language,
        "number": cited.id,
        "version": str(cited.revision),
        "genre": "claim",
    }
    return orjson.dumps([item]).decode()


def _parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


FORMATS = {
    "bib": ("application/x-bibtex", bibtex),
    "ris": ("application/x-research-info-systems", ris),
    "csl.json": ("application/vnd.citationstyles.csl+json", csl),
}
"""By the end of an address: media type and writer."""

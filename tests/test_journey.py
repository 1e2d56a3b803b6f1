"""One article's way through the whole line: pasted text at one end, four readings at the other.

Nothing here is mocked: the real verbs with the real roles, the real server, the real command.
"""

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.management import call_command
from django.utils.translation import override

from claims import ledger, workflow
from claims.ledger.verify import Tally, verify
from claims.models import Actor, Claim
from claims.vocabulary import EvidenceStatus, Stance
from sources.models import Document
from sources.refusal import Refused
from tests import make
from tests.sites import PROJECT, Site

SENTENCE = (
    "Nadia Quill, mayor of Ardmoor, said on Monday that “the old cables are worn through”, "
    "according to the Moor Press Agency."
)
ARTICLE = f"""The bridge of Ardmoor will close on Friday 3 May. {SENTENCE} She offered no proof.
The ferry company declined to comment.
"""
ADDRESS = "https://gazette.example/2024/ardmoor-bridge?id=7&part=2"
WORDING = {
    "en": "The cables of Ardmoor bridge are worn through.",
    "fr": "Les câbles du pont d'Ardmoor sont usés.",
}
SLUG = "the-cables-of-ardmoor-bridge-are-worn-through"
QUOTE = "“the old cables are worn through”"
PROOF = "She offered no proof"
REASONS = {
    "en": "The article says that no proof was offered.",
    "fr": "L'article dit qu'aucune preuve n'a été donnée.",
}
STATUS = "no_evidence"


@dataclass(frozen=True)
class Published:
    """What the walk left: the claim's envelope and record, and the site that shows it."""

    entry: ledger.Entry
    site: Site

    @property
    def attribution(self) -> dict[str, Any]:
        (attribution,) = self.entry.record["attributions"]
        found: dict[str, Any] = attribution
        return found

    @property
    def url(self) -> str:
        return f"{self.site.url}/en/claims/{self.entry.id}-{SLUG}/"


@pytest.fixture(scope="module")
def published(live: Site, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The article walked from its file to the ledger, with what holds on the way."""
    document = captured(tmp_path_factory.mktemp("desk") / "ardmoor.txt")
    assert cut(document) == [
        "The bridge of Ardmoor will close on Friday 3 May.",
        SENTENCE,
        "She offered no proof.",
        "The ferry company declined to comment.",
    ]
    claim = attributed(document)
    workflow.assess(claim=claim, status=STATUS, reasons=REASONS, by=make.editor())
    claim.refresh_from_db()
    submission = workflow.submit(subject=claim, by=make.editor())
    with pytest.raises(Refused, match="another person must review"):
        workflow.review(submission=submission, by=make.editor(), approve=True)
    with pytest.raises(Refused, match="Only an approved submission"):
        workflow.publish(submission=submission, by=make.reviewer())
    assert "Ardmoor" not in fetched(f"{live.url}/en/claims/")
    workflow.review(submission=submission, by=make.reviewer(), approve=True)
    workflow.publish(submission=submission, by=make.reviewer())
    claim.refresh_from_db()
    entry = ledger.current("claim", claim.public_id or "")
    assert entry is not None
    return Published(entry, live)


def captured(file: Path) -> Document:
    """Step 1: by the command, as an editor at a shell would."""
    file.write_text(ARTICLE)
    make.source("Ardmoor Gazette")
    call_command(
        "capture", str(file), "--source", "Ardmoor Gazette", "--url", ADDRESS, "--title",
        "Bridge to close", "--published", "2024-04-30", "--language", "en", "--by", "editor",
        stdout=io.StringIO(),
    )  # fmt: skip
    return Document.objects.get(url=ADDRESS)


def cut(document: Document) -> list[str]:
    """Step 2: the sentences, which capturing made."""
    return [document.slice(s.start, s.end) for s in document.sentences.in_order()]


def attributed(document: Document) -> Claim:
    """Step 3: the claim, and who made it, through whom."""
    quill = make.actor("Nadia Quill")
    agency = make.actor("Moor Press Agency", kind="agency")
    claim = workflow.record(texts=WORDING, by=make.editor())
    workflow.attribute(
        claim=claim, document=document, stance="asserts", manner="direct", by=make.editor(),
        content=span(document, QUOTE), cue=span(document, "said"),
        mention=span(document, "Nadia Quill, mayor of Ardmoor"),
        evidence=span(document, PROOF), evidence_in_text="none_given",
        speaker=quill, speaking_as={"en": "mayor of Ardmoor"}, via=[agency],
        said_on="2024-04-29", said_deduced=True, said_reason="“Monday”",
    )  # fmt: skip
    return claim


def span(document: Document, words: str) -> tuple[int, int]:
    start = document.text.index(words)
    return start, start + len(words)


def fetched(url: str) -> str:
    """The body of a public address, without cookies."""
    with urlopen(url, timeout=20) as answer:  # noqa: S310 - the site's own
        assert answer.headers["Set-Cookie"] is None
        body: bytes = answer.read()
    return body.decode()


class Page(HTMLParser):
    """What a reader of the page has: its words, its links, its marked spans, its JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.marked: list[str] = []
        self.links: list[str] = []
        self.data: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("mark", "script", "title"):
            self._inside.append(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if "script" in self._inside:
            self.data.append(data)
            return
        self.words.append(data)
        if "mark" in self._inside:
            self.marked.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def facts_of(item: dict[str, Any]) -> dict[str, Any]:
    """What each reading must agree on, from the JSON that API and JSON Lines give."""
    (attribution,) = item["record"]["attributions"]
    return {
        "id": item["id"],
        "url": item["url"],
        "sha256": item["sha256"],
        "status": item["record"]["evidence_status"]["code"],
        "speaker": attribution["speaker"]["names"]["en"],
        "stance": attribution["stance"],
        "exact": attribution["quote"]["exact"],
        "sentence": attribution["sentence"]["text"],
        "document_url": attribution["document"]["url"],
        "document_sha256": attribution["document"]["sha256"],
    }


def expected(published: Published) -> dict[str, Any]:
    return {
        "id": published.entry.id,
        "url": published.url,
        "sha256": published.entry.sha256,
        "status": STATUS,
        "speaker": "Nadia Quill",
        "stance": "asserts",
        "exact": QUOTE,
        "sentence": SENTENCE,
        "document_url": ADDRESS,
        "document_sha256": published.attribution["document"]["sha256"],
    }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_shows_it(published: Published, language: str) -> None:
    page = Page(fetched(published.url.replace("/en/", f"/{language}/")))
    wanted = expected(published)
    assert WORDING[language] in page.text
    for part in (wanted["speaker"], wanted["sentence"], wanted["sha256"], REASONS[language]):
        assert part in page.text
    with override(language):
        assert str(EvidenceStatus(STATUS).label) in page.text
        assert str(Stance.ASSERTS.label) in page.text
    assert "Moor Press Agency" in page.text
    assert QUOTE in "".join(page.marked)
    assert any(link.startswith(ADDRESS) for link in page.links)
    assert wanted["url"] in fetched(wanted["url"])


def test_the_page_leads_to_the_marked_sentence(published: Published) -> None:
    number = published.attribution["sentence"]["number"]
    document = published.attribution["document"]["id"]
    page = Page(fetched(published.url))
    place = next(link for link in page.links if link.endswith(f"/documents/{document}/#s{number}"))
    html = fetched(f"{published.site.url}{place.partition('#')[0]}")
    assert f'id="s{number}"' in html
    assert QUOTE in "".join(Page(html).marked)


def test_the_revision_is_the_same_record(published: Published) -> None:
    page = Page(fetched(f"{published.site.url}/en/claims/{published.entry.id}/revisions/1/"))
    assert published.entry.sha256 in page.text
    assert QUOTE in page.text


def test_the_api_gives_it(published: Published) -> None:
    body = fetched(f"{published.site.url}/api/v1/claims/{published.entry.id}")
    assert facts_of(json.loads(body)) == expected(published)
    assert f'"record":{published.entry.payload}' in body


def test_the_api_finds_it_by_its_words_and_speaker(published: Published) -> None:
    speaker = published.attribution["speaker"]["id"]
    body = fetched(f"{published.site.url}/api/v1/claims?q=Ardmoor&speaker={speaker}&stance=asserts")
    (found,) = json.loads(body)["results"]
    assert found["id"] == published.entry.id


def exported(published: Published, *what: str) -> str:
    """What `manage.py export` writes, run as on the server of the site."""
    command = [sys.executable, PROJECT / "manage.py", "export", *what]
    done = subprocess.run(command, capture_output=True, env=published.site.environment, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(params=["http", "command"])
def by(request: pytest.FixtureRequest) -> str:
    """Each export is had in two ways, which must not differ."""
    return str(request.param)


def export(published: Published, what: str, form: str, by: str) -> str:
    if by == "http":
        return fetched(f"{published.site.url}/api/v1/export/{what}.{form}")
    return exported(published, what, "--format", form)


def test_json_lines_give_it(published: Published, by: str) -> None:
    lines = export(published, "claims", "jsonl", by).splitlines()
    (line,) = (line for line in lines if json.loads(line)["id"] == published.entry.id)
    assert facts_of(json.loads(line)) == expected(published)
    assert line == fetched(f"{published.site.url}/api/v1/claims/{published.entry.id}")


def test_csv_gives_it(published: Published, by: str) -> None:
    table = csv.DictReader(io.StringIO(export(published, "attributions", "csv", by), newline=""))
    (row,) = (row for row in table if row["claim_id"] == published.entry.id)
    found = {
        "id": row["claim_id"],
        "url": row["claim_url"],
        "sha256": row["sha256"],
        "status": row["claim_status"],
        "speaker": row["speaker_name"],
        "stance": row["stance"],
        "exact": row["exact"],
        "sentence": row["sentence_text"],
        "document_url": row["document_url"],
        "document_sha256": row["document_sha256"],
    }
    assert found == expected(published)


def test_everything_verifies_afterwards(published: Published) -> None:
    assert list(verify(Tally(), using="default")) == []
    assert Actor.objects.get(names__en="Nadia Quill").is_public


def test_what_never_existed_is_not_found(published: Published) -> None:
    with pytest.raises(HTTPError) as refusal:
        fetched(f"{published.site.url}/en/claims/00000000/")
    assert refusal.value.code == 404
    refusal.value.close()


FOUNDING = {
    "en": (
        "Ukraine is responsible for the Moscow attack.",
        "Vladimir Putin",
        "No evidence given, per the article",
    ),
    "fr": (
        "L’Ukraine est responsable de l’attentat de Moscou.",
        "Vladimir Poutine",
        "Aucune preuve fournie, selon l’article",
    ),
}


@pytest.mark.parametrize("language", FOUNDING)
def test_the_founding_claim_is_read_in_both_languages(live: Site, language: str) -> None:
    """Who, the exact sentence, what the article says of evidence, and the way to our copy."""
    found = ledger.claims(ledger.Filters(q="Ukraine responsible")).values_list("seq", flat=True)
    (entry,) = ledger.entries(found)
    (said,) = entry.record["attributions"]
    page = Page(fetched(f"{live.url}/{language}/claims/{entry.id}/"))
    for part in (*FOUNDING[language], said["sentence"]["text"], entry.sha256):
        assert part in page.text
    assert said["sentence"]["number"] == 8
    assert f"/{language}/documents/{said['document']['id']}/#s8" in page.links

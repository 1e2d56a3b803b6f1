"""No draft anywhere: what is not published cannot be told from what never existed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponseBase
from django.test import Client

from claims import workflow
from claims.models import Actor, Claim, Reply, ReportingCue, Topic
from sources.capture import Facts, capture
from sources.models import Document, Source

HIDDEN = "zqxjkv"
DRAFT_ID = "draft000"
NEVER_ID = "never000"
KINDS = ("claims", "actors", "topics", "documents", "sources")
STARTS = (
    "/", "/en/", "/fr/", "/en/claims/", "/fr/claims/", "/en/corrections/", "/en/about/",
    "/api/v1/", "/api/v1/claims", "/api/v1/attributions", "/api/v1/actors", "/api/v1/documents",
    "/api/v1/sources", "/api/v1/topics", "/api/v1/changes", "/api/v1/schema", "/api/v1/docs",
    "/api/v1/export/claims.jsonl", "/api/v1/export/attributions.csv", "/transparency",
    "/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/feeds/claims.atom",
    "/feeds/corrections.json", "/oembed",
)  # fmt: skip


def token(where: str) -> str:
    """A word that stands nowhere but in one hidden field."""
    return f"{HIDDEN}{where}"


@dataclass
class Crawl:
    """Every public answer that links, forms and formats lead to."""

    client: Client
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def run(self, starts: Iterator[str] | tuple[str, ...]) -> None:
        waiting = list(starts)
        while waiting:
            address = waiting.pop()
            if address in self.answers or address.startswith(("/admin", "/static")):
                continue
            response = self.client.get(address)
            content = body(response)
            self.answers[address] = (response.status_code, content + str(response.headers).encode())
            waiting += links(content.decode("utf-8", "replace"), response)


def body(response: HttpResponseBase) -> bytes:
    """The whole content, streamed or not."""
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return bytes(response.content)  # type: ignore[attr-defined]


def links(text: str, response: HttpResponseBase) -> list[str]:
    """The addresses of this site that the answer names, in HTML, JSON, XML and headers."""
    found = re.findall(r"""(?:href|action|src)=["']([^"'#]+)""", text)
    found += re.findall(r'"(?:url|next|self|api)":\s*"([^"#]+)', text)
    found += re.findall(r"<loc>([^<]+)</loc>", text)
    found += re.findall(r"<([^>]+)>;", response.headers.get("Link", ""))
    found.append(response.headers.get("Location", ""))
    own = [re.sub(r"^https?://(127\.0\.0\.1:8000|testserver)", "", unescape(url)) for url in found]
    return [url for url in own if url.startswith("/") and not url.startswith("//")]


@pytest.fixture
def hidden(seeded: str) -> list[str]:
    """Drafts of every kind and pending edits of what is public, a token in each text field;
    the editorial keys and words by which somebody might ask for them."""
    editor = User.objects.get(username="editor")
    with workflow.acting(editor, token("reason")):
        source = Source.objects.create(
            name=token("source"), homepage=f"https://{token('home')}.example/", notes=token("sn")
        )
        actor = Actor.objects.create(
            kind="person", names={"en": token("actor")}, aliases=[token("alias")],
            descriptions={"en": token("described")}, notes=token("an"), wikidata="Q99887766",
        )  # fmt: skip
        topic = Topic.objects.create(
            names={"en": token("topic")}, descriptions={"en": token("td")}, notes=token("tn")
        )
    document = capture(
        text=f"{token('text')} said it was so. Nobody else did.", source=source, by=editor,
        facts=Facts(
            title=token("title"), url=f"https://{token('url')}.example/", language="en",
            byline=token("byline"), notes=token("dn"),
        ),
    ).document  # fmt: skip
    claim = workflow.record(
        texts={"en": token("claim")}, topics=[topic], notes=token("cn"), by=editor
    )
    length = len(token("text"))
    workflow.attribute(
        claim=claim, document=document, content=(length + 6, length + 15), stance="asserts",
        manner="indirect", speaker=actor, by=editor, via=[token("hop")], notes=token("atn"),
        speaking_as={"en": token("role")},
    )  # fmt: skip
    workflow.add_evidence(
        claim=claim, bearing="supports", by=editor, url=f"https://{token('ev')}.example/",
        archive_url=f"https://{token('arch')}.example/", descriptions={"en": token("ed")},
        origin=actor, notes=token("en"),
    )  # fmt: skip
    workflow.assess(claim=claim, status="unverified", reasons={"en": token("assessed")}, by=editor)
    with workflow.acting(editor):
        Reply.objects.create(claim=claim, asked=token("asked"), asked_on="2024-03-26")
    beside(editor, claim, document)
    public = Claim.objects.filter(public_id__isnull=False).order_by("pk").first()
    assert public is not None
    workflow.relate(claim=claim, relation="contradicts", other=public, by=editor)
    pending(editor, public)
    return [str(row.pk) for row in (claim, actor, topic, document, source)]


def beside(editor: User, claim: Claim, document: Document) -> None:
    """What the desk says and the engine proposes of drafts, dismissed and waiting."""
    told = capture(
        text=f"The mayor, {token('Suggested').title()} Berg, said that it was so. Boris denied it.",
        source=document.source, by=editor,
        facts=Facts(title=token("read"), language="en", published_on="2024-03-26"),
    ).document  # fmt: skip
    workflow.suggest(document=told, by=editor)
    first, *_rest = told.suggestions.in_order()
    workflow.dismiss(suggestion=first, by=editor, reason=token("dismissed"))
    for cue in ReportingCue.objects.filter(document=told):
        workflow.dismiss_cue(cue=cue, by=editor, reason=token("cue"))
    workflow.comment(subject=claim, text=token("comment"), by=editor)
    workflow.assign(subject=claim, assignee=editor, by=editor)


def pending(editor: User, public: Claim) -> None:
    """Edits not yet published, of every kind of thing that a published claim names."""
    attribution = public.attributions.select_related("speaker", "document__source").first()
    assert attribution is not None
    rows = [
        (public, {"texts": {"en": token("edited")}, "notes": token("pn")}),
        (attribution.document, {"title": token("retitled")}),
        (attribution.document.source, {"name": token("renamed")}),
        (public.topics.first(), {"names": {"en": token("retopic")}}),
        (Actor.objects.filter(public_id__isnull=False).order_by("pk").first(),
         {"names": {"en": token("reactor")}}),
    ]  # fmt: skip
    for row, changed in rows:
        assert row is not None
        row.refresh_from_db()
        workflow.amend(row, by=editor, version=row.version, changes=changed)


def test_no_public_answer_holds_a_token(hidden: list[str], client: Client) -> None:
    crawl = Crawl(client)
    crawl.run((*STARTS, *guesses(hidden)))

    leaks = [address for address, (_status, content) in crawl.answers.items()
             if HIDDEN.encode() in content and HIDDEN not in address]  # fmt: skip
    assert leaks == []
    assert [a for a, (status, _content) in crawl.answers.items() if status >= 500] == []
    assert sum(status == 200 for status, _content in crawl.answers.values()) > 60


def guesses(keys: list[str]) -> list[str]:
    """Addresses that somebody who knows the editorial side might try."""
    tried = []
    for key in (*keys, token("topic"), token("claim"), DRAFT_ID):
        tried += [f"/en/{kind}/{key}/" for kind in KINDS]
        tried += [f"/api/v1/{kind}/{key}" for kind in KINDS]
        tried += [f"/api/v1/desk/{kind}/{key}" for kind in KINDS]
        tried += [f"/api/v1/claims?{name}={key}" for name in ("speaker", "topic", "document", "q")]
        tried += [f"/en/claims/?{name}={key}" for name in ("speaker", "topic", "document", "q")]
    return tried


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "pattern", ["/en/{}/{}/", "/fr/{}/{}/", "/api/v1/{}/{}", "/api/v1/desk/{}/{}"]
)
def test_draft_answers_like_what_never_existed(
    pattern: str, kind: str, hidden: list[str], client: Client
) -> None:
    never = client.get(pattern.format(kind, NEVER_ID))
    tried = [
        client.get(pattern.format(kind, key))
        for key in (DRAFT_ID, *hidden, token("topic"), "6f1c2f0e-7a3c-4a2b-9f5e-0d6b1f7a9c11")
    ]

    status = 401 if "desk" in pattern else 404  # without a token the desk answers nothing at all
    assert never.status_code == status
    assert {(r.status_code, bytes(r.content)) for r in tried} == {(status, bytes(never.content))}
    assert {tuple(sorted(r.headers.items())) for r in tried} == {
        tuple(sorted(never.headers.items()))
    }


def test_filter_by_a_draft_answers_like_one_by_nothing(hidden: list[str], client: Client) -> None:
    for name in ("speaker", "topic", "document", "source"):
        never = client.get(f"/api/v1/claims?{name}={NEVER_ID}")
        draft = client.get(f"/api/v1/claims?{name}={DRAFT_ID}")

        assert (draft.status_code, draft.content) == (never.status_code, never.content)


def test_pending_edits_stay_unseen_when_another_claim_is_published(
    hidden: list[str], client: Client
) -> None:
    editor, reviewer = User.objects.get(username="editor"), User.objects.get(username="reviewer")
    actor = Actor.objects.get(names__en=token("reactor"))
    document = Document.objects.get(title=token("retitled"))
    topic = Topic.objects.get(names__en=token("retopic"))
    claim = workflow.record(texts={"en": "Another claim."}, topics=[topic], by=editor)
    workflow.attribute(
        claim=claim, document=document, content=(0, 9), stance="asserts", manner="indirect",
        speaker=actor, by=editor,
    )  # fmt: skip
    workflow.assess(claim=claim, status="not_assessed", by=editor)
    submission = workflow.submit(subject=claim, by=editor)
    workflow.review(submission=submission, by=reviewer, approve=True)

    assert len(workflow.publish(submission=submission, by=editor)) == 1

    crawl = Crawl(client)
    crawl.run(STARTS)
    leaks = [a for a, (_status, content) in crawl.answers.items() if HIDDEN.encode() in content]
    assert leaks == []

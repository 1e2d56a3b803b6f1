"""A small published world for the tests of pages: every case that a page must show."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from claims import workflow
from claims.models import Actor, Attribution, Claim, Reply, Topic
from sources.capture import Facts, capture
from sources.models import Document, Publishable, Source

ARTICLE = (
    "The mayor, Ana Díaz, told reporters on Monday that “the bridge is safe” 👷. "
    "The engineers’ union denied it, according to the agency Norpress. "
    "It gave no evidence for its denial, the agency noted.\n\n"
    "Asked whether the ministry had warned of cracks, the mayor declined to comment. "
    "A former inspector said that <b>two</b> bolts were missing & rusty. "
    "The report is due in May.\n\n"
    "Subscribe to our newsletter."
)
ARABIC = (
    "قال الوزير سامي حداد إن الجسر آمن تماما. "
    "وأضاف أن الأعمال ستنتهي في أيار. "
    "ونفى اتحاد المهندسين ذلك."
)
EXCERPTED = (
    "First words of a long report. The union said that the bridge is closed. It rains. "
    "It rains still. It rains a lot. The mayor said that the bridge is open. "
    "Last words of the report."
)
BOLTS = "<b>two</b> bolts were missing & rusty"
CRACKS = "the ministry had warned of cracks"
DUE = "The report is due in May"


@dataclass(frozen=True)
class Setting:
    """Who writes, where the words come from, and who speaks in them."""

    editor: User
    reviewer: User
    open_source: Source
    topic: Topic
    article: Document
    arabic: Document
    excerpted: Document
    mayor: Actor
    union: Actor
    ministry: Actor
    agency: Actor
    minister: Actor

    def claim(self, en: str, fr: str, **facts: Any) -> Claim:
        """A draft claim of the topic."""
        texts = {"en": en, "fr": fr}
        return workflow.record(texts=texts, topics=[self.topic], by=self.editor, **facts)

    def said(
        self, claim: Claim, words: str, where: Document, *, after: str = "", **facts: Any
    ) -> Attribution:
        """A draft attribution; ``cue`` and ``evidence`` are given as words of the document."""
        for name in ("cue", "evidence", "mention"):
            if name in facts:
                facts[name] = span(where, facts[name], after)
        content = span(where, words, after)
        return workflow.attribute(
            claim=claim, document=where, content=content, by=self.editor, **facts
        )

    def assess(self, claim: Claim, status: str = "not_assessed", **reasons: str) -> None:
        """Sign a status, and publish."""
        workflow.assess(claim=claim, status=status, reasons=reasons, by=self.editor)
        self.publish(claim)

    def publish(self, subject: Publishable, **note: str) -> None:
        """Submit, approve and publish; ``note`` makes it a correction."""
        publish(subject, self.editor, self.reviewer, note or None)

    def change(self, row: Publishable, **changes: Any) -> None:
        """Change a draft."""
        row.refresh_from_db()
        workflow.amend(row, by=self.editor, version=row.version, changes=changes)


@dataclass(frozen=True)
class World(Setting):
    """The setting, and the claims made in it."""

    safe: Claim
    cracks: Claim
    bolts: Claim
    reserved: Claim
    withdrawn: Claim
    draft: Claim


def span(document: Document, words: str, after: str = "") -> tuple[int, int]:
    """Where ``words`` stand in the document, the first time from ``after`` on."""
    start = document.text.index(words, document.text.index(after) if after else 0)
    return start, start + len(words)


def publish(subject: Publishable, editor: User, reviewer: User, note: Any = None) -> None:
    """Submit, approve and publish ``subject``."""
    subject.refresh_from_db()
    submission = workflow.submit(subject=subject, by=editor, correction=note)
    workflow.review(submission=submission, by=reviewer, approve=True)
    workflow.publish(submission=submission, by=reviewer)
    subject.refresh_from_db()


def build() -> World:
    """Publish the scene, and leave a draft beside it."""
    setting = _setting()
    safe = _safe(setting)
    question = _asked(setting)
    cracks = _cracks(setting, safe, question)
    bolts, reserved = _bolts(setting), _reserved(setting)
    withdrawn = _withdrawn(setting, safe)
    draft = setting.claim("DRAFT-TOKEN says so.", "DRAFT-TOKEN le dit.")
    setting.change(setting.union, names={"en": "Union of Engineers", "fr": "Union des ingénieurs"})
    setting.publish(setting.union)
    rows = [getattr(setting, field.name) for field in fields(setting)]
    _refresh([*rows, safe, cracks, bolts, reserved, withdrawn])
    return World(*rows, safe, cracks, bolts, reserved, withdrawn, draft)


def _refresh(rows: Sequence[models.Model]) -> None:
    for row in rows:
        row.refresh_from_db()


def _setting() -> Setting:
    editor = User.objects.create(username="ed", first_name="Edith", last_name="Torr")
    reviewer = User.objects.create(username="rev", first_name="Rey", last_name="Vue")
    with workflow.acting(editor):
        full = Source.objects.create(
            name="The Daily Span", shown="full", homepage="https://span.example/"
        )
        closed = Source.objects.create(name="Closed Review", shown="excerpts")
        topic = Topic.objects.create(
            names={"en": "The old bridge", "fr": "Le vieux pont"},
            descriptions={"en": "Is it safe?", "fr": "Est-il sûr\u202f?"},
        )
    for source in (full, closed):
        publish(source, editor, reviewer)
    return Setting(
        editor, reviewer, full, topic, *_documents(editor, full, closed), *_actors(editor)
    )


def _documents(editor: User, full: Source, closed: Source) -> list[Document]:
    article = Facts(
        title="Bridge “safe”, says mayor",
        language="en",
        published_on="2025-04-14",
        url="https://span.example/bridge?a=1&b=2",
        archive_url="https://archive.example/1",
    )
    arabic = Facts(
        title="الجسر آمن",
        language="ar",
        published_on="2025-04",
        published_deduced=True,
        published_reason="the text says: this April",
    )
    excerpted = Facts(title="A long report", language="en", url="https://closed.example/long")
    return [
        capture(text=text, source=source, by=editor, facts=facts).document
        for text, source, facts in (
            (ARTICLE, full, article),
            (ARABIC, full, arabic),
            (EXCERPTED, closed, excerpted),
        )
    ]


def _actors(editor: User) -> list[Actor]:
    people: list[dict[str, Any]] = [
        {
            "kind": "person",
            "names": {"en": "Ana Díaz", "fr": "Ana Díaz"},
            "wikidata": "Q4242",
            "descriptions": {"en": "Mayor of Spanville", "fr": "Maire de Spanville"},
            "aliases": ["A. Diaz"],
        },
        {
            "kind": "organisation",
            "names": {"en": "Engineers’ union", "fr": "Syndicat des ingénieurs"},
        },
        {
            "kind": "government",
            "names": {"en": "Ministry of Works", "fr": "Ministère des Travaux"},
        },
        {"kind": "agency", "names": {"en": "Norpress"}},
        {"kind": "person", "names": {"en": "Sami Haddad", "ar": "سامي حداد"}},
    ]
    with workflow.acting(editor):
        return [Actor.objects.create(**person) for person in people]


def _safe(s: Setting) -> Claim:
    """Five attributions, evidence, a reply, an assessment, and a correction."""
    claim = s.claim("The old bridge is safe.", "Le vieux pont est sûr.")
    s.said(
        claim, "the bridge is safe", s.article, cue="told reporters", mention="The mayor, Ana Díaz",
        stance="asserts", manner="direct", speaker=s.mayor, on_behalf_of=s.ministry,
        speaking_as={"en": "mayor", "fr": "maire"}, evidence_in_text="not_mentioned",
        said_on="2025-04-14", said_deduced=True, said_reason="“Monday”, the day of the article",
    )  # fmt: skip
    s.said(
        claim, "it", s.article, after="denied", cue="denied", stance="denies", manner="indirect",
        speaker=s.union, via=[s.agency], evidence_in_text="none_given",
        evidence="It gave no evidence for its denial",
    )  # fmt: skip
    s.said(
        claim, "الجسر آمن تماما", s.arabic, cue="قال", stance="asserts", manner="indirect",
        speaker=s.minister,
    )  # fmt: skip
    s.said(
        claim, "the bridge is closed", s.excerpted, cue="said", stance="denies",
        manner="indirect", speaker=s.union,
    )  # fmt: skip
    s.said(
        claim, "the bridge is open", s.excerpted, after="It rains a lot", cue="said",
        stance="asserts", manner="indirect", speaker=s.mayor,
    )  # fmt: skip
    workflow.add_evidence(
        claim=claim, bearing="contradicts", by=s.editor, document=s.article, origin=s.agency,
        span=span(s.article, BOLTS), descriptions={"en": "A witness speaks of missing bolts."},
    )  # fmt: skip
    with workflow.acting(s.editor):
        Reply.objects.create(
            claim=claim,
            asked="The mayor’s office",
            asked_on="2025-04-20",
            no_answer_by="2025-04-27",
        )
    s.assess(
        claim, "contested", en="The union and the mayor differ.",
        fr="Le syndicat et la maire divergent.",
    )  # fmt: skip
    texts = {
        "en": "The old bridge of Spanville is safe.",
        "fr": "Le vieux pont de Spanville est sûr.",
    }
    s.change(claim, texts=texts)
    s.publish(claim, en="The wording now names the town.", fr="Le texte nomme la ville.")
    return claim


def _asked(s: Setting) -> Attribution:
    """A question by somebody unnamed, and the refusal to answer it; returns the question."""
    claim = s.claim(
        "Had the ministry warned of cracks?",
        "Le ministère avait-il averti de fissures\u202f?",
        kind="question",
    )
    question = s.said(
        claim, CRACKS, s.article, cue="Asked whether", stance="asks", manner="indirect",
        naming="unnamed_undescribed", anonymity_reason="none given",
        evidence_in_text="not_expected",
    )  # fmt: skip
    s.said(
        claim, CRACKS, s.article, cue="declined to comment", stance="declines_to_comment",
        manner="indirect", speaker=s.mayor,
    )  # fmt: skip
    s.assess(claim)
    return question


def _cracks(s: Setting, safe: Claim, question: Attribution) -> Claim:
    """What is only questioned: nested in the question."""
    claim = s.claim("The bridge has cracks.", "Le pont a des fissures.")
    s.said(
        claim, "cracks", s.article, cue="had warned", stance="warns", manner="direct",
        speaker=s.ministry, reported_as="questioned", nested_in=question,
    )  # fmt: skip
    workflow.relate(claim=claim, relation="contradicts", other=safe, by=s.editor)
    s.assess(claim, "unverified", en="Only a question.")
    return claim


def _bolts(s: Setting) -> Claim:
    """Said by somebody described; with characters that HTML minds."""
    claim = s.claim("Bolts <are> missing & rusty.", "Des boulons <manquent> & rouillent.")
    s.said(
        claim, BOLTS, s.article, after="inspector", cue="said", stance="asserts",
        manner="indirect", naming="unnamed_described", description="A former inspector",
        anonymity_reason="none given", evidence_in_text="invoked",
    )  # fmt: skip
    s.assess(claim)
    return claim


def _reserved(s: Setting) -> Claim:
    """Reported with reserve."""
    claim = s.claim(
        "The report is due in May.", "Le rapport est attendu en mai.", kind="prediction"
    )
    s.said(
        claim, DUE, s.article, stance="promises", manner="paraphrase", speaker=s.mayor,
        reported_as="conditional", said_on="2025-04~",
    )  # fmt: skip
    s.assess(claim)
    return claim


def _withdrawn(s: Setting, safe: Claim) -> Claim:
    """Published with a relation, and withdrawn, its wording with it."""
    claim = s.claim("UNSAYABLE-WORDS one.", "MOTS-INDICIBLES un.")
    s.said(claim, DUE, s.article, stance="asserts", manner="paraphrase", speaker=s.mayor)
    workflow.relate(claim=claim, relation="repeats", other=safe, by=s.editor)
    s.assess(claim)
    workflow.withdraw(
        claim=claim,
        by=s.editor,
        reasons={
            "en": "It named the wrong person.",
            "fr": "La personne nommée n’était pas la bonne.",
        },
    )
    return claim

"""Records of a made-up newsroom, the same at every run: French and English, few actors and topics
in most claims and most in few, shaped as ``claims.record`` shapes the real ones.

A claim's quotes are in the sentences of its document, hashes and salts included, so that a dump
of it verifies like any other.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final

Record = dict[str, Any]

VERSION: Final = 1
"""To be raised with every change of what is made."""

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
LICENCE: Final = "CC-BY-4.0"
REVIEW: Final = {"second_person": True, "reason": None}
DAYS: Final = 3000
FIRST_DAY: Final = date(2018, 1, 1)
SYLLABLES: Final = {
    "en": ("st", "ar", "ten", "low", "ing", "con", "ble", "der", "wick", "ham", "ster", "land",
           "tion", "ver", "mal", "ock", "ent", "pre", "row", "shire"),
    "fr": ("é", "tion", "eau", "ville", "ment", "re", "con", "ais", "oir", "ché", "eux", "par",
           "lan", "sur", "gne", "té", "ille", "our", "ance", "tre"),
}  # fmt: skip
SMALL: Final = {
    "en": ("the", "of", "a", "in", "to", "and", "for", "on", "with", "by", "at", "from", "was",
           "has", "is"),
    "fr": ("le", "de", "la", "les", "des", "en", "du", "une", "par", "sur", "et", "que", "dans",
           "est", "a"),
}  # fmt: skip
CUES: Final = {
    "en": (("said", "asserts"), ("denied", "denies"), ("warned", "warns"),
           ("promised", "promises")),
    "fr": (("a affirmé", "asserts"), ("a nié", "denies"), ("a averti", "warns"),
           ("a promis", "promises")),
}  # fmt: skip
THAT: Final = {"en": "that", "fr": "que"}
STATUSES: Final = (
    ("not_assessed", 50), ("unverified", 20), ("no_evidence", 8), ("supported", 8),
    ("contested", 6), ("partly_supported", 4), ("contradicted", 3), ("unverifiable", 1),
)  # fmt: skip
EVIDENCE: Final = (("not_assessed", 40), ("not_mentioned", 35), ("invoked", 15), ("shown", 10))
MANNERS: Final = (("indirect", 55), ("direct", 30), ("mixed", 13), ("paraphrase", 2))
HOW_MANY: Final = ((1, 62), (2, 24), (3, 9), (4, 4), (9, 1))


def public_id(number: int) -> str:
    """The id of the n-th record: any two differ, and neighbours look nothing alike."""
    bits = (number * 0x9E3779B1 + 0x2545F491) * 0x5851F42D4C957F2D % 2**40
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))


def day(number: int) -> str:
    """The n-th day, in ISO 8601."""
    return (FIRST_DAY + timedelta(days=number)).isoformat()


@dataclass
class Zipf:
    """Draws from a list: the n-th thing with a weight of 1/n."""

    chance: Random
    things: list[Any]
    drawn: list[Any] = field(default_factory=list)

    def draw(self) -> Any:
        """One of the things; drawn in thousands, which is a hundred times as fast."""
        if not self.drawn:
            weights = list(accumulate(1 / rank for rank in range(1, len(self.things) + 1)))
            self.drawn = self.chance.choices(self.things, cum_weights=weights, k=10_000)
        return self.drawn.pop()


class Weighted(Zipf):
    """Draws values by the weights given with them."""

    def draw(self) -> Any:
        if not self.drawn:
            values, weights = zip(*self.things, strict=True)
            self.drawn = self.chance.choices(values, weights=weights, k=10_000)
        return self.drawn.pop()


class Words:
    """Sentences of one language: a third small words, the others from forty thousand by Zipf."""

    def __init__(self, chance: Random, language: str) -> None:
        self.chance = chance
        syllables, small = SYLLABLES[language], SMALL[language]
        made = {"".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(90_000)}
        words = Zipf(chance, chance.sample(sorted(made), 40_000))
        self.running = [
            chance.choice(small) if chance.random() < 0.35 else words.draw() for _ in range(400_000)
        ]

    def phrase(self, shortest: int, longest: int) -> str:
        """So many words in a row."""
        at = self.chance.randrange(len(self.running) - longest)
        return " ".join(self.running[at : at + self.chance.randint(shortest, longest)])

    def name(self) -> str:
        """Two words with capitals."""
        return " ".join(self.chance.choice(self.running[:5000]).capitalize() for _ in range(2))


@dataclass
class Sentence:
    """One sentence of a document in the making."""

    number: int
    start: int
    text: str
    paragraph: int
    salt: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def sealed(self, *, shown: bool) -> Record:
        """As the document's record has it; shown: as a claim's does."""
        digest = hashlib.sha256(bytes.fromhex(self.salt) + self.text.encode()).hexdigest()
        own = {
            "number": self.number, "start": self.start, "end": self.end, "kind": "body",
            "paragraph": self.paragraph, "sha256": digest,
        }  # fmt: skip
        return own | {"text": self.text, "salt": self.salt} if shown else own


@dataclass
class Saying:
    """Somebody to be quoted in a document: who, how, and which claim's words."""

    claim: int
    actor: Record
    cue: str
    stance: str
    words: str
    sentence: Sentence | None = None

    def placed(self) -> Sentence:
        """The sentence that quotes it. Raises ValueError before there is one."""
        if self.sentence is None:
            raise ValueError("it is in no text yet")
        return self.sentence


class Corpus:
    """A newsroom with so many claims; ``first``: where the numbers behind its ids begin."""

    def __init__(self, claims: int, seed: int = 20240322, first: int = 0) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same at every run, and no secret
        self.claims = claims
        self.words = {language: Words(self.chance, language) for language in ("en", "fr")}
        self.number = first
        self.sources = [self._source() for _ in range(max(10, claims // 5000))]
        self.topics = [self._topic() for _ in range(max(20, claims // 500))]
        self.actors = [self._actor() for _ in range(max(100, claims // 40))]
        self.source = Zipf(self.chance, self.sources)
        self.topic = Zipf(self.chance, self.topics)
        self.actor = Zipf(self.chance, self.actors)
        self.status, self.evidence, self.manner, self.how_many = (
            Weighted(self.chance, list(given)) for given in (STATUSES, EVIDENCE, MANNERS, HOW_MANY)
        )

    def records(self) -> Iterator[tuple[str, Record]]:
        """(kind, record) in the order of publication: a document before its claims; every
        fiftieth claim corrected later, every two-hundredth withdrawn."""
        for kind, found in (
            ("source", self.sources),
            ("topic", self.topics),
            ("actor", self.actors),
        ):
            for record in found:
                yield kind, record
        waiting: list[Record] = []
        made = 0
        while made < self.claims:
            batch = min(self.chance.randint(1, 7), self.claims - made)
            for kind, record in self._document(batch, made):
                yield kind, record
                if kind == "claim":
                    made += 1
                    if made % 50 == 0 or made % 200 == 7:
                        waiting.append(record)
            if len(waiting) > 20:
                yield "claim", self._changed(waiting.pop(0))

    def _id(self) -> str:
        self.number += 1
        return public_id(self.number)

    def _source(self) -> Record:
        return {
            "id": self._id(), "name": self.words["fr"].name(), "kind": "newspaper",
            "homepage": None, "shown": "excerpts", "licence": LICENCE, "review": REVIEW,
        }  # fmt: skip

    def _topic(self) -> Record:
        names = {language: words.phrase(2, 4) for language, words in self.words.items()}
        return {
            "id": self._id(), "names": names, "descriptions": {}, "licence": LICENCE,
            "review": REVIEW,
        }  # fmt: skip

    def _actor(self) -> Record:
        name = self.words[self.chance.choice(("en", "fr"))].name()
        aliases = [self.words["en"].name()] if self.chance.random() < 0.2 else []
        return {
            "id": self._id(), "kind": "person", "names": {"en": name, "fr": name},
            "descriptions": {}, "aliases": aliases, "wikidata": None, "licence": LICENCE,
            "review": REVIEW,
        }  # fmt: skip

    def _document(self, claims: int, before: int) -> Iterator[tuple[str, Record]]:
        """A document, then the claims found in it."""
        language = "fr" if self.chance.random() < 0.6 else "en"
        words, own_id = self.words[language], self._id()
        said = day(min(DAYS - 1, int(DAYS * before / self.claims)))
        sayings = [
            Saying(claim, self.actor.draw(), *self.chance.choice(CUES[language]), wording)
            for claim in range(claims)
            for wording in [words.phrase(6, 16)]
            for _ in range(self.how_many.draw())
        ]
        text, sentences = self._text(own_id, language, sayings)
        source = self.source.draw()
        cited = {
            "id": own_id, "title": words.phrase(5, 9).capitalize(), "archive_url": None,
            "url": f"https://{source['id']}.example.org/{own_id}", "language": language,
            "published_on": said, "published_deduced": False,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "source": {"id": source["id"], "name": source["name"]},
        }  # fmt: skip
        yield "document", cited | {
            "kind": "article", "byline": None, "published_earliest": said, "published_latest": said,
            "published_reason": None, "predecessor": None, "captured_on": said, "normalisation": 1,
            "length": len(text), "shown": "excerpts", "text": None, "licence": LICENCE,
            "sentences": [s.sealed(shown=False) for s in sentences], "review": REVIEW,
        }  # fmt: skip
        for claim in range(claims):
            own = [saying for saying in sayings if saying.claim == claim]
            yield "claim", self._claim(own, cited, text, sentences, said)

    def _text(
        self, own_id: str, language: str, sayings: list[Saying]
    ) -> tuple[str, list[Sentence]]:
        """Sentences in paragraphs of three: one before each saying, and some at the end."""
        words = self.words[language]
        lines: list[tuple[str, Saying | None]] = []
        for saying in sayings:
            lines.append((f"{words.phrase(8, 20).capitalize()}.", None))
            name = saying.actor["names"][language]
            lines.append((f"{name} {saying.cue} {THAT[language]} {saying.words}.", saying))
        lines += [(f"{words.phrase(8, 20).capitalize()}.", None) for _ in range(4)]
        text, sentences = "", []
        for number, (line, said) in enumerate(lines, start=1):
            if text:
                text += "\n" if number % 3 == 1 else " "
            salt = hashlib.md5(f"{own_id}{number}".encode(), usedforsecurity=False).hexdigest()
            sentences.append(Sentence(number, len(text), line, (number - 1) // 3, salt))
            if said:
                said.sentence = sentences[-1]
            text += line
        return text, sentences

    def _claim(
        self, sayings: list[Saying], cited: Record, text: str, sentences: list[Sentence], said: str
    ) -> Record:
        language = cited["language"]
        texts = {language: f"{sayings[0].words.capitalize()}."}
        if self.chance.random() < 0.3:
            other = "en" if language == "fr" else "fr"
            texts[other] = f"{self.words[other].phrase(6, 16).capitalize()}."
        code, words = self.status.draw(), self.words[language]
        assessed = {
            "code": code, "assessed_by": "Edith Editor", "assessed_on": said,
            "reasons": {} if code == "not_assessed" else {language: words.phrase(8, 25)},
        }  # fmt: skip
        near = {
            s.sentence.number + step for s in sayings if s.sentence for step in (-2, -1, 0)
        }  # fmt: skip
        topics = {
            t["id"]: t for t in (self.topic.draw() for _ in range(self.chance.choice((1, 1, 2))))
        }
        return {
            "id": self._id(), "languages": sorted(texts), "texts": texts, "kind": "factual",
            "topics": [{"id": t["id"], "names": t["names"]} for t in topics.values()],
            "evidence_status": {**assessed, "history": [assessed]},
            "attributions": [self._attribution(s, cited, text, said) for s in sayings],
            "documents": [{
                "id": cited["id"], "sha256": cited["sha256"],
                "sentences": [s.sealed(shown=True) for n, s in enumerate(sentences) if n in near],
            }],
            "evidence": [self._evidence(language, said)] if self.chance.random() < 0.2 else [],
            "relations": [], "replies": [], "corrections": [], "licence": LICENCE, "review": REVIEW,
        }  # fmt: skip

    def _attribution(self, saying: Saying, cited: Record, text: str, said: str) -> Record:
        sentence, actor = saying.placed(), saying.actor

        def quote(words: str, after: int) -> Record:
            start = text.index(words, sentence.start + after)
            end = start + len(words)
            return {
                "exact": words, "start": start, "end": end,
                "prefix": text[max(sentence.start, start - 32) : start],
                "suffix": text[end : min(sentence.end, end + 32)],
            }  # fmt: skip

        name = actor["names"][cited["language"]]
        return {
            "id": self._id(), "naming": "named",
            "speaker": {"id": actor["id"], "kind": "person", "names": actor["names"]},
            "description": None, "anonymity_reason": None, "speaking_as": {}, "on_behalf_of": None,
            "stance": saying.stance, "polarity": "positive", "reported_as": "stated",
            "nested_in": None, "manner": self.manner.draw(), "cue": quote(saying.cue, len(name)),
            "mention": quote(name, 0), "said_on": said, "said_earliest": said, "said_latest": said,
            "said_deduced": False, "said_reason": None, "via": [],
            "evidence_in_text": {"code": self.evidence.draw(), "quote": None}, "document": cited,
            "sentence": {
                "number": sentence.number, "start": sentence.start, "end": sentence.end,
                "text": sentence.text,
            },
            "quote": quote(saying.words, len(name) + len(saying.cue)),
            "fragment": f":~:text={'%20'.join(saying.words.split()[:3])}",
        }  # fmt: skip

    def _evidence(self, language: str, said: str) -> Record:
        return {
            "bearing": "supports", "descriptions": {language: self.words[language].phrase(6, 15)},
            "origin": None, "from_claimant": False, "document": None, "quote": None,
            "url": f"https://example.org/{self._id()}", "archive_url": None, "accessed_on": said,
            "fragment": None,
        }  # fmt: skip

    def _changed(self, record: Record) -> Record:
        """A later revision: mostly a correction, sometimes the tombstone of a withdrawal."""
        if self.chance.random() < 0.2:
            reasons = {"en": "It was a mistake."}
            return {
                "id": record["id"],
                "withdrawn": {"reasons": reasons, "withdrawn_on": day(DAYS)},
            }
        note = {"note": {"en": "The wording was wrong."}, "made_on": day(DAYS)}
        texts = {tag: f"{text[:-1]} indeed." for tag, text in record["texts"].items()}
        return {**record, "texts": texts, "corrections": [note]}

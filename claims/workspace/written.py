"""A record as the form writes it: field -> words. One shape for blank, suggested and saved ones."""

from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language

from claims.models import Attribution
from claims.vocabulary import EvidenceInText, Manner, Naming, Polarity, ReportedAs, Stance
from claims.workspace.places import Span, spelled
from sources.models import Document, Sentence

SPANS: Final = {"content": "content", "cue": "cue", "mention": "speaker", "evidence": "evidence"}
"""Each field of words, and the span of the attribution that it places."""

SUGGESTED: Final = "suggested"
"""Nested in what the suggestion it is nested in becomes, whenever that is accepted."""

Written = dict[str, Any]

PLAIN: Final[Written] = {
    "naming": Naming.NAMED.value,
    "speaker": "",
    "speaker_pk": "",
    "speaker_kind": "",
    "description": "",
    "anonymity_reason": "",
    "speaking_as": "",
    "on_behalf_of": "",
    "on_behalf_of_pk": "",
    "on_behalf_of_kind": "",
    "claim": "new",
    "claim_text": "",
    "stance": Stance.ASSERTS.value,
    "polarity": Polarity.POSITIVE.value,
    "manner": Manner.INDIRECT.value,
    "reported_as": ReportedAs.STATED.value,
    "evidence_in_text": EvidenceInText.NOT_ASSESSED.value,
    "said_on": "",
    "said_deduced": "",
    "said_reason": "",
    "nested_in": "",
    "notes": "",
    **{key: "" for name in SPANS for key in (name, f"{name}_at")},
    "via": [],
}

QUOTED: Final = frozenset('«“"„')


def words_at(document: Document, name: str, span: Span | None) -> Written:
    """The two inputs of a field of words."""
    return {
        name: document.slice(*span).replace("\n", " ") if span else "",
        f"{name}_at": spelled(span),
    }


def claim_language(document: Document) -> str:
    """The language of a new claim: the text's if the desk writes in it, else the page's."""
    own = [code for code, _name in settings.LANGUAGES]
    text = document.language.partition("-")[0]
    return text if text in own else (get_language() or own[0])[:2]


def blank(document: Document, sentence: Sentence) -> Written:
    """What recording begins with where nothing was suggested: the whole sentence."""
    words = document.slice(sentence.start, sentence.end)
    stripped = words.rstrip(".!?… ") or words
    span = (sentence.start, sentence.start + len(stripped))
    return {
        **PLAIN,
        **words_at(document, "content", span),
        "claim_text": stripped.replace("\n", " "),
        "claim_language": claim_language(document),
        "manner": (Manner.MIXED if QUOTED & set(words) else Manner.INDIRECT).value,
        "evidence_in_text": EvidenceInText.NOT_MENTIONED.value,
    }


def saved(row: Attribution) -> Written:
    """What stands in a saved attribution; its document and its chain are at hand."""
    spans: Written = {}
    for name, span in SPANS.items():
        start, end = getattr(row, f"{span}_start"), getattr(row, f"{span}_end")
        spans |= words_at(row.document, name, None if start is None else (start, end))
    plain = (
        "naming", "description", "anonymity_reason", "stance", "polarity", "manner",
        "reported_as", "evidence_in_text", "said_on", "said_reason", "notes",
    )  # fmt: skip
    return {
        **PLAIN,
        **{name: str(getattr(row, name)) for name in plain},
        **spans,
        **actor("speaker", row.speaker),
        **actor("on_behalf_of", row.on_behalf_of),
        "speaking_as": row.speaking_as.get(row.document.language, ""),
        "claim": str(row.claim_id),
        "claim_text": "",
        "claim_language": claim_language(row.document),
        "said_deduced": "on" if row.said_deduced else "",
        "nested_in": str(row.nested_in_id or ""),
        "via": [[str(hop), str(hop.actor_id or ""), ""] for hop in row.via.all()],
    }


def actor(name: str, who: Any) -> Written:
    """The inputs of a field that names an actor."""
    return {name: str(who) if who else "", f"{name}_pk": str(who.pk) if who else ""}

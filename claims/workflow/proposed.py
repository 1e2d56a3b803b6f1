"""A proposal as the keywords of ``attribute``: what an accepted suggestion says, field by field."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from claims.models import Suggestion
from claims.vocabulary import UNNAMED, ActorKind, ClaimKind, Naming, Stance

KINDS = {Naming.OFFICE: ActorKind.OFFICE, Naming.GROUP: ActorKind.ORGANISATION}
"""The kind that a new actor gets of how the text names it; a person where it says nothing."""

NONE_GIVEN = "none given"
OPENING, CLOSING = '«“„‟"‹‘', '»”"›’'


class Called(str):
    """The name of an actor who stands in a chain, where a plain string is a description."""


def facts_of(suggestion: Suggestion) -> dict[str, Any]:
    """The keywords of ``attribute``, with actors by their names, that the proposal amounts to."""
    given = suggestion.proposal
    unnamed = given["naming"] in UNNAMED
    evidence, said = given["evidence_in_text"], given["said_on"]
    name = given["speaker_name"] or suggestion.words(given["speaker"])
    described = given["naming"] == Naming.UNNAMED_DESCRIBED
    role = given["role"]
    return {
        "content": content_of(suggestion),
        "cue": tuple(given["cue"]),
        "mention": tuple(given["speaker"]) if given["speaker"] else None,
        "naming": given["naming"],
        "speaker": None if unnamed else name,
        "description": suggestion.words(given["speaker"])[:300] if described else "",
        "anonymity_reason": NONE_GIVEN if unnamed else "",
        "speaking_as": {language_of(suggestion): role} if role else {},
        "on_behalf_of": given["on_behalf_of"],
        "stance": given["stance"],
        "polarity": given["polarity"],
        "reported_as": given["reported_as"],
        "manner": given["manner"],
        "via": [hop["name"] if hop["described"] else Called(hop["name"]) for hop in given["via"]],
        "said_on": said["edtf"] if said else "",
        "said_deduced": bool(said and said["deduced"]),
        "said_reason": why_dated(suggestion),
        "evidence_in_text": evidence["code"] if evidence else "not_assessed",
        "evidence": tuple(evidence["span"]) if evidence else None,
        "nested_in": suggestion.nested_in.attribution if suggestion.nested_in else None,
    }


def content_of(suggestion: Suggestion) -> tuple[int, int]:
    """From the first word of the content to its last; the cue's where there is none."""
    spans = suggestion.proposal["content"] or [suggestion.proposal["cue"]]
    return min(start for start, _end in spans), max(end for _start, end in spans)


def language_of(suggestion: Suggestion) -> str:
    """The language of the document, without its country."""
    return suggestion.document.language.partition("-")[0]


def wording_of(suggestion: Suggestion) -> dict[str, str]:
    """A first wording of the claim: what was said, without quotation marks at its ends."""
    spans = suggestion.proposal["content"] or [suggestion.proposal["cue"]]
    words = " […] ".join(unquoted(suggestion.words(span)) for span in spans)
    words = words or suggestion.words(suggestion.proposal["cue"])
    return {language_of(suggestion): words[:1].upper() + words[1:]}


def unquoted(words: str) -> str:
    """Words on one line without the marks at their ends, and without the quotation marks that
    enclose all of them."""
    line = " ".join(words.split()).strip(" ,;:.–—")
    inner = line[1:-1]
    if line[:1] in OPENING and line[-1:] in CLOSING and not set(inner) & set(OPENING + CLOSING[:2]):
        return inner.strip(" ,;:.–—")
    return line


def kind_of_claim(suggestion: Suggestion) -> str:
    """A question where the speaker asks; else factual, until an editor says more."""
    asks = suggestion.proposal["stance"] == Stance.ASKS
    return ClaimKind.QUESTION if asks else ClaimKind.FACTUAL


def why_dated(suggestion: Suggestion) -> str:
    """In the document's language, which words give the day and what it was counted from."""
    said = suggestion.proposal["said_on"]
    if not said or not said["deduced"]:
        return ""
    with translation.override(language_of(suggestion)):
        message = _("“%(words)s”, counted from the publication on %(day)s")
        day = suggestion.document.published_on
        return message % {"words": suggestion.words(said["span"]), "day": day}

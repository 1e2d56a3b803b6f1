"""A draft made a proposal: every field with the words it came from and how sure it is."""

from bisect import bisect_right

from claims.suggest.draft import Draft
from claims.suggest.mentions import Identity
from claims.suggest.proposal import Proposal, Span, Why
from claims.suggest.sureness import sureness

# The frames in which a quotation stands by itself, not as a part of the article's sentence.
_SPOKEN = frozenset(("postposed", "colon", "quote", "according"))
_STANCE_WORDS = "the verb’s line in the lexicon"


def proposal(draft: Draft, parent: int | None, who: Identity) -> Proposal:
    """The proposal that a draft has become."""
    why = _why(draft, who)
    return Proposal(
        sentence=draft.line.index,
        speaker=draft.speaker,
        speaker_name=who.actor.name,
        role=who.actor.role,
        on_behalf_of=who.actor.behalf,
        naming=who.actor.naming,
        cue=draft.cue,
        cue_lemma=draft.lemma,
        content=tuple(draft.content),
        manner=manner(draft),
        stance=draft.stance,
        polarity=draft.polarity,
        reported_as=draft.reported_as,
        via=tuple(draft.hops),
        said_on=draft.said_on,
        evidence_in_text=draft.evidence,
        nested_in=parent,
        why=why,
        confidence=sureness(draft, who, why),
    )


def manner(draft: Draft) -> str:
    """direct where the content is quotation and nothing else, mixed where it holds some."""
    covered = [_is_quoted(span, draft) for span in draft.content]
    if draft.frame == "incise" or (all(covered) and draft.frame in _SPOKEN):
        return "direct"
    is_mixed = any(_touches(span, draft) for span in draft.content)
    return "mixed" if is_mixed else "indirect"


def _is_quoted(span: Span, draft: Draft) -> bool:
    """Whether a stretch is a quotation from its first word to its last."""
    if span.start >= draft.line.span.end:
        return True  # a sentence after the cue's is only taken in where it is quotation
    quotes = draft.line.quotes
    at = bisect_right(quotes, span.start, key=lambda quote: quote.start) - 1
    return at >= 0 and span.start <= quotes[at].start + 2 and span.end <= quotes[at].end


def _touches(span: Span, draft: Draft) -> bool:
    quotes = draft.line.quotes
    at = bisect_right(quotes, span.end, key=lambda quote: quote.start) - 1
    return at >= 0 and quotes[at].end > span.start and span.start <= quotes[at].start < span.end


def _why(draft: Draft, who: Identity) -> dict[str, Why]:
    cue, speaker = draft.cue, draft.speaker
    line = draft.line
    opener = line.cover(draft.opener, draft.opener + 1) if draft.opener is not None else cue
    found = {
        "sentence": Why(cue, "holds the cue"),
        "speaker": Why(speaker, draft.subject.how if draft.subject else "nobody is named"),
        "speaker_name": Why(speaker, who.reason),
        "role": Why(speaker, who.reason),
        "on_behalf_of": Why(speaker, who.reason),
        "naming": Why(speaker, "the form of the mention"),
        "cue": Why(cue, "a reporting verb or phrase of the lexicon"),
        "cue_lemma": Why(cue, "its dictionary form"),
        "content": Why(opener, f"complement: {draft.frame}"),
        "manner": Why(draft.content[0], "the quotation marks in the content"),
        "stance": Why(cue, _STANCE_WORDS),
        "polarity": Why(cue, _STANCE_WORDS),
        "reported_as": Why(*(draft.why_reported or (cue, "nothing says otherwise"))),
        "via": Why(draft.hops[0].span if draft.hops else None, "who carried the words"),
        "nested_in": Why(cue, "the cue stands in another’s content"),
    }
    if draft.said_on:
        found["said_on"] = Why(draft.said_on.span, "the day nearest to the cue")
    if draft.evidence:
        found["evidence_in_text"] = Why(draft.evidence.span, "a phrase of the lexicon on evidence")
    return found

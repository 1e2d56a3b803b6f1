"""Which attribution stands inside which, and what that does to the inner one."""

from bisect import bisect_right
from collections.abc import Sequence

from claims.suggest.draft import Draft
from claims.suggest.proposal import Span

# Contents reach a few sentences at most, so a holder is never far from what it holds.
_NEAR = 30


def pruned(found: Sequence[Draft]) -> list[Draft]:
    """The drafts without doubles: one a cue, none that repeats what its own quotation says."""
    kept: list[Draft] = []
    cues: set[Span] = set()
    for draft in found:
        if draft.cue in cues or _is_cut(draft):
            continue
        cues.add(draft.cue)
        kept.append(draft)
    return [draft for at, draft in enumerate(kept) if not _repeats(kept, at)]


def _is_cut(draft: Draft) -> bool:
    """Whether a draft's content holds its own cue or speaker: a misreading."""
    return not draft.content or (
        draft.holds(draft.cue.start) and draft.frame != "declined" and (draft.frame != "absolute")
    )


def _repeats(kept: Sequence[Draft], at: int) -> bool:
    """`« je pense que … », a dit X`: the first person of a quotation is its speaker."""
    if not kept[at].is_first_person:
        return False
    parent = _holder(kept, at)
    return parent is not None and _is_quoted(kept[parent], kept[at].cue.start)


def _is_quoted(draft: Draft, place: int) -> bool:
    quotes = draft.line.quotes
    at = bisect_right(quotes, place, key=lambda quote: quote.start) - 1
    return at >= 0 and place < quotes[at].end


def parents(found: Sequence[Draft]) -> list[int | None]:
    """For each draft the index of the innermost other one whose content holds its cue."""
    return [_holder(found, at) for at in range(len(found))]


def _holder(found: Sequence[Draft], at: int) -> int | None:
    place = found[at].cue.start
    near = range(max(0, at - _NEAR), min(len(found), at + _NEAR))
    holders = [
        (span.end - span.start, k)
        for k in near
        if k != at
        for span in found[k].content
        if span.start <= place < span.end and not found[at].holds(found[k].cue.start)
    ]
    return min(holders)[1] if holders else None


def qualify(found: Sequence[Draft], above: Sequence[int | None]) -> None:
    """Hand down what a question or a denial does to what is reported inside it."""
    for draft, parent in zip(found, above, strict=True):
        if parent is None or draft.reported_as != "stated":
            continue
        outer = found[parent]
        if outer.stance == "asks" and outer.frame in ("question", "whether"):
            draft.reported_as = "questioned"
            draft.why_reported = (outer.cue, "stands inside a question")
        elif outer.stance == "denies" and draft.kind == "inf":
            draft.reported_as, draft.why_reported = "denied", (outer.cue, "stands inside a denial")

"""From a text to its proposed attributions: each rule in its turn, sentence by sentence."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from claims.suggest.actors import Cast
from claims.suggest.chain import hops
from claims.suggest.cues import cues
from claims.suggest.draft import Draft
from claims.suggest.drafting import drafts
from claims.suggest.evidence import notes
from claims.suggest.grammar import LANGUAGES, Language, grammar
from claims.suggest.line import Line, line
from claims.suggest.mentions import Actor, Identity
from claims.suggest.nesting import parents, pruned, qualify
from claims.suggest.proposal import EvidenceNote, Proposal, SaidOn, Span
from claims.suggest.quotes import Quote, quotations
from claims.suggest.relaying import relayed
from claims.suggest.scene import Scene
from claims.suggest.when import said_on
from claims.suggest.writing import proposal
from sources.segment import sentences

_NOBODY = Identity(Actor(None, None, "unnamed_undescribed"), "the text names nobody", 700)
_QUOTING = frozenset(("postposed", "colon", "quote"))
_FOLLOWING = 12


def propose(text: str, language: str, published_on: date | None) -> list[Proposal]:
    """The attributions a normalised `text` seems to hold, in the order of their cues.

    Languages other than `LANGUAGES` get none. Every span lies inside the text. The work grows
    with the length of the text and with nothing else.
    """
    code = next((code for code in LANGUAGES if code == language.partition("-")[0].lower()), None)
    return _Reading(text, code, published_on).proposals() if code else []


class _Reading:
    """One text being read: its sentences and quotations, and the cast as it comes on."""

    def __init__(self, text: str, language: Language, published_on: date | None) -> None:
        self.text = text
        self.grammar = grammar(language)
        self.published_on = published_on
        self.found = sentences(text, language)
        self.spans = [Span(span.start, span.end) for span in self.found]
        self.quotes = quotations(text, self.spans)
        self.ends = [quote.end for quote in self.quotes]
        self.cast = Cast()

    def proposals(self) -> list[Proposal]:
        made: list[Draft] = []
        people: list[Identity] = []
        for index, span in enumerate(self.found):
            if span.kind == "body":
                ready = self._line(index)
                own = self._drafts(ready)
                people += self._people(ready, own)
                self._note_evidence(ready, own, made)
                made += own
        above = parents(made)
        qualify(made, above)
        return [
            proposal(draft, parent, who)
            for draft, parent, who in zip(made, above, people, strict=True)
        ]

    def _line(self, index: int) -> Line:
        span = self.spans[index]
        first = bisect_left(self.ends, span.start + 1)
        last = first
        while last < len(self.quotes) and self.quotes[last].start < span.end:
            last += 1
        return line(self.text, index, span, self.grammar, self.quotes[first:last])

    def _drafts(self, ready: Line) -> list[Draft]:
        heard = list(cues(ready))
        places = self._notes(ready) if heard else frozenset()
        found = drafts(Scene.of(ready, heard, places), self._before(ready.index))
        found.sort(key=lambda draft: (draft.cue.start, draft.cue.end))
        found = relayed(pruned(found))
        scene = Scene.of(ready, ())
        for at, draft in enumerate(found):
            self._follow_quote(draft)
            hops(scene, draft)
            draft.said_on = self._when(ready, at, found)
        return found

    def _notes(self, ready: Line) -> frozenset[int]:
        """Where the notes on evidence of a sentence start."""
        found = notes(self.text, ready.span, self.grammar.language)
        return frozenset(note.span.start for note in found)

    def _before(self, index: int) -> Span | None:
        """The sentence before, without its closing mark, if it is of the article's body."""
        if index == 0 or self.found[index - 1].kind != "body":
            return None
        start, end = self.spans[index - 1]
        words = self.text[start:end].rstrip(".!?… ")
        return Span(start, start + len(words)) if words else None

    def _follow_quote(self, draft: Draft) -> None:
        """Add the sentences after the cue's that only go on with its quotation."""
        if draft.frame not in _QUOTING or not _ends_quoted(draft):
            return
        index = draft.line.index
        for after in range(index + 1, min(len(self.found), index + _FOLLOWING)):
            quote = self._quote_at(self.spans[after].start)
            is_same = self.found[after].paragraph == self.found[index].paragraph
            if quote is None or not is_same or quote.end < self.spans[after].end - 1:
                return
            draft.content.append(Span(quote.start, quote.end))

    def _quote_at(self, start: int) -> Quote | None:
        at = bisect_left(self.quotes, (start,))
        found = self.quotes[at] if at < len(self.quotes) else None
        return found if found and found.start == start and found.closed else None

    def _when(self, ready: Line, at: int, own: Sequence[Draft]) -> SaidOn | None:
        ranges = _own_words(ready, at, own)
        for first, end in ranges:
            found = said_on(ready, first, end, self.published_on)
            if found and not own[at].holds(found.span.start):
                return found
        return None

    def _people(self, ready: Line, own: Sequence[Draft]) -> list[Identity]:
        self.cast.meet(ready)
        found = []
        for draft in own:
            who = self.cast.identify(ready, draft.subject) if draft.subject else _NOBODY
            if draft.kind == "told" and not draft.subject and self.cast.recent:
                who = Identity(self.cast.recent[-1], "the one spoken of last goes on", 700)
            found.append(who)
            if draft.subject and who.actor.naming != "unnamed_undescribed":
                self.cast.heard(who.actor)
        return found

    def _note_evidence(self, ready: Line, own: Sequence[Draft], made: Sequence[Draft]) -> None:
        near = [d for d in made[-3:] if d.line.index == ready.index - 1] if not own else []
        if not own and not near:
            return
        for note in notes(self.text, ready.span, self.grammar.language):
            if own:
                _attach(note, own)
            elif self._same_paragraph(ready.index):
                near[-1].evidence = near[-1].evidence or note

    def _same_paragraph(self, index: int) -> bool:
        return self.found[index - 1].paragraph == self.found[index].paragraph


def _ends_quoted(draft: Draft) -> bool:
    return draft.content[-1].end in draft.line.closing or draft.frame == "colon"


def _own_words(ready: Line, at: int, own: Sequence[Draft]) -> list[tuple[int, int]]:
    """The tokens around a cue up to the next cues on both sides: after it, then before it."""
    draft = own[at]
    near = [other for other in own[max(0, at - 8) : at + 8] if other.kind != "ger"]
    others = [other for other in near if other is not draft]
    after = min([o.first for o in others if o.first > draft.first], default=draft.end + 60)
    after = min(after, draft.end + 60, len(ready.tokens))
    before = max([o.end for o in others if o.end <= draft.first], default=0)
    before = max(before, draft.first - 60)
    if draft.kind == "ger":
        return [(draft.end, min(after, draft.end + 4)), (before, draft.first)]
    return [(draft.end, after), (before, draft.first)]


def _attach(note: EvidenceNote, own: Sequence[Draft]) -> None:
    """Give a note to the draft it is about: the last one begun before it, else the first."""
    before = [
        draft for draft in own if draft.cue.start <= note.span.start and draft.kind != "question"
    ]
    target = before[-1] if before else own[0]
    target.evidence = target.evidence or note

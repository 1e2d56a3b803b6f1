"""From the cues of one sentence to drafts: complement, subject, stance."""

from collections.abc import Iterator, Sequence
from typing import Final

from claims.suggest.according import According, according
from claims.suggest.cue import Cue
from claims.suggest.draft import Draft
from claims.suggest.finding import Finding
from claims.suggest.frames import find
from claims.suggest.hearsay import hearsay
from claims.suggest.line import Line
from claims.suggest.linking import joins_chain
from claims.suggest.nouns import reporting_nouns
from claims.suggest.phrases import Phrase, noun_phrase_ending, noun_phrase_from
from claims.suggest.proposal import Span
from claims.suggest.questions import questions
from claims.suggest.quotes import Quote
from claims.suggest.reserve import is_conditional, reserve
from claims.suggest.scene import Scene
from claims.suggest.subjects import left_subject

# Verbs whose past is their base: the form tells nothing of the subject.
_SAME_PAST: Final = frozenset(("read", "hit", "put", "cast", "forecast", "cut", "let"))


def drafts(scene: Scene, before: Span | None) -> list[Draft]:
    """The drafts of a sentence; `before` is the sentence a clitic may take up."""
    told = [*questions(scene.line), *hearsay(scene), *reporting_nouns(scene)]
    told += _from_cues(scene, before)
    told.sort(key=lambda draft: draft.first)
    found = list(told)
    for phrase in according(scene):
        if not joins_chain(scene.line, phrase, told):
            found.append(_from_phrase(scene.line, phrase))
    _take_up(found)
    return found


def _from_cues(scene: Scene, before: Span | None) -> Iterator[Draft]:
    made: list[Draft] = []
    for cue in scene.cues:
        finding = find(scene, cue)
        if finding is None or (finding.previous and before is None):
            continue
        subject = finding.subject or (None if cue.kind == "passive" else _subject(scene, cue, made))
        if (subject is None and cue.kind not in ("passive", "told")) or not _fits(
            scene.line, cue, finding, subject
        ):
            continue
        made.append(_draft(scene.line, cue, finding, subject, before))
    yield from made


def _take_up(found: Sequence[Draft]) -> None:
    """Give a relative on what was said the very words of the report that it takes up."""
    told = {
        draft.content[-1].end: draft
        for draft in found
        if draft.frame != "relative" and draft.kind != "ger" and draft.content
    }
    for draft in found:
        if draft.frame == "relative" and (taken := told.get(draft.content[-1].end)):
            draft.content = list(taken.content)


def _fits(line: Line, cue: Cue, finding: Finding, subject: Phrase | None) -> bool:
    """Whether the subject agrees with the form, and a participle's frame with its place."""
    is_vague = line.is_word(cue.head, "finding") or cue.verb.frames == {"colon"}
    is_to_come = line.is_word(cue.first, "modals") and is_vague
    if is_to_come or (subject and line.is_word(subject.first, "nobody")):
        return False
    if cue.kind == "ger" and finding.frame in ("nominal", "labelled", "passive"):
        before = line.tag(cue.left - 1)
        return before in (",", "", "P", "C") or line.low(cue.left - 1) in ("while", "tout")
    is_base = line.low(cue.head) == cue.verb.head and cue.first == cue.head and cue.kind == "fin"
    if (
        line.grammar.language == "fr"
        or not is_base
        or subject is None
        or cue.verb.head in _SAME_PAST
    ):
        return True
    last = line.low(subject.end - 1)
    if subject.end - subject.first == 1 and line.tag(subject.first) == "S":
        return last not in ("he", "she", "it", "there", "this")
    core = [line.low(k) for k in range(subject.first, subject.end)]
    stop = next((at for at, low in enumerate(core) if low in ("of", "in", "from", "at")), len(core))
    return (
        any(low.endswith("s") or low in line.grammar.words["plurals"] for low in core[:stop])
        or "and" in core
    )


def _draft(
    line: Line, cue: Cue, finding: Finding, subject: Phrase | None, before: Span | None
) -> Draft:
    content = spans(line, finding) if not finding.previous else [before] if before else []
    draft = Draft(
        line=line,
        first=cue.first,
        end=cue.end,
        lemma=_lemma(line, cue, finding),
        stance=_stance(line, cue, finding),
        polarity=cue.verb.polarity,
        frame=finding.frame,
        subject=subject,
        content=content,
        opener=finding.opener,
        kind=cue.kind,
        is_first_person=subject is not None and line.is_word(subject.first, "first_person"),
    )
    reserve(line, cue, finding, draft)
    return draft


def _stance(line: Line, cue: Cue, finding: Finding) -> str:
    """The verb's stance, or what its complement makes of it: to admit doing is to own up."""
    owns_up = cue.verb.head in line.grammar.words["confessing"] and finding.frame in (
        "infinitive",
        "preposition",
    )
    return finding.stance or ("claims_responsibility" if owns_up else cue.verb.stance)


def _lemma(line: Line, cue: Cue, finding: Finding) -> str:
    if finding.stance != "declines_to_comment" or not cue.negated or cue.verb.lemma[:3] == "ni ":
        return cue.verb.lemma if cue.verb.lemma[:3] == "ni " else cue.lemma
    if line.grammar.language == "en":
        return f"not {cue.lemma}"
    return f"ne {cue.lemma}" if "aucun" in cue.verb.tail else f"ne pas {cue.lemma}"


def spans(line: Line, finding: Finding) -> list[Span]:
    """The content as spans of the text, stretched over a quotation of several sentences."""
    if finding.quote:
        return _around_incise(line, finding.ranges, finding.quote)
    found = [line.cover(first, end) for first, end in finding.ranges]
    quotes, starts = line.closing, line.opening
    if finding.frame == "postposed" and (quote := quotes.get(found[0].end)):
        found[0] = Span(min(quote.start, found[0].start), found[0].end)
    elif finding.frame in ("colon", "quote", "that") and (quote := starts.get(found[0].start)):
        found[0] = Span(found[0].start, max(quote.end, found[0].end))
    return found


def _around_incise(line: Line, ranges: tuple[tuple[int, int], ...], quote: Quote) -> list[Span]:
    """A quotation on both sides of the cue that interrupts it, its marks included."""
    (first, end), (after, _) = ranges
    start = line.tokens[first].start
    found = [Span(quote.start if start - quote.start <= 2 else start, line.tokens[end - 1].end)]
    while after < len(line.tokens) and line.tag(after) in (",", ".", ";", ":", "T", "A"):
        after += 1
    begin = line.tokens[after].start if after < len(line.tokens) else line.span.end + 1
    if begin < quote.end - 2:
        found.append(Span(begin, quote.end))
    return found


def _subject(scene: Scene, cue: Cue, made: Sequence[Draft]) -> Phrase | None:
    line = scene.line
    if cue.kind == "ger":
        return _controller(scene, cue, made)
    if cue.kind == "inf":
        return made[-1].subject if made else None
    if line.tag(cue.first) == "X" and cue.first == 0 and line.grammar.language == "en":
        return (
            Phrase(1, noun_phrase_from(line, 1), "subject of the question")
            if line.tag(1) != "S"
            else Phrase(1, 2, "subject of the question")
        )
    if cue.inverted is not None:
        pronoun = Phrase(cue.inverted, cue.inverted + 1, "pronoun after the verb")
        is_named = line.tag(cue.left - 1) in ("J", "M", ")") and line.grammar.language == "fr"
        return (left_subject(line, cue.left) if is_named else None) or pronoun
    if made and line.tag(cue.left - 1) == "C" and _was_cut(line, cue, made[-1]):
        shared = made[-1].subject
        return shared and shared._replace(how="subject shared with the cue before")
    return left_subject(line, cue.left)


def _was_cut(line: Line, cue: Cue, draft: Draft) -> bool:
    """Whether the content of the cue before ends where this coordinated cue begins."""
    gap = line.tokens[cue.left - 1].start - draft.content[-1].end
    return 0 <= gap <= 2


def _controller(scene: Scene, cue: Cue, made: Sequence[Draft]) -> Phrase | None:
    """Whom a participle is about: the noun before it, or the subject of the main verb."""
    line, at = scene.line, cue.left - 1
    while line.tag(at) == "A":
        at -= 1
    is_gerund = line.low(at) in ("en", "by", "while", "tout", "before", "after")
    if not is_gerund and line.tag(at) in ("J", "M", ")", "»"):
        return _issuer(line, at)
    if made and not is_first(cue):
        near = [d for d in made[-12:] if d.subject and not _is_inside(d, line, cue)]
        if near:
            return near[-1].subject
    return _main_subject(scene, cue)


def is_first(cue: Cue) -> bool:
    """Whether the cue opens its sentence."""
    return cue.left < 2


def _is_inside(draft: Draft, line: Line, cue: Cue) -> bool:
    return draft.holds(line.tokens[cue.first].start)


def _issuer(line: Line, last: int) -> Phrase | None:
    """The noun before a participle; of a message or a report, whoever it is from."""
    found = noun_phrase_ending(line, last)
    if found is None:
        return None
    head = next((k for k in range(found.first, found.end) if line.is_noun(k, "informing")), -1)
    link = next((k for k in range(head + 1, found.end) if line.is_word(k, "issuing")), -1)
    if head >= 0 and link >= 0 and line.tag(found.end - 1) == "M":
        return Phrase(link + 1, found.end, "from whom the message comes")
    return found._replace(how="noun before the participle")


def _main_subject(scene: Scene, cue: Cue) -> Phrase | None:
    """The subject of the first finite verb outside the participle's own clause."""
    line = scene.line
    stop = min(len(line.tokens), cue.end + 120)
    order = range(cue.end, stop) if is_first(cue) else range(max(0, cue.left - 120), cue.left)
    comma = not is_first(cue)
    for at in order:
        comma = comma or line.tag(at) == ","
        found_cue = scene.starts.get(at)
        other = found_cue is not None and found_cue.kind == "fin"
        if comma and (line.tag(at) in ("X", "V") or other):
            found = left_subject(line, at)
            if found:
                return found._replace(how="subject of the main verb")
    return None


def _from_phrase(line: Line, phrase: According) -> Draft:
    draft = Draft(
        line=line,
        first=phrase.first,
        end=phrase.end,
        lemma=phrase.lemma,
        stance="asserts",
        polarity="positive",
        frame="according",
        subject=phrase.subject,
        content=[line.cover(first, end) for first, end in phrase.ranges],
        is_first_person=line.low(phrase.subject.first) in ("moi", "me", "nous", "us"),
    )
    finding = Finding("according", phrase.ranges)
    if is_conditional(line, finding):
        draft.reported_as = "conditional"
        draft.why_reported = (draft.content[0], "the words are in the conditional")
    return draft

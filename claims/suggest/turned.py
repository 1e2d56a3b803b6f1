"""What was said stands elsewhere: the sentence before, the clause around, the subject."""

from dataclasses import replace

from claims.suggest.clausal import bare_clause, introduced
from claims.suggest.cue import Cue
from claims.suggest.finding import Finding, complement_ranges, is_recipient
from claims.suggest.infinitive import infinitive
from claims.suggest.labels import LABELS
from claims.suggest.line import Line
from claims.suggest.nominal import by_preposition, nominal_ranges
from claims.suggest.scene import Scene, scope, strip_end
from claims.suggest.subjects import left_subject, right_subject
from claims.suggest.voices import can_speak


def taken_up(scene: Scene, cue: Cue) -> Finding | None:
    """`l'a annoncé`, `said so`: what was said stands in the sentence before, or after `comme`."""
    line = scene.line
    if _is_aside(line, cue):
        return _around(scene, cue)
    if cue.taken_up is not None and cue.kind == "fin" and cue.verb.frames & {"que", "nom"}:
        is_alone = line.tag(cue.end) not in ("D", "M") or line.low(cue.end) in ("lors",)
        return Finding("taken up", previous=True, opener=cue.taken_up) if is_alone else None
    pronouns = line.grammar.verbal.get("object_pronouns", frozenset())
    after = line.tag(cue.end + 1)
    is_object = (
        cue.kind != "ger"
        and line.low(cue.end) in pronouns
        and after in (".", ",", "T", "P", "A", "")
    )
    is_doubt = cue.negated and line.is_word(cue.head, "raising")
    if is_object and not is_doubt and cue.verb.frames & {"that", "nom"}:
        return Finding("taken up", previous=True, opener=cue.end)
    return None


def _is_aside(line: Line, cue: Cue) -> bool:
    """`comme l'a dit X`, `as X said`."""
    first = cue.left
    if line.is_word(first - 1, "as") and line.grammar.language == "fr":
        return True
    if line.grammar.language == "fr":
        return False
    found = left_subject(line, first)
    is_as = found is not None and line.is_word(found.first - 1, "as")
    return is_as and line.tag(cue.end) in (",", ".", "T", "P", "")


def _around(scene: Scene, cue: Cue) -> Finding | None:
    """The clause that an aside stands in: after it, or before it."""
    line = scene.line
    low, limit = scope(line, cue)
    subject = right_subject(line, cue.end) or left_subject(line, cue.left)
    if subject is None:
        return None
    opener = min(cue.left, subject.first) - 1
    before = strip_end(line, low, opener)
    if before > low:
        return Finding("aside", ((low, before),), opener, subject)
    comma = next((k for k in range(subject.end, limit) if line.tag(k) == ","), limit)
    ranges = complement_ranges(scene, cue, comma + 1) if comma + 1 < limit else ()
    return Finding("aside", ranges, opener, subject) if ranges else None


def _told(scene: Scene, cue: Cue) -> Finding | None:
    """`it was announced that`, `the jury was told`: what is said, by nobody the sentence names."""
    line, recipient = scene.line, is_recipient(cue)
    by = next((k for k in range(cue.end, cue.end + 3) if line.is_word(k, "by")), -1)
    agent = right_subject(line, by + 1) if by >= 0 else None
    after = replace(cue, end=_past_insertion(line, agent.end)) if agent else cue
    if line.is_word(after.end, "that") and cue.verb.frames & {"que", "that"}:
        found = introduced(scene, after, "that", after.end, after.end + 1)
    elif line.is_word(after.end, "whether") and cue.verb.frames & {"si", "whether"}:
        found = introduced(scene, after, "whether", after.end, after.end + 1)
    elif recipient and agent is None:
        found = (
            infinitive(scene, cue) or bare_clause(scene, cue, cue.end) or by_preposition(scene, cue)
        )
    else:
        return None
    subject = agent or (None if recipient else left_subject(line, cue.left))
    return found and replace(found, subject=subject)


def _past_insertion(line: Line, at: int) -> int:
    """The token after an insertion between commas that the question follows."""
    if line.tag(at) != ",":
        return at
    comma = next((k for k in range(at + 1, at + 12) if line.tag(k) == ","), at - 1)
    after = comma + 1
    return after if line.is_word(after, "that") or line.is_word(after, "whether") else at


def passive(scene: Scene, cue: Cue) -> Finding | None:
    """`a été revendiqué par X`, `was claimed by X`: the subject is what was said."""
    line = scene.line
    subject = left_subject(line, cue.left)
    is_impersonal = subject is not None and line.low(subject.first) in ("it", "il")
    may_tell = is_impersonal or (is_recipient(cue) and subject is not None)
    if may_tell and (found := _told(scene, cue)):
        return found
    stop = min(len(line.tokens), cue.end + 12)
    by = next((k for k in range(cue.end, stop) if line.is_word(k, "by")), -1)
    if by < 0 or any(line.tag(k) in (",", ".", ";", "X", "V", "Q") for k in range(cue.end, by)):
        return None
    agent = right_subject(line, by + 1)
    content = left_subject(line, cue.left)
    frames = {"nom", "que", "that", "bare", "of-label", "for"}
    if agent is None or by - cue.end > 4:
        return None
    if cue.verb.stance in ("asserts", "asks") and not can_speak(line, agent.first, agent.end):
        return None
    if content is None or not cue.verb.frames & frames:
        return None
    stance = "claims_responsibility" if cue.verb.head == "claim" else None
    agent = agent._replace(how="agent of the passive")
    if "of-label" in cue.verb.frames and line.low(agent.end) in LABELS["of-label"]:
        ranges = nominal_ranges(scene, cue, agent.end + 1)
        return Finding("passive", ranges, agent.end, agent) if ranges else None
    if line.low(content.first) in ("this", "it", "that", "ceci", "cela"):
        return Finding("taken up", previous=True, subject=agent, opener=content.first)
    return Finding("passive", ((content.first, content.end),), by, agent, stance=stance)

"""Who fills the subject's place: noun phrases to the left and to the right of a cue."""

from typing import Final

from claims.suggest.line import Line
from claims.suggest.phrases import (
    WINDOW,
    Phrase,
    back_to,
    noun_phrase_ending,
    noun_phrase_from,
    relative_before,
)
from claims.suggest.tagging import NOMINAL

_HARD: Final = frozenset(":;«.!?QSRXV")


def left_subject(line: Line, at: int, depth: int = 0) -> Phrase | None:
    """The subject of the verbal group that starts at token `at`, to its left."""
    last = at - 1
    while last >= 0 and (
        line.tag(last) in ("A", "N", "L", "T")
        or (line.low(last) == "on" and line.tag(last + 1) == "T")
    ):
        last -= 1
    if last < 0 or depth > 3:
        return None
    tag = line.tag(last)
    if tag == "," and line.low(last + 1) == "then":
        return _shared(line, last, depth)
    is_object = line.low(last) == "it" and line.tag(last - 1) == "V"
    if is_object and (relative := relative_before(line, last - 1)) > 0:
        return noun_phrase_ending(line, relative - 1)
    if tag == "S":
        return Phrase(last, last + 1, "pronoun before the verb")
    if tag == "R" or (tag == "Q" and line.is_word(last, "relative_subject")):
        return _antecedent(line, last)
    if tag in (",", "-", ")"):
        return _before_insertion(line, last, depth)
    if tag == "C":
        return _shared(line, last, depth)
    if tag == "V" and (relative := relative_before(line, last)) > 0:
        before = noun_phrase_ending(line, relative - 1)
        return before and before._replace(how="before its relative clause")
    if tag in ("J", "M", "#", "»", "D") or line.is_noun(last, "person"):
        return noun_phrase_ending(line, last)
    return None


def _antecedent(line: Line, relative: int) -> Phrase | None:
    """What a relative pronoun stands for: the phrase just before it."""
    if not line.is_word(relative, "relative_subject"):
        return None
    last = relative - 1
    if line.tag(last) == ",":
        last -= 1
    found = noun_phrase_ending(line, last)
    if found is None:
        return None
    near = _with_title(line, _nearest(line, found))
    return near._replace(how="antecedent of the relative pronoun")


def _with_title(line: Line, found: Phrase) -> Phrase:
    """A name with the title before its comma: `la conservatrice, Blanche Hautecœur`."""
    comma = found.first - 1
    if line.tag(comma) != "," or line.tag(found.first) != "M":
        return found
    before = noun_phrase_ending(line, comma - 1)
    has_title = before is not None and any(
        line.is_noun(k, "title") or line.is_noun(k, "spokes") for k in range(before.first, comma)
    )
    return found._replace(first=before.first) if before and has_title else found


def _nearest(line: Line, found: Phrase) -> Phrase:
    """The last phrase of a run: the one a relative pronoun takes up."""
    linking = line.grammar.words["linking"]
    for at in range(found.end - 1, found.first, -1):
        if line.tag(at) == "P" and line.low(at) not in linking:
            return found._replace(first=at + 1)
        is_free = line.low(at - 1) not in linking and line.tag(at - 1) not in ("C", "D", "P")
        if line.tag(at) == "D" and is_free:
            return found._replace(first=at)
    return found


def _before_insertion(line: Line, mark: int, depth: int) -> Phrase | None:
    """The subject before what stands between commas, dashes or brackets."""
    sign = {")": "("}.get(line.tag(mark), line.tag(mark))
    opener = back_to(line, mark - 1, sign)
    if opener < 0:
        return None
    if sign == ",":
        return _before_commas(line, mark, opener)
    if line.tag(opener - 1) == ",":
        return left_subject(line, opener, depth + 1)
    if sign == "-" and (comma := back_to(line, opener - 1, ",")) > 0:
        found = _segment_subject(line, _segment_start(line, comma), comma)
        inserted = line.tag(comma + 1) in ("P", "A")
        if found and inserted:
            return found
    found = noun_phrase_ending(line, opener - 1)
    return found and found._replace(end=mark + 1 if sign == "(" else found.end)


def _before_commas(line: Line, mark: int, opener: int) -> Phrase | None:
    """Go back over the segments between commas to the one that can be a subject."""
    comma, end = opener, mark
    for _ in range(5):
        start = _segment_start(line, comma)
        found = _segment_subject(line, start, comma)
        if found and _is_subject_like(line, found, start):
            found = _with_conjunct(line, found)
            return found._replace(end=_with_appositions(line, found.end, end))
        if start == 0 or line.tag(start - 1) != ",":
            return None
        comma = start - 1
    return None


def _with_conjunct(line: Line, found: Phrase) -> Phrase:
    """`la présidente, Anne Roy, et son adjoint`: both speak, if no verb stands before them."""
    last = found.first - 2
    if line.tag(found.first - 1) != "C" or line.tag(last) != ",":
        return found
    before = noun_phrase_ending(line, last - 1)
    if before and line.tag(before.first - 1) == ",":
        before = noun_phrase_ending(line, before.first - 2) or before
    start = max(0, found.first - WINDOW)
    if before is None or any(line.tag(k) in ("X", "V", "Q") for k in range(start, found.first)):
        return found
    return found._replace(first=before.first)


def _with_appositions(line: Line, end: int, mark: int) -> int:
    """Stretch a phrase over the appositions that follow it, up to the comma at `mark`."""
    while line.tag(end) == "," and end < mark:
        after = _segment_end(line, end + 1, mark)
        if not is_apposition(line, end + 1, after):
            break
        end = after
    return end


def is_apposition(line: Line, first: int, end: int) -> bool:
    """Whether a segment between commas is one more noun phrase: a name, a title, an age."""
    if end <= first or line.tag(first) in ("P", "T", "R", "Q", "C", "S", "A", "V", "X", "-", "N"):
        return line.tag(first) == "P" and line.grammar.language == "en" and line.low(first) == "of"
    if any(line.tag(k) in ("T", "X", "S", ":") for k in range(first, end)):
        return False
    low = line.low(first)
    if any(reading.kind == "part" for reading in line.grammar.readings.get(low, ())):
        return False
    is_verbal = low.endswith(("ant", "ing")) and not line.is_noun(first, "title")
    is_verbal = is_verbal or line.tag(first) == "L"
    return not is_verbal and line.tag(first) in ("D", "J", "M", "#")


def _is_subject_like(line: Line, found: Phrase, start: int) -> bool:
    """Whether the phrase fills its segment to the comma and is not itself an apposition."""
    if start and line.tag(start - 1) == "," and is_apposition(line, start, found.end):
        opener = _segment_start(line, start - 1)
        before = _segment_subject(line, opener, start - 1)
        return before is None or not _fills(line, opener, before)
    return True


def _fills(line: Line, start: int, found: Phrase) -> bool:
    """Whether a phrase is all there is in the segment that begins at `start`."""
    while line.tag(start) in ("A", "C", "T"):
        start += 1
    return found.first <= start


def _segment_start(line: Line, comma: int) -> int:
    """The first token of the segment that ends at `comma`."""
    at, stop = comma - 1, max(0, comma - WINDOW)
    while at >= stop and line.tag(at) not in (",", ";", ":"):
        at -= 1
    return at + 1


def _segment_end(line: Line, first: int, limit: int) -> int:
    at = first
    while at < limit and line.tag(at) not in (",", ";", ":"):
        at += 1
    return at


def _segment_subject(line: Line, start: int, end: int) -> Phrase | None:
    if end <= start or line.tag(end - 1) not in NOMINAL | {")", "»", "L"}:
        return None
    found = noun_phrase_ending(line, end - 1)
    if found is None or found.first < start or _is_participial(line, start):
        return None
    return found if line.tag(start) not in ("P", "T") or found.first > start else None


def _is_participial(line: Line, start: int) -> bool:
    """Whether a segment is a participle with what hangs on it: `Interrogée par nos soins`."""
    is_follower = line.tag(start + 1) in ("P", "T", "A")
    endings = ("é", "ée", "és", "ées") if line.grammar.language == "fr" else ("ed",)
    return is_follower and line.low(start).endswith(endings) and line.tag(start) in ("J", "V")


def _shared(line: Line, coordinator: int, depth: int) -> Phrase | None:
    """The subject a coordinated verb shares with the finite verb before it."""
    for at in range(coordinator - 1, max(-1, coordinator - WINDOW), -1):
        tag = line.tag(at)
        if tag in ("X", "V") or (line.low(at) in line.grammar.readings and tag == "J"):
            found = left_subject(line, at, depth + 1)
            if found:
                return found._replace(how="subject shared with the verb before")
        if tag in (";", ":"):
            return None
    return _opening_subject(line, coordinator)


def _opening_subject(line: Line, before: int) -> Phrase | None:
    """The noun phrase or the pronoun that opens the sentence, before token `before`."""
    if line.tag(0) == "S":
        return Phrase(0, 1, "pronoun that opens the sentence")
    end = noun_phrase_from(line, 0) if line.tag(0) in ("D", "M") else 0
    return Phrase(0, end, "noun phrase that opens the sentence") if 0 < end < before else None


def right_subject(line: Line, at: int) -> Phrase | None:
    """The subject that follows a cue which ends before token `at`: `said the minister`."""
    first = past_circumstances(line, at)
    if line.tag(first) == "S" and line.grammar.language == "en":
        return Phrase(first, first + 1, "pronoun after the verb")
    end = noun_phrase_from(line, first)
    if end == first or (line.tag(first) == "J" and line.low(first).endswith("ing")):
        return None
    while line.tag(end) == ",":
        after = _segment_end(line, end + 1, min(len(line.tokens), end + WINDOW))
        after = next((k for k in range(end + 1, after) if line.tag(k) == "R"), after)
        closed = line.tag(after - 1) in (".", "!", "?")
        after -= closed
        if not is_apposition(line, end + 1, after) or _holds_verb(line, end + 1, after):
            break
        end = after
    return Phrase(first, end, "noun phrase after the verb")


def past_circumstances(line: Line, at: int) -> int:
    """The token after when, where or to whom it was said: `a dit mardi à l'AFP | Anne Roy`."""
    while line.tag(at) in ("A", "T"):
        at += 1
    if line.tag(at) != "P" or line.grammar.language == "en":
        return at
    for place in range(at + 2, at + 12):
        tag, before = line.tag(place), line.tag(place - 1)
        if tag not in ("D", "M", "J", "P", "T", "#", "A"):
            break
        follows = before in NOMINAL or before == "T"
        is_outlet = line.is_noun(place - 1, "outlet")
        is_name = tag == "M" and (is_outlet or before in ("J", "T", "#"))
        is_name = is_name and not line.is_noun(place - 1, "title")
        is_new = tag == "D" and line.low(place) not in line.grammar.words["linking"]
        if follows and (is_name or is_new):
            return past_circumstances(line, place)
    return at


def _holds_verb(line: Line, first: int, end: int) -> bool:
    return any(line.tag(k) in ("X", "«", "S") for k in range(first, end))

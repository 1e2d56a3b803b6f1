"""What stands between a draft and the public, line by line: passed or not, and where to mend."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import record as public_record
from claims.models import Attribution, Claim, Submission
from claims.workflow.reviewing import Missing, not_ready
from sources.models import Publishable

CHAIN: Final = frozenset(("named_record_stands",))
STATUS: Final = frozenset(("claim_is_assessed", "corroborated_rests_on_two_origins"))


@dataclass(frozen=True)
class Line:
    """One condition: what is missing, and the row on whose form that is mended."""

    name: str
    label: str | Promise
    missing: list[str]
    row: Any

    @property
    def passed(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def checklist(subject: Publishable, submission: Submission | None = None) -> list[Line]:
    """The conditions of publication in their order; ``submission`` is the one to be published.

    Of a claim: anchors, chain, stance, status, second person, and whatever else stands in the
    way. Of another record: what it names, and the second person.
    """
    missing = not_ready(subject)
    lines = _of_claim(subject, missing) if isinstance(subject, Claim) else []
    told = CHAIN | STATUS if lines else frozenset()
    rest = [message for _field, rule, message in missing if rule not in told]
    if rest or not lines:
        lines.append(Line("record", gettext_lazy("The record is complete"), rest, subject))
    lines.append(_second_person(subject, submission))
    return lines


def _of_claim(claim: Claim, missing: Missing) -> list[Line]:
    rows = public_record.attributions_of(claim)
    inexact = [row for row in rows if not exact(row)]
    lacking = [row for row in rows if not row.stance]
    said = {
        rules: [message for _field, rule, message in missing if rule in rules]
        for rules in (CHAIN, STATUS)
    }
    return [
        Line(
            "anchors",
            gettext_lazy("Each quotation stands in the text, word for word"),
            [_("%s: choose the words again.") % row for row in inexact],
            inexact[0] if inexact else claim,
        ),
        Line(
            "chain",
            gettext_lazy("Every chain is complete, and everybody in it stands"),
            said[CHAIN] + [_("%s: number its chain without gaps.") % r for r in rows if gaps(r)],
            next((row for row in rows if gaps(row)), claim),
        ),
        Line(
            "stance",
            gettext_lazy("Each attribution states its stance"),
            [_("%s: choose the stance.") % row for row in lacking],
            lacking[0] if lacking else claim,
        ),
        Line("status", gettext_lazy("The evidence status is justified"), said[STATUS], claim),
    ]


def exact(attribution: Attribution) -> bool:
    """Whether each span encloses words of the text, from their first character to their last, and
    the sentence holds the reporting words (of none, the content)."""
    text = attribution.document.text
    spans = [
        (getattr(attribution, f"{name}_start"), getattr(attribution, f"{name}_end"))
        for name in ("content", "cue", "speaker", "evidence")
    ]
    given = [(start, end) for start, end in spans if start is not None]
    words = [text[start:end] for start, end in given]
    anchored = spans[1] if spans[1][0] is not None else spans[0]
    sentence = attribution.sentence
    return (
        all(end <= len(text) for _start, end in given)
        and all(word and word == word.strip() for word in words)
        and sentence.start < anchored[1]
        and anchored[0] < sentence.end
    )


def gaps(attribution: Attribution) -> bool:
    """Whether its chain is not numbered 1, 2, 3 from the speaker outward."""
    positions = [hop.position for hop in attribution.via.all()]
    return positions != list(range(1, len(positions) + 1))


def _second_person(subject: Publishable, submission: Submission | None) -> Line:
    label = gettext_lazy("A second person has approved this version")
    if submission is None or submission.reviewed_at is None:
        wait = _("Not yet: submit it, and have somebody review it who wrote no part of it.")
        return Line("second", label, [wait], None)
    if not submission.approved:
        return Line("second", label, [_("It was sent back.")], subject)
    if submission.version != subject.version:
        return Line("second", label, [_("It was edited since: submit it again.")], subject)
    return Line("second", label, [], submission)

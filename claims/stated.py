"""Whether a text states that something was said: what decides how an attribution may be used."""

from typing import Any

from claims.vocabulary import ReportedAs


def is_stated(attribution: dict[str, Any]) -> bool:
    """Whether the text states that this was said, with nothing around it that takes that back."""
    outer = attribution["nested_in"]
    return attribution["reported_as"] == ReportedAs.STATED and (
        outer is None or outer["reported_as"] == ReportedAs.STATED
    )

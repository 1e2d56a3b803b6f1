"""Phrases and glyphs that go with codes of the vocabularies on pages; the words come first."""

from django.utils.translation import gettext_lazy

from claims.vocabulary import ReportedAs

NOT_STATED = {
    ReportedAs.CONDITIONAL: gettext_lazy(
        "reported with reserve: the article does not vouch that this was said"
    ),
    ReportedAs.QUESTIONED: gettext_lazy("questioned: the article does not say that this was said"),
    ReportedAs.HYPOTHETICAL: gettext_lazy(
        "hypothetical: the article only supposes that this was said"
    ),
    ReportedAs.DENIED: gettext_lazy("denied: the article reports that this was not said"),
}
"""What goes with an attribution wherever it is shown, unless the text states it."""

STATUS_GLYPHS = {
    "not_assessed": "…",
    "no_evidence": "○",
    "unverified": "◌",
    "partly_supported": "◐",
    "supported": "●",
    "corroborated": "⊕",
    "contested": "⊗",
    "contradicted": "⊘",
    "unverifiable": "△",
}
EVIDENCE_GLYPHS = {
    "not_assessed": "…",
    "none_given": "○",
    "not_mentioned": "◌",
    "invoked": "◐",
    "shown": "●",
    "not_expected": "◇",
}

RELATED = {
    ("contradicts", "to"): gettext_lazy("This claim contradicts"),
    ("contradicts", "from"): gettext_lazy("This claim is contradicted by"),
    ("repeats", "to"): gettext_lazy("This claim repeats"),
    ("repeats", "from"): gettext_lazy("This claim is repeated by"),
    ("narrows", "to"): gettext_lazy("This claim says part of"),
    ("narrows", "from"): gettext_lazy("Part of this claim is said by"),
    ("broadens", "to"): gettext_lazy("This claim says more than"),
    ("broadens", "from"): gettext_lazy("More than this claim is said by"),
    ("answers", "to"): gettext_lazy("This claim answers"),
    ("answers", "from"): gettext_lazy("This claim is answered by"),
    ("corrects", "to"): gettext_lazy("This claim corrects"),
    ("corrects", "from"): gettext_lazy("This claim is corrected by"),
    ("retracts", "to"): gettext_lazy("This claim retracts"),
    ("retracts", "from"): gettext_lazy("This claim is retracted by"),
}

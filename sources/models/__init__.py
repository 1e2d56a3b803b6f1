"""Where words come from: publishers, the texts captured from them, and the sentences of a text.

Rules that fit a row are constraints here; rules that need two rows or the old row are
triggers in ``rules.sql``. Both are named, and each name is a sentence.
"""

from sources.models.documents import Discard, Document
from sources.models.originals import OctetLength, Original
from sources.models.sentences import Sentence
from sources.models.shared import (
    PUBLICATION,
    URL_LENGTH,
    WORDS_LENGTH,
    Addressed,
    LanguageMapOk,
    Publishable,
    language_map_constraint,
    optional_language_map,
    pair_constraint,
    tracked,
)
from sources.models.sources import Source

__all__ = [
    "PUBLICATION",
    "URL_LENGTH",
    "WORDS_LENGTH",
    "Addressed",
    "Discard",
    "Document",
    "LanguageMapOk",
    "OctetLength",
    "Original",
    "Publishable",
    "Sentence",
    "Source",
    "language_map_constraint",
    "optional_language_map",
    "pair_constraint",
    "tracked",
]

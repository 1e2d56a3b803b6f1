"""Language tags: one spelling for each language, and a cautious guess where none was given."""

from collections import Counter
from functools import cache
from typing import Final

import langcodes
from langcodes.tag_parser import LanguageTagError
from py3langid.langid import LanguageIdentifier

UNDETERMINED: Final = "und"

_NO_LANGUAGE: Final = "zxx"  # ISO 639: no linguistic content
_LONGEST_TAG: Final = 35  # RFC 5646 section 4.4.1: what every implementation must be able to hold
_LETTERS_NEEDED: Final = 12
_SAMPLE: Final = 20_000
_SURE: Final = 0.8


class LanguageRefused(ValueError):
    """A language tag that names no language; the message says which forms would do."""

    code = "language"


def canonical(tag: str) -> str:
    """The canonical BCP 47 form of `tag` (RFC 5646): `FR_ca` is `fr-CA`, `iw` is `he`.

    `und` (undetermined) and `mul` (several languages) are kept. Raises LanguageRefused for
    anything that is not a registered language, for `x-default` and other private-use tags.
    """
    written = tag.strip()
    if len(written) > _LONGEST_TAG:
        raise _refusal(f"{written[:_LONGEST_TAG]}…")
    try:
        standard = langcodes.standardize_tag(written)
        valid = langcodes.tag_is_valid(standard)
    except LanguageTagError as error:
        raise _refusal(written) from error
    if not valid or standard.startswith("x-"):
        raise _refusal(written)
    return standard


def detect(text: str) -> str:
    """The language of `text` as a two- or three-letter code, or "und" when that is not clear.

    Short texts are a guess for any statistical model, so fewer than 12 letters, or a model less
    than four fifths sure, give "und". Varieties count for their macrolanguage (ISO 639-3):
    Moroccan Arabic for Arabic. Only the first 20,000 characters are read.
    """
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LETTERS_NEEDED:
        return UNDETERMINED
    likely: Counter[str] = Counter()
    for language, probability in _identifier().rank(sample):
        likely[_macrolanguage(language)] += probability
    ((best, probability),) = likely.most_common(1)
    return best if probability >= _SURE and best != _NO_LANGUAGE else UNDETERMINED


@cache
def _macrolanguage(language: str) -> str:
    return langcodes.standardize_tag(language, macro=True)


def _refusal(written: str) -> LanguageRefused:
    return LanguageRefused(
        f"“{written}” is not a language tag. Use a BCP 47 tag such as fr, en, ar or pt-BR; "
        "und means undetermined."
    )


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)

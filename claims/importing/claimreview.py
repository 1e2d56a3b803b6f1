"""ClaimReview (schema.org) as it is found: JSON, JSON-LD, DataFeed, whole graphs, odd spellings.

A review becomes a draft of the claim it reviews. Its verdict is somebody else's: it goes into the
private notes, as do claimant, dates and addresses, for whoever takes the draft further. It is
never a status (people sign those), nor an attribution (there is no sentence to point at).
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import orjson

from claims.importing.draft import Draft, Unreadable
from sources.languages import UNDETERMINED, LanguageRefused, canonical, detect

Data = Mapping[str, Any]

DEEPEST = 40
REVIEW = "claimreview"
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_SPACES = re.compile(r"\s+")
_READ = frozenset(
    ("claimReviewed", "itemReviewed", "reviewRating", "author", "url", "inLanguage",
     "datePublished", "@context", "@type", "type", "@id", "id")
)  # fmt: skip


def reviews(data: bytes) -> Iterator[tuple[str, Data]]:
    """Every ClaimReview in a JSON document, wherever it lies, with its path. Raises Unreadable."""
    try:
        whole = orjson.loads(data.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"It is no JSON: {error}. Give JSON, JSON-LD or a DataFeed.") from error
    found = list(_within(whole, "$", DEEPEST))
    if not found:
        raise Unreadable("There is no ClaimReview in it: no object whose @type is ClaimReview.")
    yield from found


def _within(value: Any, path: str, depth: int) -> Iterator[tuple[str, Data]]:
    if depth == 0:
        return
    if isinstance(value, dict):
        if REVIEW in types(value):
            yield path, value
            return
        for name, inner in value.items():
            yield from _within(inner, f"{path}.{name}", depth - 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _within(inner, f"{path}[{number}]", depth - 1)


def types(value: Any) -> set[str]:
    """The types of an object, in lower case and without their namespace."""
    if not isinstance(value, dict):
        return set()
    given = value.get("@type", value.get("type", ()))
    named = given if isinstance(given, list) else [given]
    return {re.split(r"[/#:]", str(one))[-1].lower() for one in named}


def draft(path: str, review: Data) -> Draft:
    """The draft of one review. Raises Unreadable where it names no claim."""
    text = words(review.get("claimReviewed")) or _claim_text(review)
    if not text:
        raise Unreadable("It has no claimReviewed, and its itemReviewed has no text.")
    url = words(review.get("url"))
    made = Draft(identity=url_identity(url, text), where=path, texts={})
    made.texts = {_language(review, text, made): text}
    made.mapped.append("claimReviewed -> texts")
    made.guess("kind", "factual: ClaimReview does not say")
    _note_review(review, url, made)
    _note_rating(_first(review.get("reviewRating")), made)
    _note_item(_first(review.get("itemReviewed")), made)
    for name in sorted(set(review) - _READ):
        made.refuse(name, "there is no place for it")
    return made


def url_identity(url: str, text: str) -> str:
    """What makes a review the same when it is met again: its address and the claim's words."""
    return f"{url}\n{text}"


def _claim_text(review: Data) -> str:
    item = _first(review.get("itemReviewed"))
    return words(item.get("text")) if "claim" in types(item) else ""


def words(value: Any, depth: int = DEEPEST) -> str:
    """A value as one line of text; empty for what is neither text nor number, and for what lies
    deeper than anybody writes it."""
    if depth == 0:
        return ""
    if isinstance(value, list):
        return words(value[0], depth - 1) if value else ""
    if isinstance(value, dict):
        inner = value.get("@value") or value.get("name") or value.get("url")
        return words(inner or "", depth - 1)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return _SPACES.sub(" ", str(value)).strip()


def _first(value: Any) -> Data:
    one = value[0] if isinstance(value, list) and value else value
    return one if isinstance(one, dict) else {}


def _language(review: Data, text: str, made: Draft) -> str:
    given = words(review.get("inLanguage"))
    if given:
        try:
            tag = canonical(given)
        except LanguageRefused:
            made.refuse("inLanguage", f"“{given}” is no language tag")
        else:
            made.mapped.append("inLanguage -> texts")
            return tag
    found = detect(text)
    made.guess("language", f"{found}, from the words" if found != UNDETERMINED else "undetermined")
    return found


def _note_review(review: Data, url: str, made: Draft) -> None:
    for name, value in (("Review", url), ("Reviewed by", words(review.get("author")))):
        if value:
            made.note(name, value)
    if url:
        made.refuse("url as evidence", "evidence at an address needs its archived copy: add both")
    _note_day("Reviewed on", review.get("datePublished"), made)


def _note_day(name: str, value: Any, made: Draft) -> None:
    given = words(value)
    if not given:
        return
    found = _DAY.match(given)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day.year < 1000:  # year 0001 is how some systems spell "unknown"
        made.refuse(name, f"“{given}” is no day")
        return
    if given != day.isoformat():
        made.guess(name, f"{day.isoformat()}, from “{given}”")
    made.note(name, day.isoformat())


def _note_rating(rating: Data, made: Draft) -> None:
    label = words(rating.get("alternateName")) or words(rating.get("name"))
    if label:
        made.note("Their verdict", f"“{label}”")
        made.refuse("reviewRating as a status", "a status is signed by people of this desk")
    explained = words(rating.get("ratingExplanation"))
    if explained:
        made.note("Their reasons", explained)
    _note_scale(rating, made)


def _note_scale(rating: Data, made: Draft) -> None:
    values = [rating.get(name) for name in ("ratingValue", "worstRating", "bestRating")]
    if all(value is None for value in values):
        return
    numbers = [_number(value) for value in values]
    value, worst, best = numbers
    if (
        value is None
        or worst is None
        or best is None
        or not worst <= value <= best
        or worst == best
    ):
        said = ", ".join(words(value) or "none" for value in values)
        made.refuse("reviewRating as numbers", f"({said}) is no scale with a value on it")
        return
    if any(isinstance(given, str) for given in values):
        made.guess("reviewRating", "numbers, written as text")
    made.note("On their scale", f"{value:g} from {worst:g} (worst) to {best:g} (best)")


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def _note_item(item: Data, made: Draft) -> None:
    if not item:
        made.refuse("itemReviewed", "it is missing: nobody is named who made the claim")
        return
    if "claim" not in types(item):
        kind = words(item.get("@type", item.get("type"))) or "nothing"
        made.guess("itemReviewed", f"read as the claim, though it is typed {kind}")
    claimant = words(_first(item.get("author")).get("name")) or words(item.get("author"))
    if claimant:
        made.note("Said, according to the review, by", claimant)
        made.refuse("itemReviewed.author as a speaker", "no sentence says so: capture the text")
    _note_day("Said on", item.get("datePublished"), made)
    for place in _appearances(item):
        made.note("Appeared at", place)


def _appearances(item: Data) -> Iterator[str]:
    for name in ("firstAppearance", "appearance", "url", "mainEntityOfPage", "sameAs"):
        given = item.get(name)
        for one in given if isinstance(given, list) else [given]:
            address = words(one.get("url") or one) if isinstance(one, dict) else words(one)
            if address.startswith(("http://", "https://")):
                yield address

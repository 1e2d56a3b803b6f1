"""Setting a profile, and speaking its language at the desk."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse

from claims import keys
from claims.models import Profile
from sources.refusal import explained

YEAR = 365 * 24 * 3600


def profile_of(person: User) -> Profile:
    """What the person has set; the defaults, not stored, when that is nothing."""
    return Profile.objects.filter(user=person).first() or Profile(user=person)


def set_profile(*, by: User, language: str, keys_on: bool, wanted: dict[str, str]) -> Profile:
    """Afterwards ``by`` has this language ("": the browser's) and these keys, by action.

    Raises Refused, naming the action or the field; then nothing changed.
    """
    own = keys.differing(wanted)
    with explained():
        profile = profile_of(by)
        profile.language, profile.keys_on, profile.keys = language, keys_on, own
        profile.full_clean()
        profile.save()
    return profile


def remember_language(answer: HttpResponse, language: str) -> None:
    """Let the browser ask for this language at the desk; "": for what it prefers itself."""
    name, path = settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_PATH
    if not language:
        answer.delete_cookie(name, path=path)
        return
    answer.set_cookie(
        name,
        language,
        path=path,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

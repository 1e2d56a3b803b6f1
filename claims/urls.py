"""The addresses of the public pages, each under its language; `/` leads to one of them."""

from django.urls import path, register_converter

from claims import claim_views, record_views, request_views, search_views, sharing, suffixes, views
from claims.addresses import PLURAL
from claims.citations import FORMATS
from claims.suffixes import SUFFIXES as ENDS


class PublicId:
    """Eight characters of lower-case Crockford base 32, ASCII alone, and any slug after them."""

    regex = r"[0-9a-hjkmnp-tv-z]{8}(?:-[^/]{0,200})?"

    def to_python(self, value: str) -> str:
        """The id without the slug, which is decoration."""
        return value[:8]

    def to_url(self, value: str) -> str:
        return value


class Ordinal:
    """A number from 1, as the database can hold it."""

    regex = r"[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Reference:
    """What a correction request is found by, however it was copied."""

    regex = r"[0-9a-hjkmnp-tv-z]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "public_id")
register_converter(Reference, "reference")
register_converter(Ordinal, "ordinal")

app_name = "pages"

GATHERS = {
    "actor": "attributions",
    "topic": "claims",
    "document": "attributions",
    "source": "attributions",
}
"""What the data of a record's page is a list of."""

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_views.search, name="search"),
    path("claims/", search_views.claims, name="claims"),
    path("claims/<public_id:public_id>/", claim_views.claim, name="claim"),
    path("claims/<public_id:public_id>/revisions/", claim_views.revisions, name="revisions"),
    path(
        "claims/<public_id:public_id>/revisions/<ordinal:number>/",
        claim_views.revision,
        name="revision",
    ),
    *(
        path(f"claims/<public_id:public_id>.{name}", sharing.citation, {"extension": name})
        for name in FORMATS
    ),
    *(path(f"claims.{end}", suffixes.PageData.as_view(what="claims", suffix=end)) for end in ENDS),
    *(path(f"corrections.{end}", suffixes.CorrectionsData.as_view(suffix=end)) for end in ENDS),
    *(
        path(f"claims/<public_id:public_id>.{end}", suffixes.ClaimData.as_view(suffix=end))
        for end in ENDS
    ),
    *(
        path(
            f"{PLURAL[kind]}/<public_id:public_id>.{end}",
            suffixes.RecordData.as_view(kind=kind, what=what, suffix=end),
        )
        for kind, what in GATHERS.items()
        for end in ENDS
    ),
    path("claims/<public_id:public_id>/embed/", sharing.embed, name="embed"),
    path("claims/<public_id:public_id>/card.png", sharing.card, name="card"),
    path("documents/<public_id:public_id>/", record_views.document, name="document"),
    path("actors/<public_id:public_id>/", record_views.actor, name="actor"),
    path("topics/<public_id:public_id>/", record_views.topic, name="topic"),
    path("sources/<public_id:public_id>/", record_views.source, name="source"),
    path("corrections/", views.corrections, name="corrections"),
    path("about/", views.about, name="about"),
    path("requests/", request_views.ask, name="request"),
    path("requests/follow/", request_views.follow, name="follow"),
    path("requests/<reference:reference>/", request_views.state, name="request_state"),
]

"""The addresses of the desk's API."""

from django.urls import URLPattern, path, re_path

from claims.api.description import Part
from claims.writing import suggestions
from claims.writing.acts import ACTS, LastSubmission
from claims.writing.described import COMPONENTS
from claims.writing.resource import Resource
from claims.writing.resources import DOCUMENTS, PUBLISHABLE, RESOURCES
from claims.writing.suggestions import DECISIONS, OneSuggestion, Suggestions
from claims.writing.views import Collection, Fixed, Item, Nothing

V1 = "api/v1/desk/"


def addresses_of(resource: Resource) -> list[URLPattern]:
    """A list, single rows, and where there are any the verbs."""
    one = f"{V1}{resource.name}/<uuid:uuid>"
    item = Item if resource.change else Fixed
    found = [
        path(f"{V1}{resource.name}", Collection.as_view(resource=resource)),
        path(one, item.as_view(resource=resource)),
    ]
    if resource.name in PUBLISHABLE:
        found.append(path(f"{one}/submission", LastSubmission.as_view(resource=resource)))
        found += [
            path(f"{one}/{name}", act.as_view(resource=resource))
            for name, act in ACTS.items()
            if name != "withdraw" or resource.name == "claims"
        ]
    return found


def addresses_of_suggestions() -> list[URLPattern]:
    """Below a document: what is proposed of it, each proposal, and what may be done with it."""
    all_, kept = f"{V1}documents/<uuid:uuid>/suggestions", {"resource": DOCUMENTS}
    one = f"{all_}/<str:name>"
    return [
        path(all_, Suggestions.as_view(**kept)),
        path(one, OneSuggestion.as_view(**kept)),
        *(path(f"{one}/{name}", act.as_view(**kept)) for name, act in DECISIONS.items()),
    ]


app_name = "desk"
described = [
    *(address for resource in RESOURCES for address in addresses_of(resource)),
    *addresses_of_suggestions(),
]
urlpatterns = [*described, re_path(r"^api/v1/desk(?:/|\Z)", Nothing.as_view())]
PART = Part(
    patterns=tuple(described),
    components={**COMPONENTS, **suggestions.COMPONENTS},
    tag={"name": "desk", "description": "Drafts and verbs, for programs with a token."},
)

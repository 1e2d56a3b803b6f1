"""The addresses of the desk's API."""

from django.urls import URLPattern, path, re_path

from claims.api.description import Part
from claims.writing.described import COMPONENTS
from claims.writing.resource import Resource
from claims.writing.resources import PUBLISHABLE, RESOURCES
from claims.writing.views import ACTS, Collection, Fixed, Item, LastSubmission, Nothing

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


app_name = "desk"
described = [address for resource in RESOURCES for address in addresses_of(resource)]
urlpatterns = [*described, re_path(r"^api/v1/desk(?:/|\Z)", Nothing.as_view())]
PART = Part(
    patterns=tuple(described),
    components=COMPONENTS,
    tag={"name": "desk", "description": "Drafts and verbs, for programs with a token."},
)

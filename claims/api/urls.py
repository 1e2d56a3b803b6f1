"""The addresses of the reading API; everything else under /api/ is the same 404.

Its description tells of the desk's addresses too: tracker/urls.py has it.
"""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.urls import path, re_path, register_converter

from claims import addresses
from claims.api.annotated import AnnotationPage, Annotations
from claims.api.description import Docs, Index, Part, Unknown
from claims.api.downloads import Export
from claims.api.lists import Attributions, Changes, Records, Revisions
from claims.api.records import Record, Revision, Transparency
from claims.api.shapes import COMPONENTS
from claims.exports import OFFERED


class RecordId:
    """Eight characters of lower-case Crockford base 32: ASCII alone, one spelling an id."""

    regex = "[0-9a-hjkmnp-tv-z]{8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RevisionNumber:
    """A number from 1 in ASCII digits, as the database can hold it."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RecordId, "record_id")
register_converter(RevisionNumber, "revision_number")

V1 = "api/v1/"
CLAIM = f"{V1}claims/<record_id:public_id>"
DOCUMENT = f"{V1}documents/<record_id:public_id>"

described = [
    path(V1, Index.as_view()),
    *(
        path(f"{V1}{plural}", Records.as_view(kind=kind))
        for kind, plural in addresses.PLURAL.items()
    ),
    *(
        path(f"{V1}{plural}/<record_id:public_id>", Record.as_view(kind=kind))
        for kind, plural in addresses.PLURAL.items()
    ),
    path(f"{CLAIM}/revisions", Revisions.as_view()),
    path(f"{CLAIM}/revisions/<revision_number:number>", Revision.as_view()),
    path(f"{DOCUMENT}/annotations", Annotations.as_view()),
    path(f"{DOCUMENT}/annotations/page", AnnotationPage.as_view()),
    path(f"{V1}attributions", Attributions.as_view()),
    path(f"{V1}changes", Changes.as_view()),
    *(
        path(f"{V1}export/{what}.{name}", Export.as_view(what=what, format=name))
        for what, name in OFFERED
    ),
    path("transparency", Transparency.as_view()),
]

PART = Part(
    patterns=tuple(described),
    components=COMPONENTS,
    tag={"name": "public", "description": "Reading, open to everybody."},
)


app_name = "api"
urlpatterns = [
    *described,
    # Swagger UI's style sheet draws its icons as data: images; nothing else is wider than usual.
    path(f"{V1}docs", csp_replace({"img-src": [SELF, "data:"]})(Docs.as_view())),
    re_path(r"^api(?:/|\Z)", Unknown.as_view()),
]

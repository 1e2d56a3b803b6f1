"""The desk's forms of sources and documents. Of claims it knows nothing."""

from django.contrib import admin

from sources.admin.documents import DocumentAdmin, SourceAdmin
from sources.models import Document, Source

admin.site.register(Source, SourceAdmin)
admin.site.register(Document, DocumentAdmin)

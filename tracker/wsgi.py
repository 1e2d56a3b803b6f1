"""The application that Granian, or any other WSGI server, serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tracker.fast import Fast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

_django = get_wsgi_application()
# While templates are being worked on, each page is made anew.
application = _django if settings.DEBUG else Fast(_django)

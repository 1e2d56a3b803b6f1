"""The site without its pages in memory: what Django makes of every single request."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

"""The site under test, for which `paper.example` is a server of this machine's.

Its port is in DIXIT_TEST_PAPER; everything else is as in production.
"""

import os

from sources.fetch import Fetcher
from tests.web import HERE, here_or_public, leading
from tracker.wsgi import application

# After the application: Django's models are known only now.
from sources.admin.documents import DocumentAdmin  # isort: skip

paper = (HERE, int(os.environ["DIXIT_TEST_PAPER"]))
DocumentAdmin.fetcher = Fetcher(resolve=leading({"paper.example": [paper]}), allows=here_or_public)

__all__ = ["application"]

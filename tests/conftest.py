"""The fixtures of every test. One that asks for no database fixture cannot touch a database.

`db`, `seeded` and `seeded_module` give a database; `live` serves one; `page` is a browser's.
"""

import os

# Before Django reads its settings: nothing of the developer's own surroundings counts here.
for inherited in ("DATABASE_URL", "READER_URL", "MIGRATE_URL", "DIXIT_HOSTS", "DIXIT_ORIGIN"):
    os.environ.pop(inherited, None)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
    "DIXIT_DEBUG": "1",
    "DIXIT_RATE_LIMIT": "0",  # one machine asks more here than any client
    "DIXIT_DATA": "/proc/dixit",  # not even root can make it
    "DIXIT_SECRET_KEY": "for tests alone",
    "DIXIT_SIGNING_KEY": "Zm9yIHRlc3RzIGFsb25lOiB0aGlydHktdHdvIGJ5dGU=",
}

from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from tests import clones, sites  # noqa: E402
from tests.clones import Cluster  # noqa: E402
from tests.sites import Site  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    assert settings.DEBUG  # read now: pytest-django sets Django up only when the settings are known
    if not hasattr(config, "workerinput"):  # the controller, or the only process
        clones.remove_abandoned()
        clones.make_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and clones.FOLDER in os.environ:
        clones.remove_folder(Path(os.environ.pop(clones.FOLDER)))


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """In the place of pytest-django's own."""
    pytest.fail("Ask for the fixture `db` or `seeded` in place of the mark `django_db`.")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A request in French leaves its thread in French: the next test begins in English again."""
    yield
    translation.activate("en")


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def cluster(worker: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cluster]:
    """The session's scratch server with its template; for tests of other databases' making."""
    cluster = Cluster(Path(os.environ[clones.FOLDER]), worker)
    with django_db_blocker.unblock():
        cluster.start()
    yield cluster
    cluster.close()


@pytest.fixture
def db(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """An empty database of this version's tables; its name."""
    with django_db_blocker.unblock(), cluster.clone() as name:
        yield name


@pytest.fixture
def seeded(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database with what `manage.py seed` loads; its name."""
    with django_db_blocker.unblock(), cluster.clone(clones.SEEDED) as name:
        yield name


@pytest.fixture(scope="module")
def seeded_module(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """`seeded`, one for the whole module: for tests that only read."""
    with django_db_blocker.unblock(), cluster.clone(clones.SEEDED) as name:
        yield name


@pytest.fixture(scope="module")
def live(cluster: Cluster, seeded_module: str) -> Iterator[Site]:
    """The real server, as in production, on `seeded_module`; `live.url` has no last slash."""
    with sites.serve(cluster) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; skips without one, or fails where one is required."""
    program = sites.chromium()
    # Playwright keeps an event loop in this thread, for which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=sites.CHROMIUM_ARGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page in a fresh profile."""
    context = browser.new_context()
    yield context.new_page()
    context.close()

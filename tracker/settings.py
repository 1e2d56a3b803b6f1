"""All settings, from the environment alone. Importing this starts nothing and writes nothing.

Every variable is described in docs/settings.md.
"""

import base64
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from tracker import keys, newsroom
from tracker.folders import PROJECT, data_folder
from tracker.postgres import Server

BASE_DIR = PROJECT
DATA = data_folder()


def _secret(variable: str, file: str) -> str:
    """The variable, or in debug mode the file that manage.py made."""
    if given := os.environ.get(variable, ""):
        return given
    if not DEBUG:
        raise ImproperlyConfigured(
            f"{variable} is not set. Set it (docs/settings.md says how to make one), "
            "or set DIXIT_DEBUG=1 for a trial on this machine."
        )
    try:
        return DATA.joinpath(file).read_text().strip()
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"{variable} is not set and {DATA / file} does not exist. Run any command of "
            "manage.py once: with DIXIT_DEBUG=1 it makes that file."
        ) from None


def _signing_key(given: str) -> bytes:
    """32 bytes, from their base64 or from the file that is named."""
    key = _decoded(given)
    if not key and given:
        try:
            key = _decoded(Path(given).expanduser().read_text().strip())
        except (OSError, ValueError):
            key = b""
    if not key:
        raise ImproperlyConfigured(
            "DIXIT_SIGNING_KEY is not the base64 of an Ed25519 private key (32 bytes), nor the "
            "path of a file that holds it. docs/settings.md says how to make one."
        )
    return key


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return key if len(key) == 32 else b""


DEBUG = os.environ.get("DIXIT_DEBUG") == "1"
SECRET_KEY = _secret("DIXIT_SECRET_KEY", keys.SECRET_KEY)
SIGNING_KEY = _signing_key(_secret("DIXIT_SIGNING_KEY", keys.SIGNING_KEY))

# --- Addresses

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def _origin() -> str:
    """The address under which readers know the site: scheme and host, no path."""
    given = os.environ.get("DIXIT_ORIGIN", "http://127.0.0.1:8000" if DEBUG else "")
    parts = urlsplit(given)
    more = parts.path.strip("/") + parts.query + parts.fragment + (parts.username or "")
    bare = bool(parts.hostname) and not more
    secure = parts.scheme == "https" or (parts.scheme == "http" and _loopback(parts.hostname))
    if not bare or not secure:
        raise ImproperlyConfigured(
            f"DIXIT_ORIGIN is {given!r}. Set it to the site's address, https:// and the host, "
            "such as https://claims.example.org (http:// is for this machine alone)."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _loopback(host: str | None) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _hosts() -> list[str]:
    own = urlsplit(ORIGIN).hostname or ""
    others = os.environ.get("DIXIT_HOSTS", "").split(",")
    return [f"[{own}]" if ":" in own else own, *[host.strip() for host in others if host.strip()]]


STAGING = os.environ.get("DIXIT_STAGING") == "1"
POLICIES = newsroom.policies(os.environ.get("DIXIT_POLICIES", ""))
ORIGIN = _origin()
HTTPS = ORIGIN.startswith("https:")
ALLOWED_HOSTS = _hosts() + (LOOPBACK if DEBUG else [])
CSRF_TRUSTED_ORIGINS = [ORIGIN]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

# --- Databases: one database, three roles

EMBEDDED = not os.environ.get("DATABASE_URL")
SERVER = Server(DATA / "postgres")
CONNECT_SECONDS = 5


def _database(variable: str, url: str, *options: str) -> dict[str, Any]:
    try:
        given = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        given = {}
    if not given.get("dbname") or not given.get("user"):
        # The address stays unsaid: it may hold a password.
        raise ImproperlyConfigured(
            f"{variable} is not the address of a database with a user and a name. Write it as "
            "postgresql://user:password@host/name."
        )
    own = " ".join(f"-c {option}" for option in options)
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", ""),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    wanted = f"{own} {given.pop('options', '')}".strip()
    return settings | {
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS, **given, "options": wanted},
    }


def _addresses() -> dict[str, str]:
    """The address of each alias; `owner` is absent where this instance may not migrate."""
    if EMBEDDED:
        return {
            "default": SERVER.conninfo(user="dixit_app", database="dixit"),
            "reader": SERVER.conninfo(user="dixit_reader", database="dixit"),
            "owner": SERVER.conninfo(user="dixit_owner", database="dixit"),
        }
    if not os.environ.get("READER_URL"):
        raise ImproperlyConfigured(
            "DATABASE_URL is set and READER_URL is not. Set it to the same database with the "
            "reader's user: public pages may not use the editorial one."
        )
    return {alias: os.environ[name] for alias, name in VARIABLES.items() if os.environ.get(name)}


VARIABLES = {"default": "DATABASE_URL", "reader": "READER_URL", "owner": "MIGRATE_URL"}
LIMITS = {
    "default": ["statement_timeout=10000"],
    "reader": ["statement_timeout=2000", "default_transaction_read_only=on"],
    "owner": [],
}
DATABASES = {
    alias: _database(VARIABLES[alias], url, *LIMITS[alias]) for alias, url in _addresses().items()
}
DATABASE_ROUTERS = ["tracker.routers.OneDatabaseThreeRoles"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- What the site is made of

INSTALLED_APPS = [
    "claims",
    "sources",
    "tracker",
    "tracker.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tracker.middleware.Staging",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.middleware.DatabaseDown",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Dixit",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}


def _rate_limit() -> int:
    """How many requests of the API a client may make a minute in each process; 0: any number."""
    given = os.environ.get("DIXIT_RATE_LIMIT", "6000")
    if not (given.isascii() and given.isdigit() and len(given) < 8):
        raise ImproperlyConfigured(
            f"DIXIT_RATE_LIMIT is {given!r}. Set it to a whole number of requests a minute, or to "
            "0 for no limit."
        )
    return int(given)


RATE_LIMIT = _rate_limit()

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

# A text of 2,000,000 characters, the most that can be captured, in a form's percent-encoding.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000

# --- Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
# Set at the desk alone, from the profile: public pages have their language in their address.
LANGUAGE_COOKIE_PATH = "/admin/"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files: fingerprinted and collected, or in debug mode straight from the apps

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# --- Hardening

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
# Load balancers ask for these two from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# Anybody may send a proxy's headers: believed only where a proxy is said to overwrite them.
BEHIND_PROXY = os.environ.get("DIXIT_BEHIND_PROXY") == "1"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}

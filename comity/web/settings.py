"""One settings module, steered by environment variables; docs/reference/settings.md lists them all.

COMITY_HOME           folder of the embedded database and files (default ./.home)
COMITY_DATABASE_URL   PostgreSQL instead of the embedded database
COMITY_DEMONSTRATION  "yes" or "no": one-click sign-in; without it, a home that `comity demo` filled is a
                      demonstration. Refused all the same unless every person here is invented
COMITY_SECRET_KEY     else a key is made once and kept in COMITY_HOME, readable by its owner only
COMITY_HOSTS          host names served, separated by commas
COMITY_HTTPS          "yes" when served behind HTTPS: cookies are then sent over it alone
COMITY_ADDRESS        where people reach the house, for links in mails (default http://127.0.0.1:8000)
COMITY_EMAIL_URL      how mail leaves the house (smtp://…, smtps://…, file:///…); without it mails stay in the outbox,
                      and a demonstration writes them to COMITY_HOME/outbox
COMITY_EMAIL_FROM     who mails come from (default comity@localhost)
COMITY_RECORD_ORIGIN  what the record is called in its checkpoints; it holds once the record's first key is made
COMITY_FILE_KEYS      where the root keys of sealed files are: file:PATH, env:NAME or a PKCS #11 URI (default
                      COMITY_HOME/files.keys)
COMITY_SCANNER        what scans files for viruses: clamd:PATH, clamd:HOST:PORT or command:PROGRAM
COMITY_BOUNDARIES     a GeoJSON file of boundaries that the map draws instead of those it came with
COMITY_TEST_DATABASE_URL  read by the tests only
"""

import os
import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from comity.web.email_way import email_way

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("COMITY_HOME", ".home")).resolve()
VERIFIER = PACKAGE.parent / "verifier"  # beside this package, in the source tree as where it is installed
LIBRARY = next(p for p in (PACKAGE.parent / "library", PACKAGE / "_library") if p.is_dir())
_boundaries = os.environ.get("COMITY_BOUNDARIES")
BOUNDARIES = Path(_boundaries).resolve() if _boundaries else None


def _secret_key() -> str:
    if key := os.environ.get("COMITY_SECRET_KEY"):
        return key
    path = HOME / "secret.key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
_said = os.environ.get("COMITY_DEMONSTRATION", "")
DEMONSTRATION = _said == "yes" or (not _said and (HOME / "demonstration").exists())
ALLOWED_HOSTS = os.environ.get("COMITY_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")

INSTALLED_APPS = [
    "comity.web",
    "comity.foundation.words",
    "comity.foundation.conditions",
    "comity.foundation.labels",
    "comity.foundation.record",
    "comity.foundation.access",
    "comity.foundation.files",
    "comity.foundation.parts",
    "comity.foundation.notices",
    "comity.foundation.personal",
    "comity.mandate.institutions",
    "comity.mandate.obligations",
    "comity.procedure.clearance",
    "comity.procedure.assurance",
    "comity.activity.engagements",
    "comity.scrutiny.oversight",
    "comity.activity.papers",
    "comity.activity.release",
    "comity.activity.crises",
    "comity.activity.emergency",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "comity.web.squeezed.SqueezedFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "comity.web.middleware.acting",
    "comity.web.live.middleware.noting_how_far_the_record_reaches",
    "comity.web.personal.as_they_like",
]

ROOT_URLCONF = "comity.web.urls"
WSGI_APPLICATION = "comity.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "comity.web.context.house",
                "comity.web.navigation.around",
            ],
            "builtins": ["django.templatetags.i18n", "comity.web.templatetags.house"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        env="COMITY_DATABASE_URL",
        default=f"sqlite:///{HOME / 'comity.sqlite3'}",
        conn_max_age=None,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_ADAPTER = "comity.web.accounts.NoSignUp"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_COOKIES = os.environ.get("COMITY_HTTPS", "") == "yes"
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}

ADDRESS = os.environ.get("COMITY_ADDRESS", "http://127.0.0.1:8000")
_mail = email_way(os.environ.get("COMITY_EMAIL_URL", ""), HOME / "outbox" if DEMONSTRATION else None)
EMAIL_WAY = _mail.kind
EMAIL_BACKEND, EMAIL_FILE_PATH = _mail.backend, _mail.folder or None
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.tls
DEFAULT_FROM_EMAIL = os.environ.get("COMITY_EMAIL_FROM", "comity@localhost")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["comity.web.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

MEDIA_ROOT = HOME / "files"  # what people lay here; never served by its path
FILE_KEYS = os.environ.get("COMITY_FILE_KEYS", "") or f"file:{HOME / 'files.keys'}"
FILE_SCANNER = os.environ.get("COMITY_SCANNER", "")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

RECORD_KEYS = HOME / "keys"  # the private keys that sign the record; readable by their owner only
RECORD_ORIGIN = os.environ.get("COMITY_RECORD_ORIGIN", "")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
COMPRESSED_ROOT = HOME / "compressed"  # copies of the files in the package, made when a process starts
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

if "pytest" in sys.modules and (test_database := os.environ.get("COMITY_TEST_DATABASE_URL")):
    DATABASES["default"] = dj_database_url.parse(test_database)  # never outside the tests

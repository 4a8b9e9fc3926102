"""Every setting of Lodge. Values come from the environment or from `.env` beside manage.py; `.env.example` explains
each one.

There is no insecure default: what is missing or nonsensical is collected in `ENVIRONMENT_PROBLEMS`, named by a
system check, and nothing starts with it. `make run` has its own file, `var/env`.
"""

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from config.environment import Environment, addresses, names, plain
from config.environment.databases import database
from config.environment.files import folder, storage
from config.environment.mail import mail
from config.environment.redis import Redis, redis

django_stubs_ext.monkeypatch()  # lets Django's generic classes be subscripted where our types need it

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(Path(os.environ.get(names.FILE) or BASE_DIR / ".env"))
VAR_DIR = env.optional("LODGE_VAR_DIR", plain.folder, str(BASE_DIR / "var"))

# Who we are
DEBUG = env.debug
SECRET_KEY = env.required(
    "SECRET_KEY", plain.signing_key, "A long random text that signs sessions.", get_random_secret_key()
)
SECRET_KEY_FALLBACKS = env.optional("SECRET_KEY_FALLBACKS", plain.words, "")
PUBLIC_URL = env.required(
    "PUBLIC_URL", addresses.origin, "The address people type, such as https://lodge.example.com.", ""
)
ALLOWED_HOSTS = env.optional("ALLOWED_HOSTS", addresses.hosts, addresses.host_of(PUBLIC_URL))
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
_admins: list[str] = env.decided(
    "ADMINS", addresses.mail_addresses, "Who is told what only admins can mend: ops@example.com.", []
)
ADMINS = [(address, address) for address in _admins]
EMAIL_SUBJECT_PREFIX = "[Lodge] "
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.decided(
    "DEFAULT_FROM_EMAIL",
    addresses.sender,
    "Whom mails are from: Lodge <lodge@example.com>.",
    "Lodge <lodge@localhost>",
)

# Atlassian: two URLs are all it takes to point Lodge at the real one or at a stand-in
ATLASSIAN_AUTH_URL = env.optional("ATLASSIAN_AUTH_URL", addresses.origin, "https://auth.atlassian.com")
ATLASSIAN_API_URL = env.optional("ATLASSIAN_API_URL", addresses.origin, "https://api.atlassian.com")
ATLASSIAN_CLIENT_ID = env.required(
    "ATLASSIAN_CLIENT_ID", plain.one_word, "From developer.atlassian.com, your app, Settings.", ""
)
ATLASSIAN_CLIENT_SECRET = env.required("ATLASSIAN_CLIENT_SECRET", plain.one_word, "Beside the client id.", "")
ATLASSIAN_SCOPES = env.optional(
    "ATLASSIAN_SCOPES", plain.scopes, "read:jira-work write:jira-work read:jira-user read:me offline_access"
)
# Whether a link is begun with PKCE (RFC 7636). Atlassian does not document it, and takes it.
ATLASSIAN_PKCE = env.optional("ATLASSIAN_PKCE", plain.flag, "true")
ATLASSIAN_ALLOWED_SITES = env.optional("ATLASSIAN_ALLOWED_SITES", addresses.sites, "")
# Whom to trust instead of the authorities of the system and of certifi.
CA_BUNDLE = env.optional("REQUESTS_CA_BUNDLE", plain.text, "")
# How long after a lost answer any server might still be committing: nothing is looked for, or sent again, before.
OUTBOX_GRACE_SECONDS = env.optional("OUTBOX_GRACE_SECONDS", plain.seconds, "120")
# After so long without a word from the process that was sending, others look in Jira for what it sent. A call and a
# refresh before it take 40 seconds at most.
OUTBOX_LEASE_SECONDS = env.optional("OUTBOX_LEASE_SECONDS", plain.seconds_from(60), "90")
# Jira's search index shows everything that is older than this.
INDEX_LAG_SECONDS = env.optional("INDEX_LAG_SECONDS", plain.seconds, "3600")
# The web server. Some threads of each of its processes are kept from waiting for Jira.
LISTEN_ADDRESS = env.optional("LISTEN_ADDRESS", plain.listening, "127.0.0.1")
# A connection is closed whose request has not arrived by then; a large body has longer (config/serving.py).
REQUEST_READ_SECONDS = env.optional("REQUEST_READ_SECONDS", plain.seconds, "20")
PORT = env.optional("PORT", plain.port, "8000")
WEB_THREADS = env.optional("WEB_THREADS", plain.count("threads"), "16")
WEB_CONCURRENCY = env.optional("WEB_CONCURRENCY", plain.count("processes"), "2")
WORKER_CONCURRENCY = env.optional("WORKER_CONCURRENCY", plain.count("processes"), "4")
TOKEN_ENCRYPTION_KEYS: list[str] = env.required(
    "TOKEN_ENCRYPTION_KEYS", plain.words, "It seals the tokens; .env.example says how to make one.", []
)
# A deactivated person's link rests at once; after so many days it ends, and its tokens are deleted.
DEACTIVATED_DISCONNECT_DAYS = env.optional("DEACTIVATED_DISCONNECT_DAYS", plain.days, "30")
# How long is kept what nobody needs any more (docs/running.md): then it goes, every night.
DRAFTS_KEPT_DAYS = env.optional("DRAFTS_KEPT_DAYS", plain.days, "180")
DRAFT_FILES_KEPT_DAYS = env.optional("DRAFT_FILES_KEPT_DAYS", plain.days, "90")
THROWN_AWAY_KEPT_DAYS = env.optional("THROWN_AWAY_KEPT_DAYS", plain.days, "30")
SENT_TEXTS_KEPT_DAYS = env.optional("SENT_TEXTS_KEPT_DAYS", plain.days, "90")
ENDED_LINKS_KEPT_DAYS = env.optional("ENDED_LINKS_KEPT_DAYS", plain.days, "90")
RENEWALS_KEPT_DAYS = env.optional("RENEWALS_KEPT_DAYS", plain.days, "90")
# The twin of the Installation row: from a copy of the database under another name nothing leaves.
INSTALLATION_ID = env.optional("INSTALLATION_ID", plain.at_most(255), PUBLIC_URL)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "social_django",
    "background",
    "installation",
    "accounts",
    "integrations",
    "issues",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "config.tracing.RequestIdMiddleware",
    "config.health.middleware.HealthMiddleware",  # before hosts and TLS are looked at
    "config.middleware.OneNameMiddleware",  # only while developing
    "config.storable.StorableRequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PrivatePagesMiddleware",
    "config.middleware.ScriptedFormsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.shares.ShareMiddleware",  # before a body is read
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.storable.StorableFormMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.IdleMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.erasing.middleware.GoneMiddleware",
    "accounts.middleware.CrowdMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.full.FullMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "installation.context.copy",
                "integrations.context.link",
            ],
            "libraries": {"look": "config.look", "office": "config.office"},
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases, cache, queue: PostgreSQL and Redis where named, otherwise files under var/ and a table as the queue
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.decided(
        "DATABASE_URL",
        database,
        "Where everything is kept: postgres://user:password@host:5432/name.",
        {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "lodge.sqlite3")},
    )
}
if env.is_wrong("DATABASE_URL"):
    DATABASES["default"]["NAME"] = ":memory:"  # no check may leave a file behind
elif DEBUG:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASE_PREPARE = env.optional("DATABASE_PREPARE", plain.flag, "true")
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Without these three, six writers lose a fifth of their writes to "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    # A host that vanishes says nothing: without these, whoever waits for it waits for a quarter of an hour.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 10,  # seconds
        "tcp_user_timeout": 15_000,  # milliseconds
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    } | DATABASES["default"].get("OPTIONS", {})
    # PostgreSQL parses and plans a statement once for each connection. A pooler that gives each transaction another one
    # may not know what was prepared: `DATABASE_PREPARE=false` is for that.
    if DATABASE_PREPARE:
        DATABASES["default"]["OPTIONS"].update(server_side_binding=True, prepare_threshold=2)
    else:
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # such a pooler may not know them, either
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS = env.decided(
    "REDIS_URL",
    redis,
    "Cache and queue: redis://:password@host:6379/0; or none, where one host runs all of Lodge.",
    Redis(),
)
REDIS_URL = REDIS.url
_redis_cache = {
    "BACKEND": "config.cache.NearRedis",
    "LOCATION": REDIS_URL,
    "OPTIONS": {"socket_connect_timeout": 1.0, "socket_timeout": 1.0, **(REDIS.tls or {})},  # seconds
}
_file_cache = {
    "BACKEND": "config.cache.NearFiles",
    "LOCATION": str(VAR_DIR / "cache"),
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
CACHES = {"default": _redis_cache if REDIS_URL else _file_cache}
SESSION_ENGINE = "accounts.sessions"
# A session ends when nobody used it for so long, and two weeks after signing in at the latest.
SESSION_IDLE_HOURS = env.optional("SESSION_IDLE_HOURS", plain.hours, "12")
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Whether the administration asks staff for a second factor (RFC 6238) beside their password.
ADMIN_SECOND_FACTOR = env.optional("ADMIN_SECOND_FACTOR", plain.flag, "false")

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.authentication.NameOrEmailBackend",
    "integrations.backends.AtlassianOAuth2",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["accounts.hashing.BoundedArgon2"]
CSRF_FAILURE_VIEW = "issues.views.interrupted.too_old"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

# Linking: python-social-auth does the OAuth dance and nothing else (design: Connection is the only truth)
SOCIAL_AUTH_URL_NAMESPACE = "link"
SOCIAL_AUTH_PIPELINE = ("integrations.pipeline.link_account",)

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# What one person may take of what all share (docs/running.md)
SEARCHES_PER_MINUTE = env.optional("SEARCHES_PER_MINUTE", plain.count("searches"), "60")
SEARCHES_PER_HOUR = env.optional("SEARCHES_PER_HOUR", plain.count("searches"), "600")
DRAFTS_PER_PERSON = env.optional("DRAFTS_PER_PERSON", plain.count("drafts"), "200")
DRAFTS_MB_PER_PERSON = env.optional("DRAFTS_MB_PER_PERSON", plain.count("megabytes"), "50")
FILES_MB_PER_PERSON = env.optional("FILES_MB_PER_PERSON", plain.count("megabytes"), "4000")
LINKS_BEGUN_PER_HOUR = env.optional("LINKS_BEGUN_PER_HOUR", plain.count("links"), "20")

# Files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Whoever collects them, as root in an image for one, is often not who serves them.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# What people attach lies here until Jira has it. A folder is good for one host; several need a storage they share.
STORAGES["default"] = env.decided(
    "FILES_URL",
    storage,
    "Where files lie until Jira has them: file:///folder or s3://bucket/folder.",
    folder(VAR_DIR / "files"),
)
SINGLE_HOST = env.optional("SINGLE_HOST", plain.flag, "false")
FILE_MAX_BYTES: int = env.optional("FILE_MAX_MB", plain.count("megabytes"), "100") * 1024 * 1024
FILES_PER_REPORT = env.optional("FILES_PER_REPORT", plain.count("files"), "20")
# Local copies go so long after Jira has confirmed them, or after their report was withdrawn.
FILES_KEPT_DAYS = env.optional("FILES_KEPT_DAYS", plain.days, "14")
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "issues.attachments.receiving.PatientUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# All texts of one form together; each of them has a bound of its own (issues/bounds.py), and is cut there with a word
# beside the field. What is beyond these is answered by a page (config/toolarge.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Mail: printed in the console of a developer's machine, unless a server is named
_email: dict[str, Any] = env.decided(
    "EMAIL_URL",
    mail,
    "How mails leave: smtp+tls://user:password@mail.example.com:587.",
    mail("consolemail://"),
)
globals().update(_email)
# The worker sends them (accounts/mailing), and hangs up on a server that keeps it waiting: so many seconds for a word.
MAILS_LEAVE_BY = _email["EMAIL_BACKEND"]
if MAILS_LEAVE_BY == "django.core.mail.backends.smtp.EmailBackend":
    MAILS_LEAVE_BY = "accounts.mailing.smtp.EmailBackend"
EMAIL_BACKEND = "accounts.mailing.door.EmailBackend"
EMAIL_TIMEOUT = env.optional("EMAIL_TIMEOUT", plain.seconds, "10")
# An invitation's link is good for so many days; what nobody followed is forgotten so many days after.
INVITATION_DAYS = env.optional("INVITATION_DAYS", plain.days, "14")
INVITATIONS_KEPT_DAYS = env.optional("INVITATIONS_KEPT_DAYS", plain.days, "90")
# For so many days it can be seen that a mail was sent, or was given up; what it said goes at once.
MAILS_KEPT_DAYS = env.optional("MAILS_KEPT_DAYS", plain.days, "30")

# Transport security. Plain http is accepted only where PUBLIC_URL says http.
_https = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = env.optional("SECURE_SSL_REDIRECT", plain.flag, str(_https))
BEHIND_PROXY = env.optional("BEHIND_PROXY", plain.flag, str(_https))
# So many proxies append to X-Forwarded-For whom they saw; what stands before that is not believed.
TRUSTED_PROXIES = env.optional("TRUSTED_PROXIES", plain.up_to(10, "proxies"), str(int(BEHIND_PROXY)))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the session on the way back from Atlassian
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],  # blob: a picture that somebody chose, before it is sent
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],  # and the authorization server: config/middleware.py
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

LOG_LEVEL = env.optional("LOG_LEVEL", plain.one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "INFO")
# The admins are mailed errors of requests, and alarms: what only they can mend.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"unless_debug": {"()": "django.utils.log.RequireDebugFalse"}},
    "formatters": {
        "line": {
            "class": "config.logs.RedactingFormatter",
            "format": "{levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "mail": {"class": "config.logs.AlarmHandler"},
        "errors": {"class": "config.logs.AlarmHandler", "level": "ERROR", "filters": ["unless_debug"]},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "lodge.alarm": {"handlers": ["mail"]},
        "django": {"handlers": ["errors"], "level": "INFO"},
        # Anybody can send a wrong Host header, as often as they like: a line in the log, no mail.
        "django.security.DisallowedHost": {"handlers": ["console"], "propagate": False},
    },
}
DEFAULT_EXCEPTION_REPORTER = "config.debug.QuietExceptionReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.debug.RedactingExceptionReporterFilter"

ENVIRONMENT_PROBLEMS, ENVIRONMENT_UNKNOWN = env.conclude()

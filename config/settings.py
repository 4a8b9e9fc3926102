"""Every setting of Lodge. Values come from the environment or from `.env` beside manage.py; see `.env.example`.

Settings that are the same in every installation are in `fixed_settings.py`.

There is no insecure default. Missing and invalid settings are collected in `ENVIRONMENT_PROBLEMS` and named by a system
check, and no process starts with one. `make run` has its own file, `var/env`.
"""

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.core.management.utils import get_random_secret_key

from config.environment import (
    Environment,
    addresses,
    misspelt_names,
    numbers,
    single_sign_on,
    values,
)
from config.environment.database_options import with_options
from config.environment.database_url import database
from config.environment.email_url import mail
from config.environment.files_url import folder, storage
from config.environment.redis_url import Redis, redis
from config.fixed_settings import *  # noqa: F403 (the applications, the middleware and so on)
from config.fixed_settings import BASE_DIR, logging_at

django_stubs_ext.monkeypatch()  # makes Django's generic classes subscriptable, for our types

env = Environment(Path(os.environ.get(misspelt_names.FILE) or BASE_DIR / ".env"))
VAR_DIR = env.optional("LODGE_VAR_DIR", values.folder, str(BASE_DIR / "var"))

# Identity and addresses
DEBUG = env.debug
SECRET_KEY = env.required(
    "SECRET_KEY",
    values.signing_key,
    "A long random text that signs sessions.",
    get_random_secret_key(),
)
SECRET_KEY_FALLBACKS = env.optional("SECRET_KEY_FALLBACKS", values.words, "")
PUBLIC_URL = env.required(
    "PUBLIC_URL",
    addresses.origin,
    "The address people type, such as https://lodge.example.com.",
    "",
)
ALLOWED_HOSTS = env.optional("ALLOWED_HOSTS", addresses.hosts, addresses.host_of(PUBLIC_URL))
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
_admins: list[str] = env.decided(
    "ADMINS",
    addresses.mail_addresses,
    "Who is told what only admins can mend: ops@example.com.",
    [],
)
ADMINS = [(address, address) for address in _admins]
EMAIL_SUBJECT_PREFIX = "[Lodge] "
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.decided(
    "DEFAULT_FROM_EMAIL",
    addresses.sender,
    "Whom mails are from: Lodge <lodge@example.com>.",
    "Lodge <lodge@localhost>",
)

# Atlassian: these two URLs are enough to point Lodge at the real one or at a stand-in
ATLASSIAN_AUTH_URL = env.optional(
    "ATLASSIAN_AUTH_URL", addresses.origin, "https://auth.atlassian.com"
)
ATLASSIAN_API_URL = env.optional("ATLASSIAN_API_URL", addresses.origin, "https://api.atlassian.com")
# The host that Jira's files are read from. No other host is asked for one.
ATLASSIAN_MEDIA_URL = env.optional(
    "ATLASSIAN_MEDIA_URL", addresses.origin, "https://api.media.atlassian.com"
)
ATLASSIAN_CLIENT_ID = env.required(
    "ATLASSIAN_CLIENT_ID", values.one_word, "From developer.atlassian.com, your app, Settings.", ""
)
ATLASSIAN_CLIENT_SECRET = env.required(
    "ATLASSIAN_CLIENT_SECRET", values.one_word, "Beside the client id.", ""
)
ATLASSIAN_SCOPES = env.optional(
    "ATLASSIAN_SCOPES",
    values.scopes,
    "read:jira-work write:jira-work read:jira-user read:me offline_access",
)
# Whether linking uses PKCE (RFC 7636). Atlassian does not document it, but accepts it.
ATLASSIAN_PKCE = env.optional("ATLASSIAN_PKCE", values.flag, "true")
ATLASSIAN_ALLOWED_SITES = env.optional("ATLASSIAN_ALLOWED_SITES", addresses.sites, "")
# Sites whose address an administrator types (Data Center, API tokens). By default only public ones, over https.
JIRA_PRIVATE_NETWORKS = env.optional("JIRA_PRIVATE_NETWORKS", addresses.networks, "")
JIRA_HTTP_ALLOWED = env.optional("JIRA_HTTP_ALLOWED", values.flag, "false")
# Whether administrators may enter credentials that groups share. false: none is used, entered ones neither.
SHARED_LINKS = env.optional("SHARED_LINKS", values.flag, "true")
# CA certificates to trust instead of the system's and certifi's.
CA_BUNDLE = env.optional("REQUESTS_CA_BUNDLE", values.text, "")
# How long after a lost response a server might still commit: nothing is looked up or sent again before that.
OUTBOX_GRACE_SECONDS = env.optional("OUTBOX_GRACE_SECONDS", numbers.seconds, "120")
# After this time without a sign of life from the sending process, another one looks in Jira. A call and a refresh
# before it take 40 seconds at most.
OUTBOX_LEASE_SECONDS = env.optional("OUTBOX_LEASE_SECONDS", numbers.seconds_from(60), "90")
# Jira's search index shows everything that is older than this.
INDEX_LAG_SECONDS = env.optional("INDEX_LAG_SECONDS", numbers.seconds, "3600")
# The web server. Some threads of each process are kept free of waiting for Jira.
LISTEN_ADDRESS = env.optional("LISTEN_ADDRESS", values.listening, "127.0.0.1")
# A connection is closed if its request has not arrived by then; a large body gets longer (request_body_timeout.py).
REQUEST_READ_SECONDS = env.optional("REQUEST_READ_SECONDS", numbers.seconds, "20")
PORT = env.optional("PORT", numbers.port, "8000")
WEB_THREADS = env.optional("WEB_THREADS", numbers.count("threads"), "16")
WEB_CONCURRENCY = env.optional("WEB_CONCURRENCY", numbers.count("processes"), "2")
WORKER_CONCURRENCY = env.optional("WORKER_CONCURRENCY", numbers.count("processes"), "4")
TOKEN_ENCRYPTION_KEYS: list[str] = env.required(
    "TOKEN_ENCRYPTION_KEYS",
    values.words,
    "It seals the tokens; .env.example says how to make one.",
    [],
)
# A deactivated user's connection pauses at once. After this many days its tokens are deleted.
DEACTIVATED_DISCONNECT_DAYS = env.optional("DEACTIVATED_DISCONNECT_DAYS", numbers.days, "30")
# Retention of what is not needed any more (docs/running.md). A nightly task deletes it.
DRAFTS_KEPT_DAYS = env.optional("DRAFTS_KEPT_DAYS", numbers.days, "180")
DRAFT_FILES_KEPT_DAYS = env.optional("DRAFT_FILES_KEPT_DAYS", numbers.days, "90")
THROWN_AWAY_KEPT_DAYS = env.optional("THROWN_AWAY_KEPT_DAYS", numbers.days, "30")
SENT_TEXTS_KEPT_DAYS = env.optional("SENT_TEXTS_KEPT_DAYS", numbers.days, "90")
ENDED_LINKS_KEPT_DAYS = env.optional("ENDED_LINKS_KEPT_DAYS", numbers.days, "90")
RENEWALS_KEPT_DAYS = env.optional("RENEWALS_KEPT_DAYS", numbers.days, "90")
# Also stored in the Installation row: a copy of the database under another id sends nothing.
INSTALLATION_ID = env.optional("INSTALLATION_ID", values.at_most(255), PUBLIC_URL)

# Databases, cache, queue: PostgreSQL and Redis where configured, otherwise files under var/ and a message table
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.decided(
        "DATABASE_URL",
        database,
        "Where everything is kept: postgres://user:password@host:5432/name.",
        {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "lodge.sqlite3")},
    )
}
if env.is_wrong("DATABASE_URL"):
    DATABASES["default"]["NAME"] = ":memory:"  # no system check may leave a file behind
elif DEBUG:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASE_PREPARE = env.optional("DATABASE_PREPARE", values.flag, "true")
DATABASES["default"] = with_options(DATABASES["default"], prepare=DATABASE_PREPARE)

REDIS = env.decided(
    "REDIS_URL",
    redis,
    "Cache and queue: redis://:password@host:6379/0; or none, where one host runs all of Lodge.",
    Redis(),
)
REDIS_URL = REDIS.url
_redis_cache = {
    "BACKEND": "config.cache.backends.NearRedis",
    "LOCATION": REDIS_URL,
    "OPTIONS": {
        "socket_connect_timeout": 1.0,
        "socket_timeout": 1.0,
        **(REDIS.tls or {}),
    },  # seconds
}
_file_cache = {
    "BACKEND": "config.cache.backends.NearFiles",
    "LOCATION": str(VAR_DIR / "cache"),
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
CACHES = {"default": _redis_cache if REDIS_URL else _file_cache}
SESSION_ENGINE = "accounts.session_store"
# A session ends after this idle time, and two weeks after signing in at the latest.
SESSION_IDLE_HOURS = env.optional("SESSION_IDLE_HOURS", numbers.hours, "12")
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Whether the administration requires a second factor (RFC 6238) of staff.
ADMIN_SECOND_FACTOR = env.optional("ADMIN_SECOND_FACTOR", values.flag, "false")

# Whether people sign in with a password of Lodge. Where not, another way has to be set up below.
PASSWORD_SIGN_IN = env.optional("PASSWORD_SIGN_IN", values.flag, "true")
# People of these Jira sites sign in with their Atlassian account; off where none is named.
ATLASSIAN_SIGN_IN_SITES = env.optional("ATLASSIAN_SIGN_IN_SITES", addresses.sites, "")
# Single sign-on by OpenID Connect; off without an issuer (docs/running.md).
OIDC_ISSUER = env.optional("OIDC_ISSUER", single_sign_on.issuer, "")
OIDC_CLIENT_ID = env.optional("OIDC_CLIENT_ID", values.one_word, "")
OIDC_CLIENT_SECRET = env.optional("OIDC_CLIENT_SECRET", values.one_word, "")
OIDC_SCOPES = env.optional("OIDC_SCOPES", single_sign_on.scopes, "openid profile email")
OIDC_NAME = env.optional("OIDC_NAME", values.at_most(60), "your company account")
OIDC_NEW_PEOPLE = env.optional("OIDC_NEW_PEOPLE", values.flag, "true")
OIDC_EMAIL_DOMAINS = env.optional("OIDC_EMAIL_DOMAINS", single_sign_on.domains, "")
OIDC_JOIN_BY_EMAIL = env.optional("OIDC_JOIN_BY_EMAIL", values.flag, "false")
OIDC_GROUPS_CLAIM = env.optional("OIDC_GROUPS_CLAIM", single_sign_on.claim, "groups")
OIDC_GROUPS = env.optional("OIDC_GROUPS", single_sign_on.groups, "")
OIDC_STAFF = env.optional("OIDC_STAFF", single_sign_on.values_of_claim, "")
OIDC_SUPERUSERS = env.optional("OIDC_SUPERUSERS", single_sign_on.values_of_claim, "")
OIDC_SIGN_OUT = env.optional("OIDC_SIGN_OUT", values.flag, "false")

# Limits for one user of resources that all share (docs/running.md)
SEARCHES_PER_MINUTE = env.optional("SEARCHES_PER_MINUTE", numbers.count("searches"), "60")
SEARCHES_PER_HOUR = env.optional("SEARCHES_PER_HOUR", numbers.count("searches"), "600")
QUERY_ROWS_PER_HOUR = env.optional("QUERY_ROWS_PER_HOUR", numbers.count("rows"), "30000")
DRAFTS_PER_PERSON = env.optional("DRAFTS_PER_PERSON", numbers.count("drafts"), "200")
DRAFTS_MB_PER_PERSON = env.optional("DRAFTS_MB_PER_PERSON", numbers.count("megabytes"), "50")
FILES_MB_PER_PERSON = env.optional("FILES_MB_PER_PERSON", numbers.count("megabytes"), "4000")
LINKS_BEGUN_PER_HOUR = env.optional("LINKS_BEGUN_PER_HOUR", numbers.count("links"), "20")

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
        # The user who runs collectstatic, root in an image for example, often is not the one who serves them.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# Attachments are stored here until Jira has them. A folder works for one host; several need shared storage.
STORAGES["default"] = env.decided(
    "FILES_URL",
    storage,
    "Where files lie until Jira has them: file:///folder or s3://bucket/folder.",
    folder(VAR_DIR / "files"),
)
SINGLE_HOST = env.optional("SINGLE_HOST", values.flag, "false")
FILE_MAX_BYTES: int = env.optional("FILE_MAX_MB", numbers.count("megabytes"), "100") * 1024 * 1024
FILES_PER_REPORT = env.optional("FILES_PER_REPORT", numbers.count("files"), "20")
# Local copies are deleted this long after Jira confirmed them, or after their report was withdrawn.
FILES_KEPT_DAYS = env.optional("FILES_KEPT_DAYS", numbers.days, "14")
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "issues.attachments.reading_uploads.PatientUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# For all texts of a form together. Each has its own limit (issues/limits/posted_text_cap.py) and is cut there, with a
# note beside the field. A request above these limits gets an error page (config/bad_request_handler.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Mail: printed on a developer's console, unless a server is configured
_email: dict[str, Any] = env.decided(
    "EMAIL_URL",
    mail,
    "How mails leave: smtp+tls://user:password@mail.example.com:587.",
    mail("consolemail://"),
)
globals().update(_email)
# The worker sends mails (accounts/mailing). A server must answer each command within this many seconds.
MAILS_LEAVE_BY = _email["EMAIL_BACKEND"]
if MAILS_LEAVE_BY == "django.core.mail.backends.smtp.EmailBackend":
    MAILS_LEAVE_BY = "accounts.mailing.smtp.EmailBackend"
EMAIL_BACKEND = "accounts.mailing.email_backend.EmailBackend"
EMAIL_TIMEOUT = env.optional("EMAIL_TIMEOUT", numbers.seconds, "10")
# How many days an invitation's link works, and how many days later an unused invitation is deleted.
INVITATION_DAYS = env.optional("INVITATION_DAYS", numbers.days, "14")
INVITATIONS_KEPT_DAYS = env.optional("INVITATIONS_KEPT_DAYS", numbers.days, "90")
# How many days a sent or failed mail stays listed. Its text is deleted at once.
MAILS_KEPT_DAYS = env.optional("MAILS_KEPT_DAYS", numbers.days, "30")

# Transport security. Plain http is accepted only where PUBLIC_URL begins with http.
_https = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = env.optional("SECURE_SSL_REDIRECT", values.flag, str(_https))
BEHIND_PROXY = env.optional("BEHIND_PROXY", values.flag, str(_https))
# This many proxies append the address they saw to X-Forwarded-For. Entries before theirs are not trusted.
TRUSTED_PROXIES = env.optional(
    "TRUSTED_PROXIES", numbers.up_to(10, "proxies"), str(int(BEHIND_PROXY))
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the session on the way back from Atlassian
LOG_LEVEL = env.optional(
    "LOG_LEVEL", values.one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "INFO"
)
LOGGING = logging_at(LOG_LEVEL)

ENVIRONMENT_PROBLEMS, ENVIRONMENT_UNKNOWN = env.conclude()

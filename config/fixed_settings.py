"""Settings that are the same in every installation: applications, middleware, users, language, headers, logs.

`config.settings` reads what an operator sets, and imports all of these.
"""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

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
    "config.request_tracing.RequestIdMiddleware",
    "config.health.middleware.HealthMiddleware",  # before the checks of host and TLS
    "config.security_headers.CanonicalHostMiddleware",  # during development only
    "config.unstorable_text.StorableRequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.security_headers.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.CompressedPagesMiddleware",  # after all that changes a page
    "config.security_headers.PrivatePagesMiddleware",
    "config.security_headers.ScriptedFormsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.concurrency_middleware.ConcurrencyMiddleware",  # before the body is read
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.unstorable_text.StorableFormMiddleware",
    "config.admin_to_field.AdminToFieldMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "accounts.middleware.IdleSessionMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.erasing.middleware.ErasedUserMiddleware",
    "accounts.middleware.TooManySignInsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.quota_exceeded.QuotaExceededMiddleware",
    "config.development_pages.OwnNotFoundPageMiddleware",  # during development only
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
_LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "config.constant_nodes.Loader",
                [
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": _LOADERS,
            "context_processors": [
                "config.csrf_token_once.csrf_token",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "installation.context_processor.copy",
                "integrations.context_processor.link",
                "issues.views.notifications.unseen_notices",
            ],
            "libraries": {"ui": "config.ui_tags", "admin_index": "config.admin_index_tags"},
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# SQLite, which some start with, builds the indexes that carry further columns without those: a bit slower, not wrong.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# Users
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.authentication.NameOrEmailBackend",
    "integrations.backends.AtlassianOAuth2",
    "integrations.backends.DataCenterOAuth2",
    "single_sign_on.openid_connect.OpenIdConnect",
    "single_sign_on.atlassian.AtlassianSignIn",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["accounts.password_hashing.BoundedArgon2"]
CSRF_FAILURE_VIEW = "issues.views.form.csrf_failure.too_old"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

# Linking: python-social-auth runs the OAuth flow and nothing else; Connection is the only record of it
SOCIAL_AUTH_URL_NAMESPACE = "link"
SOCIAL_AUTH_PIPELINE = ("integrations.linking.social_auth_step.link_account",)
SOCIAL_AUTH_ATLASSIAN_SIGN_IN_PIPELINE = ("single_sign_on.atlassian.find_person",)
SOCIAL_AUTH_OIDC_PIPELINE = ("single_sign_on.social_auth_step.find_person",)

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Headers of answers
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    # blob: a picture that was chosen, before its upload
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],  # and the authorization server: config/security_headers.py
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

DEFAULT_EXCEPTION_REPORTER = "config.error_reports.QuietExceptionReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.error_reports.RedactingExceptionReporterFilter"


def logging_at(level: str) -> dict[str, Any]:
    """LOGGING with messages from *level* on.

    The admins get mails about errors of requests, and alerts about what only they can fix.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"unless_debug": {"()": "django.utils.log.RequireDebugFalse"}},
        "formatters": {
            "line": {
                "class": "config.log_formatting.RedactingFormatter",
                "format": "{levelname} {name} {message}",
                "style": "{",
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "mail": {"class": "config.log_formatting.AlarmHandler"},
            "errors": {
                "class": "config.log_formatting.AlarmHandler",
                "level": "ERROR",
                "filters": ["unless_debug"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "lodge.alarm": {"handlers": ["mail"]},
            "django": {"handlers": ["errors"], "level": "INFO"},
            # Anybody can send a wrong Host header in any number: a line in the log, no mail.
            "django.security.DisallowedHost": {"handlers": ["console"], "propagate": False},
        },
    }

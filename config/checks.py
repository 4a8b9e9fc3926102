"""System checks that name each setting which is missing or nonsensical, and a gate that refuses to start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


@checks.register()
def settings_make_sense(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """One error for each problem that `config.environment` met."""
    return [
        checks.Error(f"{name} {sentence}", hint="See .env.example.", id="config.E001")
        for name, sentence in settings.ENVIRONMENT_PROBLEMS
    ]


@checks.register()
def public_url_is_safe(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Plain http carries sessions in clear: only a developer's own machine may do that."""
    if settings.DEBUG or not settings.PUBLIC_URL.startswith("http://"):
        return []
    return [
        checks.Warning(
            "PUBLIC_URL says http: passwords and sessions travel in clear.",
            hint="Put Lodge behind TLS and write https.",
            id="config.W001",
        )
    ]


@checks.register()
def files_are_shared(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A web process on one host and a worker on another would not see the same folder: files would not arrive."""
    if settings.SINGLE_HOST or not settings.FILES_URL.startswith("file:"):
        return []
    return [
        checks.Error(
            "FILES_URL names a folder, which only the processes of one host share. Write SINGLE_HOST=true if all of "
            "Lodge runs on this host, else FILES_URL=s3://bucket/folder.",
            hint="See docs/outbox.md.",
            id="config.E002",
        )
    ]


def refuse_to_start_if_wrong() -> None:
    """Raise ImproperlyConfigured with every error's sentence, for servers that run no checks themselves."""
    wrong = [message for message in checks.run_checks() if message.level >= checks.ERROR]
    if wrong:
        listed = "\n".join(f"  - {message.msg}" for message in wrong)
        raise ImproperlyConfigured(f"Lodge does not start with these settings:\n{listed}")

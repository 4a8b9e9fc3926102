"""Problems that `config.environment` collected, and warnings about single settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks

from config.checks.already_reported import is_wrong


@checks.register()
def settings_make_sense(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """One error for each missing or invalid setting."""
    return [
        checks.Error(f"{name} {sentence}", id="config.E001")
        for name, sentence in settings.ENVIRONMENT_PROBLEMS
    ]


@checks.register()
def names_are_known(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A warning for each unknown name in `.env`, which is most often misspelt."""
    return [
        checks.Warning(f"{name} {sentence}", id="config.W002")
        for name, sentence in settings.ENVIRONMENT_UNKNOWN
    ]


@checks.register()
def public_url_is_safe(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Plain http sends sessions unencrypted: only allowed on a developer's machine."""
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
def debug_is_for_developers(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """DEBUG shows internals and allows missing settings; an https address is seldom a developer's."""
    if not (settings.DEBUG and settings.PUBLIC_URL.startswith("https://")):
        return []
    return [
        checks.Warning(
            "DEBUG is true while PUBLIC_URL says https: errors show the inside of Lodge, and settings may be missing.",
            id="config.W005",
        )
    ]


@checks.register()
def mails_leave(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Outside a developer's machine, mails must not be printed: the log would contain password reset links."""
    backend = settings.MAILS_LEAVE_BY
    if settings.DEBUG or is_wrong("EMAIL_URL"):
        return []
    if backend.endswith("console.EmailBackend"):
        said = (
            "EMAIL_URL prints mails: links to new passwords would stand in the log. Name a server, or "
            "dummymail:// for none."
        )
        return [checks.Error(said, id="config.E003")]
    if not backend.endswith("smtp.EmailBackend"):
        return [checks.Warning("EMAIL_URL names no server: nobody gets a mail.", id="config.W003")]
    slips = _slips_of_mail()
    return [checks.Warning(f"EMAIL_URL {sentence}", id="config.W004") for sentence in slips]


def _slips_of_mail() -> list[str]:
    """Warnings about addresses that most mail servers refuse, or that should not be used."""
    encrypts_at_once, encrypts_then = settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS
    if settings.EMAIL_PORT == 465 and not encrypts_at_once:
        return ["names port 465, where servers encrypt from the beginning. Write smtp+ssl://."]
    if settings.EMAIL_PORT == 587 and not encrypts_then:
        return ["names port 587, where servers encrypt after a greeting. Write smtp+tls://."]
    if settings.EMAIL_HOST_PASSWORD and not (encrypts_at_once or encrypts_then):
        return ["sends its password in clear. Write smtp+tls:// or smtp+ssl://."]
    return []

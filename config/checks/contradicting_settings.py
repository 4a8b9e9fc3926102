"""Settings that are valid alone and contradict each other."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from config.checks.already_reported import is_wrong
from config.environment.addresses import host_of


@checks.register()
def settings_agree(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """One error for each setting that contradicts another one."""
    found = dict(_contradictions())
    return [
        checks.Error(f"{name} {sentence}", id="config.E004")
        for name, sentence in found.items()
        if not is_wrong(name)
    ]


def _contradictions() -> Iterator[tuple[str, str]]:
    yield from _of_addresses()
    yield from _of_one_host()
    if settings.SECRET_KEY in settings.SECRET_KEY_FALLBACKS:
        yield "SECRET_KEY_FALLBACKS", "names the present SECRET_KEY, too. It is for former ones."
    if len(set(settings.TOKEN_ENCRYPTION_KEYS)) < len(settings.TOKEN_ENCRYPTION_KEYS):
        yield "TOKEN_ENCRYPTION_KEYS", "names one key twice."
    client_secret = settings.ATLASSIAN_CLIENT_SECRET
    if client_secret and client_secret == settings.ATLASSIAN_CLIENT_ID:
        yield "ATLASSIAN_CLIENT_SECRET", "is the same as ATLASSIAN_CLIENT_ID."
    if settings.INDEX_LAG_SECONDS < settings.OUTBOX_GRACE_SECONDS:
        yield (
            "INDEX_LAG_SECONDS",
            "is less than OUTBOX_GRACE_SECONDS: what is still being created would count as lost.",
        )


def _of_addresses() -> Iterator[tuple[str, str]]:
    host, https = host_of(settings.PUBLIC_URL), settings.PUBLIC_URL.startswith("https://")
    if host and not validate_host(host, settings.ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS", "lacks the host of PUBLIC_URL: every page would answer 400."
    if https and not settings.BEHIND_PROXY:
        yield (
            "BEHIND_PROXY",
            "is false while PUBLIC_URL says https. Lodge speaks http: a proxy before it has to end TLS.",
        )
    if settings.TRUSTED_PROXIES and not settings.BEHIND_PROXY:
        yield (
            "TRUSTED_PROXIES",
            "counts proxies while BEHIND_PROXY is false: anybody could write where they are.",
        )
    if settings.SECURE_SSL_REDIRECT and host and not https:
        yield (
            "SECURE_SSL_REDIRECT",
            "is true while PUBLIC_URL says http: every page would lead to https.",
        )


def _of_one_host() -> Iterator[tuple[str, str]]:
    """Settings that work on one host only, where others say that there are several."""
    if settings.SINGLE_HOST or settings.DEBUG or is_wrong("SINGLE_HOST"):
        return
    more = "which only the processes of one host share. Write SINGLE_HOST=true if all of Lodge runs on this one."
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        yield "DATABASE_URL", f"names a file, {more}"
    if not settings.REDIS_URL:
        yield "REDIS_URL", f"says none, so that the cache is a folder, {more}"
    # FILES_URL: config/checks/writable_folders.py, also on a developer's machine
